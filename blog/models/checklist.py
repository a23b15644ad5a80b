"""What a writer may want to look at before publishing; nothing here ever stands in the way."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from blog.lib import markup
from blog.lib.database import db
from blog.models import holdings
from blog.models.media import Media
from blog.models.usage import named

HEAVY = 1024 * 1024
"""Bytes from which a picture is heavy for readers on a phone."""
MOST = 5
"""How many of a kind are named."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# A half-width mark after a Han character that is followed by another, or by the end of the line.
_HALF = re.compile(f"[{_HAN}]([,;:!?]|\\.(?!\\.))\\s?(?=[{_HAN}]|$)", re.MULTILINE)
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_MADE_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)


class Kind(StrEnum):
    """What may be amiss."""

    PICTURES = "pictures"  # without alternative text
    LINKS = "links"  # that lead nowhere here
    HEAVY = "heavy"  # pictures
    PUNCTUATION = "punctuation"  # half-width between Han characters
    EXCERPT = "excerpt"  # missing
    HEADINGS = "headings"  # that skip a level


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at: how often, and where."""

    kind: Kind
    number: int = 1
    examples: tuple[str, ...] = ()


def look(made: markup.Rendered, typed: Mapping[str, str]) -> list[Hint]:
    """The hints for a text as rendered and as typed (`body`, `excerpt`, `cover`)."""
    return list(_hints(made, typed))


def _hints(made: markup.Rendered, typed: Mapping[str, str]) -> Iterator[Hint]:
    body = _CODE.sub("", typed.get("body", ""))
    # Source code may have any marks; a letter stands for it.
    text = markup.plain(_MADE_CODE.sub("x", made.html))
    if made.unnamed_pictures:
        yield Hint(Kind.PICTURES, made.unnamed_pictures)
    found = (
        (Kind.LINKS, holdings.dead(made.links)),
        (Kind.HEAVY, _heavy(body, typed.get("cover", ""))),
        (Kind.HEADINGS, _skipping(body)),
        (Kind.PUNCTUATION, [_around(text, half) for half in _HALF.finditer(text)]),
    )
    for kind, examples in found:
        if examples:
            yield Hint(kind, len(examples), tuple(examples[:MOST]))
    if "excerpt" in typed and not typed["excerpt"].strip() and body.strip():
        yield Hint(Kind.EXCERPT)


def _heavy(*texts: str) -> list[str]:
    query = select(Media.name).where(Media.path.in_(named(*texts)), Media.size >= HEAVY)
    return list(db.session.scalars(query.where(Media.width.is_not(None)).order_by(Media.id)))


def _skipping(body: str) -> list[str]:
    """The headings that stand more than one level below the one before them."""
    skipping, above = [], 0
    for marks, text in _HEADING.findall(body):
        if above and len(marks) > above + 1:
            skipping.append(text)
        above = len(marks)
    return skipping


def _around(text: str, found: re.Match[str]) -> str:
    line = text[max(0, found.start() - 5) : found.end() + 5]
    return " ".join(line.split())
