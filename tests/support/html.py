"""Looking into HTML, and the strings that have broken into other sites."""

import json
import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

HOSTILE: list[str] = json.loads(Path(__file__).with_name("hostile.json").read_text("utf-8"))
LIVE = re.compile(r"\s*(?:javascript|data|vbscript|file):", re.IGNORECASE)
"""An address that would run, or read what it must not."""


def nodes(html: str, selector: str) -> list[LexborNode]:
    """What this selector finds."""
    return LexborHTMLParser(html).css(selector)


def first(html: str, selector: str) -> dict[str, str | None]:
    """The attributes of the first that this selector finds."""
    return dict(nodes(html, selector)[0].attributes)
