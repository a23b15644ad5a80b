"""The list of articles on the desk: what it shows, and what is done to those that are ticked."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.lib.database import db
from blog.models.article import Article, State
from tests.conftest import Auth
from tests.factories import make_article, make_category
from tests.support.clients import Client

HERE = "/admin/articles"


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    auth.login()


def do(client: Client, deed: str, *ids: int, **more: object) -> str:
    """The list as it is shown after the deed."""
    answer = client.post(f"{HERE}/bulk", data={"do": deed, "id": ",".join(map(str, ids)), **more})
    assert (answer.status_code, answer.location) == (303, HERE)
    return client.get(HERE).get_data(as_text=True)


def state(article: Article) -> State:
    db.session.expire_all()
    return State(article.state)


@pytest.mark.parametrize(
    ("deed", "before", "after"),
    [
        ("publish", State.DRAFT, State.PUBLISHED),
        ("withdraw", State.PUBLISHED, State.DRAFT),
    ],
)
def test_what_is_ticked_changes_its_state(
    client: Client, deed: str, before: State, after: State
) -> None:
    first, second, third = (
        make_article(f"文 {n}", published=before is State.PUBLISHED) for n in range(3)
    )
    assert "已处理 2 篇文章。" in do(client, deed, first.id, second.id)
    assert [state(one) for one in (first, second, third)] == [after, after, before]


def test_what_is_ticked_goes_to_a_category(client: Client) -> None:
    shelf, article = make_category("小说"), make_article("雨夜")
    do(client, "shelve", article.id, category=shelf.id)
    db.session.expire_all()
    assert article.category == shelf


def test_a_deletion_can_be_undone_where_it_is_told(client: Client) -> None:
    article = make_article("雨夜")
    tree = LexborHTMLParser(do(client, "bin", article.id))
    assert state(article) == State.BINNED
    form = tree.css_first("form.undo")
    fields = {one.attributes["name"]: one.attributes["value"] for one in form.css("input, button")}
    assert form.attributes["action"] == f"{HERE}/bulk"
    assert "1 篇文章已恢复。" in do(client, str(fields["do"]), int(str(fields["id"])))
    assert state(article) == State.PUBLISHED


def test_what_is_in_the_bin_can_be_erased(client: Client) -> None:
    number = make_article("雨夜").id
    do(client, "bin", number)
    assert "1 篇文章已彻底删除。" in do(client, "erase", number)
    assert db.session.get(Article, number) is None


def test_nothing_ticked_is_said(client: Client) -> None:
    make_article("雨夜")
    assert "请先勾选文章。" in do(client, "bin")


def test_an_unknown_deed_is_refused(client: Client) -> None:
    article = make_article("雨夜")
    assert client.post(f"{HERE}/bulk", data={"do": "burn", "id": article.id}).status_code == 400
    assert state(article) == State.PUBLISHED


def test_the_list_keeps_its_wish_after_a_deed(client: Client) -> None:
    article = make_article("雨夜", published=False)
    make_article("晴天", published=False)
    wish = "?state=draft&q=雨夜&sort=views"
    answer = client.post(f"{HERE}/bulk{wish}", data={"do": "pin", "id": article.id})
    page = client.get(answer.location).get_data(as_text=True)
    assert "雨夜" in page
    assert "晴天" not in page


@pytest.mark.parametrize(
    "query", ["state=burnt", "sort=colour", "language=la", "category=x", "category=²"]
)
def test_a_wish_for_what_is_none_is_not_found(client: Client, query: str) -> None:
    assert client.get(f"{HERE}?{query}").status_code == 404
