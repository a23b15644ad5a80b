"""The piece of a text around what was searched for, with every hit marked."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from markupsafe import Markup, escape

from blog.lib.bigrams import holder
from blog.lib.fold import fold, spans
from blog.lib.markup import clusters

LENGTH = 110
_LEAD = 24
"""Characters before the first hit."""
_FEW = 4
"""Code points that a character seldom has more of."""
# Han, ASCII, and their punctuation: each code point is a character, as clusters() would find.
_SIMPLE = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u3000-\u3029\u4e00-\u9fff\uff01-\uff9d\n]*"
)
_STRETCH = 600
_OVERLAP = 120
_FURTHEST = 200_000


def marked(text: str, needles: Sequence[str]) -> Markup:
    """The whole text with each needle that stands in it in <mark>."""
    return _mark(text, _places(text, needles))


def snippet(text: str, needles: Sequence[str], length: int = LENGTH) -> Markup:
    """About `length` characters around the first hit, empty when there is none.

    Cut between characters as a reader sees them; an ellipsis stands where something is left out.
    """
    for start in range(0, min(len(text), _FURTHEST), _STRETCH):
        stretch = text[start : start + _STRETCH + _OVERLAP]
        places = _places(stretch, needles)
        if not places:
            continue
        return _cut(text, start + places[0][0], needles, length)
    return Markup()


def _cut(text: str, hit: int, needles: Sequence[str], length: int) -> Markup:
    """The text from shortly before `hit`, `length` characters long."""
    start = max(0, hit - _LEAD * _FEW)
    edges = _edges(text[start : hit + length * _FEW], start)
    if start:
        del edges[0]  # it may stand within a character
    at = max(0, bisect_right(edges, hit) - 1)
    first = edges[max(0, at - _LEAD)]
    last = edges[min(len(edges) - 1, max(0, at - _LEAD) + length)]
    piece = text[first:last]
    shown = _mark(piece, _places(piece, needles))
    before, after = "…" if first else "", "…" if last < len(text) else ""
    return Markup("{}{}{}").format(before, shown, after)


def _edges(text: str, start: int) -> list[int]:
    """Where a reader's characters begin and the last one ends, counted from `start`."""
    if _SIMPLE.fullmatch(text):
        return list(range(start, start + len(text) + 1))
    return [start, *accumulate(map(len, clusters(text)), initial=start)][1:]


def _places(text: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Where needles stand, in order, those that touch joined."""
    folded = fold(text)
    found = sorted(
        place
        for needle in needles
        if needle in folded
        for place in spans(text, needle)
        if _stands_free(text, place, needle)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _stands_free(text: str, place: tuple[int, int], needle: str) -> bool:
    """Whether the word of the hit begins (and ends) where the search asks for it."""
    around = fold(text[max(0, place[0] - 1) : place[1] + 1])
    return holder(needle)(around)


def _mark(text: str, places: list[tuple[int, int]]) -> Markup:
    pieces: list[Markup] = []
    at = 0
    for start, end in places:
        pieces += (escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end]))
        at = end
    return Markup().join([*pieces, escape(text[at:])])
