"""What the admin does with categories: make, change, nest, order, merge and delete them.

Articles move in slices. Every kept count is right after each, so a merge that was cut off is
finished by asking for it again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update

from blog.lib import slugs
from blog.lib.database import db
from blog.lib.writing import begin_write
from blog.models import indexing, site, slices
from blog.models.article import LISTED, Article, State
from blog.models.category import Category
from blog.models.redirect import Redirect
from blog.models.site import Shelf

UNLISTED = tuple(state for state in State if state != State.PUBLISHED)

Place = tuple[int | None, int | None]
"""The category an article is filed under and the one at the top above it."""


def create(name: str, slug: str = "", description: str = "", parent_id: int | None = None) -> int:
    """A new category, the last among its siblings; its id."""
    begin_write()
    slug = Category.free_slug(slug or slugs.slugify_apart(name))
    last = db.session.scalar(select(func.max(Category.position))) or 0
    category = Category(
        name=name, slug=slug, description=description, parent_id=parent_id, position=last + 1
    )
    db.session.add(category)
    db.session.flush()
    category.come_back()
    site.redress()
    id = category.id
    db.session.commit()
    return id


def change(id: int, name: str, slug: str, description: str, parent_id: int | None) -> None:
    """Give a category these; a former address leads to the new one. Commits.

    The parent must stand at the top, and who has children has none.
    """
    begin_write()
    category = db.session.get_one(Category, id, populate_existing=True)
    category.name, category.description = name, description
    category.parent_id = parent_id
    category.move_to(slug)
    site.redress()
    db.session.commit()
    section_id = parent_id or id
    elsewhere = (Article.category_id == id) & Article.section_id.is_distinct_from(section_id)
    # What leaves the top first: it leaves an index, so that no slice looks at it again.
    which = [Article.section_id == id, elsewhere] if parent_id else [elsewhere]
    slices.run(lambda: _refile(which, lambda _row: (id, section_id)))


def merge(id: int, into_id: int | None) -> None:
    """Move all articles and children of a category into another, then delete it. Commits.

    Its address, and those it once had, lead to the other. Without another one the articles stand
    in no category, the children at the top, and the addresses lead nowhere.
    """
    into = db.session.get_one(Category, into_id) if into_id else None
    section_id = into.section_id if into else None

    def place(row: Row[*tuple[Any, ...]]) -> Place:
        if row.category_id == id:
            return into_id, section_id
        return row.category_id, into_id or row.category_id

    def step() -> bool:
        if _refile([Article.category_id == id, Article.section_id == id], place):
            return True
        category = db.session.get(Category, id)
        if category is not None:
            _dissolve(category, into_id)
        return False

    slices.run(step)


def reorder(ids: Sequence[int]) -> None:
    """Let these stand in this order; one that is not named keeps its place among the others."""
    begin_write()
    known = {row.id for row in Category.counts()}
    for position, id in enumerate(dict.fromkeys(id for id in ids if id in known)):
        db.session.execute(update(Category).where(Category.id == id).values(position=position))
    site.redress()
    db.session.commit()


def step_aside(id: int, step: int) -> None:
    """Move a category one place up (-1) or down (1) among its siblings."""
    home = site.current()
    shelf = home.shelves[id]
    siblings = home.children(shelf.parent_id) if shelf.parent_id else home.tops()
    order = [sibling.id for sibling in siblings]
    at = order.index(id)
    to = min(max(at + step, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    reorder(order)


def take_out(id: int) -> dict[str, Any] | None:
    """Delete a category that holds nothing; what `put_back` needs. None if it holds something."""
    begin_write()
    category = db.session.get(Category, id, populate_existing=True)
    if category is None or articles(id) or site.current().children(id):
        db.session.rollback()
        return None
    kept = {
        name: getattr(category, name)
        for name in ("name", "slug", "description", "parent_id", "position")
    }
    kept["paths"] = list(Redirect.paths("categories", id))[:10]
    _dissolve(category, None)
    db.session.commit()
    return kept


def put_back(kept: dict[str, Any]) -> int | None:
    """Make a category as it was taken out; its id, or None when its place is gone."""
    begin_write()
    parent_id = kept["parent_id"]
    if Category.slug_taken(kept["slug"]) or (parent_id and parent_id not in site.current().shelves):
        db.session.rollback()
        return None
    paths = kept.pop("paths")
    category = Category(**kept)
    db.session.add(category)
    db.session.flush()
    id = category.id
    category.come_back(paths)
    site.redress()
    db.session.commit()
    return id


def articles(id: int) -> int:
    """How many articles of whatever state a merge would move: its own and its children's."""
    mine = or_(Article.category_id == id, Article.section_id == id)
    counted = select(func.count()).select_from(Article)
    listed = db.session.scalar(counted.where(LISTED, mine)) or 0
    return listed + (db.session.scalar(counted.where(Article.state.in_(UNLISTED), mine)) or 0)


def heirs(id: int) -> list[Shelf]:
    """The categories this one can be merged into: with children of its own, one at the top."""
    home = site.current()
    shelves = home.tops() if home.children(id) else home.shelves.values()
    return [shelf for shelf in shelves if shelf.id != id]


def _refile(
    which: Sequence[ColumnElement[bool]], place: Callable[[Row[*tuple[Any, ...]]], Place]
) -> bool:
    """Move a slice of these articles to their places, with all counts; whether there were any."""
    rows = _slice(which)
    places: dict[Place, list[int]] = defaultdict(list)
    steps: Counter[int | None] = Counter()
    for row in rows:
        new = place(row)
        places[new].append(row.id)
        if row.state == State.PUBLISHED:
            steps.update(set(new))
            steps.subtract({row.category_id, row.section_id})
    for (category_id, section_id), ids in places.items():
        db.session.execute(
            update(Article)
            .where(Article.id.in_(ids))
            .values(category_id=category_id, section_id=section_id)
            .execution_options(synchronize_session=False)
        )
    for id, step in steps.items():
        if id and step:
            db.session.execute(
                update(Category)
                .where(Category.id == id)
                .values(article_count=Category.article_count + step)
            )
    if listed := [row.id for row in rows if row.state == State.PUBLISHED]:
        indexing.later(select(Article.id).where(Article.id.in_(listed)))
        site.relist()
    return bool(rows)


def _slice(which: Sequence[ColumnElement[bool]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Id, state, category and section of some articles of which one of these is true.

    One question an index: asked for all at once, or in no order, SQLite reads the whole table.
    """
    columns = (Article.id, Article.state, Article.category_id, Article.section_id)
    query = select(*columns).limit(slices.SIZE)
    by_date = query.where(LISTED).order_by(Article.published_at, Article.id)
    unlisted = query.where(Article.state.in_(UNLISTED), or_(*which))
    for question in (*(by_date.where(one) for one in which), unlisted):
        if rows := db.session.execute(question).all():
            return rows
    return ()


def _dissolve(category: Category, into_id: int | None) -> None:
    id = category.id
    db.session.execute(update(Category).where(Category.parent_id == id).values(parent_id=into_id))
    category.hand_over(into_id)
    db.session.flush()
    db.session.execute(delete(Category).where(Category.id == id))
    db.session.expunge(category)
    site.redress()
