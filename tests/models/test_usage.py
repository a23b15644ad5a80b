from flask import Flask
from sqlalchemy import select

from blog.lib.database import db
from blog.models.article import Draft
from blog.models.page import Page
from blog.models.usage import MediaUse
from tests.factories import make_article, make_page

ONE = "ab/0123456789abcdef.webp"
TWO = "cd/0123456789abcdef.pdf"


def used() -> list[tuple[str, int | None, int | None]]:
    rows = db.session.scalars(select(MediaUse).order_by(MediaUse.path, MediaUse.id))
    return [(use.path, use.article_id, use.page_id) for use in rows]


def test_a_text_and_a_cover_name_what_they_show(app: Flask) -> None:
    article = make_article(
        body=f"![窗](/media/{ONE})\n\n![again](/media/{ONE})", cover=f"/media/{TWO}"
    )
    assert used() == [(ONE, article.id, None), (TWO, article.id, None)]


def test_a_page_names_what_it_shows(app: Flask) -> None:
    page = make_page(body=f"[pdf](/media/{TWO})")
    assert used() == [(TWO, None, page.id)]


def test_what_is_taken_out_of_the_text_is_no_longer_named(app: Flask) -> None:
    article = make_article(body=f"![窗](/media/{ONE})")
    article.write(Draft(title="t", body=f"![窗](/media/{TWO})"))
    db.session.commit()
    assert used() == [(TWO, article.id, None)]


def test_a_text_that_is_gone_names_nothing(app: Flask) -> None:
    make_page(body=f"/media/{ONE}")
    db.session.delete(db.session.scalars(select(Page)).one())
    db.session.commit()
    assert used() == []


def test_other_addresses_are_none_of_ours(app: Flask) -> None:
    make_article(body="/media/ab/short.webp https://example.org/x.png /media/../blog.db")
    assert used() == []
