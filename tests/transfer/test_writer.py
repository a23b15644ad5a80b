from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from blog.lib.database import db, utcnow
from blog.models import heat, intake, moved, site
from blog.models.article import Article, State
from blog.models.category import Category
from blog.models.comment import Comment
from blog.models.media import Media
from blog.models.page import Page
from blog.models.tag import ArticleTag, Tag
from blog.models.views import ArticleViews
from blog.transfer import formats, press, source, writer
from blog.transfer.plan import Report
from tests.factories import make_article, make_page
from tests.support.counts import check_counts
from tests.transfer.files import article, picture, put

pytestmark = pytest.mark.usefixtures("app")


def bring(folder: Path, *, dry_run: bool = False) -> Report:
    with source.opened(folder) as files:
        parcel = formats.of(files).read(files, ZoneInfo("Asia/Shanghai"))
        return writer.write(parcel, dry_run=dry_run)


def counts() -> tuple[int, ...]:
    models = (Article, ArticleViews, ArticleTag, Tag, Category, Page, Media, Comment)
    return tuple(
        db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models
    )


def test_an_article_comes_in_with_everything(tmp_path: Path) -> None:
    picture(tmp_path, "x.png")
    put(
        tmp_path,
        "a.md",
        "---\ntitle: 重庆\ndate: 2021-03-24 04:17:23\ncategory: 路上\ntags: [火锅, 山]\n"
        "permalink: /2021/old.html\ncover: x.png\n---\n# 山\n\n前文\n\n![山](x.png)\n\n"
        "<!--more-->\n\n后文\n",
    )
    report = bring(tmp_path)
    assert (report.articles, report.pictures, report.findings) == (1, 1, [])
    stored = db.session.scalars(select(Article)).one()
    assert (stored.slug, stored.state, stored.month) == ("a", State.PUBLISHED, "2021-03")
    assert [tag.name for tag in stored.tags] == ["火锅", "山"]
    assert stored.cover.startswith("/media/")
    assert f'src="{stored.cover}"' in stored.html
    assert 'width="40"' in stored.html
    assert stored.excerpt.startswith("前文")
    assert "后文" not in stored.excerpt
    assert moved.target("/2021/old.html") == "/articles/a"
    check_counts()


def test_a_second_run_adds_nothing(tmp_path: Path) -> None:
    picture(tmp_path, "x.png")
    for number in range(3):
        article(tmp_path, f"a{number}.md", body="![x](x.png)")
    put(tmp_path, "pages/about.md", "---\ntitle: 关于\n---\n文\n")
    assert bring(tmp_path).articles == 3
    before = counts()
    report = bring(tmp_path)
    assert (report.articles, report.pages, report.known, report.changed) == (0, 0, 4, [])
    assert counts() == before
    check_counts()


def test_a_file_that_moved_is_known_by_its_content(tmp_path: Path) -> None:
    file = article(tmp_path, "a.md")
    bring(tmp_path)
    (tmp_path / "posts").mkdir()
    file.rename(tmp_path / "posts/b.md")
    assert bring(tmp_path).articles == 0


def test_a_changed_file_is_reported_and_what_is_here_stays(tmp_path: Path) -> None:
    article(tmp_path, "a.md", body="旧")
    bring(tmp_path)
    article(tmp_path, "a.md", body="新")
    report = bring(tmp_path)
    assert (report.articles, report.changed) == (0, ["a.md"])
    assert "旧" in db.session.scalars(select(Article.body)).one()


def test_an_article_of_the_same_slug_title_and_date_is_the_same(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    at = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)
    make_article("题目", slug="a", at=at)
    article(tmp_path, "a.md")
    assert bring(tmp_path).known == 1


def test_a_page_of_the_same_name_and_another_day_is_another(tmp_path: Path) -> None:
    make_page("关于", slug="about")
    put(tmp_path, "pages/about.md", "---\ntitle: 关于\ndate: 2019-01-01\n---\n旧博客。\n")
    article(tmp_path, "a.md")
    assert bring(tmp_path).pages == 1
    assert Page.by_slug("about-2") is not None
    assert bring(tmp_path).pages == 0


def test_a_slug_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    make_article("另一篇", slug="a")
    article(tmp_path, "a.md")
    bring(tmp_path)
    assert Article.by_slug("a-2") is not None


