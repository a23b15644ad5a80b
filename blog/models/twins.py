"""Articles that are one text in two languages, each of which names the other."""

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from blog.lib.database import db
from blog.models import views

if TYPE_CHECKING:
    from blog.models.article import Article


def pair(article: "Article", twin_id: int | None) -> None:
    """Let two articles name each other, and whom they named before name nobody.

    The others' revisions rise: who has one of them open learns of it before saving over it.
    """
    if twin_id == article.twin_id:
        return
    noun = type(article)
    mine = [id for id in (article.id, twin_id) if id]
    left = db.session.scalars(
        select(noun.id).where(or_(noun.twin_id.in_(mine), noun.id == article.twin_id))
    ).all()
    others = {*left, *mine} - {article.id}
    db.session.execute(
        update(noun).where(noun.id.in_(others)).values(twin_id=None, revision=noun.revision + 1)
    )
    if twin_id:
        db.session.execute(update(noun).where(noun.id == twin_id).values(twin_id=article.id))
    article.twin_id = twin_id
    for id in (article.id, *others):
        views.touch(id)
    db.session.flush()
