"""What templates may call: dates, counts, addresses and hashed static files."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask, g, request


def init_app(app: Flask) -> None:
    """Give the templates their filters and functions."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        stamp=stamp, day=day, iso=iso, number=number, short_number=short_number, rooted=rooted
    )
    app.jinja_env.globals.update(href=href)


def _local(moment: datetime) -> datetime:
    zone: ZoneInfo = g.site.settings.zone
    return moment.astimezone(zone)


def stamp(moment: datetime) -> str:
    """The moment to the second in the site's zone: 2021-03-24 04:17:23."""
    return f"{_local(moment):%Y-%m-%d %H:%M:%S}"


def day(moment: datetime) -> str:
    """The day in the site's zone: 2021-03-24."""
    return f"{_local(moment):%Y-%m-%d}"


def iso(moment: datetime) -> str:
    """The moment for machines, with the site's offset: 2021-03-24T04:17:23+08:00."""
    return _local(moment).isoformat(timespec="seconds")


def number(value: int) -> str:
    """Every digit, grouped by thousands."""
    return f"{value:,}"


def short_number(value: int) -> str:
    """For lists: 1.2万 above ten thousand in Chinese, every digit otherwise.

    Cut, not rounded: 19,999 is 1.9万, for a list must not claim more than was read.
    """
    if g.site.settings.language != "zh" or value < 10_000:
        return number(value)
    tenths = value // 1000
    return f"{tenths // 10}.{tenths % 10}万" if tenths % 10 else f"{tenths // 10}万"


def href(kind: str, slug: str, anchor: str = "") -> str:
    """The path of an article, category, tag or page; `url_for` costs ten times as much."""
    return f"{request.script_root}/{kind}/{quote(slug)}{anchor}"


def rooted(html: str) -> str:
    """Stored HTML with the site's path prefix before its root-relative addresses."""
    root = request.script_root
    if not root:
        return html
    for attribute in ("href", "src"):
        html = html.replace(f' {attribute}="/', f' {attribute}="{root}/')
    return html.replace('srcset="/media/', f'srcset="{root}/media/').replace(
        ", /media/", f", {root}/media/"
    )
