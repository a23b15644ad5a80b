from datetime import UTC, datetime, timedelta

import pytest

from blog.lib.database import db
from blog.models import reading
from tests.conftest import Sql
from tests.factories import make_article, make_category, make_comment

pytestmark = pytest.mark.usefixtures("app")

FIRST = datetime(2021, 1, 1, tzinfo=UTC)


def related_to(slug: str) -> list[str]:
    found = reading.open_article(slug)
    assert found is not None
    return [line.slug for line in found.related]


def test_the_page_of_an_article_has_all_it_shows() -> None:
    top = make_category("上")
    child = make_category("下", parent=top)
    make_article(slug="before", at=FIRST)
    article = make_article(
        slug="a",
        at=FIRST + timedelta(days=1),
        category=child,
        tags=["乙", "甲"],
        body="## 一\n\n## 二\n\n## 三\n",
        views=7,
    )
    make_article(slug="after", at=FIRST + timedelta(days=2))
    make_comment(article)
    found = reading.open_article("a")
    assert found is not None
    assert [shelf.name for shelf in found.crumbs] == ["上", "下"]
    assert [tag.name for tag in found.tags] == ["乙", "甲"]
    assert [heading.text for heading in found.contents] == ["一", "二", "三"]
    assert found.previous is not None
    assert found.next is not None
    assert (found.previous.slug, found.next.slug) == ("before", "after")
    assert (found.article.views, found.article.comment_count) == (7, 1)


def test_contents_begin_at_three_headings() -> None:
    make_article(slug="a", body="## 一\n\n## 二\n")
    found = reading.open_article("a")
    assert found is not None
    assert found.contents == []


@pytest.mark.parametrize("verb", ["withdraw", "bin"])
def test_what_is_not_public_has_no_page(verb: str) -> None:
    article = make_article(slug="a")
    getattr(article, verb)()
    db.session.commit()
    assert reading.open_article("a") is None
    assert reading.open_article("none") is None


def test_a_rare_tag_says_more_than_a_common_one() -> None:
    for number in range(20):
        make_article(slug=f"common{number}", tags=["常见"], at=FIRST + timedelta(days=number))
    make_article(slug="rare", tags=["罕见"], at=FIRST - timedelta(days=9))
    make_article(slug="a", tags=["常见", "罕见"])
    assert related_to("a")[:2] == ["rare", "common19"]


def test_related_articles_are_filled_from_the_category_and_then_the_newest() -> None:
    shelf = make_category("技术")
    make_article(slug="elsewhere", at=FIRST + timedelta(days=3))
    make_article(slug="same-shelf", category=shelf, at=FIRST)
    make_article(slug="same-tag", tags=["甲"], at=FIRST + timedelta(days=1))
    make_article(slug="a", category=shelf, tags=["甲"])
    assert related_to("a") == ["same-tag", "same-shelf", "elsewhere"]


def test_related_is_never_empty_while_another_article_is_there() -> None:
    make_article(slug="a")
    make_article(slug="b")
    make_article(slug="draft", published=False)
    assert related_to("a") == ["b"]


def test_an_article_costs_a_bounded_number_of_statements(sql: Sql) -> None:
    article = make_article(slug="a", tags=["甲", "乙", "丙"], category=make_category("技术"))
    for number in range(10):
        make_article(tags=["甲"], at=FIRST + timedelta(days=number))
        make_comment(article)
    reading.open_article("a")
    with sql() as asked:
        reading.open_article("a")
    assert len(asked) <= 12, str(asked)


def test_the_only_article_has_none_related() -> None:
    make_article(slug="a")
    assert related_to("a") == []
