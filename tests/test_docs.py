"""What docs/operate.md tells people to type works, and its tables are those of the code."""

import os
import re
import subprocess
from pathlib import Path

from blog.config import OPTIONS
from tests.support.server import ROOT

TEXT = (ROOT / "docs/operate.md").read_text()


def settings_table() -> str:
    shown = [(option.name, f"`{option.default}`" * bool(option.default)) for option in OPTIONS]
    rows = [
        f"| `BLOG_{name}` | {default} | {option.why} |"
        for (name, default), option in zip(shown, OPTIONS, strict=True)
    ]
    rows.append(
        "| `BLOG_INSTANCE_FOLDER` | `instance` | The folder of all that is the blog's own. |"
    )
    return "\n".join(["| setting | default | why |", "|---|---|---|", *rows])


def test_the_table_of_settings_is_that_of_the_code() -> None:
    assert settings_table() in TEXT, f"put this in its place:\n{settings_table()}"


def test_what_the_guide_says_to_type_works(tmp_path: Path) -> None:
    """All blocks in one script: each stands on those before it, as they do for a reader."""
    blocks = re.findall(r"^```sh tried\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 6
    script = "set -eu\n" + "\n".join(blocks).replace("bin/flask", str(ROOT / "bin/flask"))
    own = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env=own | {"BLOG_INSTANCE_FOLDER": str(tmp_path / "instance")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "backup.zip").exists()


def test_every_command_it_names_exists() -> None:
    from blog.cli import blog

    named = set(re.findall(r"(?:bin/flask|flask) blog ([a-z][a-z-]+)", TEXT))
    assert named
    assert named <= set(blog.commands)


def test_every_file_it_names_exists() -> None:
    for path in re.findall(r"(?:deploy|bin|docs)/[A-Za-z.-]+", TEXT):
        assert (ROOT / path.rstrip(".")).exists(), path
