"""Migrations that do more than change tables."""

from alembic import command
from flask import Flask
from sqlalchemy import select

from blog.lib.database import db
from blog.migrations import migrate
from blog.models.usage import MediaUse
from tests.factories import make_article, make_page

ONE = "ab/0123456789abcdef.webp"
TWO = "cd/0123456789abcdef.pdf"


def test_texts_written_before_are_known_to_show_their_uploads(app: Flask) -> None:
    article = make_article(
        body=f"![窗](/media/{ONE}) and again /media/{ONE}", cover=f"/media/{TWO}"
    ).id
    make_article(body="没有图。")
    page = make_page(body=f"[pdf](/media/{TWO})").id
    db.session.remove()
    command.downgrade(migrate.get_config(), "0005")
    command.upgrade(migrate.get_config(), "head")
    rows = db.session.scalars(select(MediaUse).order_by(MediaUse.path, MediaUse.article_id))
    found = {(use.path, use.article_id, use.page_id) for use in rows}
    assert found == {(ONE, article, None), (TWO, article, None), (TWO, None, page)}
