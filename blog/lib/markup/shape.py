"""Rules that give an article's tokens their shape: headings, figures, cards, formulas, notes."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from blog.lib.markup.parser import CHINESE, flat


@dataclass(frozen=True, slots=True)
class Picture:
    """What the caller knows of a picture: its size, and words for it if anyone gave some."""

    width: int
    height: int
    alt: str = ""
    caption: str = ""
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body: 2 to 6, where it can be linked, and its text."""

    level: int
    anchor: str
    text: str


@dataclass(slots=True)
class Sheet:
    """What one rendering gathers on its way."""

    title: str
    picture: Callable[[str], Picture | None]
    mark: str
    headings: list[Heading] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    shown: int = 0
    unnamed: int = 0


# Names that pages of the blog use as ids: plain ASCII, so that a Chinese heading never meets one.
_reserved_named = (
    "hot related tags crumbs comments comment views top main search menu nav header footer aside "
    "article articles archive categories links sitemap contents toc content body title form reply "
    "name email website captcha parent q page theme skip previous next report share site login "
    "password username prev neighbours pager status notice note preview editor"
)
RESERVED = frozenset(_reserved_named.split())
_RESERVED_START = re.compile(r"(?:comment|reply|fn|fnref|form|field|math|page|part|help|error)-")
LONGEST_ANCHOR = 60

# Site name, then the hosts it serves videos from; a subdomain counts.
_VIDEO_SITES = {
    "YouTube": ("youtube.com", "youtu.be", "youtube-nocookie.com"),
    "哔哩哔哩 Bilibili": ("bilibili.com", "b23.tv"),
    "Vimeo": ("vimeo.com",),
    "优酷 Youku": ("youku.com",),
    "腾讯视频 v.qq.com": ("v.qq.com",),
    "爱奇艺 iQIYI": ("iqiyi.com", "iq.com"),
    "抖音 Douyin": ("douyin.com",),
    "西瓜视频 Ixigua": ("ixigua.com",),
    "AcFun": ("acfun.cn",),
    "TikTok": ("tiktok.com",),
    "Dailymotion": ("dailymotion.com", "dai.ly"),
}
_SITE_OF = {host: site for site, hosts in _VIDEO_SITES.items() for host in hosts}

# In lines; a bound, since every line of a page may begin with the mark and none end with it.
LONGEST_FORMULA = 60
_FORMULA = re.compile(r"\$(?![\s$])((?:[^$\\]|\\.)+)(?<!\s)\$(?![0-9$])", re.DOTALL)
_DISPLAY = re.compile(r"\$\$((?:[^$\\]|\\.)+)\$\$", re.DOTALL)
_TEX_TEXT = re.compile(r"\\(?:text|mbox|mathrm|textbf|operatorname)[a-z]*\s*\{[^{}]*\}")


def anchor(text: str, taken: dict[str, int]) -> str:
    """An id for a heading that keeps its Chinese; `taken` says how often each was asked for."""
    kept = "".join(
        letter if unicodedata.category(letter)[0] in "LNM" or letter == "_" else " "
        for letter in text.lower()
    )
    name = "-".join(kept.split())[:LONGEST_ANCHOR].strip("-") or "section"
    if name in RESERVED or _RESERVED_START.match(name):
        name = f"section-{name}"
    unique = name
    while unique in taken:
        taken[name] += 1
        unique = f"{name}-{taken[name]}"
    taken[unique] = 1
    return unique


def headings(state: StateCore) -> None:
    """Core rule: levels from 2 down with none left out, an anchor for each."""
    sheet: Sheet = state.env["sheet"]
    above: list[int] = []
    taken: dict[str, int] = {}
    for at, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        token.tag = state.tokens[at + 2].tag = f"h{min(len(above) + 1, 6)}"
        text = " ".join(flat(state.tokens[at + 1].children or ()).split())
        token.attrs["id"] = anchor(text, taken)
        sheet.headings.append(Heading(int(token.tag[1]), str(token.attrs["id"]), text))


