"""Articles: what the writer sets, what follows from it, and the verbs that change it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.lib.database import Model, UtcDateTime, db, utcnow
from blog.lib.writing import begin_write
from blog.models import lock, naming, slices, twins, usage, views
from blog.models.addressed import Addressed
from blog.models.category import Category
from blog.models.derived import Derived, deriver
from blog.models.draft import LISTED, PUBLIC, Draft, State
from blog.models.revision import Revised, Revision
from blog.models.standing import Standing
from blog.models.tag import ArticleTag, Tag

__all__ = ["LISTED", "PUBLIC", "Article", "Draft", "State", "deriver"]


UNPAIRED = text("twin_id IS NULL")


class Article(Addressed, Standing, Derived, Revised, Model):
    """An article."""

    __tablename__ = "articles"
    __table_args__ = (
        *(
            Index(
                name,
                *columns,
                "published_at",
                "id",
                sqlite_where=LISTED,
                postgresql_where=LISTED,
            )
            for name, columns in (
                ("ix_articles_listed", ()),
                ("ix_articles_listed_pinned", ("pinned",)),
                ("ix_articles_listed_category", ("category_id",)),
                ("ix_articles_listed_section", ("section_id",)),
                ("ix_articles_listed_month", ("month",)),
            )
        ),
        Index("ix_articles_state_published_at", "state", "published_at"),
        Index("ix_articles_derived_by", "derived_by"),
        # For the editor, which offers them to an article in another language.
        Index(
            "ix_articles_without_twin",
            "language",
            "id",
            sqlite_where=UNPAIRED,
            postgresql_where=UNPAIRED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    # The category's parent, or itself: a parent's page lists its children's articles too.
    section_id: Mapped[int | None]
    pinned: Mapped[bool] = mapped_column(default=False)
    comments_open: Mapped[bool] = mapped_column(default=True)
    allow_html: Mapped[bool] = mapped_column(default=False)
    # Of what readers must know; empty when the article is open to all.
    password_hash: Mapped[str] = mapped_column(default="")
    # The same article in the other language, which names this one in turn.
    twin_id: Mapped[int | None] = mapped_column(index=True)
    cover: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(Text, default="")
    own_excerpt: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    # Where an imported article came from, so that a second import knows it.
    source: Mapped[str | None] = mapped_column(unique=True)
    # Each save asks for the number it read: two tabs never overwrite each other.
    revision: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    floors: Mapped[int] = mapped_column(default=0)

    # A long column stands last: a row's head is read without it.
    body: Mapped[str] = mapped_column(Text, default="")

    category: Mapped[Category | None] = relationship()
    links: Mapped[list[ArticleTag]] = relationship(
        order_by=ArticleTag.position, cascade="all, delete-orphan"
    )

    # Asked for by every change, raised by `write` alone: publishing on time, or another renderer,
    # is no reason to tell a writer that the text was changed meanwhile.
    __mapper_args__ = {"version_id_col": revision, "version_id_generator": False}

    @classmethod
    def create(cls, draft: Draft, *, created_at: datetime | None = None) -> "Article":
        """A new article in state draft."""
        spoken = naming.spell(draft, title=not draft.slug)
        slug = cls.free_slug(draft.slug or spoken[draft.title])
        article = cls(slug=slug, title="", body="", state=State.DRAFT, revision=1)
        article.created_at = created_at or utcnow()
        db.session.add(article)
        article._write(draft, spoken)
        db.session.add(views.ArticleViews(article_id=article.id))
        return article

    def write(self, draft: Draft) -> None:
        """Put what the writer set in place, with all that follows from it."""
        self._write(draft, naming.spell(draft, title=False))

    def rewrite(self, text: Mapping[str, str]) -> None:
        """Put the words of a revision in place; what is set about them stays."""
        with self._writing():
            self.title, self.body = text["title"], text["body"]
            self.own_excerpt, self.description = text["excerpt"], text["description"]

    def _write(self, draft: Draft, spoken: naming.Spoken) -> None:
        with self._writing():
            # New ones are written at once, before anything of the article's is set.
            category, tags = naming.category(draft, spoken), naming.tags(draft, spoken)
            self.title, self.body = draft.title, draft.body
            self.language, self.cover = draft.language, draft.cover
            self.own_excerpt, self.description = draft.excerpt, draft.description
            self.pinned, self.comments_open = draft.pinned, draft.comments_open
            self.allow_html = draft.allow_html
            self.category = category
            self.section_id = self.category.section_id if self.category else None
            if draft.slug and draft.slug != self.slug:
                self.move_to(self.free_slug(draft.slug), known=self.was_public)
            self._tag(tags)
            if draft.password is not None:
                self.password_hash = lock.hashed(draft.password)
            if self.state in PUBLIC:
                self.state = self.public_state
        twins.pair(self, draft.twin_id)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Keep what a save makes of the text, with all that follows from it."""
        before = self.text
        with self.changing():
            self.revision += 1
            yield
            self.updated_at = utcnow()
            self.derive()
            if not self.id:
                db.session.flush()  # what follows goes by its number
            Revision.keep(self.place, before, self.text)
            usage.note_article(self.id, self.body, self.cover)

    @property
    def tags(self) -> list[Tag]:
        """Its tags in the writer's order."""
        return [link.tag for link in self.links]

    @classmethod
    def publish_due(cls) -> int:
        """Publish what was scheduled for now or earlier; the number of articles published."""
        is_due = (cls.state == State.SCHEDULED, cls.published_at <= utcnow())
        # Asked every other second: what is almost never due must not hold the lock for its answer.
        if db.session.scalar(select(cls.id).where(*is_due).limit(1)) is None:
            return 0
        db.session.rollback()
        begin_write()
        due = db.session.scalars(
            select(cls).where(*is_due).with_for_update(skip_locked=True).limit(50)
        ).all()
        for article in due:
            article.publish()
        db.session.commit()
        return len(due)

    @classmethod
    def derive_stale(cls, limit: int = 20) -> int:
        """Derive anew up to `limit` articles that an older renderer or setting made; how many.

        One a transaction: rendering a long one takes some 20 ms, for which readers wait.
        """
        stale = cls.derived_by != deriver()
        waiting = list(db.session.scalars(select(cls.id).where(stale).limit(limit)))
        db.session.rollback()
        found = len(waiting)

        def step() -> bool:
            # Another worker or a save may have been quicker.
            article = db.session.scalar(select(cls).where(cls.id == waiting.pop(), stale))
            if article is not None:
                with article.changing():
                    article.derive()
            return bool(waiting)

        if waiting:
            slices.run(step)
        return found

    def _tag(self, tags: list[Tag]) -> None:
        kept = {link.tag_id: link for link in self.links}
        self.links = [kept.get(tag.id) or ArticleTag(tag=tag) for tag in tags]
        for position, link in enumerate(self.links):
            link.position = position
