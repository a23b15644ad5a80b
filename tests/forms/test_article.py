"""Reading what a writer typed."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from blog.forms.article import ArticleForm
from tests.factories import change_settings


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a,b, c", ("a", "b", "c")),
        ("雨\uff0c夜\u3001客\uff1b雪;风", ("雨", "夜", "客", "雪", "风")),
        ("#雨, \uff03夜", ("雨", "夜")),
        (" , \u3001\uff0c,", ()),
        ("a,a,b,a", ("a", "b")),
        ("two words, three more words", ("two words", "three more words")),
        ("C#, C++", ("C#", "C++")),
    ],
)
def test_tags_stand_between_commas_of_any_script(
    app: Flask, typed: str, names: tuple[str, ...]
) -> None:
    with app.test_request_context("/", method="POST", data={"tags": typed}):
        assert ArticleForm().tag_names == names


@pytest.mark.parametrize(
    ("zone", "typed", "moment"),
    [
        ("Asia/Shanghai", "2021-03-24T04:17:23", datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)),
        ("Asia/Shanghai", "2021-03-24T04:17", datetime(2021, 3, 23, 20, 17, tzinfo=UTC)),
        ("Asia/Shanghai", "2021-03-24 04:17", datetime(2021, 3, 23, 20, 17, tzinfo=UTC)),
        ("Europe/Berlin", "2021-07-01T12:00", datetime(2021, 7, 1, 10, 0, tzinfo=UTC)),
        ("Europe/Berlin", "2021-01-01T12:00", datetime(2021, 1, 1, 11, 0, tzinfo=UTC)),
        # The hour that summer time leaves out, and the one that comes twice.
        ("Europe/Berlin", "2021-03-28T02:30", datetime(2021, 3, 28, 1, 30, tzinfo=UTC)),
        ("Europe/Berlin", "2021-10-31T02:30", datetime(2021, 10, 31, 0, 30, tzinfo=UTC)),
        ("Asia/Shanghai", "", None),
    ],
)
def test_a_time_is_that_of_the_sites_zone(
    app: Flask, zone: str, typed: str, moment: datetime | None
) -> None:
    change_settings(time_zone=zone)
    with app.test_request_context("/", method="POST", data={"published_at": typed}):
        assert ArticleForm().moment == moment


def test_text_is_clean_and_ends_its_lines_as_on_unix(app: Flask) -> None:
    data = {"title": "  a\0b ", "body": "  one\r\ntwo\rthree\0\n"}
    with app.test_request_context("/", method="POST", data=data):
        form = ArticleForm()
        assert form.title.data == "ab"
        assert form.body.data == "  one\ntwo\nthree\n"
