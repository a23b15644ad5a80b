"""What someone typed into the search box, taken apart; whatever it is, it means something."""

import re
import unicodedata
from dataclasses import dataclass

from blog.lib.fold import fold

LONGEST = 100
"""Characters of a query; what is beyond them is not read."""
MOST = 8
"""Words, phrases and conditions of a query; the rest is not read."""

_FIELDS = {"tag": "tag", "标签": "tag", "category": "category", "分类": "category"}
_QUOTES = {'"': '"', "“": "”", "„": "”", "「": "」", "『": "』", "\uff02": "\uff02", "«": "»"}
_UNFIT = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FIELD = re.compile("([^\\W\\d_]{2,10})[:\uff1a]")
_MINUS = "-\uff0d\u2212"


@dataclass(frozen=True, slots=True)
class Query:
    """Folded pieces of text: all of `words` must stand in what is found, none of `excluded`.

    `tags` and `categories` are names or slugs that narrow the search.
    """

    words: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.tags or self.categories)


def clean(typed: str) -> str:
    """What was typed, on one line, without what no text holds, at most LONGEST characters."""
    return " ".join(_UNFIT.sub(" ", typed[: LONGEST * 4]).split())[:LONGEST].strip()


def parse(typed: str) -> Query:
    """The query: words, "phrases", -without, tag:name and category:name.

    An unfinished quote, a lone minus, an unknown field are text like any other; so is a minus
    where nothing else is asked for.
    """
    found: dict[str, list[str]] = {"words": [], "excluded": [], "tag": [], "category": []}
    for piece in _pieces(clean(typed))[:MOST]:
        folded = fold(piece.text).strip()
        if not (piece.phrase or piece.field):
            folded = _core(folded).strip()  # a lone ¯ folds to a space
        if folded:
            found["excluded" if piece.minus else piece.field or "words"].append(folded)
    if not (found["words"] or found["tag"] or found["category"]):
        found["words"], found["excluded"] = found["excluded"], []
    return Query(*(tuple(dict.fromkeys(pieces)) for pieces in found.values()))


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    phrase: bool
    minus: bool
    field: str


def _pieces(text: str) -> list[_Piece]:
    pieces = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        minus = text[at] in _MINUS and text[at + 1 : at + 2].strip() != ""
        at += minus
        field = ""
        name = None if minus else _FIELD.match(text, at)
        if name and name[1].lower() in _FIELDS and text[name.end() : name.end() + 1].strip():
            field, at = _FIELDS[name[1].lower()], name.end()
        close = text.find(_QUOTES[text[at]], at + 1) if text[at] in _QUOTES else -1
        phrase = close > at + 1
        if phrase:
            words, at = text[at + 1 : close], close + 1
        else:
            words, _, rest = text[at:].partition(" ")
            at = len(text) - len(rest)
        pieces.append(_Piece(words, phrase, minus, field))
    return pieces


def _core(folded: str) -> str:
    """A word without the punctuation around it, unless it is nothing else."""
    start, end = 0, len(folded)
    while start < end and _loose(folded[start]):
        start += 1
    while end > start and _loose(folded[end - 1]):
        end -= 1
    return folded[start:end] or folded


def _loose(character: str) -> bool:
    return character not in "#@" and unicodedata.category(character).startswith("P")
