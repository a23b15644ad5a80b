"""Search over titles and tags: a match bounded to the newest articles."""

from sqlalchemy import or_, select

from blog.lib.database import db
from blog.models import listing
from blog.models.article import LISTED, Article
from blog.models.listing import NEWEST, Line
from blog.models.tag import ArticleTag, Tag

LONGEST = 100
"""Characters of a query; what is beyond them is not read."""
BOUND = 2000
"""How many of the newest titles are looked at."""
RESULTS = 50


def find(query: str) -> list[Line]:
    """Lines of the articles that hold the query in their title or a tag; the newest first."""
    query = query.replace("\0", "")
    if not query:
        return []
    newest = (
        select(Article.id, Article.title).where(LISTED).order_by(*NEWEST).limit(BOUND).subquery()
    )
    tagged = (
        select(ArticleTag.article_id)
        .join(Tag, Tag.id == ArticleTag.tag_id)
        .where(Tag.name.icontains(query, autoescape=True), ArticleTag.published_at.is_not(None))
        .order_by(ArticleTag.published_at.desc())
        .limit(RESULTS)
    )
    ids = db.session.scalars(
        select(Article.id)
        .join(newest, newest.c.id == Article.id)
        .where(or_(newest.c.title.icontains(query, autoescape=True), Article.id.in_(tagged)))
        .order_by(*NEWEST)
        .limit(RESULTS)
    ).all()
    return listing.lines(ids)
