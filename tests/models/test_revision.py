"""Revisions of a text."""

import pytest

from blog.lib.database import db
from blog.models.article import Draft
from blog.models.revision import Revision
from tests.factories import make_article, make_page

pytestmark = pytest.mark.usefixtures("app")


def titles(place: str) -> list[str]:
    return [row.title for row in Revision.of(place)]


def test_each_save_that_changes_words_is_kept_the_newest_first() -> None:
    article = make_article("一", "正文")
    article.write(Draft(title="二", body="正文", slug=article.slug))
    article.write(Draft(title="二", body="正文", slug=article.slug, pinned=True))
    assert titles(article.place) == ["二", "一"]
    newest = Revision.one(article.place, Revision.of(article.place)[0].id)
    assert newest
    assert newest.text == {"title": "二", "body": "正文", "excerpt": "", "description": ""}
    assert newest.previous
    assert newest.previous.title == "一"


def test_a_text_from_before_there_were_revisions_is_kept_with_its_first_save() -> None:
    article = make_article("旧", "从前的正文")
    Revision.forget(article.place)
    article.write(Draft(title="新", body="现在的正文", slug=article.slug))
    assert titles(article.place) == ["新", "旧"]


def test_what_is_restored_is_a_revision_and_changes_nothing_but_the_words() -> None:
    article = make_article("一", "甲", tags=["雨"], pinned=True)
    article.write(Draft(title="二", body="乙", slug=article.slug, tags=("雨",), pinned=True))
    first = Revision.one(article.place, Revision.of(article.place)[-1].id)
    assert first
    article.rewrite(first.text)
    assert (article.title, article.body, article.pinned, len(article.tags)) == ("一", "甲", True, 1)
    assert "甲" in article.html
    assert titles(article.place) == ["一", "二", "一"]


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.models.revision.KEPT", 3)
    article = make_article("零", "字")
    for number in range(5):
        article.write(Draft(title=f"第 {number} 稿", body="字", slug=article.slug))
    assert titles(article.place) == ["第 4 稿", "第 3 稿", "第 2 稿"]


def test_pages_have_them_too_and_texts_do_not_mix() -> None:
    page, article = make_page("关于"), make_article("文")
    page.write(title="关于我", body="字")
    assert titles(page.place) == ["关于我", "关于"]
    assert titles(article.place) == ["文"]
    number = Revision.of(page.place)[0].id
    assert Revision.one(article.place, number) is None
    page.erase()
    db.session.commit()
    assert titles(page.place) == []
