"""Kept counts against what counting gives."""

from sqlalchemy import func, select

from blog.lib.database import db
from blog.models import site
from blog.models.article import Article, State
from blog.models.category import Category
from blog.models.shelf import ArchiveMonth
from blog.models.tag import ArticleTag, Tag


def check_counts() -> None:
    """Every kept count is what counting gives."""
    listed = Article.state == State.PUBLISHED
    total = db.session.scalar(select(func.count()).where(listed))
    site.forget()
    assert site.marks().published == total
    for tag in db.session.scalars(select(Tag)):
        own = select(func.count()).where(ArticleTag.tag_id == tag.id)
        assert tag.article_count == db.session.scalar(
            own.where(ArticleTag.published_at.is_not(None))
        )
    for shelf in db.session.scalars(select(Category)):
        column = Article.category_id if shelf.parent_id else Article.section_id
        assert shelf.article_count == db.session.scalar(
            select(func.count()).where(listed, column == shelf.id)
        )
    assert sum(articles for _month, articles in ArchiveMonth.all()) == total
