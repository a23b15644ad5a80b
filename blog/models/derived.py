"""What follows from an article's text and the site's settings: its HTML, counts, search entry."""

import json
from typing import TYPE_CHECKING, cast

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import markup
from blog.models import site
from blog.models.draft import State
from blog.models.entry import Document, Entry
from blog.models.media import Media

if TYPE_CHECKING:
    from blog.models.article import Article


def deriver() -> str:
    """What derived columns are made by: the renderer and the settings they rest on."""
    return f"{markup.RENDERER} {site.current().settings.time_zone}"


def picture(address: str) -> markup.Picture | None:
    """What is known of the upload at this address; None for any other."""
    media = (
        Media.by_path(address.removeprefix("/media/")) if address.startswith("/media/") else None
    )
    if media is None or media.width is None or media.height is None:
        return None
    return markup.Picture(media.width, media.height, media.alt, media.caption, media.srcset)


class Derived:
    """The columns of an article that follow from its text and the site's settings."""

    excerpt: Mapped[str] = mapped_column(Text, default="")
    han: Mapped[int] = mapped_column(default=0)
    words: Mapped[int] = mapped_column(default=0)
    unnamed_pictures: Mapped[int] = mapped_column(default=0)
    month: Mapped[str] = mapped_column(default="")  # of publication, YYYY-MM in the site's zone
    derived_by: Mapped[str] = mapped_column(default="")
    contents: Mapped[str] = mapped_column(Text, default="[]")
    # The long columns stand last: a row's head is read without them.
    html: Mapped[str] = mapped_column(Text, default="")

    def derive(self) -> None:
        """Put in place what follows from the article as it now is."""
        article = cast("Article", self)
        made = markup.render(
            article.body, title=article.title, allow_html=article.allow_html, picture=picture
        )
        article.html = made.html
        article.excerpt = article.own_excerpt or markup.excerpt(made.lead)
        article.contents = json.dumps(
            [[item.level, item.anchor, item.text] for item in made.headings], ensure_ascii=False
        )
        article.han, article.words = made.han, made.words
        article.unnamed_pictures = made.unnamed_pictures
        article.derived_by = deriver()
        self.date()

    def date(self) -> None:
        """Put in place what follows from the time of publication."""
        article = cast("Article", self)
        zone = site.current().settings.zone
        at = article.published_at
        article.month = at.astimezone(zone).strftime("%Y-%m") if at else ""

    def entry(self) -> Entry:
        """What lets the search find it as it now is, or not at all unless it is published."""
        article = cast("Article", self)
        if article.state != State.PUBLISHED:
            return Entry.of(article.id, None)
        text = f"{article.own_excerpt}\n{markup.plain(article.html)}"
        names = [tag.name for tag in article.tags]
        # By the category itself: its number on the article is only known once that is written.
        shelf = article.category
        shelves = {shelf.id, shelf.section_id} if shelf else set()
        return Entry.of(article.id, Document.of(article.id, article.title, names, shelves, text))

    def reindex(self) -> None:
        """Let the search find it as it now is."""
        self.entry().write()
