"""What feeds of comments hold."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, select

from blog.lib.database import db
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.views import ArticleViews

NEWEST: Final = 30


def newest(article_id: int | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest comments that readers see, of one article or of all, with their articles."""
    query = (
        select(
            Comment.id,
            Comment.name,
            Comment.website,
            Comment.html,
            Comment.created_at,
            Comment.edited_at,
            Article.slug,
            Article.title,
            Article.language,
        )
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.state == State.APPROVED, Article.state == "published")
        .order_by(Comment.id.desc())
        .limit(NEWEST)
    )
    if article_id is not None:
        query = query.where(Comment.article_id == article_id)
    return db.session.execute(query).all()


def mark_of(article_id: int) -> int:
    """The mark of the article's page: it changes with whatever the page shows."""
    return db.session.scalars(
        select(ArticleViews.mark).where(ArticleViews.article_id == article_id)
    ).one()
