"""What the README says is so."""

import re
from pathlib import Path

from flask.testing import FlaskCliRunner

from blog.config import OPTIONS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_deployment_setting_is_listed_with_its_default_and_reason() -> None:
    for option in OPTIONS:
        default = f"`{option.default}`" if option.default else ""
        assert f"| `BLOG_{option.name}` | {default} | {option.why} |" in README


def test_every_command_exists(runner: FlaskCliRunner) -> None:
    for name in re.findall(r"bin/flask blog ([a-z-]+)", README):
        result = runner.invoke(args=["blog", name, "--help"])
        assert result.exit_code == 0, name
    for script in set(re.findall(r"\b(bin/[a-z]+)", README)):
        assert (ROOT / script).stat().st_mode & 0o111, script


def test_every_picture_and_link_leads_to_a_file() -> None:
    for address in re.findall(r"\]\(([^)]+)\)", README):
        if not address.startswith("http"):
            assert (ROOT / address).is_file(), address
