"""What an export says in JSON: comments, files, readings, and the blog as a whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from blog.lib.database import db
from blog.models import site
from blog.models.article import Article, State
from blog.models.category import Category
from blog.models.comment import Comment
from blog.models.correspondent import Consent, Correspondent
from blog.models.heat import ArticleHeat, ViewDay
from blog.models.media import Media
from blog.models.page import Page
from blog.models.tag import Tag
from blog.models.views import ArticleViews
from blog.transfer.leaves import former, moment

FORMAT = 1


def write(path: Path, value: Sequence[Any] | Mapping[str, Any]) -> int:
    """Write the value as JSON that a person can read; how many rows it has."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")
    return len(value)


def comments() -> list[dict[str, Any]]:
    """Every comment of the articles that are exported, in the order they came."""
    rows = db.session.execute(
        select(Comment, Article.slug)
        .join(Article, Article.id == Comment.article_id)
        .where(Article.state != State.BINNED)
        .order_by(Comment.created_at, Comment.id)
    ).all()
    # Numbered anew: a database that the export was brought into counts differently.
    numbers = {row.id: number for number, (row, _) in enumerate(rows, start=1)}
    return [
        {
            "article": slug,
            "id": numbers[row.id],
            "parent": numbers.get(row.parent_id or 0),
            "name": row.name,
            "email": row.email,
            "website": row.website,
            "body": row.body,
            "date": moment(row.created_at),
            "edited": moment(row.edited_at),
            "author": row.by_author,
            "state": str(row.state),
            "floor": row.floor,
            "mail": row.wants_mail,
        }
        for row, slug in rows
    ]


def answers() -> list[dict[str, str]]:
    """Which mail addresses agreed to be written to and which refused, by address.

    What was only asked is not said: another blog asks for itself.
    """
    rows = db.session.execute(
        select(Correspondent.email, Correspondent.consent, Correspondent.asked_at)
        .where(Correspondent.consent != Consent.ASKED)
        .order_by(Correspondent.email)
    )
    return [
        {"email": row.email, "consent": str(row.consent), "date": moment(row.asked_at)}
        for row in rows
    ]


def files() -> list[dict[str, Any]]:
    """Every file of the library but those in the bin, with the words that go with it."""
    rows = db.session.scalars(select(Media).where(Media.deleted_at.is_(None)).order_by(Media.path))
    names = ("path", "name", "sha256", "alt", "caption")
    return [{name: getattr(row, name) for name in names} for row in rows]


def history() -> dict[str, dict[str, int]]:
    """Readings of each day that is known, by slug; the last is the one that is not over."""
    found: dict[str, dict[str, int]] = {}
    for row in db.session.execute(
        select(Article.slug, ViewDay.day, ViewDay.views)
        .join(Article, Article.id == ViewDay.article_id)
        .where(Article.state != State.BINNED, ViewDay.views > 0)
        .order_by(Article.id, ViewDay.day)
    ):
        found.setdefault(row.slug, {})[row.day.isoformat()] = row.views
    today = datetime.now(site.current().settings.zone).date().isoformat()
    read = ArticleViews.views - func.coalesce(ArticleHeat.total, 0)
    for slug, count in db.session.execute(
        select(Article.slug, read)
        .join(ArticleViews, ArticleViews.article_id == Article.id)
        .outerjoin(ArticleHeat, ArticleHeat.article_id == Article.id)
        .where(Article.state != State.BINNED, read > 0)
        .order_by(Article.id)
    ):
        days = found.setdefault(slug, {})
        days[today] = days.get(today, 0) + count
    return found


def about() -> dict[str, Any]:
    """Settings, categories and tags, and the order in which articles and pages were made."""
    above = Category.parent_id.is_not(None)
    shelves = db.session.scalars(
        select(Category).order_by(above, Category.position, Category.id)
    ).all()
    names = {row.id: row.name for row in shelves}
    categories, tags = former("categories"), former("tags")
    listed = (
        select(Article.slug)
        .where(Article.state != State.BINNED)
        .order_by(func.coalesce(Article.published_at, Article.created_at), Article.id)
    )
    return {
        "format": FORMAT,
        "settings": asdict(site.current().settings),
        "categories": [
            {
                "name": row.name,
                "slug": row.slug,
                "parent": names.get(row.parent_id or 0),
                "description": row.description,
                "position": row.position,
                "aliases": categories[row.id],
            }
            for row in shelves
        ],
        "tags": [
            {"name": row.name, "slug": row.slug, "aliases": tags[row.id]}
            for row in db.session.scalars(select(Tag).order_by(Tag.id))
        ],
        "order": {
            "articles": db.session.scalars(listed).all(),
            "pages": db.session.scalars(select(Page.slug).order_by(Page.id)).all(),
        },
    }
