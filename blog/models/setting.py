"""Settings an admin changes while the site runs: a row here each; form and help follow."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from blog.lib.i18n import LANGUAGES, mark
from blog.models import value
from blog.models.choices import CAPTCHAS, POLICIES, SHARE_PICTURES


def _row(
    default: object,
    check: Callable[..., object],
    group: str,
    label: str,
    note: str = "",
    **bounds: Any,
) -> Any:
    read = partial(check, **bounds)
    return field(
        default=default,
        metadata={"read": read, "group": group, "label": label, "note": note, **bounds},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the site, each with its default; read them through `Site`."""

    title: str = _row(
        "随笔",
        value.text,
        "site",
        mark("Site title"),
        mark("Its first character becomes the seal."),
        limit=60,
    )
    tagline: str = _row(
        "", value.text, "site", mark("Tagline"), mark("Shown beside the title."), limit=120
    )
    description: str = _row(
        "",
        value.text,
        "site",
        mark("Description"),
        mark("What search engines show for the front page."),
        limit=300,
    )
    author: str = _row(
        "",
        value.text,
        "site",
        mark("Author"),
        mark("Signs articles and replies. Left empty, the title does."),
        limit=60,
    )
    address: str = _row(
        "",
        value.address,
        "site",
        mark("Site address"),
        mark("Such as https://example.org. Feeds and mail need it; other addresses lead here."),
    )
    language: str = _row(
        "zh",
        value.choice,
        "site",
        mark("Language"),
        mark("Of the pages and of this desk. Each article has its own."),
        choices=LANGUAGES,
    )
    time_zone: str = _row(
        "Asia/Shanghai",
        value.zone,
        "site",
        mark("Time zone"),
        mark("Dates and the archive follow it."),
    )
    articles_per_page: int = _row(
        10, value.number, "reading", mark("Articles a page"), low=1, high=100
    )
    hot_days: int = _row(
        30, value.number, "reading", mark("Days counted for popular articles"), low=1, high=365
    )
    old_after_years: int = _row(
        0,
        value.number,
        "reading",
        mark("Years until an article is called old"),
        mark("Counted from its last edit. 0 turns this off."),
        low=0,
        high=100,
    )
    feed_full: bool = _row(
        True,
        value.switch,
        "reading",
        mark("Feeds hold the full text"),
        mark("Otherwise only the excerpt."),
    )
    share_picture: str = _row(
        "drawn",
        value.choice,
        "sharing",
        mark("Picture of a shared article"),
        choices=SHARE_PICTURES,
    )
    social_picture: str = _row(
        "",
        value.link,
        "sharing",
        mark("Social picture"),
        mark("A picture from Files, such as /media/…, for pages without one of their own."),
    )
    verifications: tuple[str, ...] = _row(
        (),
        value.metas,
        "sharing",
        mark("Verification by search engines"),
        mark("One a line, such as google-site-verification=abc123."),
    )
    comment_policy: str = _row(
        "first", value.choice, "comments", mark("Comments shown after review"), choices=POLICIES
    )
    captcha: str = _row(
        "always", value.choice, "comments", mark("Ask for a code"), choices=CAPTCHAS
    )
    captcha_after: int = _row(
        3,
        value.number,
        "comments",
        mark("Comments a day before the code is asked"),
        low=1,
        high=100,
    )
    comments_per_hour: int = _row(
        10, value.number, "comments", mark("Comments an hour from one address"), low=1, high=1000
    )
    close_after_days: int = _row(
        0,
        value.number,
        "comments",
        mark("Days until comments close"),
        mark("0 leaves them open."),
        low=0,
        high=36500,
    )
    erase_after_days: int = _row(
        180,
        value.number,
        "comments",
        mark("Days until mail and network addresses are erased"),
        low=1,
        high=3650,
    )
    mail_address: str = _row(
        "",
        value.mailbox,
        "comments",
        mark("Mail address of the blog"),
        mark("Mail is sent from it, and notices to you go to it."),
    )
    mail_notices: bool = _row(True, value.switch, "comments", mark("Mail me about new comments"))
    mail_answers: bool = _row(
        True,
        value.switch,
        "comments",
        mark("Readers may ask for mail about replies"),
        mark("Needs a mail server, an email address of the blog, and a site address."),
    )
    blocked_words: tuple[str, ...] = _row(
        (),
        value.lines,
        "comments",
        mark("Blocked words"),
        mark("One a line. Matches go to spam."),
    )
    blocked_addresses: tuple[str, ...] = _row(
        (),
        value.lines,
        "comments",
        mark("Blocked network addresses"),
        mark("One a line, such as 203.0.113.7 or 203.0.113.0/24."),
    )
    blocked_domains: tuple[str, ...] = _row(
        (),
        value.lines,
        "comments",
        mark("Blocked mail domains"),
        mark("One a line: example.com."),
    )
    backup_daily: bool = _row(
        False,
        value.switch,
        "backup",
        mark("Daily backup"),
        mark("Kept in the instance folder; copy it to another machine as well."),
    )
    backup_keep: int = _row(7, value.number, "backup", mark("Daily backups kept"), low=1, high=1000)
    footer: str = _row(
        "",
        value.text,
        "site",
        mark("Footer"),
        mark("A line or two under every page."),
        limit=500,
    )
    icp: str = _row(
        "",
        value.icp,
        "filing",
        mark("ICP filing number"),
        mark("Such as 京ICP备12345678号-1. Shown in the footer with a link to the ministry."),
    )
    police: str = _row(
        "",
        value.police,
        "filing",
        mark("Public security filing number"),
        mark("Such as 京公网安备11010502030143号. Shown in the footer with a link to the record."),
    )
    menu: tuple[dict[str, str], ...] = _row(
        (),
        value.rows,
        "menu",
        mark("Menu"),
        mark("Without entries: home, the first categories, tags and archive."),
        columns=("label", "url"),
    )
    links: tuple[dict[str, str], ...] = _row(
        (),
        value.rows,
        "links",
        mark("Links"),
        mark("Sites of friends, shown at /links."),
        columns=("name", "url", "description"),
    )

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def police_code(self) -> str:
        """The digits of the police filing, under which its record is found."""
        return "".join(filter(str.isdigit, self.police))
