"""What changed between two versions of a text, by line and inside the line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

# Words of letters and digits; anything else, Han above all, is compared by character.
_TOKEN = re.compile("[^\\W\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+|.", re.DOTALL)
# Two lines are versions of one if they share this much; less reads better as two lines.
_ALIKE = 0.4
# Comparing costs the product of two lengths: beyond these, lines are paired in order and a
# changed line is marked whole.
_MOST_PAIRS = 2_500
_MOST_CELLS = 1_000_000


class Kind(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line; `changed` where the other side has something else."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A line on one side: its number from 1 and its text in pieces."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of both sides next to each other; a side is None where it has no such line.

    A gap stands for `hidden` lines that are the same and far from any change.
    """

    kind: Kind
    old: Side | None = None
    new: Side | None = None
    hidden: int = 0


def compare(old: str, new: str, context: int = 3) -> list[Row]:
    """The rows that show how `old` became `new`; none if they are the same.

    Every changed line comes with `context` lines around it. Line ends count alike however they
    are written, and one more at the end of the text is no change.
    """
    before, after = _lines(old), _lines(new)
    rows: list[Row] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            rows.extend(
                Row(Kind.SAME, _whole(i + step, text), _whole(j + step, text))
                for step, text in enumerate(before[i:i_end])
            )
        else:
            rows.extend(_replaced(before[i:i_end], after[j:j_end], i, j))
    return list(_fold_away(rows, context))


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _whole(at: int, text: str, changed: bool = False) -> Side:
    return Side(at + 1, (Piece(text, changed),))


def _replaced(old: Sequence[str], new: Sequence[str], i: int, j: int) -> Iterator[Row]:
    before, after = [list(map(_tokens, lines)) for lines in (old, new)]
    at_old = at_new = 0
    for pair_old, pair_new in [*_pairs(before, after), (len(old), len(new))]:
        for at in range(at_old, pair_old):
            yield Row(Kind.REMOVED, old=_whole(i + at, old[at], changed=True))
        for at in range(at_new, pair_new):
            yield Row(Kind.ADDED, new=_whole(j + at, new[at], changed=True))
        if pair_old < len(old):
            left, right = _inside(before[pair_old], after[pair_new])
            yield Row(Kind.CHANGED, Side(i + pair_old + 1, left), Side(j + pair_new + 1, right))
        at_old, at_new = pair_old + 1, pair_new + 1


def _tokens(line: str) -> list[str]:
    return _TOKEN.findall(line)


def _likeness(one: list[str], other: list[str]) -> float:
    """How much of two lines is the same tokens, 0 to 1, their order left aside."""
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio()


def _pairs(old: list[list[str]], new: list[list[str]]) -> list[tuple[int, int]]:
    """Which old line became which new one, in order, so that the likeness of all is greatest."""
    if len(old) * len(new) > _MOST_PAIRS:
        alike = zip(old, new, strict=False)
        return [(at, at) for at, pair in enumerate(alike) if _likeness(*pair) >= _ALIKE]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[_likeness(one, other) for other in new] for one in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _inside(old: list[str], new: list[str]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if len(old) * len(new) > _MOST_CELLS:
        return (Piece("".join(old), True),), (Piece("".join(new), True),)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    codes = matcher.get_opcodes()
    for at, (tag, i, i_end, j, j_end) in enumerate(codes):
        # One character that both sides happen to share between two changes is no landmark.
        lone = 0 < at < len(codes) - 1 and len("".join(old[i:i_end])) == 1
        changed = tag != "equal" or lone
        _append(left, "".join(old[i:i_end]), changed)
        _append(right, "".join(new[j:j_end]), changed)
    return tuple(left), tuple(right)


def _append(pieces: list[Piece], text: str, changed: bool) -> None:
    if text and pieces and pieces[-1].changed == changed:
        pieces[-1] = Piece(pieces[-1].text + text, changed)
    elif text:
        pieces.append(Piece(text, changed))


def _fold_away(rows: list[Row], context: int) -> Iterator[Row]:
    changes = [at for at, row in enumerate(rows) if row.kind is not Kind.SAME]
    if not changes:
        return
    shown = 0
    ends = [-context - 1, *changes, len(rows) + context]
    for last, first in pairwise(ends):
        start, stop = max(last + context + 1, shown), first - context
        if stop - start > 1:
            yield from rows[shown:start]
            yield Row(Kind.GAP, hidden=stop - start)
            shown = stop
    yield from rows[shown:]
