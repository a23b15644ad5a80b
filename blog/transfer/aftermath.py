"""What articles get only when all of them are stored: their past readers, their twins."""

from itertools import islice

from sqlalchemy import select

from blog.lib.database import db
from blog.models import heat, twins
from blog.models.article import Article
from blog.models.heat import ViewDay
from blog.transfer.parcel import Parcel
from blog.transfer.plan import Plan

SLICE = 10_000


def settle(parcel: Parcel, plan: Plan) -> None:
    """Store the readings of past days and pair the twins, of those that have none yet."""
    counted = set(db.session.scalars(select(ViewDay.article_id).distinct()))
    left = (
        (id, days)
        for key, days in parcel.history.items()
        if (id := plan.ids.get(key)) and id not in counted
    )
    while chunk := dict(islice(left, SLICE)):
        heat.restore(chunk)
    for post in parcel.posts:
        mine, other = plan.ids.get(post.key), plan.ids.get(post.twin)
        if mine and other and mine != other:
            article = db.session.get_one(Article, mine)
            if article.twin_id is None:
                twins.pair(article, other)
                db.session.commit()
