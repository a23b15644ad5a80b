"""The screens of the categories."""

import pytest

from blog.lib.database import db
from blog.models import site
from blog.models.article import Article
from blog.models.category import Category
from tests.conftest import Auth
from tests.factories import change_settings, make_article, make_category
from tests.support.clients import Client

HERE = "/admin/categories"


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    change_settings(language="en")
    auth.login()


def names() -> list[str]:
    site.forget()
    return [shelf.name for shelf in site.current().tops()]


def test_a_category_is_made_and_stands_in_the_list(client: Client) -> None:
    assert "No categories yet" in client.get(HERE).text
    answer = client.post(HERE, data={"name": " 技术 ", "description": "做东西"})
    assert (answer.status_code, answer.location) == (303, HERE)
    page = client.get(HERE).text
    assert "/categories/ji-shu" in page
    assert "“技术” is made." in page
    assert "做东西" in client.get("/categories/ji-shu").text


def test_a_child_is_made_under_its_parent(client: Client) -> None:
    parent = make_category("技术")
    client.post(HERE, data={"name": "键盘", "parent": str(parent.id)})
    assert Category.named("键盘", parent)


def test_a_renamed_category_says_where_its_former_address_leads(client: Client) -> None:
    category = make_category("技术", slug="ji-shu")
    data = {"name": "手艺", "slug": "craft", "description": "", "parent": "0"}
    assert client.get(f"{HERE}/{category.id}").status_code == 200
    client.post(f"{HERE}/{category.id}", data=data)
    assert "former address /categories/ji-shu" in client.get(HERE).text
    assert client.get("/categories/ji-shu").location == "/categories/craft"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Please fill this in"),
        ({"name": "x" * 61}, "60"),
        ({"name": "生活"}, "There is a category “生活” here already"),
        ({"name": "新", "slug": "life"}, "“生活” has this address"),
        ({"name": "新", "slug": "No Way"}, "small letters"),
        ({"name": "新", "parent": "99"}, "Not a valid choice"),
        ({"name": "新", "description": "x" * 301}, "300"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    client: Client, typed: dict[str, str], said: str
) -> None:
    make_category("生活", slug="life")
    other = make_category("技术", slug="tech")
    for path in (HERE, f"{HERE}/{other.id}"):
        answer = client.post(path, data={"description": "留着"} | typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert typed.get("description", "留着") in answer.text
    assert names() == ["生活", "技术"]


def test_who_has_children_stays_at_the_top(client: Client) -> None:
    parent, other = make_category("父"), make_category("母")
    make_category("子", parent)
    data = {"name": "父", "parent": str(other.id)}
    assert client.post(f"{HERE}/{parent.id}", data=data).status_code == 422
    assert client.post(f"{HERE}/{other.id}", data=data | {"name": "母"}).status_code == 422


def test_a_merge_asks_with_the_number_of_articles(client: Client) -> None:
    source, target = make_category("旧", slug="old"), make_category("新", slug="new")
    make_article("一", category=source)
    make_article("二", category=source, published=False)
    question = client.get(f"{HERE}/{source.id}/merge").text
    assert "2 articles are in it." in question
    assert 'value="0">Choose one</option>' in question
    answer = client.post(f"{HERE}/{source.id}/merge", data={"into": str(target.id)})
    assert answer.location == HERE
    assert "2 articles moved to “新”, and the old address leads there." in client.get(HERE).text
    assert client.get("/categories/old").location == "/categories/new"


@pytest.mark.parametrize("into", ["", "0", "99", "self"])
def test_a_merge_into_nothing_is_refused(client: Client, into: str) -> None:
    source = make_category("旧")
    make_category("新")
    value = str(source.id) if into == "self" else into
    assert client.post(f"{HERE}/{source.id}/merge", data={"into": value}).status_code == 422
    assert names() == ["旧", "新"]


def test_an_empty_category_just_goes_and_comes_back(client: Client) -> None:
    category = make_category("空", slug="kong")
    assert client.post(f"{HERE}/{category.id}/delete").location == HERE
    page = client.get(HERE).text
    assert "“空” is deleted." in page
    assert f'action="{HERE}/undo"' in page
    assert names() == []
    client.post(f"{HERE}/undo")
    assert names() == ["空"]
    client.post(f"{HERE}/undo")
    assert "It cannot come back" in client.get(HERE).text


def test_a_category_with_articles_asks_where_they_go(client: Client) -> None:
    category = make_category("满")
    make_article("一", category=category)
    asking = client.post(f"{HERE}/{category.id}/delete").location
    assert asking == f"{HERE}/{category.id}/delete"
    assert "1 article is in it." in client.get(asking).text
    assert names() == ["满"]
    client.post(f"{HERE}/{category.id}/delete", data={"into": "0"})
    assert names() == []
    assert db.session.query(Article).one().category_id is None


def test_places_change_by_button_and_by_order(client: Client) -> None:
    a, b, c = (make_category(name) for name in "甲乙丙")
    client.post(f"{HERE}/order", data={"do": f"down {a.id}"})
    assert names() == ["乙", "甲", "丙"]
    client.post(f"{HERE}/order", data={"do": f"up {c.id}"})
    assert names() == ["乙", "丙", "甲"]
    answer = client.post(f"{HERE}/order", data={"id": [a.id, b.id, c.id, "x", "9" * 30]})
    assert answer.status_code == 204
    assert names() == ["甲", "乙", "丙"]


@pytest.mark.parametrize("path", ["/9", "/9/merge", "/9/delete"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(HERE + path).status_code == 404
    assert client.post(f"{HERE}/order", data={"do": "up nine"}).status_code == 404
