"""The order of results that hold equally well: newer a little first, popular a little first."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

from sqlalchemy import Row, select

from blog.lib.database import db, utcnow
from blog.models import index
from blog.models.article import LISTED, Article
from blog.models.page import Page
from blog.models.views import ArticleViews

HALF_LIFE_DAYS = 730.0


def ranked(titles: Mapping[int, str], words: Sequence[str]) -> list[int]:
    """Those of these documents that are published, the best first; `titles` are folded.

    The score adds three terms, each for a reason. 2 where the title is exactly what was typed:
    who types a whole title wants that article. 0.5 ** (age / two years), because of two articles
    on one thing the later one is more often right. log10(1 + views) / 6, at most 1, because what
    many have read is more often worth reading; the logarithm keeps one success from outweighing
    all else. Known flaw: only documents that the search looks at together are compared.
    """
    whole = " ".join(words)
    now = utcnow()
    scores: dict[int, float] = {}
    for row in _articles([number for number in titles if number < index.PAGES]):
        age = (now - row.published_at).total_seconds() / 86400
        popular = min(1.0, log10(1 + row.views) / 6)
        scores[row.id] = 0.5 ** (max(0.0, age) / HALF_LIFE_DAYS) + popular
    pages = [number - index.PAGES for number in titles if number > index.PAGES]
    if pages:
        for page_id in db.session.scalars(
            select(Page.id).where(Page.id.in_(pages), Page.published)
        ):
            scores[index.number_of(page_id)] = 0.0
    for number in scores:
        scores[number] += 2 * (titles[number] == whole)
    return sorted(scores, key=lambda number: (-scores[number], -number))


def _articles(ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    if not ids:
        return ()
    return db.session.execute(
        select(Article.id, Article.published_at, ArticleViews.views)
        .join(ArticleViews, ArticleViews.article_id == Article.id)
        .where(Article.id.in_(ids), LISTED)
    ).all()
