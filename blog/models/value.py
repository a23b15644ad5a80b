"""What a setting can hold: each kind takes what was typed and gives what is kept, or refuses."""

import re
import unicodedata
from collections.abc import Mapping
from ipaddress import IPv6Address
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from blog.lib import mail
from blog.lib.i18n import mark

MOST_ROWS = 100
MOST_LINES = 2000
LONGEST_CELL = 300
LONGEST_LINE = 200
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤川青藏琼宁"
# 备 is the filing every site has, 证 the licence some shops have; -1 is the site under a filing.
_ICP = re.compile(rf"[{PROVINCES}]ICP(?:备\d{{6,10}}|证[BA]?\d{{6,10}})号(?:-\d{{1,4}})?")
_POLICE = re.compile(rf"([{PROVINCES}]公网安备)(\d{{11,14}})号")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_PORTS = {"http": 80, "https": 443}
_META_NAME = re.compile(r"[A-Za-z][\w.:-]{0,80}")
# Engines hand out the whole tag; what is kept is its name and content.
_META_TAG = re.compile(
    r"""<meta\s+name=["']?(?P<name>[^"'\s>]+)["']?\s+content=["']?(?P<content>[^"'>]*?)["']?\s*/?>""",
    re.IGNORECASE,
)


class Refused(ValueError):
    """A value that a setting cannot take; the message says what it could, in English."""

    def __init__(self, message: str, **values: object) -> None:
        """`values` fill the places of the message, which is translated without them."""
        super().__init__(message % values if values else message)
        self.message, self.values = message, values


def text(value: object, limit: int) -> str:
    """Text of at most `limit` characters, without space around it."""
    kept = str(value).strip()
    if len(kept) > limit:
        raise Refused(mark("Too long: at most %(limit)d characters."), limit=limit)
    if any(ord(character) < 32 and character not in "\n\t\r" for character in kept):
        raise Refused(mark("It holds characters that cannot be shown."))
    return kept


def number(value: object, low: int, high: int) -> int:
    """A whole number within both bounds."""
    try:
        kept = int(str(value).strip())
    except ValueError:
        kept = low - 1
    if not low <= kept <= high:
        raise Refused(
            mark("Please give a whole number from %(low)d to %(high)d."), low=low, high=high
        )
    return kept


def choice(value: object, choices: Mapping[str, str]) -> str:
    """One of the choices."""
    if not isinstance(value, str) or value not in choices:
        raise Refused(mark("Choose one of these."))
    return value


def switch(value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool | int) or value not in {True, False}:
        raise Refused(mark("Yes or no."))
    return bool(value)


def zone(value: object) -> str:
    """The name of a time zone."""
    if not isinstance(value, str) or value.strip() not in available_timezones():
        raise Refused(mark("Please give a time zone such as Asia/Shanghai."))
    return value.strip()


def address(value: object) -> str:
    """An http(s) address without path, query or final slash; empty is allowed.

    Written as browsers send it, so that it can be compared with what they ask for: in small
    letters, 例子.中国 as xn--fsqu00a.xn--fiqs8s, without the port that goes without saying.
    """
    typed = text(value, 200).rstrip("/")
    try:
        return _origin(typed) if typed else ""
    except ValueError:
        raise Refused(
            mark("Please give an address such as https://example.org, without a path.")
        ) from None


def link(value: object) -> str:
    """A path of the site, or an address on the web; empty is allowed."""
    kept = text(value, LONGEST_CELL)
    inside = kept.startswith("/") and not kept.startswith(("//", "/\\"))
    if kept and (any(map(str.isspace, kept)) or not (inside or _is_web(kept))):
        raise Refused(
            mark("Please give a path such as /tags, or an address such as https://example.org.")
        )
    return kept


def mailbox(value: object) -> str:
    """A mail address; empty is allowed."""
    kept = text(value, 200)
    try:
        return mail.address(kept) if kept else ""
    except mail.BadAddress:
        raise Refused(mark("Please give an email address such as me@example.org.")) from None


def lines(value: object) -> tuple[str, ...]:
    """One entry a line, each once; a list is taken as lines as well."""
    given = value.splitlines() if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or len(given) > MOST_LINES:
        raise Refused(mark("At most %(most)d lines."), most=MOST_LINES)
    return tuple(dict.fromkeys(line for one in given if (line := text(one, LONGEST_LINE))))


def metas(value: object) -> tuple[str, ...]:
    """Lines of name=content; a whole <meta> tag is taken for what it says."""
    return tuple(dict.fromkeys(_meta(line) for line in lines(value)))


def _meta(line: str) -> str:
    tag = _META_TAG.fullmatch(line)
    name, equals, content = (tag["name"], "=", tag["content"]) if tag else line.partition("=")
    name, content = name.strip(), content.strip()
    if not (equals and content and _META_NAME.fullmatch(name)) or set(content) & set("<>\"'"):
        raise Refused(
            mark("Please write lines such as google-site-verification=abc123, not “%(line)s”."),
            line=line,
        )
    return f"{name}={content}"


def icp(value: object) -> str:
    """An ICP filing number as the ministry writes it; empty is allowed."""
    kept = _filing(value).replace("icp", "ICP").replace("Icp", "ICP")
    if kept and not _ICP.fullmatch(kept):
        raise Refused(mark("Please give a number such as 京ICP备12345678号-1."))
    return kept


def police(value: object) -> str:
    """A filing number of the public security bureau; empty is allowed."""
    kept = _filing(value)
    if kept and not _POLICE.fullmatch(kept):
        raise Refused(mark("Please give a number such as 京公网安备11010502030143号."))
    return kept


def _filing(value: object) -> str:
    """Without space and full-width forms, which copying from the certificate brings along."""
    return "".join(unicodedata.normalize("NFKC", text(value, 60)).split())


def rows(value: object, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Rows of texts; each has its first column and its `url`, and empty ones are left out."""
    if not isinstance(value, list | tuple) or len(value) > MOST_ROWS:
        raise Refused(mark("At most %(most)d rows."), most=MOST_ROWS)
    given = [
        {column: text(row.get(column, ""), LONGEST_CELL) for column in columns}
        for row in value
        if isinstance(row, Mapping)
    ]
    kept = tuple(row for row in given if any(row.values()))
    for row in kept:
        if not (row[columns[0]] and link(row["url"])):
            raise Refused(mark("Each row needs a name and an address."))
    return kept


def _is_web(given: str) -> bool:
    try:
        parts = urlsplit(given)
        return parts.scheme in _PORTS and bool(parts.hostname)
    except ValueError:  # as for https://[
        return False


def _origin(given: str) -> str:
    """Scheme, host and port of an address that has nothing else. Raises ValueError."""
    parts = urlsplit(given)
    host, port = parts.hostname or "", parts.port
    if parts.scheme not in _PORTS or parts.username is not None or parts[2:] != ("", "", ""):
        raise ValueError(given)
    if port == 0 or "%" in host or ("[" in parts.netloc) != (":" in host):
        raise ValueError(given)
    if ":" in host:
        host = f"[{IPv6Address(host)}]"
    else:
        # The standard library knows IDNA of 2003: it differs in four letters, of which ß is one.
        host = host.encode("idna").decode().rstrip(".")
        if not _HOST.fullmatch(host):
            raise ValueError(given)
    return f"{parts.scheme}://{host}" + (
        f":{port}" if port not in {None, _PORTS[parts.scheme]} else ""
    )
