"""Many articles at once, as an import brings them: in bulk, every kept count right.

One article by the verbs of Article takes about 25 statements; here a slice of them takes ten.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from blog.lib import markup, slugs
from blog.lib.database import Model, db, utcnow
from blog.lib.writing import begin_write
from blog.models import indexing, shelf, site, usage
from blog.models.article import LISTED, Article, State, deriver
from blog.models.category import Category
from blog.models.heat import ArticleHeat
from blog.models.redirect import Redirect
from blog.models.tag import ArticleTag, Tag
from blog.models.usage import MediaUse
from blog.models.views import ArticleViews

AT_ONCE = 100
"""How many tags, categories or former addresses one transaction stores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article that comes in as a whole: `fields` are columns that a writer sets."""

    fields: Mapping[str, Any]
    made: markup.Rendered
    excerpt: str  # where the writer gave none
    category: tuple[int, int] | None = None  # the category and the top one above it
    tags: tuple[int, ...] = ()
    views: int = 0
    former: tuple[str, ...] = ()


def add(arrivals: Sequence[Arrival]) -> list[int]:
    """Store these articles in one transaction, not committed; their ids in the same order.

    Raises IntegrityError when a slug or a source was taken meanwhile.
    """
    begin_write()
    zone = site.current().settings.zone
    rows = [_row(arrival, zone) for arrival in arrivals]
    articles = _table(Article)
    ids = list(
        db.session.scalars(
            insert(articles).returning(articles.c.id, sort_by_parameter_order=True), rows
        )
    )
    stored = list(zip(ids, arrivals, rows, strict=True))
    _surround(stored)
    paths = [f"/articles/{row['slug']}" for row in rows]
    db.session.execute(delete(Redirect).where(Redirect.path.in_(paths)))
    former = {path: id for id, arrival, _ in stored for path in arrival.former}
    Redirect.leave_all(former, "articles")
    indexing.later(select(Article.id).where(Article.id.in_(ids), LISTED))
    shelf.fill([_place(arrival, row) for _, arrival, row in stored if _listed(row)])
    return ids


def _surround(stored: Sequence[tuple[int, Arrival, Mapping[str, Any]]]) -> None:
    """The rows that belong to an article: its views, its tags, its pictures."""
    _many(ArticleViews, [{"article_id": id, "views": a.views} for id, a, _ in stored])
    # What was read elsewhere was not read today.
    _many(ArticleHeat, [{"article_id": id, "total": a.views} for id, a, _ in stored if a.views])
    _many(
        ArticleTag,
        [
            {
                "article_id": id,
                "tag_id": tag,
                "position": position,
                "published_at": row["published_at"] if _listed(row) else None,
            }
            for id, arrival, row in stored
            for position, tag in enumerate(arrival.tags)
        ],
    )
    _many(
        MediaUse,
        [
            {"path": path, "article_id": id}
            for id, _, row in stored
            for path in usage.named(row["body"], row.get("cover", ""))
        ],
    )


def _row(arrival: Arrival, zone: Any) -> dict[str, Any]:
    made, fields = arrival.made, dict(arrival.fields)
    date: datetime | None = fields.setdefault("published_at", None)
    return fields | {
        "category_id": arrival.category[0] if arrival.category else None,
        "section_id": arrival.category[1] if arrival.category else None,
        "html": made.html,
        "excerpt": fields.get("own_excerpt") or arrival.excerpt,
        "contents": json.dumps(
            [[item.level, item.anchor, item.text] for item in made.headings], ensure_ascii=False
        ),
        "han": made.han,
        "words": made.words,
        "unnamed_pictures": made.unnamed_pictures,
        "month": date.astimezone(zone).strftime("%Y-%m") if date else "",
        "derived_by": deriver(),
    }


def _listed(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] == State.PUBLISHED)


def _place(arrival: Arrival, row: Mapping[str, Any]) -> shelf.Place:
    return shelf.Place(
        True, frozenset(arrival.category or ()), frozenset(arrival.tags), row["month"]
    )


def _table(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


def _many(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(_table(model)), list(rows))


def state_at(published_at: datetime | None, draft: bool) -> State:
    """The state of an article that comes in: a future one waits for its time."""
    if draft or published_at is None:
        return State.DRAFT
    return State.SCHEDULED if published_at > utcnow() else State.PUBLISHED


def need_tags(wanted: Mapping[str, str]) -> dict[str, int]:
    """The id of each tag by its name without case; `wanted` has the slug of each name, or nothing.

    Missing ones are made, committed in slices. Python and python are one tag, under the name that
    came first.
    """
    rows = db.session.execute(select(Tag.id, Tag.name, Tag.slug)).all()
    ids = {row.name.casefold(): row.id for row in rows}
    missing: dict[str, tuple[str, str]] = {}
    for name, slug in wanted.items():
        if name.casefold() not in ids:
            missing.setdefault(name.casefold(), (name, slug))
    fresh = _slugged(list(missing.values()), {row.slug for row in rows})
    for chunk in chunks(fresh):
        made = _make(Tag, [{"name": name, "slug": slug} for name, slug in chunk])
        if made is None:
            return need_tags(wanted)
        ids.update(zip((name.casefold() for name, _ in chunk), made, strict=True))
    return ids


def need_categories(
    wanted: Sequence[tuple[str, ...]], described: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> dict[tuple[str, ...], tuple[int, int]]:
    """Id and top id of each category by its path of names; missing ones are made and committed.

    `described` may say slug, description and position of a path.
    """
    rows = db.session.scalars(select(Category)).all()
    names = {row.id: row.name for row in rows}
    found: dict[tuple[str, ...], tuple[int, int]] = {
        (names[row.parent_id], row.name) if row.parent_id else (row.name,): (row.id, row.section_id)
        for row in rows
    }
    paths = [path[:end] for path in wanted for end in range(1, len(path) + 1)]
    missing = [path for path in sorted(dict.fromkeys(paths), key=len) if path not in found]
    asked = [(path[-1], str(described.get(path, {}).get("slug", ""))) for path in missing]
    fresh = list(zip(missing, _slugged(asked, {row.slug for row in rows}), strict=True))
    for depth in sorted({len(path) for path in missing}):  # a child names its parent's number
        for chunk in chunks([item for item in fresh if len(item[0]) == depth]):
            if not _make_categories(chunk, described, found):
                return need_categories(wanted, described)
    if missing:
        site.redress()
        db.session.commit()
    return found


def _make_categories(
    chunk: Sequence[tuple[tuple[str, ...], tuple[str, str]]],
    described: Mapping[tuple[str, ...], Mapping[str, Any]],
    found: dict[tuple[str, ...], tuple[int, int]],
) -> bool:
    """Store these by path, name and slug, and note them in `found`; False as `_make` has None."""
    parents = [found[path[:-1]][0] if path[:-1] else None for path, _ in chunk]
    rows = [
        {"name": name, "slug": slug, "parent_id": parent, "description": "", "position": 0}
        | {key: value for key, value in described.get(path, {}).items() if key != "slug"}
        for (path, (name, slug)), parent in zip(chunk, parents, strict=True)
    ]
    made = _make(Category, rows)
    if made is None:
        return False
    for (path, _), id, parent in zip(chunk, made, parents, strict=True):
        found[path] = (id, parent or id)
    return True


Item = TypeVar("Item")


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items by as many as one transaction stores: each reading of an article waits for it."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
        time.sleep(0.001)  # whoever waits for the lock looks every third of a millisecond


def _make(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> Sequence[int] | None:
    """The ids of these rows, stored and committed; None if someone stored one of them meanwhile."""
    db.session.rollback()
    begin_write()
    table = _table(model)
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    try:
        ids = db.session.scalars(query, rows).all()
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return None
    return ids


def _slugged(wanted: list[tuple[str, str]], taken: set[str]) -> list[tuple[str, str]]:
    """Each name with the slug asked for, or one that its sound makes, unique among `taken`."""
    silent = [name for name, slug in wanted if not slugs.valid(slug)]
    spoken = iter(slugs.readings(silent))
    made = []
    for name, asked in wanted:
        fit = asked if slugs.valid(asked) else next(spoken).slug
        slug = slugs.unique(fit, taken.__contains__)
        taken.add(slug)
        made.append((name, slug))
    return made
