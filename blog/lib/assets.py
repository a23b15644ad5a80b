"""Static files: parts joined when the server starts, under names with their content's hash."""

import gzip
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from whitenoise import WhiteNoise


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file that readers load, joined from its parts in order.

    A script stands in the head, where it can set the colours before the first paint; its `late`
    parts run when the page has been read.
    """

    name: str
    parts: tuple[str, ...]  # globs below the static folder; a file counts where it first matches
    late: tuple[str, ...] = ()


BUNDLES = (
    Bundle("app.css", ("css/layers.css", "css/*.css")),
    Bundle("desk.css", ("css/layers.css", "css/*.css", "css/desk/*.css")),
    Bundle("theme.js", ("js/theme.js",)),
    Bundle("reader.js", ("js/theme.js",), late=("js/reader/*.js",)),
    Bundle("comments.js", ("js/comments/*.js",)),
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
            path = target / self.names[bundle.name]
            if not path.exists():
                _write(path.with_name(f"{path.name}.gz"), gzip.compress(content, 9, mtime=0))
                _write(path, content)

    def url(self, name: str) -> str:
        """The path of the joined file: its content never changes under it."""
        return f"{request.script_root}/static/{self.names[name]}"


class Served:
    """A WSGI layer that serves exactly these files, not what older releases left in the folder.

    From memory: to open, send and close a file of a few KB costs twice as much as to send the
    bytes. What asks for a part, or whether anything changed, WhiteNoise answers from the file.
    """

    def __init__(self, application: WSGIApplication, files: Assets, **options: Any) -> None:
        self.application = application
        self.whitenoise = WhiteNoise(application, **options)
        for name in files.names.values():
            self.whitenoise.add_file_to_dictionary(f"/static/{name}", str(files.target / name))
        self.files = self.whitenoise.files
        ways = [way for file in self.files.values() for way in file.alternatives]
        self.bodies = {path: Path(path).read_bytes() for _encoding, path, _headers in ways}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The file of that name, else what the application answers."""
        file = self.files.get(environ["PATH_INFO"])
        if file is None:
            return self.application(environ, start_response)
        if environ["REQUEST_METHOD"] != "GET" or environ.keys() & _MORE:
            answer: Iterable[bytes] = self.whitenoise(environ, start_response)
            return answer
        path, headers = file.get_path_and_headers(environ)
        start_response("200 OK", headers)
        return (self.bodies[path],)


_MORE = {"HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}


def init_app(app: Flask, source: Path) -> Assets:
    """Join the static files and give the templates `asset(name)`."""
    assets = Assets(source, Path(app.instance_path) / "static")
    app.jinja_env.globals["asset"] = assets.url
    return assets


def _joined(source: Path, bundle: Bundle) -> bytes:
    squeeze: Callable[[str], str] = _css if bundle.name.endswith(".css") else _script
    joined = _squeezed(source, bundle.parts, squeeze)
    if bundle.late:
        late = _squeezed(source, bundle.late, squeeze)
        joined += f'\naddEventListener("DOMContentLoaded", () => {{\n{late}\n}})'
    return joined.encode()


def _squeezed(source: Path, parts: tuple[str, ...], squeeze: Callable[[str], str]) -> str:
    paths = dict.fromkeys(path for glob in parts for path in sorted(source.glob(glob)))
    return "\n".join(squeeze(path.read_text("utf-8")) for path in paths)


# A string, which stays as it is; or a mark with the space around it; or the space after a colon.
_CSS_SPACE = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,>])\s*|(?<=:)\s+""")


def _css(text: str) -> str:
    """The style sheet without comments, spare space, and quotes that nothing needs."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = _CSS_SPACE.sub(lambda found: found[1] or found[2] or "", text)
    text = re.sub(r'="([a-z]+)"]', r"=\1]", text)
    return text.replace(";}", "}").strip()


def _script(text: str) -> str:
    """The module in a block of its own, so that its names meet no other module's."""
    lines = (line.strip() for line in text.splitlines())
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f"{{\n{kept}\n}}"


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
