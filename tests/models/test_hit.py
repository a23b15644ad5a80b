"""What stands on a page of results."""

import pytest
from flask import Flask

from blog.lib.database import db
from blog.lib.query import parse
from blog.models import hit, listing, search
from blog.models.tag import Tag
from tests.factories import make_article
from tests.models.test_search import written


@pytest.fixture(autouse=True)
def shelf(app: Flask) -> None:
    for name, slug in (("网络安全", "wang-an"), ("旅行", "lv-xing")):
        db.session.add(Tag(name=name, slug=slug))
    make_article("口令", "写在纸上。", slug="one", tags=["网络安全", "旅行"])


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("安全", ["网络<mark>安全</mark>"]),
        ("wangluo", ["网络安全"]),
        ("wlaq", ["网络安全"]),
        ("安全 lvxing", ["旅行", "网络<mark>安全</mark>"]),
        ("口令", []),
        ("纸上", []),
    ],
)
def test_the_tags_that_answer_are_named(typed: str, named: list[str]) -> None:
    (hit,) = search.find(parse(typed)).hits
    assert [str(tag.name) for tag in hit.tags] == named


def test_the_name_of_a_tag_is_text() -> None:
    db.session.add(Tag(name="<b>茶</b>叶", slug="tea"))
    make_article("水", "热水。", slug="two", tags=["<b>茶</b>叶"])
    (hit,) = search.find(parse("叶")).hits
    assert [str(tag.name) for tag in hit.tags] == ["&lt;b&gt;茶&lt;/b&gt;<mark>叶</mark>"]


def test_hits_are_marked_and_nothing_else_is() -> None:
    written("<b>安全</b>", f"{'开头。' * 60}这里说到資訊安全 <script> 与密码。{'结尾。' * 60}")
    (hit,) = search.find(parse("安全 资讯")).hits
    assert str(hit.title) == "&lt;b&gt;<mark>安全</mark>&lt;/b&gt;"
    assert "<mark>資訊安全</mark>" in hit.snippet
    assert "<script>" not in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet.striptags()) < 120


def test_an_article_withdrawn_since_it_was_found_is_left_out() -> None:
    stays = make_article("茶", "纸上。", slug="tea").id
    goes = make_article("水", "纸上。", slug="water", published=False).id
    assert [found.line.slug for found in hit.shown([goes, stays], parse("纸上"))] == ["tea"]


def test_an_article_deleted_while_its_results_are_read_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stays, goes = (make_article("茶", "纸上。", slug=slug) for slug in ("tea", "water"))
    ids = [goes.id, stays.id]

    def lines(numbers: list[int]) -> list[listing.Line]:
        found = read(numbers)
        db.session.delete(goes)
        db.session.commit()
        return found

    read = listing.lines
    monkeypatch.setattr(listing, "lines", lines)
    assert [found.line.slug for found in hit.shown(ids, parse("纸上"))] == ["tea"]