def chinese_lines(state: StateCore) -> None:
    """Core rule: a line that ends in Chinese joins a Chinese one without the space between."""
    for block in state.tokens:
        children = block.children or []
        for before, token, after in zip(children, children[1:], children[2:], strict=False):
            between = token.type == "softbreak" and before.type == after.type == "text"
            if between and CHINESE.match(before.content[-1:]) and CHINESE.match(after.content[:1]):
                token.type, token.tag = "text", ""


def _pictures(children: list[Token]) -> list[list[Token]]:
    """The pictures of a paragraph that holds nothing else, each with a link around it, or none."""
    groups: list[list[Token]] = [[]]
    for token in children:
        if token.type in ("softbreak", "hardbreak") or (
            token.type == "text" and not token.content.strip()
        ):
            groups += [[]] if len(groups[-1]) != 1 or groups[-1][0].type == "image" else []
        elif token.type in ("image", "link_open", "link_close"):
            groups[-1].append(token)
        else:
            return []
    groups = [group for group in groups if group]
    shapes = (["image"], ["link_open", "image", "link_close"])
    return groups if all([t.type for t in group] in shapes for group in groups) else []


def _site(children: list[Token]) -> str:
    """The video site to which a paragraph that is one bare address leads, or nothing."""
    if [t.type for t in children] != ["link_open", "text", "link_close"]:
        return ""
    if children[0].info != "auto":
        return ""
    try:
        address = urlsplit(str(children[0].attrs["href"]))
        host = address.hostname or ""
    except ValueError:
        return ""
    if address.scheme not in ("http", "https") or len(address.path) < 2:
        return ""
    ends = [".".join(host.split(".")[-count:]) for count in (3, 2)]
    return next((_SITE_OF[end] for end in ends if end in _SITE_OF), "")


def standing_alone(state: StateCore) -> None:
    """Core rule: a picture alone in its paragraph is a figure, a bare video address a card."""
    out: list[Token] = []
    for token in state.tokens:
        out.append(token)
        if token.type != "paragraph_close" or len(out) < 3 or out[-2].type != "inline":
            continue
        children = out[-2].children or []
        if site := _site(children):
            children[0].meta["site"] = site
        elif groups := _pictures(children):
            level = out[-3].level
            del out[-3:]
            for group in groups:
                inline = Token("inline", "", 0, level=level + 1, children=group)
                for part in group:
                    part.meta["figure"] = True
                out.append(Token("figure_open", "figure", 1, level=level, block=True))
                out.append(inline)
                out.append(Token("figure_close", "figure", -1, level=level, block=True))
    state.tokens = out


def formulas(state: StateInline, silent: bool) -> bool:
    """Inline rule: `$…$` and `$$…$$`, as TeX writers mean them and never a price.

    No space inside the marks, no letter or digit before them, no digit after them, and no Chinese
    but in `\\text{…}`: so `$5 and $6` and 这个$很贵,那个$便宜 stay as they are.
    """
    src, at = state.src, state.pos
    if src[at] != "$" or (at and (src[at - 1].isalnum() and src[at - 1].isascii())):
        return False
    display = src.startswith("$$", at)
    found = (_DISPLAY if display else _FORMULA).match(src, at, state.posMax)
    if found is None or CHINESE.search(_TEX_TEXT.sub("", found[1])):
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = found[1].strip(), "$$" if display else "$"
    state.pos = found.end()
    return True


def formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: lines from one that begins with `$$` to one that ends with it, none blank."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("$$", begin) or state.is_code_block(start):
        return False
    for line in range(start, min(end, start + LONGEST_FORMULA)):
        stop = state.eMarks[line]
        if state.isEmpty(line) or (line > start and state.sCount[line] < state.blkIndent):
            return False
        text = state.src[begin + 2 if line == start else state.bMarks[line] : stop].rstrip()
        if not text.endswith("$$"):
            continue
        content = state.getLines(start, line + 1, state.blkIndent, False).strip()[2:-2].strip()
        if not content or "$$" in content:
            return False
        if not silent:
            token = state.push("math_block", "math", 0)
            token.block, token.content, token.map = True, content, [start, line + 1]
            state.line = line + 1
        return True
    return False
