"""How Han text sounds in Latin letters, for a search by pinyin (`anquan`) or initials (`aq`).

An index of titles and tags holds each syllable, each pair of neighbours and each pair of their
initials, whatever the character may be read as; a search asks for the pairs of what was typed and
then hears the title through. The table is ours, so that no save waits for a child process.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from pathlib import Path

from blog.lib.bigrams import Probe
from blog.lib.fold import fold

_LETTERS = re.compile("[a-z]{2,40}")
_WAYS = 8
"""In how many ways a row of letters is cut into syllables at most: xian is xian or xi an."""
_MOST_INITIALS = 12
# An index term of a sound never meets one of initials.
_FULL, _INITIALS = "0", "1"


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """The readings of each character; read when first needed."""
    table: dict[str, tuple[str, ...]] = {}
    lines = Path(__file__).with_name("sounds.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        syllable, characters = line.split()
        # ü is typed as v, or its dots are left out.
        spellings = (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)
        for character in characters:
            known = table.get(character)
            # Most characters are read one way, and share the tuple of it.
            table[character] = tuple(dict.fromkeys(known + spellings)) if known else spellings
    return table


@cache
def _syllables() -> frozenset[str]:
    return frozenset(syllable for readings in _table().values() for syllable in readings)


def _runs(folded: str) -> Iterator[list[tuple[str, ...]]]:
    """The readings of neighbouring Han characters, a list for each run of them."""
    table = _table()
    run: list[tuple[str, ...]] = []
    for character in folded:
        if readings := table.get(character):
            run.append(readings)
        elif run:
            yield run
            run = []
    if run:
        yield run


def sound_terms(text: str) -> list[str]:
    """The index terms for how `text` sounds, each once; none without Han characters."""
    found: dict[str, None] = {}
    for run in _runs(fold(text)):
        for readings in run:
            found.update(dict.fromkeys(_FULL + syllable for syllable in readings))
        for one, other in pairwise(run):
            for left, right in product(one, other):
                found[_FULL + left + right] = None
                found[_INITIALS + left[0] + right[0]] = None
    return list(found)


def _cuts(letters: str, whole: bool) -> Iterator[list[str]]:
    """The ways to cut letters into syllables; unless `whole`, the last may be only begun."""
    known = _syllables()
    waiting: list[tuple[int, list[str]]] = [(0, [])]
    while waiting:
        at, cut = waiting.pop()
        if at == len(letters):
            yield cut
            continue
        if not whole and len(letters) - at < 6 and letters[at:] not in known:
            yield [*cut, letters[at:]]
        # The longest syllables last, so that they are tried first.
        waiting += [
            (end, [*cut, letters[at:end]])
            for end in range(at + 1, min(at + 6, len(letters)) + 1)
            if letters[at:end] in known
        ]


def sound_probes(text: str, *, whole: bool = True) -> list[Probe]:
    """What the index is asked for `text` taken as pinyin or as initials: any one may answer.

    Unless `whole`, the last syllable may be only begun, as it is while someone types.
    """
    letters = fold(text)
    if _LETTERS.fullmatch(letters) is None:
        return []
    found: list[Probe] = []
    for _, cut in zip(range(_WAYS), _cuts(letters, whole), strict=False):
        pairs = [_FULL + "".join(pair) for pair in pairwise(cut)] or [_FULL + cut[0]]
        found.append(Probe(tuple(pairs)) if whole else Probe(tuple(pairs[:-1]), pairs[-1]))
    if len(letters) <= _MOST_INITIALS:
        found.append(Probe(tuple(_INITIALS + "".join(pair) for pair in pairwise(letters))))
    return list(dict.fromkeys(found))


def sounds_like(text: str, typed: str, *, whole: bool = True) -> bool:
    """Whether a part of `text` is read as `typed`, or has these letters as its initials."""
    letters = fold(typed)
    return any(
        _heard(run[start:], letters, whole) or _initialled(run[start:], letters)
        for run in _runs(fold(text))
        for start in range(len(run))
    )


def _heard(run: list[tuple[str, ...]], letters: str, whole: bool) -> bool:
    rests = {letters}
    for readings in run:
        ends = {rest for rest in rests for syllable in readings if syllable.startswith(rest)}
        if ends and (not whole or any(rest in readings for rest in ends)):
            return True
        rests = {
            rest[len(syllable) :]
            for rest in rests
            for syllable in readings
            if rest.startswith(syllable) and rest != syllable
        }
        if not rests:
            return False
    return False


def _initialled(run: list[tuple[str, ...]], letters: str) -> bool:
    return len(run) >= len(letters) > 1 and all(
        any(syllable[0] == letter for syllable in readings)
        for readings, letter in zip(run, letters, strict=False)
    )
