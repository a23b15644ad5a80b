"""The site as a whole: its marks, and what every page shows of it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, g, has_request_context, request
from sqlalchemy import BigInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import incoming
from blog.lib.database import Model, db, new_mark, one_row
from blog.lib.writing import execute
from blog.models import stored
from blog.models.category import Category
from blog.models.setting import Settings


class SiteMarks(Model):
    """The one row that says whether kept pages still hold, with the kept count of articles."""

    __tablename__ = "site_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    dress: Mapped[int] = mapped_column(BigInteger, default=new_mark)
    lists: Mapped[int] = mapped_column(BigInteger, default=new_mark)
    published: Mapped[int] = mapped_column(default=0)


class Marks(NamedTuple):
    """The marks as they were read."""

    dress: int
    lists: int
    published: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as menus, crumbs and lists name it."""

    id: int
    parent_id: int | None
    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A plain page as the footer names it."""

    slug: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Site:
    """Settings and categories under one dress mark; made anew in each process when it changes."""

    dress: int
    settings: Settings
    shelves: dict[int, Shelf]
    pages: tuple[Leaf, ...]

    @property
    def seal(self) -> str:
        """The first character of the title, which the mark of the site shows."""
        return self.settings.title[:1] or "随"

    def trail(self, category_id: int | None) -> tuple[Shelf, ...]:
        """The category and above it its parent, from the top down; empty for none."""
        shelf = self.shelves.get(category_id or 0)
        if shelf is None:
            return ()
        parent = self.shelves.get(shelf.parent_id or 0)
        return (parent, shelf) if parent else (shelf,)

    def tops(self) -> list[Shelf]:
        """The categories that stand at the top, in their order."""
        return [shelf for shelf in self.shelves.values() if shelf.parent_id is None]

    def children(self, category_id: int) -> list[Shelf]:
        """The categories under this one, in their order."""
        return [shelf for shelf in self.shelves.values() if shelf.parent_id == category_id]


def marks() -> Marks:
    """The marks as they are now; read once a request."""
    if "site_marks" not in g:
        # Every request asks; the session costs ten times as much, and is needed only by one
        # that has drawn marks itself and not yet committed them.
        row = None
        if "marks_drawn" not in g:
            row = one_row("SELECT dress, lists, published FROM site_marks", ())
        g.site_marks = Marks(*row) if row else _drawn_marks()
    found: Marks = g.site_marks
    return found


def _drawn_marks() -> Marks:
    query = select(SiteMarks.dress, SiteMarks.lists, SiteMarks.published)
    return Marks(*db.session.execute(query).one())


def list_marks() -> tuple[int, int]:
    """The marks that a page of lists holds under."""
    found = marks()
    return found.lists, found.dress


def current() -> Site:
    """The site as of this request: one statement when this process already knows it."""
    site: Site | None = g.get("site")
    if site is None:
        dress = marks().dress
        known: Site | None = current_app.extensions.get("site")
        if known is None or known.dress != dress:
            known = Site(dress, stored.load(), _shelves(), _leaves())
            current_app.extensions["site"] = known
        g.site = site = known
        g.language = known.settings.language
    return site


def address() -> str:
    """The site's absolute address with its path prefix; the Host's until one is set."""
    own = current().settings.address
    if not has_request_context():  # a chore or a command, which knows no prefix either
        return own
    return (own or incoming.asked_at()) + request.script_root


def serves(host: str) -> bool:
    """Whether this Host is the site's own: any until an address is set, loopback always."""
    own = current().settings.address
    return not own or is_loopback(host) or host.lower() == urlsplit(own).netloc.lower()


@lru_cache(100)
def is_loopback(host: str) -> bool:
    """Whether this Host names the machine itself, which only someone on it can use."""
    return urlsplit(f"//{host}").hostname in {"localhost", "127.0.0.1", "::1"}


def redress() -> None:
    """Draw the dress mark anew: settings, menu, a category or a tag changed."""
    execute("UPDATE site_marks SET dress = ?", new_mark())
    g.marks_drawn = True
    forget()


def relist(published: int = 0) -> None:
    """Draw the lists mark anew: something listed changed; add to the kept count of articles."""
    execute("UPDATE site_marks SET lists = ?, published = published + ?", new_mark(), published)
    g.marks_drawn = True
    g.pop("site_marks", None)


def forget() -> None:
    """Let the rest of this request read the site again."""
    for name in ("site_marks", "site"):
        g.pop(name, None)


def change(values: dict[str, object]) -> None:
    """Store these settings and dress every page anew. Raises value.Refused."""
    stored.store(values)
    redress()


def _leaves() -> tuple[Leaf, ...]:
    from blog.models.page import Page

    return tuple(Leaf(*row) for row in Page.listed())


def _shelves() -> dict[int, Shelf]:
    rows = db.session.execute(
        select(
            Category.id, Category.parent_id, Category.slug, Category.name, Category.description
        ).order_by(Category.position, Category.id)
    )
    return {row.id: Shelf(*row) for row in rows}
