"""What the README says is so; what every document must hold is in test_docs.py."""

import re

from blog.config import OPTIONS
from tests.support.server import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MOST_LINES = 120
HEAVIEST = 150 * 1024


def test_it_is_read_in_one_sitting() -> None:
    assert len(README.splitlines()) <= MOST_LINES


def test_every_deployment_setting_is_listed_with_its_default_and_reason() -> None:
    for option in OPTIONS:
        default = f"`{option.default}`" if option.default else ""
        assert f"| `BLOG_{option.name}` | {default} | {option.why} |" in README


def test_it_shows_readers_and_the_desk_in_pictures_of_little_weight() -> None:
    shown = re.findall(r"!\[[^]]{20,}\]\(docs/pictures/([a-z-]+)\.webp\)", README)
    assert shown == ["home", "article", "article-dark", "editor", "statistics"]
    kept = {path.stem: path.stat().st_size for path in (ROOT / "docs/pictures").iterdir()}
    assert kept.keys() == set(shown)
    assert max(kept.values()) <= HEAVIEST


def test_the_table_of_speed_can_be_put_in_place() -> None:
    (table,) = re.findall(r"<!-- speed -->\n(.+)<!-- /speed -->", README, re.DOTALL)
    assert all(line.startswith("|") for line in table.splitlines())
