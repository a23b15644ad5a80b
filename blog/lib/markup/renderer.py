"""From an article's tokens to its HTML."""

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from blog.lib.markup.code import code_block
from blog.lib.markup.formula import formula
from blog.lib.markup.parser import flat
from blog.lib.markup.shape import Sheet

SIZES = "(min-width: 720px) 680px, 100vw"
LONGEST_LABEL = 80


def external(address: str) -> bool:
    """Whether the address leads to a host of its own naming."""
    return address.lower().startswith(("http:", "https:", "//"))


def _label(texts: Sequence[str]) -> str:
    """An accessible name made of the content itself, since the tools know no language."""
    return " ".join(" · ".join(text for text in texts if text).split())[:LONGEST_LABEL]


class ArticleRenderer(RendererHTML):
    """One method a token type, as markdown-it looks them up."""

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a heading, behind its anchor."""
        # Out of the reading order on purpose: it would double the name of every heading.
        place = escapeHtml(str(tokens[idx - 2].attrs["id"]))
        link = f'<a class="anchor" href="#{place}" aria-hidden="true" tabindex="-1"></a>'
        return f"{link}</{tokens[idx].tag}>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Fenced code, coloured by the language that it names."""
        return code_block(tokens[idx].content, tokens[idx].info)

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Indented code, as plain text."""
        return code_block(tokens[idx].content)

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The start of a table in a box that scrolls, named after its heads."""
        heads: list[str] = []
        for token in tokens[idx:]:
            if token.type == "thead_close":
                break
            if token.type == "inline":
                heads.append(flat(token.children or ()))
        label = _label(heads)
        named = f' role="group" aria-label="{escapeHtml(label)}"' if label else ""
        return f'<div class="table" tabindex="0"{named}>\n<table>\n'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a table and of its box."""
        return "</table>\n</div>\n"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The start of a cell, its alignment as a class."""
        return _cell(tokens[idx])

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The start of a head of a table, its alignment as a class."""
        return _cell(tokens[idx])

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The start of an item; of a task, with its box ticked or not."""
        if "checked" not in tokens[idx].meta:
            return self.renderToken(tokens, idx, options, env)
        text = next((flat(t.children or ()) for t in tokens[idx : idx + 3] if t.children), "")
        checked = ' checked=""' if tokens[idx].meta["checked"] else ""
        label = escapeHtml(_label([text]) or "☐")
        return (
            f'<li class="task"><input type="checkbox" disabled=""{checked} aria-label="{label}"> '
        )

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The start of a link, or of the card that a bare link to a video becomes."""
        token = tokens[idx]
        if external(str(token.attrs["href"])):
            token.attrs["rel"] = "noopener"
        if site := token.meta.get("site"):
            attributes = self.renderAttrs(token)
            name = f'<span class="site">{escapeHtml(site)}</span> '
            return f'<a class="card video"{attributes}>{name}<span class="address">'
        return self.renderToken(tokens, idx, options, env)

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a link or card."""
        card = idx == 2 and tokens[0].meta.get("site")
        return "</span></a>" if card else "</a>"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture with its size, its words and when to load it."""
        sheet: Sheet = env["sheet"]
        token = tokens[idx]
        src, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
        known, figure = sheet.picture(src), "figure" in token.meta
        written = " ".join(flat(token.children or ()).split())
        sheet.unnamed += not (written or (known and known.alt))
        caption = title or (known.caption if known else "")
        attributes: dict[str, str | int] = {"src": src}
        if known:
            if known.srcset:
                attributes |= {"srcset": known.srcset, "sizes": SIZES}
            attributes |= {"width": known.width, "height": known.height}
        attributes["alt"] = written or (known.alt if known else "") or caption or sheet.title
        if title and not figure:
            attributes["title"] = title
        attributes |= _loading(src, first=not sheet.shown)
        sheet.shown += 1
        token.attrs = dict(attributes)
        token.meta["caption"] = caption
        return f"<img{self.renderAttrs(token)}>"

    def figure_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a figure, behind its caption."""
        children = tokens[idx - 1].children or ()
        caption = next((t.meta.get("caption", "") for t in children if t.type == "image"), "")
        words = f"\n<figcaption>{escapeHtml(caption)}</figcaption>" if caption else ""
        return f"{words}\n</figure>\n"

    def math_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A formula in a line."""
        return _held(env, formula(tokens[idx].content, display=tokens[idx].markup == "$$"))

    def math_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A formula on lines of its own, which scrolls when it is wide."""
        shown = _held(env, formula(tokens[idx].content.strip(), display=True))
        return f'<div class="math" tabindex="0">{shown}</div>\n'

    def footnote_ref(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The number in the text that leads to a note."""
        number, place = _note(tokens[idx])
        return (
            f'<sup class="footnote-ref"><a href="#fn-{number}" id="fnref-{place}" '
            f'role="doc-noteref">{number}</a></sup>'
        )

    def footnote_block_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The start of the notes at the end."""
        return '<div class="footnotes" role="doc-endnotes">\n<ol>\n'

    def footnote_block_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of the notes."""
        return "</ol>\n</div>\n"

    def footnote_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The start of a note."""
        return f'<li id="fn-{_note(tokens[idx])[0]}">'

    def footnote_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a note."""
        return "</li>\n"

    def footnote_anchor(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The way back from a note to where it is named."""
        place = _note(tokens[idx])[1]
        return (
            f' <a class="footnote-backref" href="#fnref-{place}" role="doc-backlink" '
            f'aria-label="↩ {place}">↩</a>'
        )


def _cell(token: Token) -> str:
    # The parser says alignment with a style attribute, which the policy header would refuse.
    side = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} class="{side}">' if side else f"<{token.tag}>"


def _loading(src: str, *, first: bool) -> dict[str, str | int]:
    if external(src):
        return {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}
    if first:
        return {"decoding": "async", "fetchpriority": "high"}
    return {"loading": "lazy", "decoding": "async"}


def _held(env: EnvType, mathml: str) -> str:
    """A stand-in for the formula, so that it goes in after any sanitizer has passed."""
    sheet: Sheet = env["sheet"]
    sheet.formulas.append(mathml)
    return f"{sheet.mark}{len(sheet.formulas) - 1}."


def _note(token: Token) -> tuple[str, str]:
    """The number of a note, and that number with the count of the reference to it."""
    number, again = str(token.meta["id"] + 1), token.meta.get("subId", 0)
    return number, f"{number}-{again + 1}" if again else number
