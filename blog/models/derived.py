"""What follows from an article's text and the site's settings: its HTML, counts, search entry."""

import json
from typing import TYPE_CHECKING

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import markup
from blog.models import index, site, usage
from blog.models.draft import State
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

    def derive(self: "Article") -> None:
        """Put in place what follows from the article as it now is."""
        made = markup.render(
            self.body, title=self.title, allow_html=self.allow_html, picture=picture
        )
        self.html = made.html
        self.excerpt = self.own_excerpt or markup.excerpt(made.text)
        self.contents = json.dumps(
            [[item.level, item.anchor, item.text] for item in made.headings], ensure_ascii=False
        )
        self.han, self.words = made.han, made.words
        self.unnamed_pictures = made.unnamed_pictures
        zone = site.current().settings.zone
        at = self.published_at
        self.month = at.astimezone(zone).strftime("%Y-%m") if at else ""
        self.derived_by = deriver()
        usage.note_article(self.id, self.body, self.cover)

    def reindex(self: "Article") -> None:
        """Let the search find it as it now is, if it is published."""
        if self.state != State.PUBLISHED:
            index.drop(self.id)
            return
        shelves = [shelf for shelf in (self.category_id, self.section_id) if shelf]
        text = f"{self.own_excerpt}\n{markup.plain(self.html)}"
        names = [tag.name for tag in self.tags]
        index.put(index.Document.of(self.id, self.title, names, shelves, text))
