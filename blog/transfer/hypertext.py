"""HTML of other programs, cleaned and turned into the Markdown that says the same."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from blog.lib import markup
from blog.lib.terminal import gettext as _
from blog.transfer import hypertree, prose, wording

LARGEST = 2 * 1024**2
_FRAME = re.compile(
    r"<(?P<tag>iframe|video|audio|embed|object)\b(?P<attributes>[^>]{0,4000})>"
    r"(?:(?P<inner>(?:(?!</?(?P=tag)\b).){0,20000})</(?P=tag)\s{0,9}>)?",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = re.compile(r"""\b(?:src|data)\s{0,9}=\s{0,9}["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"""<(pre|code)\b[^>]{0,500}?\s(?:class=["'][^"'>]{0,200}?(?:brush:\s?|\blang(?:uage)?[-:])"""
    r"""|(?:data-)?lang(?:uage)?=["']?)([A-Za-z0-9_+#.-]{1,30})[^>]{0,500}>""",
    re.IGNORECASE,
)
NEXT_LINE = re.compile(r"\n(?=[^\n])")
_BREAKS = re.compile(r"\s{0,99}\n\s{0,99}")
_ADDRESS = re.compile(r"(https?://[^\s<>]+)")
_SPECIAL = re.compile(
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|<(?=[A-Za-z/!?])|&(?=#?\w{1,30};)"
    r"|\[(?=[^\[\]\n]{0,500}\][(:]|\^|[ xX]\])"
)
_LINE = re.compile(
    r"^(\s{0,99})([#>+-]{1,6}|=+|\d{1,9}(?=[.)]))(?=\s|$|[.)](?:\s|$))", re.MULTILINE
)
_HOSTS = ["a", "td", "th", "h2", "h3", "h4", "h5", "h6", "b", "strong", "em", "i", "span", "p"]


class TooDeep(ValueError):
    """The HTML is nested too deeply, or is too long, to be read."""


@dataclass(frozen=True, slots=True)
class Made:
    """The Markdown, and whether raw HTML stands in it for what Markdown cannot say."""

    text: str
    html: bool


def to_markdown(html: str, *, raw: bool) -> Made:
    """The Markdown of this HTML; with `raw`, what it cannot say stays HTML. Raises TooDeep."""
    if len(html) > LARGEST:
        raise TooDeep(_("is longer than 2 MB"))
    html = _LANGUAGE.sub(_named_code, _FRAME.sub(_linked, html))
    clean = markup.clean_imported(html)
    converter = _Converter(raw)
    try:
        soup = BeautifulSoup(clean, "html.parser")
        hypertree.prepare(soup)
        text = str(converter.convert_soup(soup))
    except RecursionError:
        raise TooDeep(_("holds HTML nested too deeply to be read")) from None
    return Made(re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", converter.used)


def plain(html: str) -> str:
    """The text of a little HTML on one line."""
    return " ".join(markup.plain(markup.clean_imported(html)).split())


def unframed(text: str) -> str:
    """Markdown with each video in a frame as the bare address of its page, outside code."""

    def bare(found: re.Match[str]) -> str:
        source = _SOURCE.search(found["attributes"])
        address = video_page(source[1].replace("&amp;", "&")) if source else ""
        return f"\n\n{address}\n\n" if address.startswith("http") else found[0]

    return prose.outside_code(text, lambda piece: _FRAME.sub(bare, piece))


def _linked(found: re.Match[str]) -> str:
    """A frame or recording as its bare address, which the blog shows as a card or a link."""
    inner = found["inner"] or ""
    source = _SOURCE.search(found["attributes"]) or _SOURCE.search(inner)
    if source is None:
        return inner
    address = video_page(source[1].replace("&amp;", "&"))
    if not address.startswith(("http://", "https://", "/")):
        return inner
    shown = address.replace("&", "&amp;").replace('"', "%22")
    return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'


def video_page(address: str) -> str:
    """The page of a video whose player stands at this address; any other address as it is."""
    address = "https:" + address if address.startswith("//") else address
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    last = parts.path.rstrip("/").rpartition("/")[2]
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host in {"youtube.com", "youtube-nocookie.com"} and "/embed/" in parts.path:
        return f"https://www.youtube.com/watch?v={last}"
    if host == "player.vimeo.com":
        return f"https://vimeo.com/{last}"
    if host == "player.bilibili.com" and (number := query.get("bvid") or query.get("aid")):
        name = number if "bvid" in query else f"av{number}"
        return f"https://www.bilibili.com/video/{name}"
    if host == "player.youku.com" and "/embed/" in parts.path:
        return f"https://v.youku.com/v_show/id_{last}.html"
    return address


def _named_code(found: re.Match[str]) -> str:
    return f'<{found[1]} class="language-{found[2].lower()}">'


class _Converter(MarkdownConverter):  # type: ignore[misc, unused-ignore]  # untyped in places
    """markdownify with our own escapes, and with raw HTML where Markdown has no word for it."""

    def __init__(self, raw: bool) -> None:
        super().__init__(
            heading_style="atx",
            bullets="-",
            newline_style="backslash",
            table_infer_header=True,
            keep_inline_images_in=_HOSTS,
        )
        self.raw = raw
        self.used = False

    def escape(self, text: str, parent_tags: set[str]) -> str:
        pieces = _ADDRESS.split(text)
        pieces[::2] = [
            _LINE.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", piece)) if piece else ""
            for piece in pieces[::2]
        ]
        made = re.sub(r"^(\s{0,99})\\(\d+)", r"\1\2\\", "".join(pieces), flags=re.MULTILINE)
        return made.replace("|", r"\|") if parent_tags & {"td", "th"} else made

    def _kept(self, element: Tag, text: str) -> str:
        """The element as it is, for a block; its text where raw HTML is not wanted."""
        if not self.raw:
            return f"\n\n{text.strip()}\n\n"
        self.used = True
        return f"\n\n{_BREAKS.sub(chr(10), str(element))}\n\n"

    def _inline(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        if not (self.raw and text.strip()):
            return text
        self.used = True
        title = str(element.get("title") or "").replace('"', "&quot;")
        named = f' title="{title}"' if title else ""
        return f"<{element.name}{named}>{text}</{element.name}>"

    convert_sub = convert_sup = convert_kbd = convert_mark = convert_ins = convert_u = _inline
    convert_abbr = convert_ruby = convert_rt = convert_rp = _inline

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if hypertree.simple(el) or not self.raw:
            return f"\n\n{text.strip()}\n\n"
        return self._kept(el, text)

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._kept(el, text)

    convert_details = convert_dl

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{' '.join(text.split())}**\n\n" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n" if "_inline" not in parent_tags else text

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n*{' '.join(text.split())}*\n\n" if text.strip() else ""

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags:
            return "\n"
        return " " if "_inline" in parent_tags else "\\\n"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = str(el.get("src") or "").strip()
        if not address:
            return ""
        shown = wording.picture(
            address.replace("(", "%28").replace(")", "%29"),
            str(el.get("alt") or ""),
            str(el.get("title") or ""),
        )
        around = el.parent.name if el.parent else ""
        alone = around in {"[document]", "figure", "div", "section", "li", "blockquote"}
        return f"\n\n{shown}\n\n" if alone else shown

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address, words = str(el.get("href") or "").strip(), " ".join(text.split())
        if el.find(["div", "p", "h2", "h3", "h4"]):  # a card: its first line names it
            words = wording.escaped(next(el.stripped_strings, ""))
        if not address or not words or "_noformat" in parent_tags:
            return text
        target = f"<{address}>" if re.search(r"[\s()]", address) else address
        bare = el.get_text(strip=True) == address and address.startswith("http")
        made = address if bare else f"[{words}]({target})"
        return f"{' ' * text[:1].isspace()}{made}{' ' * text[-1:].isspace()}"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip()
        ordered = el.parent is not None and el.parent.name == "ol"
        mark = f"{el.get('value') or 1}. " if ordered else "- "
        return f"{mark}{re.sub(NEXT_LINE, chr(10) + ' ' * len(mark), text)}\n" if text else ""

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text() if not el.find("br") else text
        classes: Any = el.get("class") or (el.code.get("class") if el.code else None) or []
        name = next((c[9:] for c in classes if str(c).startswith("language-")), "")
        longest = max(map(len, re.findall("`+", code)), default=0)
        mark = "`" * max(3, 1 + longest)
        return f"\n\n{mark}{name}\n{code.strip(chr(10))}\n{mark}\n\n" if code.strip() else ""
