"""The text of an imported article: its code left alone, its references and shortcodes found."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from urllib.parse import unquote

_FENCE = re.compile(r"(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})(.*)")
_TICKS = re.compile("`+")
LONGEST_SPAN = 2000
# Every repetition has a bound or cannot meet its own end twice: a file may be made to hurt.
_WORDS = r"(?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,500}"
_TARGET = (
    r"(?:<(?P<angle>[^<>\n]{0,2000})>"
    r"|(?P<bare>[^\s()<>]{0,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200}){0,5}))"
)
_IMAGE = re.compile(rf"(?P<head>!\[{_WORDS}\]\([ \t]{{0,20}}){_TARGET}(?=[\s)])")
_INLINE = re.compile(rf"(?P<head>(?<!!)\[{_WORDS}\]\([ \t]{{0,20}}){_TARGET}(?=[\s)])")
_DEFINED = re.compile(
    rf"(?P<head>^ {{0,3}}\[[^\]\n]{{1,200}}\]:[ \t]{{0,20}}){_TARGET}(?=\s|$)", re.MULTILINE
)
_ATTRIBUTE = re.compile(
    r"(?P<head><(?:a|img|source|video|audio)\s[^<>]{0,1000}?(?:src|href|poster)=[\"'])"
    r"(?P<bare>[^\"'<>\n]{0,2000})(?=[\"'])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"!\[|<img|<source", re.IGNORECASE)
_HTML = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9-]{0,30}(?:\s[^<>]{0,2000})?/?>|/[a-zA-Z]|!--)")
_MORE = re.compile(
    r"^[ \t]{0,20}<!--[ ]{0,9}more\b[^>\n]{0,200}-->[ \t]*$", re.MULTILINE | re.IGNORECASE
)


def parts(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, each with whether it is a fenced block of code."""
    prose: list[str] = []
    code: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if not fence and mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
            yield False, "".join(prose)
            prose, code = [], [line]
        elif fence:
            code.append(line)
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                yield True, "".join(code)
                fence, code = "", []
        else:
            prose.append(line)
    yield bool(code), "".join(code or prose)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with `change` applied to all of it but its fenced blocks."""
    return "".join(piece if code else change(piece) for code, piece in parts(text))


def spans(text: str) -> list[tuple[int, int]]:
    """Where the code spans stand, from the first tick to past the last; for one without fences."""
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[number][1] - runs[number][0], []).append(number)
    found_spans = []
    at = 0
    while at < len(runs):
        start, end = runs[at]
        same = later[end - start]
        while same and same[-1] <= at:
            same.pop()
        close = runs[same[-1]][1] if same else 0
        if same and close - start < LONGEST_SPAN and "\n\n" not in text[start:close]:
            found_spans.append((start, close))
            at = same[-1]
        at += 1
    return found_spans


def substitute(pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], text: str) -> str:
    """As `pattern.sub`, but for what begins in a code span; for text without fenced blocks."""
    starts, ends = zip(*code, strict=True) if (code := spans(text)) else ((), ())

    def kept(found: re.Match[str]) -> str:
        before = bisect_left(starts, found.start()) - 1
        inside = before >= 0 and found.start() < ends[before]
        return found[0] if inside else put(found)

    return pattern.sub(kept, text)


def readdress(text: str, address: Callable[[str, bool], str | None]) -> str:
    """The text with the targets of its pictures and links replaced, outside code.

    `address` gets a target as typed but for percent signs, and whether it is a picture's; None
    leaves it alone. Inline, defined and HTML targets are found.
    """

    def put(found: re.Match[str]) -> str:
        groups = found.groupdict()
        written = groups.get("angle") or groups["bare"] or ""
        new = address(unquote(written), _PICTURE.match(found["head"]) is not None)
        return found[0] if new is None else found["head"] + new

    def change(piece: str) -> str:
        if "](" in piece:
            # Inward out: a picture in a link is replaced first, then the link around it.
            piece = substitute(_IMAGE, put, piece)
            piece = substitute(_INLINE, put, piece)
        if "]:" in piece:
            piece = substitute(_DEFINED, put, piece)
        return substitute(_ATTRIBUTE, put, piece) if "<" in piece else piece

    return outside_code(text, change)


def has_html(text: str) -> bool:
    """Whether raw HTML stands in the text, outside code."""
    if "<" not in text:
        return False
    seen: list[bool] = []

    def see(found: re.Match[str]) -> str:
        seen.append(True)
        return found[0]

    outside_code(text, lambda piece: substitute(_HTML, see, piece))
    return bool(seen)


def cut_more(text: str) -> tuple[str, str]:
    """What stands before the `<!--more-->` mark (nothing when there is none), and all but it."""
    found = _MORE.search(text)
    if found is None:
        return "", text
    before = text[: found.start()]
    return before.strip(), before + text[found.end() :].lstrip("\n")


def first_heading(text: str) -> tuple[str, str]:
    """The first heading, when the text begins with one of level 1, and the text without it."""
    line, _, rest = text.lstrip().partition("\n")
    if line.startswith("# "):
        return line[2:].strip().rstrip("#").strip(), rest
    under, _, after = rest.partition("\n")
    if line and under.startswith("=") and not under.strip().strip("="):
        return line.strip(), after
    return "", text
