"""The Markdown parser: markdown-it with what Chinese writers and hostile input ask of it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

# An address in running text: ASCII alone, so that 中文 and 。 around it stay outside. It may hold
# brackets in pairs and does not end in punctuation that belongs to the sentence.
_ADDRESS = (
    r"(?=[0-9A-Za-z\[])(?:[0-9A-Za-z\-._~:/?#@!$&'*+,;=%]|\([0-9A-Za-z\-._~:/?#@!$&'*+,;=%]*\)"
    r"|\[[0-9A-Fa-f:.]*\])+(?<![.,;:!?'*_~])"
)
_AFTER_SCHEME = re.compile("://" + _ADDRESS)
_AFTER_WWW = re.compile(r"\." + _ADDRESS)
_SCHEME = re.compile(r"(?<![0-9A-Za-z+.-])https?$", re.IGNORECASE)
_WWW = re.compile(r"(?<![0-9A-Za-z@/.+-])www$", re.IGNORECASE)
_NAMED_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_TO_ENCODE = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')

# Characters beside which a Chinese writer puts no space: Han, kana, hangul, their punctuation,
# full-width forms, and the quotes, dashes and dots that Chinese shares with English.
CHINESE = re.compile(
    "[\u00b7\u2014\u2018-\u201d\u2026\u1100-\u11ff\u2e80-\u303f\u3040-\u31ff\u3200-\ua4cf"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U000323af]"
)

# Quotes and lists in one another. Past this the marks stay text: the parser itself would
# silently drop what is nested deeper than it likes.
DEEPEST = 16
_LONG_RUN = re.compile(r"(\*|_|~|!?\[\^?)\1{12,}")


def scheme_of(url: str) -> str:
    """The scheme of an address in lower case, or nothing for a relative one."""
    found = _NAMED_SCHEME.match(url)
    return found[1].lower() if found else ""


class _Inline(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Whether a run of `*`, `_` or `~` may open or close, as CommonMark says but for Chinese.

        CommonMark wants a space between `。**` and 后, which Chinese does not write (its issue
        650). So punctuation stands in the way of a run only when nothing Chinese touches the run.
        """
        src, marker, end = self.src, self.src[start], start
        while end < self.posMax and src[end] == marker:
            end += 1
        last = src[start - 1] if start else " "
        following = src[end] if end < self.posMax else " "
        after_space, before_space = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
        after_mark = isMdAsciiPunct(ord(last)) or isPunctChar(last)
        before_mark = isMdAsciiPunct(ord(following)) or isPunctChar(following)
        chinese = bool(CHINESE.match(last) or CHINESE.match(following))
        left = not before_space and (not before_mark or after_space or after_mark or chinese)
        right = not after_space and (not after_mark or before_space or before_mark or chinese)
        return Scanned(
            left and (canSplitWord or not right or after_mark),
            right and (canSplitWord or not left or before_mark),
            end - start,
        )


class _InlineParser(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _Inline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class Parser(MarkdownIt):
    """markdown-it with bold before Chinese punctuation, bounded nesting, and few URL schemes."""

    schemes = frozenset(("http", "https", "mailto", "tel"))

    def __init__(self, preset: str, options: dict[str, Any], **more: Any) -> None:
        super().__init__(preset, **more)
        self.inline = _InlineParser()
        self.configure(preset, options_update={"maxNesting": 2 * DEEPEST, **options})
        for name, rule in (("blockquote", blockquote), ("list", list_block)):
            alt = ["paragraph", "reference", "blockquote"]
            alt += ["list"] if name == "blockquote" else []
            self.block.ruler.at(name, bounded(rule), {"alt": alt})
        self.inline.ruler.before("emphasis", "long_run", _long_run)
        self.core.ruler.push("shallow", _shallow)

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Whether a link to this address is a link at all."""
        return (scheme_of(url) or "http") in self.schemes

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """The address as written, but for what HTML attributes or browsers stumble over."""
        return _TO_ENCODE.sub(lambda found: f"%{ord(found[0]):02X}", url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """The words of a bare address, as it was typed."""
        return link

    def warm(self) -> "Parser":
        """The parser itself, its rule lists compiled: threads may share it from then on."""
        for ruler in (self.core.ruler, self.block.ruler, self.inline.ruler, self.inline.ruler2):
            ruler.getRules("")
        return self


def bounded(
    rule: Callable[[StateBlock, int, int, bool], bool],
) -> Callable[[StateBlock, int, int, bool], bool]:
    """The rule of a container, refusing to nest deeper than `DEEPEST`."""

    def shallow(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < DEEPEST and rule(state, start, end, silent)

    return shallow


def _long_run(state: StateInline, silent: bool) -> bool:
    """Leave a dozen and more of the same mark as text: the parser pays dearly for each of them."""
    found = _LONG_RUN.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.append_pending(found[0])
    state.pos = found.end()
    return True


def _shallow(state: StateCore) -> None:
    """Turn emphasis nested deeper than `DEEPEST` back into the marks that were typed."""
    for block in state.tokens:
        depth = 0
        for token in block.children or ():
            if token.type not in _PAIRS:
                continue
            depth -= token.nesting < 0
            if depth >= DEEPEST:
                token.type, token.tag, token.content = "text", "", token.markup
            depth += token.nesting > 0
            if token.type == "text":
                token.nesting = 0


_PAIRS = frozenset(f"{name}_{side}" for name in ("em", "strong", "s") for side in ("open", "close"))


def bare_address(state: StateInline, silent: bool) -> bool:
    """Inline rule: `http://…` and `https://…` in running text become links.

    So does `www.…` where the parser stops at full stops.
    """
    src, at = state.src, state.pos
    if src[at] not in ":." or state.linkLevel:
        return False
    begun = (_SCHEME if src[at] == ":" else _WWW).search(src[max(0, at - 6) : at])
    found = (_AFTER_SCHEME if src[at] == ":" else _AFTER_WWW).match(src, at, state.posMax)
    if begun is None or found is None:
        return False
    typed = begun[0] + found[0]
    href = state.md.normalizeLink(f"http://{typed}" if src[at] == "." else typed)
    if not state.md.validateLink(href):
        return False
    if not silent:
        pending = state.pending
        if not pending.endswith(begun[0]):
            return False
        state.pending = pending[: -len(begun[0])]
        _link(state, typed, href)
    state.pos = found.end()
    return True


def _link(state: StateInline, address: str, href: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": href}
    token.info = "auto"
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1).info = "auto"


def flat(tokens: Sequence[Token]) -> str:
    """The text of inline tokens, as a reader reads it."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline", "math_inline"):
            parts.append(token.content)
        elif token.type == "image":
            parts.append(flat(token.children or ()))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return "".join(parts)
