"""A reader's comment: a small Markdown to HTML that is safe to show to everyone.

Whatever is not in that small Markdown stays as it was typed, HTML above all. bleach cleans what
the parser made; it gets no more security fixes (its notes of 6.4.0), so nh3 goes over the result.
"""

import threading
from functools import cache
from html import escape

import nh3
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, hr
from markdown_it.rules_inline import StateInline, image

from blog.lib.markup.parser import Parser, bare_address, scheme_of
from blog.lib.markup.text import plain, tidy

TAGS = frozenset(("a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"))
ATTRIBUTES = {"a": ["href"], "ol": ["start"]}
SCHEMES = frozenset(("http", "https", "mailto"))

_SECOND = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    link_rel="nofollow ugc noopener",
    url_relative="deny",
)


class _CommentParser(Parser):
    schemes = SCHEMES

    def validateLink(self, url: str) -> bool:  # noqa: N802
        # Relative addresses would lead somewhere on this blog, which no reader means; of what no
        # browser takes for an address (http://a.0) the second cleaner leaves a link to nowhere.
        return scheme_of(url) in self.schemes and "href" in _SECOND.clean(
            f'<a href="{escape(url)}">'
        )

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return MarkdownIt.normalizeLink(self, url)


def _typed_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: three stars, dashes or underscores are no line but a paragraph as typed."""
    if not hr(state, start, end, True):
        return False
    if silent:
        return True
    state.line = start + 1
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.children = []
    inline.content = state.getLines(start, state.line, state.blkIndent, False).strip()
    state.push("paragraph_close", "p", -1)
    return True


def _typed_image(state: StateInline, silent: bool) -> bool:
    """Inline rule: a picture stays as typed, and is not half turned into a link."""
    start = state.pos
    if not state.src.startswith("![", start) or not image(state, True):
        return False
    if not silent:
        state.append_pending(state.src[start : state.pos])
    return True


@cache
def _parser() -> Parser:
    md = _CommentParser("zero", {"breaks": True})
    md.enable(["fence", "blockquote", "list", "hr"])
    md.enable(["newline", "escape", "backticks", "emphasis", "link", "autolink"])
    md.block.ruler.at("hr", _typed_rule, {"alt": ["paragraph", "blockquote", "list"]})
    md.inline.ruler.before("link", "typed_image", _typed_image)
    # Addresses are found here, since bleach's linkifier takes Chinese into a link, lets emphasis
    # break one, and makes of a typed &lt; the sign itself.
    md.inline.ruler.after("text", "bare_address", bare_address)
    md.inline.add_terminator_char(".")
    return md.warm()


class _Own(threading.local):
    """What a thread has for itself: shared, the state of its parser would mix up comments."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES)


_own = _Own()


def clean_comment(source: str) -> str:
    """The HTML of a comment: paragraphs, emphasis, code, quotes, lists and links, nothing else.

    Other Markdown and all HTML in it show as they were typed, line breaks are kept, and links are
    http, https or mailto with `rel="nofollow ugc noopener"`. Never raises; bounding the length is
    the caller's.
    """
    marked = _parser().render(tidy(source))
    return _SECOND.clean(_own.cleaner.clean(marked)).strip()


def comment_text(html: str) -> str:
    """The plain text of a stored comment, for excerpts, feeds and mail."""
    return plain(html)
