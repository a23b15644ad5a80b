"""Dates as bloggers' programs write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from blog.lib.terminal import gettext as _
from blog.models.standing import FIRST_YEAR, LAST_YEAR

_MOMENT = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\s+[+-]\d{4}|\s+[A-Z]{3,4})?)?",
    re.ASCII,
)


def read(value: object, zone: tzinfo) -> datetime:
    """The moment in UTC, to the second; one without a zone is in `zone`. Raises ValueError.

    Years 1900 to 2199 only, so that no zone pushes a date off the calendar.
    """
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str) and (found := _MOMENT.fullmatch(value.strip())):
        number = {
            name: int(text or 0) for name, text in found.groupdict().items() if name != "zone"
        }
        moment = datetime(
            number["year"],
            number["month"],
            number["day"],
            number["hour"],
            number["minute"],
            min(number["second"], 59),
            tzinfo=_offset(found["zone"]),
        )
    elif isinstance(value, str) and re.match(r"[A-Za-z]{3},? ", value):
        moment = parsedate_to_datetime(value)
    else:
        raise ValueError(
            _("%(value)r is no date such as 2021-03-24 04:17:23", value=str(value)[:60])
        )
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(_("the year %(year)s is out of bounds", year=moment.year))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC).replace(microsecond=0)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(shift if text[0] == "+" else -shift)
