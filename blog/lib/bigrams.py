"""Words for an index: Han text by overlapping pairs, everything else by words.

The same terms serve SQLite FTS5 and PostgreSQL's tsvector. A search asks for all terms of what was
typed, then looks whether the folded text really holds it: pairs say where to look, the text
decides.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from blog.lib.fold import fold

# Scripts written without spaces, or with words too long to be looked for whole: Han with 々 and 〇,
# kana, Hangul, bopomofo.
_UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003fffd"
)
_RUN = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|[^\\W_{_UNSPACED}]+")
# PostgreSQL refuses a lexeme over 2,046 bytes; nobody looks for a word of 64 letters by its end.
_LONGEST = 64
SHORTEST_START = 3
"""Letters from which a last word may go on: `photo` finds photos, `go` finds no google."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What an index is asked about a piece of text: whole terms, and how one more term begins.

    `exact` says that the index alone decides; else the text must be looked at.
    """

    terms: tuple[str, ...]
    start: str = ""
    exact: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.start)


def _split(folded: str) -> Iterator[tuple[bool, str, int]]:
    """Each run of the text: whether it is of a script without spaces, itself, where it ends."""
    for run in _RUN.finditer(folded):
        yield run["unspaced"] is not None, run[0], run.end()


def _pairs(run: str) -> Iterator[str]:
    return map("".join, pairwise(run))


def terms(text: str) -> list[str]:
    """The terms of `text` for an index, folded, in order and as often as they stand there.

    A run of one Han character is a term of its own, so that it counts as a word.
    """
    found: list[str] = []
    for unspaced, run, _ in _split(fold(text)):
        if not unspaced:
            found.append(run[:_LONGEST])
        elif len(run) > 1:
            found.extend(_pairs(run))
        else:
            found.append(run)
    return found


def probe(text: str, *, shortest: int = SHORTEST_START) -> Probe:
    """What every text that holds `text` has in its index; empty if no index can tell.

    A lone Han character is left out: in the texts it mostly stands inside pairs. A Latin word at
    the very end may be the beginning of a longer one, if it has `shortest` letters.
    """
    folded = fold(text)
    found: list[str] = []
    start = ""
    runs = list(_split(folded))
    for unspaced, run, end in runs:
        if unspaced:
            found.extend(_pairs(run))
        elif end == len(folded) and shortest <= len(run) <= _LONGEST:
            start = run
        else:
            found.append(run[:_LONGEST])
    whole = len(runs) == 1 and (start == folded or found == [folded])
    return Probe(tuple(dict.fromkeys(found)), start, whole)


def holder(needle: str, *, shortest: int = SHORTEST_START) -> Callable[[str], bool]:
    """Tells of a folded text whether it holds the folded needle as `probe` looks for it.

    Han text anywhere; a Latin word from its beginning, and to its end unless it may go on.
    """
    runs = list(_split(needle))
    latin = f"[^\\W_{_UNSPACED}]"
    before = after = ""
    if runs and not runs[0][0] and needle.startswith(runs[0][1]):
        before = f"(?<!{latin})"
    if runs and not runs[-1][0] and runs[-1][2] == len(needle) and len(runs[-1][1]) < shortest:
        after = f"(?!{latin})"
    if not (before or after):
        return lambda text: needle in text
    pattern = re.compile(before + re.escape(needle) + after)
    return lambda text: needle in text and pattern.search(text) is not None
