"""The search: every promise, on whichever database the tests run."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.lib.database import db
from blog.lib.query import parse
from blog.models import search
from blog.models.article import Article, Draft
from blog.models.tag import Tag
from tests.factories import make_article, make_category, make_page

_numbers = count(1)


@pytest.fixture(autouse=True)
def _tags(app: Flask) -> None:
    """Tags with slugs of their own: making those by sound takes a child process each."""
    for name, slug in (
        ("安全", "an-quan"),
        ("运维", "yun-wei"),
        ("旅行", "lv-xing"),
        ("茶", "cha"),
    ):
        db.session.add(Tag(name=name, slug=slug))
    db.session.commit()


def written(title: str, body: str = "甲。", **fields: Any) -> Article:
    """An article whose slug is given, for the same reason."""
    return make_article(title, body, slug=f"a-{next(_numbers)}", **fields)


def titles(typed: str, number: int = 1) -> list[str]:
    """The titles found, as a reader sees them, in order."""
    return [hit.line.title for hit in search.find(parse(typed), number).hits]


@pytest.fixture
def shelf(app: Flask) -> None:
    tech = make_category("技术", slug="ji-shu")
    written(
        "如何保证系统的安全",
        "密码要长,不要重复。Python 和 SQLite 都用得上。",
        tags=["安全", "运维"],
        category=tech,
    )
    written("一次旅行", "我们去了重庆,住在江边;系统地走了一遍老街。", tags=["旅行", "茶"])
    written(
        "Café notes",
        "Flasks and photographs. C++ is not for cafés.",
        language="en",
        tags=["coffee"],
    )
    make_page("关于", "这里写着站长是谁,怎么联系。", slug="about")
    db.session.commit()


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("安全", ["如何保证系统的安全"]),
        ("密码", ["如何保证系统的安全"]),
        ("重庆", ["一次旅行"]),
        ("站长", ["关于"]),
        ("系统的", ["如何保证系统的安全"]),
        ("系统地走", ["一次旅行"]),
        ("系统走", []),
        ("运维", ["如何保证系统的安全"]),
        ("密码 python", ["如何保证系统的安全"]),
        ("密码 重庆", []),
    ],
)
def test_words_find_what_holds_them_all(typed: str, found: list[str]) -> None:
    assert titles(typed) == found


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("系統", ["如何保证系统的安全", "一次旅行"]),
        ("重慶", ["一次旅行"]),
        ("PYTHON", ["如何保证系统的安全"]),
        ("\uff30\uff59\uff54\uff48\uff4f\uff4e", ["如何保证系统的安全"]),
        ("cafe", ["Café notes"]),
        ("CAFÉS", ["Café notes"]),
    ],
)
def test_the_same_word_in_another_spelling_is_found(typed: str, found: list[str]) -> None:
    assert titles(typed) == found


def test_a_text_in_traditional_characters_is_found_by_simplified_ones() -> None:
    written("資訊安全", "軟體的資料庫。")
    assert titles("资讯安全") == titles("数据库") + titles("资料库") == ["資訊安全"]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anquan", ["如何保证系统的安全"]),
        ("aq", ["如何保证系统的安全"]),
        ("xitongdeanquan", ["如何保证系统的安全"]),
        ("lvxing", ["一次旅行"]),
        ("luxing", ["一次旅行"]),
        ("cha", ["一次旅行"]),
        ("yw", ["如何保证系统的安全"]),
        ("chongqing", []),  # stands in a text, and sounds are those of titles and tags
        ("anqu", []),
        ("guanyu", ["关于"]),
    ],
)
def test_pinyin_and_initials_find_titles_and_tags(typed: str, found: list[str]) -> None:
    assert titles(typed) == found


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"photographs. C++"', ["Café notes"]),
        ('"photographs and"', []),
        ("photographs and", ["Café notes"]),
        ("系统 -旅行", ["如何保证系统的安全"]),
        ("系统 -老街", ["如何保证系统的安全"]),
        ("系统 \u2212老街", ["如何保证系统的安全"]),
        ("系统 tag:旅行", ["一次旅行"]),
        ("标签\uff1a茶", ["一次旅行"]),
        ("tag:行", []),
        ("tag:lv-xing", ["一次旅行"]),
        ("category:技术", ["如何保证系统的安全"]),
        ("分类:ji-shu 系统", ["如何保证系统的安全"]),
        ("category:无 系统", []),
        ("系统 -老街 -密码", []),
        ("系统 -老街 -江边 -photo", ["如何保证系统的安全"]),
        ("全 -旅行", ["如何保证系统的安全"]),
        ("全 -密码", []),
        ("系统 -photo", ["如何保证系统的安全", "一次旅行"]),
    ],
)
def test_quotes_minus_tag_and_category_narrow(typed: str, found: list[str]) -> None:
    assert titles(typed) == found


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("photo", ["Café notes"]),
        ("graphs", []),
        ("c++", ["Café notes"]),
        ("an", ["如何保证系统的安全"]),
        ("全", ["如何保证系统的安全"]),
        ("茶", ["一次旅行"]),
        ("茶 重庆", ["一次旅行"]),
        ("密", []),
        ("\U0001f600", []),
    ],
)
def test_beginnings_and_single_characters(typed: str, found: list[str]) -> None:
    assert titles(typed) == found


def test_title_comes_before_tags_before_text_before_sound() -> None:
    written("安全", "甲", at=datetime(2019, 1, 1, tzinfo=UTC))
    written("乙", "乙", tags=["安全"])
    written("丙", "说安全。")
    assert titles("安全") == ["安全", "乙", "丙"]
    written("丁", "anquan")
    assert titles("anquan") == ["丁", "安全", "乙"]


def test_of_two_alike_the_newer_comes_first() -> None:
    written("旧的安全", "甲", at=datetime(2016, 1, 1, tzinfo=UTC))
    written("新的安全", "甲", at=datetime(2024, 1, 1, tzinfo=UTC))
    written("更旧的安全", "甲", at=datetime(2014, 1, 1, tzinfo=UTC))
    assert titles("安全") == ["新的安全", "旧的安全", "更旧的安全"]


def test_of_two_of_one_day_the_popular_comes_first() -> None:
    day = datetime(2024, 1, 1, tzinfo=UTC)
    written("读的人多的安全", "甲", at=day, views=9000)
    written("读的人少的安全", "甲", at=day, views=1)
    assert titles("安全") == ["读的人多的安全", "读的人少的安全"]


def test_only_what_is_published_is_found() -> None:
    article = written("安全", "密码")
    article.withdraw()
    assert titles("安全") == []
    article.publish()
    assert titles("安全") == ["安全"]
    article.bin()
    assert titles("密码") == []
    written("未发布的安全", "密码", published=False)
    assert titles("安全") == []


def test_a_saved_change_is_found_and_the_old_text_is_not() -> None:
    article = written("安全", "原来的密码", tags=["运维"])
    article.write(Draft(title=article.title, body="后来的口令", slug=article.slug, tags=("茶",)))
    assert titles("密码") == titles("tag:运维") == []
    assert titles("口令") == titles("tag:茶") == ["安全"]


def test_each_page_of_results_goes_on_where_the_last_ended() -> None:
    for number in range(search.PAGE + 3):
        written(f"第 {number} 篇安全", "甲")
    first, second = search.find(parse("安全")), search.find(parse("安全"), 2)
    assert (len(first.hits), first.more) == (search.PAGE, True)
    assert (len(second.hits), second.more) == (3, False)
    assert not {hit.line.id for hit in first.hits} & {hit.line.id for hit in second.hits}


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.text(st.characters(codec="utf-8"), max_size=120)
    | st.text(" \"“”-:tagcategory安全\uff1a*()^+|&!'", max_size=40)
)
def test_whatever_is_typed_is_text(typed: str) -> None:
    assert isinstance(titles(typed), list)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "typed",
    [
        '"', "'", "''", "-", "--", '-"', '""', "* OR 1", "NEAR(安全, 2)", "title:安全", "{title}:x",
        "安全 AND", "^安全", "(安全", "安全)", "a & b | !c", "a <-> b", "':*", "\\", "%_", "\0",
        "tag:", "tag:\"", "category:-", "-tag:茶", "x" * 500, "安" * 500, "\u202e安全", "🀄️",
    ],
)  # fmt: skip
def test_what_means_something_to_a_database_is_text_here(typed: str) -> None:
    search.find(parse(typed))
    assert titles("安全") == ["如何保证系统的安全"]
