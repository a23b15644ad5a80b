"""Settings an admin changes while the site runs: a row here each; form and help follow."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import mail
from blog.lib.database import Model, db
from blog.lib.i18n import LANGUAGES, mark

POLICIES = {
    "all": mark("All of them"),
    "first": mark("A commenter's first"),
    "suspicious": mark("What looks like spam"),
    "none": mark("None"),
}
CAPTCHAS = {
    "always": mark("Always"),
    "after": mark("After some comments from one address"),
    "never": mark("Never"),
}


class Setting(Model):
    """One stored setting: its name and its value as JSON; what is not stored has its default."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Refused(ValueError):
    """A value that a setting cannot take; the message says what it could."""


def _text(value: object, limit: int) -> str:
    text = str(value).strip()
    if len(text) > limit or any(
        ord(character) < 32 and character not in "\n\t\r" for character in text
    ):
        raise Refused(mark("too long, or with characters that cannot be shown"))
    return text


def _number(value: object, low: int, high: int) -> int:
    try:
        number = int(str(value).strip())
    except ValueError:
        raise Refused(mark("a whole number")) from None
    if not low <= number <= high:
        raise Refused(mark("a number within the bounds"))
    return number


def _choice(value: object, choices: Mapping[str, str]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise Refused(mark("one of the choices"))
    return value


def _zone(value: object) -> str:
    if not isinstance(value, str) or value not in available_timezones():
        raise Refused(mark("a time zone such as Asia/Shanghai"))
    return value


def _address(value: object) -> str:
    """An http(s) address without path, query or final slash; empty is allowed."""
    text = _text(value, 200).rstrip("/")
    parts = urlsplit(text)
    if text and (
        parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query
    ):
        raise Refused(mark("an address such as https://example.org"))
    return text


def _rows(value: object, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    if not isinstance(value, list | tuple) or len(value) > 100:
        raise Refused(mark("a list of at most 100 rows"))
    rows = [
        {column: _text(row.get(column, ""), 300) for column in columns}
        for row in value
        if isinstance(row, Mapping)
    ]
    return tuple(row for row in rows if any(row.values()))


def _switch(value: object) -> bool:
    if not isinstance(value, bool | int) or value not in {True, False}:
        raise Refused(mark("on or off"))
    return bool(value)


def _lines(value: object) -> tuple[str, ...]:
    """One entry a line, each once; a list is taken as lines as well."""
    lines = value.splitlines() if isinstance(value, str) else value
    if not isinstance(lines, list | tuple) or len(lines) > 2000:
        raise Refused(mark("at most 2,000 lines"))
    return tuple(dict.fromkeys(line for entry in lines if (line := _text(entry, 200))))


def _mailbox(value: object) -> str:
    text = _text(value, 200)
    try:
        return mail.address(text) if text else ""
    except mail.BadAddress:
        raise Refused(mark("a mail address")) from None


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

    title: str = _row("随笔", _text, "site", mark("Site title"), limit=60)
    tagline: str = _row("", _text, "site", mark("Tagline"), limit=120)
    description: str = _row("", _text, "site", mark("Description"), limit=300)
    author: str = _row("", _text, "site", mark("Author"), limit=60)
    address: str = _row("", _address, "site", mark("Site address"))
    language: str = _row("zh", _choice, "site", mark("Language"), choices=LANGUAGES)
    time_zone: str = _row("Asia/Shanghai", _zone, "site", mark("Time zone"))
    articles_per_page: int = _row(10, _number, "reading", mark("Articles a page"), low=1, high=100)
    hot_days: int = _row(
        30, _number, "reading", mark("Days counted for popular articles"), low=1, high=365
    )
    comment_policy: str = _row(
        "first", _choice, "comments", mark("Comments shown after review"), choices=POLICIES
    )
    captcha: str = _row("always", _choice, "comments", mark("Ask for a code"), choices=CAPTCHAS)
    captcha_after: int = _row(
        3,
        _number,
        "comments",
        mark("Comments a day before the code is asked"),
        low=1,
        high=100,
    )
    comments_per_hour: int = _row(
        10, _number, "comments", mark("Comments an hour from one address"), low=1, high=1000
    )
    close_after_days: int = _row(
        0,
        _number,
        "comments",
        mark("Days until comments close"),
        mark("0 leaves them open."),
        low=0,
        high=36500,
    )
    erase_after_days: int = _row(
        180,
        _number,
        "comments",
        mark("Days until mail and network addresses are erased"),
        low=1,
        high=3650,
    )
    mail_address: str = _row(
        "",
        _mailbox,
        "comments",
        mark("Mail address of the blog"),
        mark("Mail is sent from it, and what you are told goes to it."),
    )
    mail_notices: bool = _row(True, _switch, "comments", mark("Mail me about new comments"))
    mail_answers: bool = _row(
        True,
        _switch,
        "comments",
        mark("Readers may ask for a mail when they are answered"),
        mark("Needs a mail server, a mail address of the blog, and a site address."),
    )
    blocked_words: tuple[str, ...] = _row(
        (), _lines, "comments", mark("Blocked words"), mark("One a line. Matches go to spam.")
    )
    blocked_addresses: tuple[str, ...] = _row(
        (),
        _lines,
        "comments",
        mark("Blocked network addresses"),
        mark("One a line: 203.0.113.7, or a range such as 203.0.113.0/24."),
    )
    blocked_domains: tuple[str, ...] = _row(
        (), _lines, "comments", mark("Blocked mail domains"), mark("One a line: example.com.")
    )
    footer: str = _row("", _text, "site", mark("Footer"), limit=500)
    icp: str = _row("", _text, "filing", mark("ICP filing number"), limit=60)
    police: str = _row("", _text, "filing", mark("Public security filing number"), limit=60)
    menu: tuple[dict[str, str], ...] = _row(
        (), _rows, "menu", mark("Menu"), columns=("label", "url")
    )
    links: tuple[dict[str, str], ...] = _row(
        (), _rows, "links", mark("Links"), columns=("name", "url", "description")
    )

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)


def load() -> Settings:
    """The settings as stored; a value that no longer makes sense gives way to its default."""
    stored = {
        row.name: row.value for row in db.session.execute(select(Setting.name, Setting.value))
    }
    values: dict[str, Any] = {}
    for item in fields(Settings):
        if item.name in stored:
            try:
                values[item.name] = item.metadata["read"](json.loads(stored[item.name]))
            except (Refused, json.JSONDecodeError):
                continue
    return Settings(**values)


def check(name: str, value: object) -> object:
    """The value as the setting keeps it. Raises Refused, or KeyError for an unknown name."""
    item = {item.name: item for item in fields(Settings)}[name]
    return cast("object", item.metadata["read"](value))


def store(values: Mapping[str, object]) -> None:
    """Keep these settings in the current transaction. Raises Refused before anything is written."""
    checked = {name: check(name, value) for name, value in values.items()}
    for name, value in checked.items():
        db.session.merge(Setting(name=name, value=json.dumps(value, ensure_ascii=False)))
