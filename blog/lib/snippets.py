"""The piece of a text around what was searched for, with every hit marked."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from blog.lib.bigrams import holder
from blog.lib.fold import fold, spans
from blog.lib.markup import clusters

LENGTH = 110
_LEAD = 24
"""Characters before the first hit."""
_STRETCH = 2000
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
        first = start + places[0][0]
        near = text[max(0, first - 200) : first + length * 8]
        return _cut(near, first - max(0, first - 200), needles, length, whole=first <= 200)
    return Markup()


def _cut(near: str, hit: int, needles: Sequence[str], length: int, *, whole: bool) -> Markup:
    """`near` cut to `length` from shortly before `hit`; `whole` says that the text begins it."""
    edges = [0]
    for cluster in clusters(near):
        edges.append(edges[-1] + len(cluster))
    at = next(number for number in range(len(edges) - 1, -1, -1) if edges[number] <= hit)
    first = max(0, at - _LEAD)
    last = min(len(edges) - 1, first + length)
    piece = near[edges[first] : edges[last]]
    shown = _mark(piece, _places(piece, needles))
    before = "…" if first or not whole else ""
    after = "…" if last < len(edges) - 1 else ""
    return Markup("{}{}{}").format(before, shown, after)


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
