"""Folding: two spellings that a reader takes for the same text become the same characters."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

# The Combining Diacritical Marks blocks, and what is written and not seen: soft hyphens,
# zero-width characters, variation selectors.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+"
)
# What folds one character for one: Chinese, ASCII and their punctuation, most of most texts.
_EVEN = re.compile("[\n -~\u2013\u2014\u2018-\u201d\u3000-\u3011\u4e00-\u9fff\uff01-\uff5e]*")
# Letters that readers take for another letter and Unicode does not decompose.
_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n",
    "ŧ": "t", "þ": "th",
}  # fmt: skip


def _read_table() -> dict[int, str]:
    table = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    groups = " ".join(line for line in table.splitlines() if not line.startswith("#")).split()
    return {ord(other): group[0] for group in groups for other in group[1:]}


_SIMPLIFIED = _read_table()
_TABLE = _SIMPLIFIED | {ord(letter): plain for letter, plain in _LETTERS.items()}


def fold(text: str) -> str:
    """`text` with case, accents, width and traditional forms taken away, for comparing.

    Compatibility decomposition, full case folding (Unicode 3.13, as NFKC_Casefold does), marks
    and unseen characters dropped, then one character for one by `fold.txt`. A Han character
    stays one character; ligatures, ß and the like become two. Folding twice changes nothing.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _UNSEEN.sub("", plain)).translate(_TABLE)


def simplify(text: str) -> str:
    """`text` with its traditional characters made simplified, as a reader of either would say it.

    Unlike `fold` it leaves alone what simplified text writes too (GB 2312): 著名 and 乾坤 stay.
    """
    return "".join(c if _is_standard(c) else _SIMPLIFIED.get(ord(c), c) for c in text)


def _is_standard(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


class _Pieces(dict[str, str]):
    """What each character alone folds to, worked out when first met."""

    def __missing__(self, character: str) -> str:
        piece = fold(character)
        if len(self) < 20_000:
            self[character] = piece
        return piece


_PIECES = _Pieces()


def spans(text: str, needle: str) -> list[tuple[int, int]]:
    """Where `needle` stands in `text` once both are folded, as (start, end) in `text` itself.

    The places do not overlap. A letter typed as several code points that Unicode composes and
    this module keeps (a kana and its voicing mark) is not found: give text in form NFC.
    """
    wanted = fold(needle)
    if _EVEN.fullmatch(text):
        return list(_places(fold(text), wanted))
    pieces = [_PIECES[character] for character in text]
    ends = list(accumulate(map(len, pieces)))
    return [
        (bisect_right(ends, start), bisect_right(ends, stop - 1) + 1)
        for start, stop in _places("".join(pieces), wanted)
    ]


def _places(folded: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        stop = at + len(wanted)
        yield at, stop
        at = folded.find(wanted, stop)
