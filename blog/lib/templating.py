"""What templates may call: dates, counts, addresses and hashed static files."""

import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from math import log
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request
from jinja2 import pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from blog.lib import fonts, holes, incoming, markup
from blog.lib.i18n import HTML_LANGUAGES, LANGUAGES, month_name

_ANCHOR = re.compile('<a class="anchor"[^>]*></a>')
_LOCAL = re.compile('( (?:href|src|poster)=")/(?!/)')
_SRCSET = re.compile(' srcset="[^"]*"')
_LISTED = re.compile('((?:"|, ))/(?!/)')

FACES = 8
"""How many quiet colours the style sheet has for those who comment."""


_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class Dedent(Extension):
    """Leaves out the indentation of the templates themselves: bytes that no reader sees."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with every line at the margin; the lines keep their numbers."""
        return re.sub(r"(?m)^[ \t]+", "", source)


def init_app(app: Flask) -> None:
    """Give the templates their filters and functions."""
    app.jinja_env.add_extension(Dedent)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # Chinese as it is: a third of what escapes take in the data for machines.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    filters = (
        stamp, minute, day, month_name, iso, number, short_number, rooted, local, initial, face,
        html_language, xml_text, grounded, by_month, by_year, weight, markup.comment_text,
    )  # fmt: skip
    functions = (
        href, absolute, answers, here, unfold, this_year, years_since, share_drawn, share_mark,
        markup.reading_minutes,
    )  # fmt: skip
    app.jinja_env.filters.update({made.__name__: made for made in filters})
    app.jinja_env.filters["cut"] = lru_cache(200)(markup.excerpt)
    app.jinja_env.globals.update({made.__name__: made for made in functions})
    app.jinja_env.globals["languages"] = LANGUAGES


def _local(moment: datetime) -> datetime:
    zone: ZoneInfo = g.site.settings.zone
    return moment.astimezone(zone)


def stamp(moment: datetime) -> str:
    """The moment to the second in the site's zone: 2021-03-24 04:17:23."""
    return f"{_local(moment):%Y-%m-%d %H:%M:%S}"


def minute(moment: datetime) -> str:
    """The moment to the minute in the site's zone: 2021-03-24 04:17."""
    return f"{_local(moment):%Y-%m-%d %H:%M}"


def day(moment: datetime) -> str:
    """The day in the site's zone: 2021-03-24."""
    return f"{_local(moment):%Y-%m-%d}"


def years_since(moment: datetime) -> int:
    """Whole years from the moment until now."""
    return (datetime.now(UTC) - moment).days * 4 // 1461


def share_drawn(cover: str) -> bool:
    """Whether a shared article shows the picture drawn from its title rather than its cover."""
    return fonts.available() and not (cover and g.site.settings.share_picture == "cover")


def share_mark(title: str) -> str:
    """What changes in the address of a drawn picture when the picture does."""
    words = f"{title}/{g.site.settings.title}"
    return f"{zlib.crc32(words.encode()):08x}"


def iso(moment: datetime) -> str:
    """The moment for machines, with the site's offset: 2021-03-24T04:17:23+08:00."""
    return _local(moment).isoformat(timespec="seconds")


def this_year() -> int:
    """The year it is in the site's zone."""
    return _local(datetime.now(UTC)).year


def number(value: int | str) -> str:
    """Every digit, grouped by thousands; the hole of the raw number becomes that of the grouped."""
    return holes.GROUPED if value == holes.VIEWS else f"{value:,}"


def short_number(value: int) -> str:
    """For lists: 1.2万 above ten thousand in Chinese, every digit otherwise.

    Cut, not rounded: 19,999 is 1.9万, for a list must not claim more than was read.
    """
    if g.site.settings.language != "zh" or value < 10_000:
        return number(value)
    tenths = value // 1000
    return f"{tenths // 10}.{tenths % 10}万" if tenths % 10 else f"{tenths // 10}万"


def weight(count: int, most: int) -> int:
    """1 to 5 for the size of a tag among others, by the logarithm: one busy tag dwarfs none."""
    return 1 + round(4 * log(count) / log(most)) if most > 1 else 1


