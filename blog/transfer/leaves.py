"""Articles and pages as Markdown files with front matter."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from blog.lib.database import db
from blog.models.article import Article, State
from blog.models.category import Category
from blog.models.page import Page
from blog.models.redirect import Redirect
from blog.models.tag import ArticleTag, Tag
from blog.models.views import ArticleViews

SLICE = 200
LONGEST_NAME = 200
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def articles() -> Iterator[tuple[str, str]]:
    """File name and text of every article but those in the bin, in the order they were made."""
    ids = db.session.scalars(
        select(Article.id).where(Article.state != State.BINNED).order_by(Article.id)
    ).all()
    shelves, aliases = _shelves(), former("articles")
    for start in range(0, len(ids), SLICE):
        chunk = ids[start : start + SLICE]
        tags = _tags(chunk)
        found = db.session.execute(
            select(Article, ArticleViews.views)
            .join(ArticleViews, ArticleViews.article_id == Article.id)
            .where(Article.id.in_(chunk))
            .order_by(Article.id)
        ).all()
        twins = _twins([article.twin_id for article, _ in found if article.twin_id])
        for article, views in found:
            more = {
                "category": shelves.get(article.category_id or 0),
                "tags": tags[article.id],
                "views": views,
                "twin": twins.get(article.twin_id or 0),
                "aliases": aliases[article.id],
            }
            yield _file(article.slug, article.id), _leaf(_article(article) | more, article.body)
        db.session.rollback()  # a long export must not hold back what readers' views are written to


def _article(article: Article) -> dict[str, Any]:
    draft = article.state == State.DRAFT
    return {
        "title": article.title,
        "slug": article.slug,
        "date": moment(article.created_at if draft else article.published_at),
        "updated": moment(article.updated_at),
        "created": moment(article.created_at),
        "language": article.language,
        "draft": draft,
        "pinned": article.pinned,
        "comments": article.comments_open,
        "html": article.allow_html,
        "cover": article.cover,
        "excerpt": article.own_excerpt,
        "description": article.description,
        "password_hash": article.password_hash,
    }


def pages() -> Iterator[tuple[str, str]]:
    """File name and text of every plain page, in the order they were made."""
    aliases = former("pages")
    for page in db.session.scalars(select(Page).order_by(Page.id)):
        fields = {
            "title": page.title,
            "slug": page.slug,
            "date": moment(page.created_at),
            "updated": moment(page.updated_at),
            "language": page.language,
            "draft": not page.published,
            "position": page.position,
            "description": page.description,
            "aliases": aliases[page.id],
        }
        yield _file(page.slug, page.id), _leaf(fields, page.body)


def moment(value: datetime | None) -> str:
    """The moment to the second, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000") if value else ""


def former(kind: str) -> defaultdict[int, list[str]]:
    """The former paths of each target of that kind, in order."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = select(Redirect.target_id, Redirect.path).where(Redirect.kind == kind)
    for row in db.session.execute(rows.order_by(Redirect.path)):
        found[row.target_id].append(row.path)
    return found


def _shelves() -> dict[int, list[str]]:
    """The path of names of each category."""
    rows = {row.id: row for row in db.session.scalars(select(Category))}
    return {
        id: [rows[row.parent_id].name, row.name] if row.parent_id else [row.name]
        for id, row in rows.items()
    }


def _tags(ids: Sequence[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {id: [] for id in ids}
    for row in db.session.execute(
        select(ArticleTag.article_id, Tag.name)
        .join(Tag, Tag.id == ArticleTag.tag_id)
        .where(ArticleTag.article_id.in_(ids))
        .order_by(ArticleTag.article_id, ArticleTag.position, Tag.id)
    ):
        names[row.article_id].append(row.name)
    return names


def _twins(ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(select(Article.id, Article.slug).where(Article.id.in_(ids)))
    return {row.id: row.slug for row in rows}


def _file(slug: str, id: int) -> str:
    """The slug as a file name; 120 Han characters are more than file systems take."""
    return f"{slug if len(slug.encode()) <= LONGEST_NAME else f'number-{id}'}.md"


def _leaf(fields: Mapping[str, Any], body: str) -> str:
    lines = []
    for name, value in fields.items():
        if isinstance(value, list):
            lines += [f"{name}:", *(f"  - {_quoted(item)}" for item in value)] if value else []
        elif isinstance(value, bool):
            lines.append(f"{name}: {'true' if value else 'false'}")
        elif value not in ("", None):
            plain = name in {"date", "updated", "created", "views", "position", "language"}
            lines.append(f"{name}: {value if plain else _quoted(value)}")
    return "---\n" + "\n".join(lines) + "\n---\n\n" + body


def _quoted(text: str) -> str:
    """The text as a string of JSON, which YAML takes as well, without what YAML forbids."""
    return _ESCAPED.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(str(text), ensure_ascii=False)
    )
