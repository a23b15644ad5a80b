"""The page about the settings says what the code says."""

import subprocess
from dataclasses import fields
from pathlib import Path

from blog.models.setting import Settings

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_is_what_the_table_makes() -> None:
    checked = subprocess.run([ROOT / "bin/document", "--check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_every_setting_is_named_in_it() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    assert [item.name for item in fields(Settings) if f"| `{item.name}` |" not in page] == []