def by_month(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Rows that stand by date, under the month of their publication in the site's zone: YYYY-MM."""
    return [
        (month, list(group))
        for month, group in groupby(rows, lambda row: f"{_local(row.published_at):%Y-%m}")
    ]


def by_year(months: Iterable[tuple[str, int]]) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    """Months with their counts, as the archive gives them, under their years."""
    return [(year, tuple(group)) for year, group in groupby(months, lambda pair: pair[0][:4])]


@lru_cache(2000)
def initial(name: str) -> str:
    """What stands in the round beside a comment: the first character of the name as seen."""
    return markup.excerpt(name.strip(), 1).rstrip("…").upper() or "?"


@lru_cache(2000)
def face(name: str) -> int:
    """Which of the colours, 1 to FACES, a name has on every page and after every restart."""
    return zlib.crc32(name.strip().encode()) % FACES + 1


def html_language(language: str) -> str:
    """The tag for `lang` (BCP 47) of a language the blog is written in."""
    return HTML_LANGUAGES.get(language, language)


def href(kind: str, slug: str, anchor: str = "") -> str:
    """The path of an article, category, tag or page; `url_for` costs ten times as much."""
    return f"{request.script_root}/{kind}/{quote(slug)}{anchor}"


@pass_context  # else Jinja would write the prefix of the first request into the template for good
def local(_context: Context, address: str) -> str:
    """An address from the settings or a stored path, with the site's prefix if it is a path."""
    return request.script_root + address if address.startswith("/") else address


def here() -> str:
    """The path of this page if the menu may name it, so that its entry is marked."""
    menu = g.site.settings.menu
    named = any(row["url"] == request.path for row in menu) if menu else request.path.count("/") < 3
    return request.path if named else ""


def absolute(path: str = "") -> str:
    """The absolute address of a path of the site, for machines that keep it."""
    host: str = g.site.settings.address or incoming.asked_at()
    return path if "://" in path else host + request.script_root + path


def answers(path: str) -> bool:
    """Whether the blog has a page at exactly this path: a link to a missing screen is not shown."""
    known: frozenset[str] | None = current_app.extensions.get("paths")
    if known is None:
        known = frozenset(rule.rule for rule in current_app.url_map.iter_rules())
        current_app.extensions["paths"] = known
    return path in known


class Answered(NamedTuple):
    """What a reply shows of the comment it answers, whose text may be long."""

    id: int
    name: str
    state: str


def unfold(nodes: Sequence[Any]) -> tuple[tuple[Any, int, Answered | None], ...]:
    """Each comment of a forest of nodes in reading order, its depth from 1, what it answers.

    Without recursion: no chain of replies is too long for it.
    """
    found = []
    waiting: list[tuple[Any, int, Answered | None]] = [(node, 1, None) for node in reversed(nodes)]
    while waiting:
        node, depth, parent = waiting.pop()
        comment = node.comment
        found.append((comment, depth, parent))
        answered = Answered(comment.id, comment.name, comment.state)
        waiting += [(reply, depth + 1, answered) for reply in reversed(node.replies)]
    return tuple(found)


def xml_text(value: str) -> str:
    """Text without the characters that no XML document may hold (XML 1.0, 2.2)."""
    kept = _NOT_XML.sub("", value)
    # What a translation made safe already stays safe.
    return Markup(kept) if isinstance(value, Markup) else kept  # noqa: S704 - it was before


def grounded(html: str, page: str) -> str:
    """Stored HTML for readers elsewhere: every address absolute, those within it on `page`."""
    html = _rebased(_ANCHOR.sub("", html), absolute())
    return html.replace(' href="#', f' href="{page}#')


def rooted(html: str) -> str:
    """Stored HTML with the site's path prefix before its root-relative addresses."""
    return _rebased(html, request.script_root) if request.script_root else html


def _rebased(html: str, root: str) -> str:
    html = _LOCAL.sub(lambda found: f"{found[1]}{root}/", html)
    return _SRCSET.sub(
        lambda listed: _LISTED.sub(lambda found: f"{found[1]}{root}/", listed[0]), html
    )
