"""Many comments at once, as an import brings them: in bulk, with floors and counts right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update

from blog.lib.database import db, new_mark
from blog.lib.writing import begin_write
from blog.models import site
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.views import ArticleViews


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A comment that comes in; `parent` is the source of the comment it answers.

    `floor` is the one it had; without it a comment that is shown gets the next of its article.
    """

    source: str
    article_id: int
    parent: str | None
    state: State
    html: str
    fields: Mapping[str, Any]
    floor: int | None = None


def add(voices: Sequence[Voice], known: dict[str, tuple[int, int]]) -> None:
    """Store these comments, the oldest first, not committed.

    `known` holds the id and the thread of each comment by its source, and gets those of the new
    ones; a parent that is not in it makes its reply a comment of its own.
    """
    begin_write()
    table = cast("Table", Comment.__table__)
    floors = _floors({voice.article_id for voice in voices})
    counts: Counter[int] = Counter()
    rows = [_row(voice, counts, floors) for voice in voices]
    ids = db.session.scalars(
        insert(table).returning(table.c.id, sort_by_parameter_order=True), rows
    ).all()
    places = []
    for id, voice in zip(ids, voices, strict=True):
        parent = known.get(voice.parent or "")
        known[voice.source] = (id, parent[1] if parent else id)
        places.append(
            {"own": id, "parent": parent[0] if parent else None, "root": known[voice.source][1]}
        )
    db.session.execute(
        update(table)
        .where(table.c.id == bindparam("own"))
        .values(parent_id=bindparam("parent"), root_id=bindparam("root")),
        places,
    )
    _count_comments(counts, floors)


def _row(voice: Voice, counts: Counter[int], floors: dict[int, int]) -> dict[str, Any]:
    """The row of a comment, which gets the next floor of its article if it is shown."""
    shown = voice.state == State.APPROVED
    counts[voice.article_id] += shown
    floor = voice.floor or (floors[voice.article_id] + 1 if shown else None)
    floors[voice.article_id] = max(floors[voice.article_id], floor or 0)
    return dict(voice.fields) | {
        "article_id": voice.article_id,
        "source": voice.source,
        "state": voice.state,
        "html": voice.html,
        "floor": floor,
    }


def _floors(ids: set[int]) -> dict[int, int]:
    rows = db.session.execute(select(Article.id, Article.floors).where(Article.id.in_(ids)))
    return {row.id: row.floors for row in rows}


def _count_comments(counts: Mapping[int, int], floors: Mapping[int, int]) -> None:
    articles, views = cast("Table", Article.__table__), cast("Table", ArticleViews.__table__)
    changed = [{"own": id, "step": step, "top": floors[id]} for id, step in counts.items() if step]
    if not changed:
        return
    db.session.execute(
        update(articles)
        .where(articles.c.id == bindparam("own"))
        .values(
            comment_count=articles.c.comment_count + bindparam("step"), floors=bindparam("top")
        ),
        changed,
    )
    db.session.execute(
        update(views).where(views.c.article_id == bindparam("own")).values(mark=bindparam("fresh")),
        [{"own": row["own"], "fresh": new_mark()} for row in changed],
    )
    site.relist()


def known_by(prefix: str) -> dict[str, tuple[int, int]]:
    """Id and thread of each comment that came in under a source with this prefix, by source."""
    rows = db.session.execute(
        select(Comment.source, Comment.id, Comment.root_id).where(
            Comment.source.between(prefix, f"{prefix}\U0010ffff")
        )
    )
    return {row.source: (row.id, row.root_id) for row in rows}
