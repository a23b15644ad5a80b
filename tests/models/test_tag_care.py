"""Tags found, made, renamed, merged and deleted, with every count right."""

import pytest
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from blog.lib.database import db
from blog.models import indexing, moved, site
from blog.models import tag_care as care
from blog.models.index import SearchName
from blog.models.tag import ArticleTag, Tag
from blog.models.tag_care import Sort, Wish
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("app", "small_slices")


def tag(name: str) -> Tag:
    db.session.expire_all()
    found = Tag.by_names([name])[name]
    counted = select(func.count()).where(
        ArticleTag.tag_id == found.id, ArticleTag.published_at.is_not(None)
    )
    assert found.article_count == db.session.scalar(counted)
    return found


def names(wish: Wish) -> list[str]:
    return [found.name for found, _carriers in care.listed(wish, 1).items]


def test_tags_are_found_sorted_and_counted() -> None:
    make_article("一", tags=["雨", "夜"])
    make_article("二", tags=["雨"], published=False)
    care.create("空")
    assert names(Wish()) == ["夜", "雨", "空"]
    assert names(Wish(sort=Sort.NAME)) == ["空", "夜", "雨"]
    assert names(Wish(sort=Sort.NEWEST))[0] == "空"
    assert names(Wish(unused=True)) == ["空"]
    assert names(Wish(query="雨")) == ["雨"]
    assert names(Wish(query="YE")) == ["夜"]
    assert names(Wish(query="%")) == []
    assert care.counts() == {"all": 3, "unused": 1}
    assert [carriers for _tag, carriers in care.listed(Wish(query="yu"), 1).items] == [2]
    with pytest.raises(NotFound):
        care.listed(Wish(), 2)


def test_a_tag_that_is_there_is_not_made_twice() -> None:
    assert care.create("雨") == care.create("雨")


def test_a_renamed_tag_leads_on_and_is_searched_by_its_new_name() -> None:
    id = make_article("一", tags=["雨"]).id
    make_article("草稿", tags=["雨"], published=False)
    dress = site.marks().dress
    care.rename(tag("雨").id, "大雨", "rain")
    assert moved.target("/tags/yu") == "/tags/rain"
    assert db.session.scalars(select(indexing.SearchDue.id)).all() == [id]
    assert site.marks().dress != dress
    indexing.catch_up()
    assert db.session.get_one(SearchName, id).tags.split() == ["大雨"]


def test_another_address_alone_asks_nothing_of_the_search() -> None:
    make_article("一", tags=["雨"])
    care.rename(tag("雨").id, "雨", "rain")
    assert indexing.waiting() == 0


def test_merged_tags_are_carried_once_and_lead_on() -> None:
    for number in range(3):
        make_article(f"甲 {number}", tags=["雨", "大雨"])
    make_article("乙", tags=["雨"])
    make_article("丙", tags=["小雨"])
    make_article("草稿", tags=["小雨"], published=False)
    into = tag("雨").id
    care.merge([into, tag("大雨").id, tag("小雨").id], into)
    assert tag("雨").article_count == 5
    assert db.session.query(Tag).count() == 1
    assert db.session.query(ArticleTag).count() == 6
    assert moved.target("/tags/da-yu") == moved.target("/tags/xiao-yu") == "/tags/yu"


def test_an_address_passed_on_twice_still_takes_one_step() -> None:
    make_article("一", tags=["甲", "乙", "丙"])
    care.merge([tag("甲").id], tag("乙").id)
    care.merge([tag("乙").id], tag("丙").id)
    assert moved.target("/tags/jia") == "/tags/bing"


def test_a_merge_cut_off_is_finished_by_the_same_call(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_article(f"文 {number}", tags=["雨", "夜"] if number else ["雨"])
    source, into = tag("雨").id, tag("夜").id
    assert care._hand_over(source, into)
    db.session.commit()
    assert (tag("雨").article_count, tag("夜").article_count) == (3, 5)
    care.merge([source], into)
    assert tag("夜").article_count == 5


def test_a_deleted_tag_leaves_its_articles() -> None:
    for number in range(3):
        make_article(f"文 {number}", tags=["雨", "夜"])
    care.remove([tag("雨").id])
    assert tag("夜").article_count == 3
    assert db.session.query(ArticleTag).count() == 3
    assert indexing.waiting() == 3
    assert moved.target("/tags/yu") is None


def test_unused_tags_go_and_come_back() -> None:
    ids = [care.create("雨"), care.create("夜")]
    care.rename(ids[0], "雨", "rain")
    kept = care.take_out(ids)
    assert kept
    assert db.session.query(Tag).count() == 0
    care.create("夜")
    assert care.put_back(kept) == 1
    assert moved.target("/tags/yu") == "/tags/rain"


def test_a_tag_in_use_is_not_taken_out() -> None:
    make_article("草稿", tags=["雨"], published=False)
    assert care.take_out([tag("雨").id, care.create("空")]) is None
    assert db.session.query(Tag).count() == 2
