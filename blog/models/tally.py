"""The kept counts and dates, compared with what they were counted from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, literal, null, or_, select, update
from sqlalchemy.sql.selectable import ScalarSelect

from blog.lib.database import db, new_mark
from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.lib.writing import begin_write
from blog.models import site
from blog.models.article import LISTED, Article
from blog.models.category import Category
from blog.models.comment import Comment, State
from blog.models.shelf import ArchiveMonth
from blog.models.site import SiteMarks
from blog.models.tag import ArticleTag, Tag
from blog.models.views import ArticleViews

SHOWN = 5
"""How many wrong ones of a kind are named."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A column that is kept in step, the column its row is named by, and what it should be."""

    said: str
    name: Any
    column: Any
    right: ScalarSelect[Any] | ColumnElement[Any]

    def wrong(self) -> Sequence[Any]:
        """name, kept and right value of the rows that are out of step."""
        right = self.right.label("right")
        query = select(self.name.label("name"), self.column.label("kept"), right)
        return db.session.execute(
            query.where(self.column.is_distinct_from(self.right)).order_by(self.name)
        ).all()

    def mend(self) -> None:
        """Put the right values in place."""
        table = self.column.class_
        db.session.execute(
            update(table)
            .where(self.column.is_distinct_from(self.right))
            .values({self.column.key: self.right})
            .execution_options(synchronize_session=False)
        )


def _published(*where: Any) -> ScalarSelect[int]:
    return select(func.count(Article.id)).where(LISTED, *where).scalar_subquery()


def _of_comments(measured: ColumnElement[int], *where: Any) -> ScalarSelect[int]:
    return select(measured).where(Comment.article_id == Article.id, *where).scalar_subquery()


def all_kept() -> tuple[Kept, ...]:
    """Every kept count and date."""
    tagged = (
        select(func.count())
        .select_from(ArticleTag)
        .join(Article, Article.id == ArticleTag.article_id)
        .where(ArticleTag.tag_id == Tag.id, Article.state == "published")
        .scalar_subquery()
    )
    comments = _of_comments(func.count(Comment.id), Comment.state == State.APPROVED)
    floors = _of_comments(func.coalesce(func.max(Comment.floor), 0))
    dated = (
        select(case((Article.state == "published", Article.published_at), else_=null()))
        .where(Article.id == ArticleTag.article_id)
        .scalar_subquery()
    )
    higher = case((Article.floors < floors, floors), else_=Article.floors)
    shelf = or_(Article.category_id == Category.id, Article.section_id == Category.id)
    return (
        Kept(mark("articles of the site"), literal("all"), SiteMarks.published, _published()),
        Kept(
            mark("articles of category"), Category.slug, Category.article_count, _published(shelf)
        ),
        Kept(mark("articles of tag"), Tag.slug, Tag.article_count, tagged),
        Kept(
            mark("articles of month"),
            ArchiveMonth.month,
            ArchiveMonth.articles,
            _published(Article.month == ArchiveMonth.month),
        ),
        Kept(mark("comments of article"), Article.slug, Article.comment_count, comments),
        Kept(mark("floors of article"), Article.slug, Article.floors, higher),
        Kept(
            mark("date of a tag's article"), ArticleTag.article_id, ArticleTag.published_at, dated
        ),
    )


def _without_month() -> Sequence[str]:
    months = select(ArchiveMonth.month)
    query = select(Article.month).where(LISTED, Article.month.not_in(months)).distinct()
    return db.session.scalars(query).all()


def _uncounted() -> Sequence[int]:
    counted = select(ArticleViews.article_id)
    return db.session.scalars(select(Article.id).where(Article.id.not_in(counted))).all()


def faults() -> list[str]:
    """A sentence for each thing that is out of step."""
    found = []
    for kept in all_kept():
        wrong = kept.wrong()
        found += [
            _(
                "%(what)s %(name)s: %(kept)s is kept, %(right)s is right",
                what=_(kept.said),
                name=row.name,
                kept=row.kept,
                right=row.right,
            )
            for row in wrong[:SHOWN]
        ]
        if len(wrong) > SHOWN:
            found.append(_("%(what)s: %(count)s more", what=_(kept.said), count=len(wrong) - SHOWN))
    for month in _without_month():
        found.append(_("articles of month %(month)s: not counted at all", month=month))
    for number in _uncounted():
        found.append(_("views of article %(number)s: nothing counts them", number=number))
    db.session.rollback()
    return found


def mend() -> None:
    """Put every count and date right, in one transaction, and let every page be built anew."""
    begin_write()
    for number in _uncounted():
        db.session.add(ArticleViews(article_id=number))
    for month in _without_month():
        db.session.add(ArchiveMonth(month=month, articles=0))
    db.session.flush()
    for kept in all_kept():
        kept.mend()
    db.session.execute(delete(ArchiveMonth).where(ArchiveMonth.articles == 0))
    db.session.execute(update(SiteMarks).values(lists=new_mark()))
    site.redress()
    db.session.commit()
