"""Static files: parts joined when the server starts, under names with their content's hash."""

import gzip
import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, request
from whitenoise import WhiteNoise


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file that readers load, joined from its parts in order."""

    name: str
    parts: tuple[str, ...]  # globs below the static folder; a file counts where it first matches


BUNDLES = (
    Bundle("app.css", ("css/layers.css", "css/*.css")),
    Bundle("desk.css", ("css/layers.css", "css/*.css", "css/desk/*.css")),
    Bundle("theme.js", ("js/theme.js",)),
    Bundle("reader.js", ("js/reader/*.js",)),
    Bundle("desk.js", ("js/desk/*.js",)),
)


class Assets:
    """The joined files of an app, by their plain names."""

    def __init__(self, source: Path, target: Path) -> None:
        self.target = target
        self.names: dict[str, str] = {}
        target.mkdir(parents=True, exist_ok=True)
        for bundle in BUNDLES:
            content = _joined(source, bundle)
            stem, suffix = bundle.name.rsplit(".", 1)
            digest = hashlib.sha256(content).hexdigest()[:12]
            self.names[bundle.name] = f"{stem}.{digest}.{suffix}"
            _write(target / self.names[bundle.name], content)
            _write(target / f"{self.names[bundle.name]}.gz", gzip.compress(content, 9, mtime=0))

    def url(self, name: str) -> str:
        """The path of the joined file: its content never changes under it."""
        return f"{request.script_root}/static/{self.names[name]}"

    def serve_from(self, whitenoise: WhiteNoise) -> None:
        """Let WhiteNoise serve exactly these files, not what older releases left in the folder."""
        for name in self.names.values():
            whitenoise.add_file_to_dictionary(f"/static/{name}", str(self.target / name))


def init_app(app: Flask, source: Path) -> Assets:
    """Join the static files and give the templates `asset(name)`."""
    assets = Assets(source, Path(app.instance_path) / "static")
    app.jinja_env.globals["asset"] = assets.url
    return assets


def _joined(source: Path, bundle: Bundle) -> bytes:
    paths = dict.fromkeys(path for glob in bundle.parts for path in sorted(source.glob(glob)))
    squeeze: Callable[[str], str] = _css if bundle.name.endswith(".css") else _script
    return "\n".join(squeeze(path.read_text("utf-8")) for path in paths).encode()


# A string, which stays as it is; or a mark with the space around it; or the space after a colon.
_CSS_SPACE = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,>])\s*|(?<=:)\s+""")


def _css(text: str) -> str:
    """The style sheet without comments and spare space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = _CSS_SPACE.sub(lambda found: found[1] or found[2] or "", text)
    return text.replace(";}", "}").strip()


def _script(text: str) -> str:
    """The module in a block of its own, so that its names meet no other module's."""
    lines = (line.strip() for line in text.splitlines())
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f"{{\n{kept}\n}}"


def _write(path: Path, content: bytes) -> None:
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)
