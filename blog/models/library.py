"""The library of uploads as the admin sees it: what there is, where it is shown, the bin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, or_, select, update

from blog.lib import filetypes, paging
from blog.lib.database import db, utcnow
from blog.lib.filetypes import Kind
from blog.models.article import Article
from blog.models.media import Media
from blog.models.page import Page
from blog.models.stored import Setting
from blog.models.usage import MediaUse, named

PER_PAGE = 36
LONGEST_QUERY = 100
KEPT = timedelta(days=30)
"""How long what was deleted can come back."""
SLICE = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """Which uploads are asked for; without a wish all that are in use or could be."""

    query: str = ""
    kind: Kind | None = None
    unused: bool = False
    binned: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        """What an upload has to be."""
        gone = Media.deleted_at.is_not(None)
        wanted: list[ColumnElement[bool]] = [gone if self.binned else ~gone]
        if self.kind:
            mimes = [found.mime for found in filetypes.TYPES.values() if found.kind == self.kind]
            wanted.append(Media.mime.in_(mimes))
        if self.unused:
            wanted.append(~_used())
        for word in self.query[:LONGEST_QUERY].replace("\0", "").split():
            texts = (Media.name, Media.alt, Media.caption, Media.path)
            wanted.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
        return wanted


@dataclass(frozen=True, slots=True)
class Uses:
    """What shows an upload: of each text its id, title and language, the newest first."""

    articles: Sequence[Row[*tuple[Any, ...]]]
    pages: Sequence[Row[*tuple[Any, ...]]]
    settings: bool  # menu, links or footer lead to it

    def __len__(self) -> int:
        return len(self.articles) + len(self.pages) + self.settings


def listed(wish: Wish, number: int) -> paging.Page[Row[*tuple[Media, int]]]:
    """A page of uploads, the newest first, each with the number of texts that show it.

    Raises NotFound past the end.
    """
    wanted = wish.conditions()
    total = db.session.scalar(select(func.count()).select_from(Media).where(*wanted)) or 0
    start = paging.offset(number, PER_PAGE, total)
    uses = (
        select(func.count())
        .select_from(MediaUse)
        .where(MediaUse.path == Media.path)
        .scalar_subquery()
    ) + case((Media.path.in_(_in_settings()), 1), else_=0)
    order = Media.deleted_at.desc() if wish.binned else Media.id.desc()
    rows = db.session.execute(
        select(Media, uses.label("uses"))
        .where(*wanted)
        .order_by(order, Media.id.desc())
        .limit(PER_PAGE)
        .offset(start)
    ).all()
    return paging.Page(rows, number, PER_PAGE, total)


def counts() -> dict[str, int]:
    """How many uploads there are in all, in the bin, and shown nowhere."""
    gone = Media.deleted_at.is_not(None)
    row = db.session.execute(
        select(
            func.count().filter(~gone).label("all"),
            func.count().filter(gone).label("binned"),
            func.count().filter(~gone, ~_used()).label("unused"),
        ).select_from(Media)
    ).one()
    return dict(row._mapping)


def uses(media: Media) -> Uses:
    """Where it is shown, drafts and what lies in the bin included."""
    shown = select(MediaUse).where(MediaUse.path == media.path).subquery()
    articles = db.session.execute(
        select(Article.id, Article.title, Article.language, Article.state)
        .join(shown, shown.c.article_id == Article.id)
        .order_by(Article.id.desc())
    ).all()
    pages = db.session.execute(
        select(Page.id, Page.slug, Page.title, Page.language)
        .join(shown, shown.c.page_id == Page.id)
        .order_by(Page.id.desc())
    ).all()
    return Uses(articles, pages, media.path in _in_settings())


def describe(media: Media, alt: str, caption: str) -> None:
    """Give it these words, in every text that shows it. Commits.

    Pages and the first articles are derived at once; the chore that derives what is stale does
    the others, in slices.
    """
    if (media.alt, media.caption) == (alt, caption):
        return
    media.alt, media.caption = alt, caption
    named = select(MediaUse.article_id).where(MediaUse.path == media.path)
    db.session.execute(update(Article).where(Article.id.in_(named)).values(derived_by=""))
    on_pages = select(MediaUse.page_id).where(MediaUse.path == media.path)
    for page in db.session.scalars(select(Page).where(Page.id.in_(on_pages))):
        page.derive()
    db.session.commit()
    Article.derive_stale()


def bin(ids: Sequence[int]) -> Sequence[Media]:
    """Take these off their addresses, as far as they are there; those taken. Commits."""
    found = _of(ids, Media.deleted_at.is_(None))
    for media in found:
        media.bin()
    return found


def restore(ids: Sequence[int]) -> Sequence[Media]:
    """Serve these again, as far as they are in the bin; those brought back."""
    found = _of(ids, Media.deleted_at.is_not(None))
    for media in found:
        media.restore()
    return found


def erase(ids: Sequence[int]) -> int:
    """Forget these for good, as far as they are in the bin; how many. Commits."""
    found = _of(ids, Media.deleted_at.is_not(None))
    for media in found:
        media.erase()
    return len(found)


def empty_bin() -> timedelta:
    """Forget for good what has lain in the bin long enough; the wait until next time."""
    due = db.session.scalars(
        select(Media.id).where(Media.deleted_at < utcnow() - KEPT).limit(SLICE)
    ).all()
    erase(due)
    return timedelta(seconds=1) if len(due) == SLICE else timedelta(hours=1)


def _used() -> ColumnElement[bool]:
    named_in_text = select(MediaUse.id).where(MediaUse.path == Media.path).exists()
    return or_(named_in_text, Media.path.in_(_in_settings()))


def _in_settings() -> list[str]:
    """The paths that menu, links and footer lead to."""
    return named(*db.session.scalars(select(Setting.value)))


def _of(ids: Sequence[int], state: ColumnElement[bool]) -> Sequence[Media]:
    return db.session.scalars(select(Media).where(Media.id.in_(ids), state)).all()
