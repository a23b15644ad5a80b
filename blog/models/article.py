"""Articles: what the writer sets, what follows from it, and the verbs that change it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.lib import markup, slugs
from blog.lib.database import Model, UtcDateTime, begin_write, db, utcnow
from blog.models import index, shelf, site, usage, views
from blog.models.category import Category
from blog.models.media import Media
from blog.models.redirect import Redirect
from blog.models.tag import ArticleTag, Tag


class State(StrEnum):
    """Where an article stands; public lists ask for PUBLISHED and never look at the clock."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    LOCKED = "locked"  # published behind a password, listed nowhere
    BINNED = "binned"


PUBLIC = (State.PUBLISHED, State.LOCKED)
LISTED = text("state = 'published'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a writer sets on an article."""

    title: str
    body: str
    slug: str = ""
    category: Category | None = None
    tags: tuple[str, ...] = ()
    language: str = "zh"
    excerpt: str = ""
    description: str = ""
    cover: str = ""
    pinned: bool = False
    comments_open: bool = True
    allow_html: bool = False


class Article(Model):
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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    # The category's parent, or itself: a parent's page lists its children's articles too.
    section_id: Mapped[int | None]
    pinned: Mapped[bool] = mapped_column(default=False)
    comments_open: Mapped[bool] = mapped_column(default=True)
    allow_html: Mapped[bool] = mapped_column(default=False)
    cover: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(Text, default="")
    own_excerpt: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    binned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Where an imported article came from, so that a second import knows it.
    source: Mapped[str | None] = mapped_column(unique=True)
    # Each save asks for the number it read: two tabs never overwrite each other.
    revision: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    floors: Mapped[int] = mapped_column(default=0)

    # Derived from the above by `derive`, with the version of what derived it.
    excerpt: Mapped[str] = mapped_column(Text, default="")
    han: Mapped[int] = mapped_column(default=0)
    words: Mapped[int] = mapped_column(default=0)
    unnamed_pictures: Mapped[int] = mapped_column(default=0)
    month: Mapped[str] = mapped_column(default="")  # of publication, YYYY-MM in the site's zone
    derived_by: Mapped[str] = mapped_column(default="")
    contents: Mapped[str] = mapped_column(Text, default="[]")
    # The long columns stand last: a row's head is read without them.
    html: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")

    category: Mapped[Category | None] = relationship()
    links: Mapped[list[ArticleTag]] = relationship(
        order_by=ArticleTag.position, cascade="all, delete-orphan"
    )

    # Asked for by every change, raised by `write` alone: publishing on time, or another renderer,
    # is no reason to tell a writer that the text was changed meanwhile.
    __mapper_args__ = {"version_id_col": revision, "version_id_generator": False}

    @classmethod
    def by_slug(cls, slug: str) -> "Article | None":
        """The article of that slug, in whatever state."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def create(cls, draft: Draft, *, created_at: datetime | None = None) -> "Article":
        """A new article in state draft."""
        article = cls(created_at=created_at or utcnow(), slug=draft.slug, title=draft.title)
        article.slug = slugs.unique(draft.slug or slugs.slugify_apart(draft.title), slug_taken)
        db.session.add(article)
        db.session.flush()
        db.session.add(views.ArticleViews(article_id=article.id))
        article.write(draft)
        return article

    def write(self, draft: Draft) -> None:
        """Put what the writer set in place, with all that follows from it."""
        with self._changing():
            self.revision += 1
            self.title, self.body = draft.title, draft.body
            self.language, self.cover = draft.language, draft.cover
            self.own_excerpt, self.description = draft.excerpt, draft.description
            self.pinned, self.comments_open = draft.pinned, draft.comments_open
            self.allow_html = draft.allow_html
            self.category = draft.category
            self.section_id = draft.category.section_id if draft.category else None
            self._rename(draft.slug or self.slug)
            self._tag(draft.tags)
            self.updated_at = utcnow()
            self.derive()

    def publish(self, at: datetime | None = None) -> None:
        """Publish now, or at that time: a future one waits for `publish_due`."""
        with self._changing():
            now = utcnow()
            self.published_at = at or self.published_at or now
            self.state = State.SCHEDULED if self.published_at > now else State.PUBLISHED
            self.binned_at = None
            self.derive()

    def withdraw(self) -> None:
        """Make it a draft again; its date stays for the next publication."""
        with self._changing():
            self.state, self.binned_at = State.DRAFT, None

    def bin(self) -> None:
        """Put it into the bin, from which `withdraw` or `publish` brings it back."""
        with self._changing():
            self.state, self.binned_at = State.BINNED, utcnow()

    def derive(self) -> None:
        """Make the HTML and all else that follows from the text and the site's settings."""
        made = markup.render(
            self.body, title=self.title, allow_html=self.allow_html, picture=_picture
        )
        self.html = made.html
        self.excerpt = self.own_excerpt or markup.excerpt(made.text)
        self.contents = json.dumps(
            [[item.level, item.anchor, item.text] for item in made.headings], ensure_ascii=False
        )
        self.han, self.words = made.han, made.words
        self.unnamed_pictures = made.unnamed_pictures
        zone = site.current().settings.zone
        self.month = (
            self.published_at.astimezone(zone).strftime("%Y-%m") if self.published_at else ""
        )
        self.derived_by = deriver()
        usage.note_article(self.id, self.body, self.cover)

    def reindex(self) -> None:
        """Let the search find it as it now is, if it is published."""
        if self.state != State.PUBLISHED:
            index.drop(self.id)
            return
        shelves = [shelf for shelf in (self.category_id, self.section_id) if shelf]
        text = f"{self.own_excerpt}\n{markup.plain(self.html)}"
        names = [tag.name for tag in self.tags]
        index.put(index.Document.of(self.id, self.title, names, shelves, text))

    @property
    def tags(self) -> list[Tag]:
        """Its tags in the writer's order."""
        return [db.session.get_one(Tag, link.tag_id) for link in self.links]

    @classmethod
    def publish_due(cls) -> int:
        """Publish what was scheduled for now or earlier; the number of articles published."""
        begin_write()
        due = db.session.scalars(
            select(cls)
            .where(cls.state == State.SCHEDULED, cls.published_at <= utcnow())
            .with_for_update(skip_locked=True)
            .limit(50)
        ).all()
        for article in due:
            article.publish()
        db.session.commit()
        return len(due)

    @classmethod
    def derive_stale(cls, limit: int = 20) -> int:
        """Derive anew up to `limit` articles that an older renderer or setting made; how many."""
        begin_write()
        stale = db.session.scalars(
            select(cls).where(cls.derived_by != deriver()).limit(limit)
        ).all()
        for article in stale:
            with article._changing():
                article.derive()
        db.session.commit()
        return len(stale)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keep counts, dates in the link table and marks right over a change."""
        before = shelf.Place.of(self)
        yield
        after = shelf.Place.of(self)
        for link in self.links:
            link.published_at = self.published_at if self.state == State.PUBLISHED else None
        db.session.flush()
        shelf.move(before, after)
        views.touch(self.id)
        self.reindex()

    def _rename(self, slug: str) -> None:
        if slug == self.slug:
            return
        slug = slugs.unique(slug, slug_taken)
        if self.published_at is not None:
            Redirect.leave(f"/articles/{self.slug}", "articles", self.id)
        Redirect.free(f"/articles/{slug}")
        self.slug = slug

    def _tag(self, names: tuple[str, ...]) -> None:
        wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
        known = Tag.by_names(wanted)
        for name in wanted:
            if name not in known:
                known[name] = Tag(
                    name=name, slug=slugs.unique(slugs.slugify_apart(name), _tag_slug_taken)
                )
                db.session.add(known[name])
                db.session.flush()
        kept = {link.tag_id: link for link in self.links}
        self.links = [
            kept.get(known[name].id) or ArticleTag(tag_id=known[name].id) for name in wanted
        ]
        for position, link in enumerate(self.links):
            link.position = position


def deriver() -> str:
    """What derived columns are made by: the renderer and the settings they rest on."""
    return f"{markup.RENDERER} {site.current().settings.time_zone}"


def slug_taken(slug: str) -> bool:
    """Whether an article has this slug."""
    return db.session.scalar(select(Article.id).where(Article.slug == slug)) is not None


def _tag_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Tag.id).where(Tag.slug == slug)) is not None


def _picture(address: str) -> markup.Picture | None:
    media = (
        Media.by_path(address.removeprefix("/media/")) if address.startswith("/media/") else None
    )
    if media is None or media.width is None or media.height is None:
        return None
    return markup.Picture(media.width, media.height, media.alt, media.caption, media.srcset)
