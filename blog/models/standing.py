"""Where an article stands, and the verbs that move it: published, a draft again, in the bin."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from blog.lib.database import UtcDateTime, db, utcnow
from blog.lib.prepared import Prepared
from blog.lib.writing import begin_write, execute
from blog.models import shelf, views
from blog.models.draft import State
from blog.models.entry import Entry

if TYPE_CHECKING:
    from blog.models.article import Article

# So that no zone pushes a date off the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_PLACED = (
    *("state", "published_at", "binned_at", "binned_from", "month"),
    *("category_id", "section_id"),
)


@cache
def _stored() -> Prepared:
    table = db.metadata.tables["articles"].c
    placed = select(*(table[name] for name in _PLACED)).where(table.id == bindparam("id"))
    return Prepared(placed.with_for_update())


class Standing:
    """The state of an article with its dates."""

    state: Mapped[str] = mapped_column(default=State.DRAFT)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    binned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    binned_from: Mapped[str] = mapped_column(default="")  # the state that `unbin` brings back

    @property
    def public_state(self) -> State:
        """How readers find it once it is published."""
        return State.LOCKED if cast("Article", self).password_hash else State.PUBLISHED

    def publish(self, at: datetime | None = None) -> None:
        """Publish now, or at that time: a future one waits for `publish_due`."""
        with self.changing():
            now = utcnow()
            self.published_at = at or self.published_at or now
            self.state = State.SCHEDULED if self.published_at > now else self.public_state
            self.binned_at = None
            cast("Article", self).date()

    def plan(self, at: datetime | None) -> None:
        """Keep the time that a draft is to be published at, when it is; nobody sees it before."""
        self.published_at = at
        cast("Article", self).date()

    @property
    def was_public(self) -> bool:
        """Whether readers may know its address: its day has come, or it was read."""
        if self.published_at is not None and self.published_at <= utcnow():
            return True
        read = select(views.ArticleViews.views).where(
            views.ArticleViews.article_id == cast("Article", self).id
        )
        return bool(db.session.scalar(read))

    def withdraw(self) -> None:
        """Make it a draft again; its date stays for the next publication."""
        with self.changing():
            self.state, self.binned_at = State.DRAFT, None

    def bin(self) -> None:
        """Put it into the bin, from which `unbin` brings it back as it was, `withdraw` a draft."""
        if self.state == State.BINNED:
            return
        with self.changing():
            self.binned_from = self.state
            self.state, self.binned_at = State.BINNED, utcnow()

    def unbin(self) -> None:
        """Bring it back from the bin as it was before: what was public is so again."""
        if self.state != State.BINNED:
            return
        if self.binned_from in {State.PUBLISHED, State.LOCKED, State.SCHEDULED}:
            self.publish()
        else:
            self.withdraw()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep counts, dates in the link table and marks right over a change.

        The change itself writes nothing: rendering and drawing the terms of the search take ten
        times as long as writing, for which alone readers' hits wait. What others did to the
        article meanwhile stays, unless the change itself is about it.
        """
        article = cast("Article", self)
        with db.session.no_autoflush:
            yield
            entry = self._followed()
            seen, before = self.state, self._caught_up()
            if seen != self.state:
                entry = self._followed()
        db.session.flush()  # the number of a category that was set is known from here on
        shelf.move(before, shelf.Place.of(article))
        views.touch(article.id)
        if article.twin_id:
            views.touch(article.twin_id)
        entry.write()

    def _followed(self) -> Entry:
        """Let the link table follow the state; what the search is to keep."""
        article = cast("Article", self)
        for link in article.links:
            link.published_at = self.published_at if self.state == State.PUBLISHED else None
        return article.entry()

    def _caught_up(self) -> shelf.Place:
        """The place that is stored, from here on under the lock of those who write.

        Publishing on time and moving categories raise no revision, so that no writer is told of
        another's text: what they set takes the place of what was read before.
        """
        article = cast("Article", self)
        begin_write()
        mine = inspect(article).attrs
        found = _stored().rows_within(id=article.id)
        if not found:  # it is gone, as the flush will say
            return shelf.Place.of(article)
        [stored] = found
        if article.category_id != stored.category_id and not mine.category.history.has_changes():
            db.session.expire(article, ["category"])
        for name, value in stored._asdict().items():
            if not mine[name].history.has_changes():
                set_committed_value(article, name, value)
        tags = execute("SELECT tag_id FROM article_tags WHERE article_id = ?", article.id).scalars()
        shelves = (stored.category_id, stored.section_id)
        return shelf.Place.at(stored.state, shelves, tags, stored.month)
