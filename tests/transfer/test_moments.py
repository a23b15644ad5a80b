from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.transfer import moments

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2021-03-24 04:17:23", "2021-03-23 20:17:23"),
        ("2021-03-24 04:17:23 +0800", "2021-03-23 20:17:23"),
        ("2021-03-24T04:17:23+09:00", "2021-03-23 19:17:23"),
        ("2021-03-24T04:17:23.123Z", "2021-03-24 04:17:23"),
        ("2021-03-24 04:17:23 -0500", "2021-03-24 09:17:23"),
        ("2021-03-24 04:17:23 +0800 CST", "2021-03-23 20:17:23"),
        ("2018-7-4 3:31", "2018-07-03 19:31:00"),
        ("2021/03/24", "2021-03-23 16:00:00"),
        ("2021年3月24日 04:17", "2021-03-23 20:17:00"),
        ("Wed, 24 Mar 2021 04:17:23 +0000", "2021-03-24 04:17:23"),
        (datetime(2021, 3, 24, 4, 17, 23), "2021-03-23 20:17:23"),  # noqa: DTZ001 - TOML's local time
    ],
)
def test_dates_are_read_as_programs_write_them(written: object, utc: str) -> None:
    moment = moments.read(written, SHANGHAI)
    assert moment.tzinfo is UTC
    assert f"{moment:%Y-%m-%d %H:%M:%S}" == utc


@pytest.mark.parametrize(
    "written",
    ["", "昨天", "2021-13-01", "2021-02-30", "0001-01-01", "2021-03-24 25:00", [], None, 5],
)
def test_what_is_no_date_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        moments.read(written, SHANGHAI)
