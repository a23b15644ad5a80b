"""Views: the exact count of page hits, and the mark that says whether a kept page holds."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Hotline, Model, Unavailable, new_mark
from blog.lib.hotline import Run
from blog.lib.turn import Hit
from blog.lib.writing import execute


class ArticleViews(Model):
    """How often an article was read, in a narrow row of its own, with the mark of its page.

    Counting on the wide article row took three times as long.
    """

    __tablename__ = "article_views"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    views: Mapped[int] = mapped_column(BigInteger, default=0)
    mark: Mapped[int] = mapped_column(BigInteger, default=new_mark)


def touch(article_id: int) -> None:
    """Draw the article's mark anew: no kept page of it holds any longer."""
    execute("UPDATE article_views SET mark = ? WHERE article_id = ?", new_mark(), article_id)


def count(hits: Sequence[Hit], hotline: Hotline) -> list[int | None]:
    """Count hits of kept pages that still hold; of each the views including it, or None.

    A page of an article is kept under its own mark and the dress; any other (nothing counted)
    under lists and dress, and answers 0 while it holds. One statement a hit, so nothing can come
    between the proof and the count. Without marks a hit is counted whatever changed.
    """
    # One statement is a transaction by itself, and to look whether a list holds needs no lock. On a
    # server two transactions over the same rows could wait for each other for ever.
    written = sum(article_id is not None for article_id, _ in hits)
    if written < 2 or hotline.is_server:
        return _one_by_one(hits, hotline)
    with hotline.transaction() as run:
        return [_count(*hit, run) for hit in hits]


def _one_by_one(hits: Sequence[Hit], hotline: Hotline) -> list[int | None]:
    """The same; once one was counted, None for those that the database was lost for."""
    counts: list[int | None] = []
    for hit in hits:
        try:
            counts.append(_count(*hit, hotline.one_row))
        except Unavailable:
            if not counts:
                raise
            break
    return counts + [None] * (len(hits) - len(counts))


def _count(article_id: int | None, marks: tuple[int, ...], run: Run) -> int | None:
    if article_id is None and not marks:
        return 0
    if not marks:
        row = run(
            "UPDATE article_views SET views = views + 1 WHERE article_id = ? RETURNING views",
            (article_id,),
        )
    elif article_id is None:
        row = run("SELECT 0 FROM site_marks WHERE id = 1 AND lists = ? AND dress = ?", marks)
    else:
        row = run(
            "UPDATE article_views SET views = views + 1 WHERE article_id = ? AND mark = ?"
            " AND (SELECT dress FROM site_marks WHERE id = 1) = ? RETURNING views",
            (article_id, *marks),
        )
    return None if row is None else int(row[0])
