"""Blogs to measure: filled by plain inserts, and settled, so that no chore has work left."""

import atexit
import random
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, insert, text, update

from blog import create_app, migrations
from blog.lib import markup
from blog.lib.database import db, new_mark, survey
from blog.models import index, indexing, site
from blog.models.article import Article, deriver
from blog.models.category import Category
from blog.models.comment import Comment, State
from blog.models.heat import ArticleHeat, ViewDay
from blog.models.indexing import SearchDue, SearchState
from blog.models.shelf import ArchiveMonth
from blog.models.site import SiteMarks
from blog.models.tag import ArticleTag, Tag
from blog.models.user import User
from blog.models.views import ArticleViews

CATEGORIES = 8
TAGS = 60
HAN = 1500
SLICE = 2000
HOT = 200
WRITER, PASSWORD = "writer", "the password of this benchmark"
FIRST = datetime(2015, 1, 1, tzinfo=UTC)


def filled(
    folder: Path, articles: int, *, comments: int = 20, han: int = HAN, indexed: bool = False
) -> None:
    """A blog of that many articles in the folder; the newest one has the comments.

    It is made once a run and copied afterwards. `indexed` lets the search find its articles;
    else the index is empty, and taken for complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_prepared(articles, comments, han, indexed) / "blog.db", folder / "blog.db")


def opened(folder: Path, url: str = "") -> Flask:
    """The app on the blog in that folder, or at that address, without a thread of its own."""
    app = create_app({"INSTANCE": folder, "DATABASE_URL": url})
    app.extensions["housekeeping"].start = lambda: None
    return app


def close(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["hotline"].close()


def fill(app: Flask, articles: int, *, comments: int = 20, han: int = HAN) -> None:
    """Fill the empty database of the app, whichever it is, and settle it."""
    with app.app_context():
        migrations.upgrade()
        _fill(articles, han)
        _discuss(articles, comments)
        User.create(WRITER, PASSWORD)
        site.change({"comment_policy": "none"})
        db.session.execute(delete(SearchDue))
        db.session.merge(SearchState(id=1, version=index.VERSION))
        db.session.commit()
        with db.engine.begin() as connection:
            survey(connection)


@cache
def _prepared(articles: int, comments: int, han: int, indexed: bool) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="suibi-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = opened(folder)
    fill(app, articles, comments=comments, han=han)
    if indexed:
        with app.app_context():
            reindex()
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close(app)
    return folder


def reindex() -> int:
    """Let the search find everything that is published; how many documents that are."""
    indexing.SLICE_SECONDS = 5.0  # nobody reads meanwhile
    total = indexing.begin_anew()
    while indexing.go_on():
        pass
    return total


def body(seed: int, han: int = HAN) -> str:
    """Markdown of about that many Han characters, in paragraphs under headings."""
    drawn = random.Random(seed)
    common = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    paragraphs = []
    for number in range(max(1, han // 150)):
        sentence = "".join(drawn.choices(common, k=48))
        paragraphs.append(f"## 第 {number + 1} 节\n\n{sentence}。**重点**,{sentence},{sentence}。")
    return "\n\n".join(paragraphs)


def _fill(articles: int, han: int) -> None:
    db.session.execute(
        insert(Category),
        [
            {"id": n, "slug": f"c{n}", "name": f"分类{n}", "position": n, "article_count": 0}
            for n in range(1, CATEGORIES + 1)
        ],
    )
    db.session.execute(
        insert(Tag),
        [
            {"id": n, "slug": f"t{n}", "name": f"标签{n}", "article_count": 0}
            for n in range(1, TAGS + 1)
        ],
    )
    texts = [body(seed, han) for seed in range(20)]
    made = [markup.render(source, title="t") for source in texts]
    by = deriver()
    drawn = random.Random(1)
    for start in range(1, articles + 1, SLICE):
        numbers = range(start, min(start + SLICE, articles + 1))
        rows, links = [], []
        for n in numbers:
            at = FIRST + timedelta(hours=n)
            rendered = made[n % 20]
            rows.append(
                {
                    "id": n,
                    "state": "published",
                    "slug": f"article-{n}",
                    "title": f"第 {n} 篇:如何写好一篇文章",
                    "category_id": n % CATEGORIES + 1,
                    "section_id": n % CATEGORIES + 1,
                    "published_at": at,
                    "created_at": at,
                    "updated_at": at,
                    "excerpt": markup.excerpt(rendered.text),
                    "han": rendered.han,
                    "words": rendered.words,
                    "month": f"{at:%Y-%m}",
                    "derived_by": by,
                    "html": rendered.html,
                    "body": texts[n % 20],
                    "contents": "[]",
                }
            )
            for position, tag in enumerate(drawn.sample(range(1, TAGS + 1), 3)):
                links.append(
                    {"article_id": n, "tag_id": tag, "position": position, "published_at": at}
                )
        db.session.execute(insert(Article), rows)
        db.session.execute(insert(ArticleTag), links)
        db.session.execute(
            insert(ArticleViews),
            [{"article_id": n, "views": n % 5000, "mark": new_mark()} for n in numbers],
        )
        db.session.execute(
            insert(ArticleHeat),
            [
                {"article_id": n, "total": n % 5000, "base": heat, "heat": heat}
                for n in numbers
                for heat in [float(n % 97 + 1) if n <= HOT else 0.0]
            ],
        )
        db.session.commit()
    # Yesterday is closed: what was read then made some articles hot.
    yesterday = datetime.now(site.current().settings.zone).date() - timedelta(days=1)
    db.session.execute(
        insert(ViewDay),
        [
            {"article_id": n, "day": yesterday, "views": n % 97 + 1, "total": n % 5000}
            for n in range(1, min(articles, HOT) + 1)
        ],
    )
    _count(articles)


def _count(articles: int) -> None:
    for table, link in (
        (Category, "articles WHERE category_id"),
        (Tag, "article_tags WHERE tag_id"),
    ):
        name = table.__tablename__
        db.session.execute(
            text(f"UPDATE {name} SET article_count = (SELECT count(*) FROM {link} = {name}.id)")  # noqa: S608 - own names
        )
    months = db.session.execute(
        text("SELECT month, count(*) AS articles FROM articles GROUP BY month")
    )
    db.session.execute(insert(ArchiveMonth), [dict(row._mapping) for row in months])
    db.session.execute(update(SiteMarks).values(published=articles))


def _discuss(article_id: int, comments: int) -> None:
    for n in range(comments):
        Comment.place(
            article_id=article_id,
            name=f"读者{n}",
            body=f"第 {n} 条评论,写得**很好**,谢谢。See https://example.org/{n} for more.",
            state=State.APPROVED,
        )