def test_a_dry_run_reports_and_stores_nothing(tmp_path: Path) -> None:
    picture(tmp_path, "x.png")
    article(tmp_path, "a.md", body="![x](x.png)")
    before = counts()
    report = bring(tmp_path, dry_run=True)
    assert (report.articles, report.pictures) == (1, 1)
    assert counts() == before


def test_drafts_and_scheduled_articles_are_not_listed(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ntitle: a\ndate: 2021-01-01\ndraft: true\ntags: [x]\n---\n文\n")
    put(tmp_path, "b.md", "---\ntitle: b\ndate: 2199-01-01\ntags: [x]\n---\n文\n")
    bring(tmp_path)
    states = dict(db.session.execute(select(Article.slug, Article.state)).all())
    assert states == {"a": State.DRAFT, "b": State.SCHEDULED}
    assert site.marks().published == 0
    check_counts()


def test_links_lead_to_the_address_an_article_got(tmp_path: Path) -> None:
    make_article("另一篇", slug="b")
    article(tmp_path, "a.md", body="[看](b.md#k)")
    article(tmp_path, "b.md")
    bring(tmp_path)
    first = Article.by_slug("a")
    assert first is not None
    assert 'href="/articles/b-2#k"' in first.html


def test_tags_that_differ_in_case_are_one(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ntitle: a\ndate: 2021-01-01\ntags: [Python, python]\n---\n")
    bring(tmp_path)
    assert db.session.scalars(select(Tag.name)).all() == ["Python"]


def test_thousands_of_tags_come_in_by_slices_that_readers_get_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored: list[int] = []
    real = intake._make

    def counted(model: Any, rows: Any) -> Any:
        stored.append(len(rows))
        return real(model, rows)

    monkeypatch.setattr(intake, "_make", counted)
    ids = intake.need_tags({f"标签{number}": f"t{number}" for number in range(250)})
    assert stored == [100, 100, 50]
    assert len(set(ids.values())) == 250


def test_tags_and_categories_made_meanwhile_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = intake._make

    def late(model: Any, rows: Any) -> Any:
        monkeypatch.setattr(intake, "_make", real)
        db.session.add(model(name=rows[0]["name"], slug=rows[0]["slug"]))
        db.session.commit()
        return real(model, rows)

    monkeypatch.setattr(intake, "_make", late)
    assert intake.need_tags({"甲": "a", "乙": "b"}).keys() == {"甲", "乙"}
    monkeypatch.setattr(intake, "_make", late)
    found = intake.need_categories([("丙", "丁")], {("丙",): {"slug": "early"}})
    early = Category.by_slug("early")
    assert early is not None
    assert {path: top for path, (_, top) in found.items()} == {
        ("丙",): early.id,
        ("丙", "丁"): early.id,
    }


def test_a_picture_that_is_none_is_named_and_stays_as_written(tmp_path: Path) -> None:
    put(tmp_path, "x.png", "no picture")
    article(tmp_path, "a.md", body="![x](x.png)")
    report = bring(tmp_path)
    assert "no picture that can be taken" in str(report.findings[0])
    assert "![x](x.png)" in db.session.scalars(select(Article.body)).one()


def test_a_slug_taken_meanwhile_is_given_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article(tmp_path, "a.md")
    article(tmp_path, "b.md")
    real = press.spread

    def late(work: Any, jobs: Any) -> Any:
        made = list(real(work, jobs))
        make_article("抢先", slug="a")
        return iter(made)

    monkeypatch.setattr(press, "spread", late)
    report = bring(tmp_path)
    assert report.articles == 2
    assert Article.by_slug("a-2") is not None
    check_counts()


def test_imported_views_are_not_read_today(tmp_path: Path) -> None:
    put(tmp_path, "blog.json", "{}")
    put(tmp_path, "articles/a.md", "---\ntitle: a\ndate: 2021-01-01\nviews: 99\n---\n文\n")
    bring(tmp_path)
    assert db.session.scalars(select(ArticleViews.views)).one() == 99
    heat.warm()
    assert db.session.scalars(select(heat.ArticleHeat.heat)).one() == 0


def test_dates_of_stored_articles_are_not_in_the_future(tmp_path: Path) -> None:
    article(tmp_path, "a.md")
    bring(tmp_path)
    stored = db.session.scalars(select(Article)).one()
    assert stored.published_at is not None
    assert stored.published_at == stored.created_at == stored.updated_at < utcnow()
