"""Results of the search as they are shown: what was asked for is marked in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row, select

from blog.lib import markup
from blog.lib.bigrams import holder
from blog.lib.database import db
from blog.lib.fold import fold
from blog.lib.pinyin import sound_probes, sounds_like
from blog.lib.query import Query
from blog.lib.snippets import marked, snippet
from blog.models import index, listing
from blog.models.article import Article
from blog.models.listing import Line
from blog.models.page import Page
from blog.models.tag import ArticleTag, Tag


@dataclass(frozen=True, slots=True)
class Named:
    """A tag of a result that holds a word of the search, or sounds like it."""

    slug: str
    name: Markup


@dataclass(frozen=True, slots=True)
class Hit:
    """A result: an article's line, or the row of a page, with its title and text marked."""

    line: Line | Row[*tuple[Any, ...]]
    is_page: bool
    title: Markup
    snippet: Markup
    tags: Sequence[Named]


def shown(numbers: Sequence[int], query: Query) -> list[Hit]:
    """What stands on a page of results for these documents, in their order."""
    articles = [number for number in numbers if number < index.PAGES]
    rows: dict[int, Any] = {line.id: line for line in listing.lines(articles)}
    bodies = {
        row.id: f"{markup.plain(row.html)}\n{row.own_excerpt}"
        for row in db.session.execute(
            select(Article.id, Article.html, Article.own_excerpt).where(Article.id.in_(articles))
        )
    }
    pages = [number - index.PAGES for number in numbers if number > index.PAGES]
    if pages:
        for page in db.session.execute(
            select(Page.id, Page.slug, Page.title, Page.language, Page.excerpt, Page.html).where(
                Page.id.in_(pages)
            )
        ):
            rows[index.number_of(page.id)] = page
            bodies[index.number_of(page.id)] = markup.plain(page.html)
    tags = _named(articles, query.words)
    return [
        Hit(
            rows[number],
            number > index.PAGES,
            marked(rows[number].title, query.words),
            snippet(bodies[number], query.words) or marked(rows[number].excerpt, query.words),
            tags.get(number, ()),
        )
        for number in numbers
        if number in rows and number in bodies  # else it went since it was found
    ]


def _named(articles: Sequence[int], words: Sequence[str]) -> dict[int, list[Named]]:
    """Of each article the tags that answer: without them a result may hold nothing marked."""
    holds = [holder(word) for word in words]
    spoken = [word for word in words if sound_probes(word)]
    found: dict[int, list[Named]] = {}
    rows = db.session.execute(
        select(ArticleTag.article_id, Tag.slug, Tag.name)
        .join(Tag, Tag.id == ArticleTag.tag_id)
        .where(ArticleTag.article_id.in_(articles))
        .order_by(Tag.name)
    )
    for row in rows:
        name = fold(row.name)
        if any(held(name) for held in holds) or any(sounds_like(name, word) for word in spoken):
            found.setdefault(row.article_id, []).append(Named(row.slug, marked(row.name, words)))
    return found
