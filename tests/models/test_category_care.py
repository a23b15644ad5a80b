"""Categories made, changed, nested, ordered, merged and deleted, with every count right."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from blog.lib.database import db
from blog.models import category_care as care
from blog.models import indexing, moved, site, slices
from blog.models.article import Article, State
from blog.models.category import Category
from tests.conftest import Sql
from tests.factories import make_article, make_category
from tests.support.clients import Client

pytestmark = pytest.mark.usefixtures("app", "small_slices")


def count(category: Category) -> int:
    """The kept count, which must be what a count of the rows gives."""
    db.session.expire_all()
    mine = (Article.category_id == category.id) | (Article.section_id == category.id)
    counted = db.session.scalar(
        select(func.count()).where(Article.state == State.PUBLISHED, mine).select_from(Article)
    )
    assert category.article_count == counted
    return category.article_count


def test_a_category_is_changed_before_the_marks_of_the_site(sql: Sql) -> None:
    # As a save takes them: in another order two could wait for each other for ever (PostgreSQL).
    category = make_category("技术")
    with sql() as asked:
        care.change(category.id, "手艺", "craft", "", None)
    told = [line.split()[1] for line in asked.statements if line.startswith("UPDATE")]
    assert told.index("categories") < told.index("site_marks")


def places() -> dict[str, tuple[int | None, int | None]]:
    db.session.expire_all()
    return {
        article.title: (article.category_id, article.section_id)
        for article in db.session.scalars(select(Article))
    }


def names() -> list[str]:
    site.forget()
    return [shelf.name for shelf in site.current().tops()]


def test_a_new_category_stands_last_with_an_address_of_its_own() -> None:
    make_category("技术", slug="ji-shu")
    id = care.create("技 术")
    made = db.session.get_one(Category, id)
    assert (made.slug, names()) == ("ji-shu-2", ["技术", "技 术"])


def test_a_former_address_leads_to_the_new_one_in_one_step() -> None:
    category = make_category("技术", slug="ji-shu")
    care.change(category.id, "手艺", "shou-yi", "做东西", None)
    care.change(category.id, "手艺", "craft", "做东西", None)
    assert moved.target("/categories/ji-shu") == "/categories/craft"
    assert moved.target("/categories/shou-yi") == "/categories/craft"
    assert moved.target("/categories/ji-shu/feed.atom") == "/categories/craft/feed.atom"
    assert moved.target("/categories/none/feed.json") is None
    assert site.current().shelves[category.id].name == "手艺"
    assert category.description == "做东西"


def test_a_name_that_comes_back_takes_its_address_back() -> None:
    category = make_category("技术", slug="ji-shu")
    care.change(category.id, "技术", "craft", "", None)
    care.create("技术", "ji-shu")
    assert moved.target("/categories/ji-shu") is None


def test_a_merge_moves_every_article_and_leaves_the_address(client: Client) -> None:
    source, target = make_category("旧", slug="jiu"), make_category("新", slug="xin")
    for number in range(5):
        make_article(f"文 {number}", category=source)
    make_article("草稿", category=source, published=False)
    make_article("原有", category=target)
    assert care.articles(source.id) == 6
    care.merge(source.id, target.id)
    assert set(places().values()) == {(target.id, target.id)}
    assert count(target) == 6
    assert Category.by_slug("jiu") is None
    answer = client.get("/categories/jiu")
    assert (answer.status_code, answer.location) == (301, "/categories/xin")
    assert client.get("/categories/xin").text.count('class="post') == 6


def test_a_child_merges_into_another_parents_child() -> None:
    parent, other = make_category("父"), make_category("母")
    source, target = make_category("子", parent), make_category("女", other)
    make_article("文", category=source)
    care.merge(source.id, target.id)
    assert places() == {"文": (target.id, other.id)}
    assert (count(parent), count(other), count(target)) == (0, 1, 1)


def test_the_children_of_a_merged_category_come_along() -> None:
    source, target = make_category("旧"), make_category("新")
    child = make_category("子", source)
    make_article("上", category=source)
    make_article("下", category=child)
    care.merge(source.id, target.id)
    assert child.parent_id == target.id
    assert places() == {"上": (target.id, target.id), "下": (child.id, target.id)}
    assert (count(target), count(child)) == (2, 1)


def test_without_an_heir_articles_stay_and_children_rise() -> None:
    source = make_category("旧", slug="jiu")
    child = make_category("子", source)
    care.change(source.id, "旧", "old", "", None)
    make_article("上", category=source)
    make_article("下", category=child)
    care.merge(source.id, None)
    assert places() == {"上": (None, None), "下": (child.id, child.id)}
    assert count(child) == 1
    assert names() == ["子"]
    assert moved.target("/categories/jiu") is None


def test_a_merge_killed_in_the_middle_is_finished_by_the_same_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, target = make_category("旧", slug="jiu"), make_category("新", slug="xin")
    for number in range(5):
        make_article(f"文 {number}", category=source)

    run = slices.run

    def die_after_two(step: Callable[[], bool]) -> None:
        calls = 0

        def counted() -> bool:
            nonlocal calls
            calls += 1
            if calls == 3:
                raise KeyboardInterrupt
            return step()

        run(counted)

    with monkeypatch.context() as patch:
        patch.setattr(slices, "run", die_after_two)
        with pytest.raises(KeyboardInterrupt):
            care.merge(source.id, target.id)
    db.session.rollback()
    assert (count(source), count(target)) == (1, 4)
    care.merge(source.id, target.id)
    assert count(target) == 5
    assert moved.target("/categories/jiu") == "/categories/xin"


def test_nesting_lists_the_articles_under_the_parent_too() -> None:
    parent, child = make_category("父"), make_category("子")
    for number in range(3):
        make_article(f"文 {number}", category=child)
    care.change(child.id, "子", child.slug, "", parent.id)
    assert (count(parent), count(child)) == (3, 3)
    care.change(child.id, "子", child.slug, "", None)
    assert (count(parent), count(child)) == (0, 3)


def test_search_learns_where_articles_stand() -> None:
    source, target = make_category("旧"), make_category("新")
    article = make_article("文", category=source)
    make_article("草稿", category=source, published=False)
    assert indexing.waiting() == 0
    care.merge(source.id, target.id)
    assert db.session.scalars(select(indexing.SearchDue.id)).all() == [article.id]


def test_an_order_is_kept_and_a_step_aside_is_one_place() -> None:
    a, b, c = (make_category(name) for name in "甲乙丙")
    care.reorder([c.id, a.id, b.id, 999])
    assert names() == ["丙", "甲", "乙"]
    care.step_aside(a.id, -1)
    assert names() == ["甲", "丙", "乙"]
    care.step_aside(a.id, -1)
    care.step_aside(b.id, 1)
    assert names() == ["甲", "丙", "乙"]


def test_an_empty_category_goes_and_comes_back_as_it_was() -> None:
    category = make_category("空", slug="kong")
    care.change(category.id, "空", "empty", "什么也没有", None)
    kept = care.take_out(category.id)
    assert kept
    assert (names(), moved.target("/categories/kong")) == ([], None)
    id = care.put_back(kept)
    assert id
    assert db.session.get_one(Category, id).description == "什么也没有"
    assert moved.target("/categories/kong") == "/categories/empty"


@pytest.mark.parametrize("holding", ["a draft", "a child"])
def test_a_category_that_holds_something_is_not_taken_out(holding: str) -> None:
    category = make_category("满")
    if holding == "a child":
        make_category("子", category)
    else:
        make_article("草稿", category=category, published=False)
    assert care.take_out(category.id) is None
    assert "满" in names()


def test_what_cannot_come_back_says_so() -> None:
    kept = care.take_out(make_category("空", slug="kong").id)
    assert kept
    make_category("别的", slug="kong")
    assert care.put_back(kept) is None


def test_who_has_children_merges_only_into_the_top() -> None:
    parent, other = make_category("父"), make_category("母")
    make_category("子", parent)
    niece = make_category("侄", other)
    site.forget()
    assert [shelf.id for shelf in care.heirs(parent.id)] == [other.id]
    assert {shelf.name for shelf in care.heirs(niece.id)} == {"父", "母", "子"}
