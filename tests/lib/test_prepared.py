"""Queries made once: they answer as a session would."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import bindparam, literal, select, union_all

from blog.lib.database import UtcDateTime, db
from blog.lib.prepared import Prepared
from blog.models.article import PUBLIC, Article
from tests.conftest import Sql
from tests.factories import make_article

AT = datetime(2021, 3, 24, 4, 17, 23, tzinfo=UTC)
_articles = Article.__table__.c
LATER = (
    select(_articles.slug, _articles.published_at, _articles.pinned, literal(7).label("seven"))
    .where(
        _articles.published_at > bindparam("at", type_=UtcDateTime()),
        _articles.state.in_(PUBLIC),
    )
    .order_by(_articles.id)
)


def test_rows_are_what_a_session_gives(app: Flask) -> None:
    for number, title in enumerate(("一", "二", "三")):
        make_article(title, slug=f"a{number}", at=AT + timedelta(days=number))
    found = Prepared(LATER).rows(at=AT)
    assert found == [tuple(row) for row in db.session.execute(LATER, {"at": AT})]
    assert [(row.slug, row.published_at, row.pinned, row.seven) for row in found] == [
        ("a1", AT + timedelta(days=1), False, 7),
        ("a2", AT + timedelta(days=2), False, 7),
    ]


def test_a_union_is_asked_as_one_statement(app: Flask, sql: Sql) -> None:
    make_article("一", slug="one", at=AT + timedelta(days=1))
    both = Prepared(union_all(select(LATER.subquery()), select(LATER.subquery())))
    with sql() as asked:
        assert [row.slug for row in both.rows(at=AT)] == ["one", "one"]
    assert len(asked) == 1


def test_within_the_session_it_sees_what_is_not_committed(app: Flask) -> None:
    article = make_article("一", slug="one", at=AT + timedelta(days=1))
    later = Prepared(LATER)
    article.published_at = AT + timedelta(days=2)
    db.session.flush()
    [within], [without] = later.rows_within(at=AT), later.rows(at=AT)
    assert within._asdict() == without._asdict() | {"published_at": AT + timedelta(days=2)}


def test_the_first_row_is_none_when_nothing_is_found(app: Flask) -> None:
    assert Prepared(LATER).first(at=AT) is None
