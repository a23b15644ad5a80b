"""Plain text: tidying, counting, cutting at what a reader sees as one character."""

import html
import re
import unicodedata
from collections.abc import Iterator

# Rates per minute. English: Brysbaert 2019 (doi:10.1016/j.jml.2019.104047) finds 238 words for
# silent reading of non-fiction. Chinese: between the 255 characters read aloud in the IReST study
# (Trauzettel-Klosinski and Dietz 2012) and the 500 that Medium counts.
HAN_A_MINUTE = 400
WORDS_A_MINUTE = 220

# Unicode's Stream-Safe Text Format (UAX #15, section 13) allows 30 marks on one base.
LONGEST_CLUSTER = 32

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
_KANA_HANGUL = re.compile("[\u3040-\u30ff\u31f0-\u31ff\u1100-\u11ff\uac00-\ud7af]+")
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ODD_SPACE = re.compile("[\x0b\x0c\x85\u2028]")
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_BREAK = re.compile(r"<br\b[^>]*>\n?|</(?:p|li|h[1-6]|pre|tr|figcaption|blockquote|div|dt|dd)>\n?")
_BLANK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s+")
# Between two paragraphs; full-width punctuation brings its own room.
_WIDE_GAP = re.compile("(?<=[、。！，：；？）」』》]) ")
_WORD_END = re.compile("[0-9A-Za-z\u00c0-\u024f_'’-]+$")
_LOOSE_END = re.compile("[ ,\uff0c、;\uff1b:\uff1a.。—(\uff08\\[「『《“‘-]+$")
_WORD_START = re.compile("[0-9A-Za-z\u00c0-\u024f_'’-]")


def tidy(text: str) -> str:
    """The text with nothing in it that HTML, XML or UTF-8 refuses.

    NUL, other control characters, noncharacters and lone surrogates become U+FFFD; vertical tab,
    form feed and their like become a space, line ends become one newline.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n")
    return _UNFIT.sub("\ufffd", _ODD_SPACE.sub(" ", text))


def plain(markup: str) -> str:
    """The text of well-formed HTML, one line a block; for HTML that was cleaned before."""
    lines = _TAG.sub("", _BREAK.sub("\n", markup))
    return html.unescape(_BLANK.sub("\n", lines)).strip()


def count(text: str) -> tuple[int, int]:
    """How many Han characters and how many words of other scripts stand in the text."""
    han = len(_HAN.findall(text))
    rest = _KANA_HANGUL.sub(" ", _HAN.sub(" ", text))
    return han, len(_WORD.findall(rest))


def reading_minutes(han: int, words: int) -> int:
    """Minutes a reader needs, at least 1: 400 Han characters or 220 words a minute."""
    return max(1, round(han / HAN_A_MINUTE + words / WORDS_A_MINUTE))


def _extends(mark: str) -> bool:
    """Whether the character belongs to the one before it, by itself (UAX #29, GB9 and GB9a)."""
    point = ord(mark)
    if point < 0x300:
        return False
    return (
        unicodedata.category(mark) in {"Mn", "Me", "Mc"}
        or point in {0x200C, 0x200D, 0xFF9E, 0xFF9F}
        or 0x1F3FB <= point <= 0x1F3FF
        or 0xE0020 <= point <= 0xE007F
    )


def _hangul(letter: str) -> str:
    """L, V, T, LV or LVT for a Hangul letter or syllable (UAX #29, GB6 to GB8), else nothing."""
    point = ord(letter)
    if 0xAC00 <= point <= 0xD7A3:
        return "LVT" if (point - 0xAC00) % 28 else "LV"
    if 0x1100 <= point <= 0x115F or 0xA960 <= point <= 0xA97C:
        return "L"
    if 0x1160 <= point <= 0x11A7 or 0xD7B0 <= point <= 0xD7C6:
        return "V"
    return "T" if 0x11A8 <= point <= 0x11FF or 0xD7CB <= point <= 0xD7FB else ""


_JOINS = {"L": ("L", "V", "LV", "LVT"), "V": ("V", "T"), "T": ("T",)}


def _flag(letter: str) -> bool:
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF


def clusters(text: str) -> Iterator[str]:
    """What a reader sees as single characters, in order (extended grapheme clusters of UAX #29).

    Left out are the rules for Indic conjuncts and for prepended marks, which need tables that
    Python does not ship; there a cluster may end one character early.
    """
    start, flags = 0, 0
    for at in range(1, len(text)):
        before, letter = text[at - 1], text[at]
        flags = flags + 1 if _flag(before) else 0
        if before == "\r" and letter == "\n":
            continue
        if before not in "\r\n" and ord(letter) >= 0x300:
            if _extends(letter):
                continue
            if before == "\u200d" and unicodedata.category(letter) == "So":
                continue
            if _flag(letter) and flags % 2:
                continue
            if _hangul(letter) in _JOINS.get(_hangul(before)[-1:], ()):
                continue
        yield text[start:at]
        start, flags = at, 0
    if text:
        yield text[start:]


def grapheme_cut(text: str, n: int) -> str:
    """The first n characters as a reader counts them, so that no emoji is cut in two."""
    end = 0
    for number, cluster in enumerate(clusters(text)):
        if number >= n:
            return text[:end]
        end += len(cluster)
    return text


def excerpt(text: str, length: int = 120) -> str:
    """The beginning of a plain text on one line, at most `length` characters and an ellipsis.

    Cut between characters as a reader sees them, before a Latin word rather than in it where that
    keeps a third of the length, and without a comma or space before the ellipsis. Piled-up marks
    (Zalgo) are thinned to what Unicode calls stream-safe.
    """
    # A cluster is rarely past ten code points, so the rest of a long text need not be looked at.
    line = _SPACE.sub(" ", text[: length * LONGEST_CLUSTER * 2]).strip()
    line = _WIDE_GAP.sub("", line)
    kept: list[str] = []
    rest = ""
    for cluster in clusters(line):
        if len(kept) == length:
            rest = cluster
            break
        kept.append(cluster[:LONGEST_CLUSTER])
    short = "".join(kept)
    if not rest:
        return short
    if _WORD_START.match(rest) and (word := _WORD_END.search(short)):
        short = short[: word.start()] if word.start() * 3 > len(short) else short
    return _LOOSE_END.sub("", short) + "…"
