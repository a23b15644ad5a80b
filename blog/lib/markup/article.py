"""An article's Markdown to its HTML and to all else that is derived from it."""

import hashlib
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from blog.lib.markup.imported import clean_imported
from blog.lib.markup.parser import Parser, bare_address, bounded, flat
from blog.lib.markup.renderer import ArticleRenderer
from blog.lib.markup.shape import (
    Heading,
    Picture,
    Sheet,
    chinese_lines,
    formula_block,
    formulas,
    headings,
    standing_alone,
)
from blog.lib.markup.text import count, plain, tidy

# Raise this when the output changes: what is stored with another number is then made anew.
RENDERER = 3

_ADDRESS = re.compile(r'<(?:a|img)(?: [^\s"=<>]+="[^"]*")*>')
_SRC = re.compile(r' src="([^"]*)"')
_HREF = re.compile(r' href="([^"]*)"')
_UNNAMED = re.compile(r"<img\b(?![^>]*\salt\s*=)", re.IGNORECASE)
_OWN_LINK = re.compile(r' class="(?:anchor|footnote-backref)"| role="doc-noteref"')


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's HTML with its contents, its plain text, its counts and what it points to.

    `lead` is the text without its headings, which an excerpt would run into the words after them.
    `han` and `words` count the text; `unnamed_pictures` counts the pictures whose author gave no
    alternative text, here or to the upload; `pictures` and `links` are addresses in the order they
    stand.
    """

    html: str
    headings: tuple[Heading, ...]
    text: str
    lead: str
    han: int
    words: int
    unnamed_pictures: int
    pictures: tuple[str, ...]
    links: tuple[str, ...]


@cache
def _parser(*, raw: bool) -> Parser:
    """The parser with or without raw HTML; ready before any thread sees it."""
    options = {"html": raw, "tasklists": True}
    md = Parser("js-default", options, renderer_cls=ArticleRenderer)
    footnote_plugin(md, inline=False)
    notes = ["paragraph", "reference"]
    md.block.ruler.at("footnote_def", bounded(footnote_def), {"alt": notes})
    md.block.ruler.before(
        "fence", "formula_block", formula_block, {"alt": [*notes, "blockquote", "list"]}
    )
    md.inline.ruler.after("escape", "formulas", formulas)
    md.inline.ruler.after("text", "bare_address", bare_address)
    for rule in (headings, chinese_lines, standing_alone):
        md.core.ruler.push(rule.__name__, rule)
    # ArticleRenderer renders the notes; the plugin's own rules would stand before its methods.
    md.renderer = ArticleRenderer()
    return md.warm()


def _no_picture(_address: str) -> Picture | None:
    return None


def render(
    source: str,
    *,
    title: str = "",
    allow_html: bool = False,
    picture: Callable[[str], Picture | None] = _no_picture,
) -> Rendered:
    """The article that the Markdown says, whatever it says: nothing in it makes this raise.

    `title` is the last resort for a picture without words, `picture` gives what is known of an
    address. With `allow_html` raw HTML is kept as far as `clean_imported` lets it.
    """
    source = tidy(source)
    # A mark that no text can contain by chance or design, and that is the same at each rendering.
    sheet = Sheet(
        title, picture, f"m{hashlib.blake2b(source.encode(), digest_size=12).hexdigest()}x"
    )
    md = _parser(raw=allow_html)
    env = {"sheet": sheet}
    tokens = md.parse(source, env)
    body = md.renderer.render(tokens, md.options, env)
    if allow_html:
        body = clean_imported(body)
        raw = (t for block in tokens for t in (block, *(block.children or ())))
        sheet.unnamed += sum(len(_UNNAMED.findall(t.content)) for t in raw if "html" in t.type)
    pictures, links = _addresses(body)
    body = re.sub(sheet.mark + r"(\d+)\.", lambda found: sheet.formulas[int(found[1])], body)
    text, lead = _text(tokens)
    han, words = count(text)
    return Rendered(
        body, tuple(sheet.headings), text, lead, han, words, sheet.unnamed, pictures, links
    )


def _addresses(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where the pictures and links of the HTML point, but for links the renderer adds itself."""
    pictures: list[str] = []
    links: list[str] = []
    for tag in _ADDRESS.findall(body):
        found, into = (_SRC, pictures) if tag.startswith("<img") else (_HREF, links)
        if (address := found.search(tag)) and not _OWN_LINK.search(tag):
            into.append(html.unescape(address[1]))
    return tuple(pictures), tuple(links)


def _text(tokens: Sequence[Token]) -> tuple[str, str]:
    """The words of the body, a line for each block, without marks and addresses of pictures.

    The second time without those of headings, unless there are no others.
    """
    lines: list[str] = []
    headings: set[int] = set()
    opened = ""
    for token in tokens:
        if token.type == "inline":
            children = token.children or []
            figure = [t for t in children if "figure" in t.meta and t.type == "image"]
            lines.append(figure[0].meta.get("caption", "") if figure else flat(children))
        elif token.type in ("fence", "code_block", "math_block"):
            lines.append(token.content.strip("\n"))
        elif token.type == "html_block":
            lines.append(plain(clean_imported(token.content)))
        if opened == "heading_open":
            headings.add(len(lines) - 1)
        opened = token.type
    text, lead = (
        "\n".join(line for at, line in enumerate(lines) if line.strip() and at not in left_out)
        for left_out in (set[int](), headings)
    )
    return text, lead or text
