"""What the admin does with tags: find, make, rename, merge and delete them, in slices."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update

from blog.lib import paging, slugs
from blog.lib.database import db
from blog.lib.writing import begin_write
from blog.models import indexing, site, slices
from blog.models.redirect import Redirect
from blog.models.tag import ArticleTag, Tag

PER_PAGE = 100
LONGEST_QUERY = 60

_used = select(ArticleTag.tag_id).where(ArticleTag.tag_id == Tag.id).exists()


class Sort(StrEnum):
    """How a list of tags can stand; by name means by its sound, which the slug spells."""

    COUNT = "count"
    NAME = "name"
    NEWEST = "newest"


ORDERS: dict[Sort, tuple[ColumnElement[Any] | Any, ...]] = {
    Sort.COUNT: (Tag.article_count.desc(), Tag.slug),
    Sort.NAME: (Tag.slug,),
    Sort.NEWEST: (Tag.id.desc(),),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which tags are asked for, and in what order."""

    query: str = ""
    unused: bool = False
    sort: Sort = Sort.COUNT

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a tag has to be."""
        wanted: list[ColumnElement[bool]] = [~_used] if self.unused else []
        for word in self.query.replace("\0", "").split():
            wanted.append(
                or_(
                    Tag.name.icontains(word, autoescape=True),
                    Tag.slug.icontains(word, autoescape=True),
                )
            )
        return wanted


def listed(wish: Wish, number: int) -> paging.Page[Row[*tuple[Tag, int]]]:
    """A page of tags, each with the number of articles of whatever state that carry it.

    Raises NotFound past the end.
    """
    wanted = wish.conditions()
    total = db.session.scalar(select(func.count()).select_from(Tag).where(*wanted)) or 0
    start = paging.offset(number, PER_PAGE, total)
    query = select(Tag, _carriers()).where(*wanted).order_by(*ORDERS[wish.sort])
    rows = db.session.execute(query.limit(PER_PAGE).offset(start)).all()
    return paging.Page(rows, number, PER_PAGE, total)


def chosen(ids: Sequence[int]) -> Sequence[Row[*tuple[Tag, int]]]:
    """These tags by name, each with the number of articles that carry it."""
    query = select(Tag, _carriers()).where(Tag.id.in_(ids)).order_by(Tag.slug)
    return db.session.execute(query).all()


def counts() -> dict[str, int]:
    """How many tags there are, and how many that no article carries."""
    unused = func.count().filter(~_used).label("unused")
    row = db.session.execute(select(func.count().label("all"), unused).select_from(Tag)).one()
    return {"all": row.all, "unused": row.unused}


def create(name: str) -> int:
    """A tag of that name, a new one if there is none; its id."""
    begin_write()
    tag = Tag.by_names([name]).get(name)
    if tag is None:
        tag = Tag(name=name, slug=Tag.free_slug(slugs.slugify_apart(name)))
        db.session.add(tag)
        db.session.flush()
        tag.come_back()
        site.redress()
    id = tag.id
    db.session.commit()
    return id


def rename(id: int, name: str, slug: str) -> None:
    """Give a tag this name and address; the former address leads to the new one. Commits."""
    begin_write()
    tag = db.session.get_one(Tag, id, populate_existing=True)
    tag.move_to(slug)
    if name != tag.name:
        tag.name = name
        indexing.later(_published(id))
    site.redress()
    db.session.commit()


def merge(ids: Sequence[int], into_id: int) -> None:
    """Let whatever carries one of these carry the other instead, and its address lead there.

    Commits. Cut off in the middle, it is finished by the same call.
    """
    for id in ids:
        if id != into_id:
            slices.run(lambda id=id: _hand_over(id, into_id))  # type: ignore[misc]  # a default keeps this round's id


def remove(ids: Sequence[int]) -> None:
    """Delete these tags; articles no longer carry them. Commits."""
    for id in ids:
        slices.run(lambda id=id: _hand_over(id, None))  # type: ignore[misc]


def take_out(ids: Sequence[int]) -> list[dict[str, Any]] | None:
    """Delete tags that no article carries; what `put_back` needs. None if one is carried."""
    begin_write()
    rows = chosen(ids)
    if any(carriers for _tag, carriers in rows):
        db.session.rollback()
        return None
    kept = [
        {"name": tag.name, "slug": tag.slug, "paths": list(Redirect.paths("tags", tag.id))[:5]}
        for tag, _carriers in rows
    ]
    for tag, _none in rows:
        _dissolve(tag, None)
    db.session.commit()
    return kept


def put_back(kept: Sequence[dict[str, Any]]) -> int:
    """Make tags as they were taken out, unless their names are in use again; how many."""
    begin_write()
    done = 0
    for one in kept:
        if Tag.by_names([one["name"]]) or Tag.slug_taken(one["slug"]):
            continue
        tag = Tag(name=one["name"], slug=one["slug"])
        db.session.add(tag)
        db.session.flush()
        tag.come_back(one["paths"])
        done += 1
    site.redress()
    db.session.commit()
    return done


def _hand_over(id: int, into_id: int | None) -> bool:
    """Move a slice of a tag's links to the other, or away; the tag goes with the last of them."""
    query = (
        select(ArticleTag.article_id, ArticleTag.published_at)
        .where(ArticleTag.tag_id == id)
        .order_by(ArticleTag.published_at, ArticleTag.article_id)  # as the index has them
    )
    rows = db.session.execute(query.limit(slices.SIZE)).all()
    if not rows:
        tag = db.session.get(Tag, id)
        if tag is not None:
            _dissolve(tag, into_id)
        return False
    ids = [row.article_id for row in rows]
    mine = (ArticleTag.tag_id == id, ArticleTag.article_id.in_(ids))
    both: set[int] = set()
    if into_id:
        theirs = select(ArticleTag.article_id).where(
            ArticleTag.tag_id == into_id, ArticleTag.article_id.in_(ids)
        )
        both = set(db.session.scalars(theirs))
        _quietly(
            update(ArticleTag)
            .where(*mine, ArticleTag.article_id.not_in(both))
            .values(tag_id=into_id)
        )
    _quietly(delete(ArticleTag).where(*mine))
    published = [row.article_id for row in rows if row.published_at]
    if published:
        _count(id, -len(published))
        if into_id:
            _count(into_id, len(set(published) - both))
        indexing.later(select(ArticleTag.article_id).where(ArticleTag.article_id.in_(published)))
        site.relist()
    return True


def _dissolve(tag: Tag, into_id: int | None) -> None:
    tag.hand_over(into_id)
    db.session.flush()
    db.session.execute(delete(Tag).where(Tag.id == tag.id))
    db.session.expunge(tag)
    site.redress()


def _count(id: int, step: int) -> None:
    _quietly(update(Tag).where(Tag.id == id).values(article_count=Tag.article_count + step))


def _quietly(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _carriers() -> ColumnElement[int]:
    links = select(func.count()).select_from(ArticleTag).where(ArticleTag.tag_id == Tag.id)
    return links.scalar_subquery()


def _published(id: int) -> Any:
    return select(ArticleTag.article_id).where(
        ArticleTag.tag_id == id, ArticleTag.published_at.is_not(None)
    )
