"""Which texts show which uploads, so that nobody has to read every text to know."""

import re

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db

# As `media.put` writes paths; whoever links to a variant does not count.
ADDRESS = re.compile(r"/media/([0-9a-f]{2}/[0-9a-f]{16}\.[a-z0-9]{3,4})")


class MediaUse(Model):
    """An article or a page names an upload, by its path."""

    __tablename__ = "media_uses"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(index=True)
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    page_id: Mapped[int | None] = mapped_column(
        ForeignKey("pages.id", ondelete="CASCADE"), index=True
    )


def named(*texts: str) -> list[str]:
    """The paths of the uploads that these texts name, each once."""
    return sorted({path for text in texts for path in ADDRESS.findall(text)})


def note_article(id: int, *texts: str) -> None:
    """Keep what this article names: its text and its cover."""
    _note("article_id", id, texts)


def note_page(id: int, *texts: str) -> None:
    """Keep what this page names."""
    _note("page_id", id, texts)


def _note(owner: str, id: int, texts: tuple[str, ...]) -> None:
    wanted = set(named(*texts))
    mine = getattr(MediaUse, owner) == id
    with db.session.no_autoflush:  # the text is not written twice for it
        known = set(db.session.scalars(select(MediaUse.path).where(mine)))
    if gone := known - wanted:
        db.session.execute(delete(MediaUse).where(mine, MediaUse.path.in_(gone)))
    db.session.add_all(MediaUse(path=path, **{owner: id}) for path in sorted(wanted - known))
