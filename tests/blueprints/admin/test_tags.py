"""The screens of the tags."""

import pytest

from blog.lib.database import db
from blog.models import tag_care
from blog.models.tag import Tag
from tests.conftest import Auth
from tests.factories import change_settings, make_article
from tests.support.clients import Client

HERE = "/admin/tags"


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    change_settings(language="en")
    auth.login()


def id_of(name: str) -> int:
    return Tag.by_names([name])[name].id


def names() -> set[str]:
    db.session.expire_all()
    return {tag.name for tag in db.session.query(Tag)}


def test_the_list_finds_sorts_and_counts(client: Client) -> None:
    assert "No tags yet" in client.get(HERE).text
    make_article("一", tags=["雨", "夜"])
    make_article("二", tags=["夜"], published=False)
    client.post(HERE, data={"name": "空"})
    page = client.get(HERE).text
    assert "Unused 1" in page
    assert "1 unpublished" in page
    assert page.index(">夜</a>") < page.index(">雨</a>") < page.index(">空</a>")
    assert ">雨</a>" not in client.get(f"{HERE}?q=夜").text
    assert ">夜</a>" not in client.get(f"{HERE}?unused=1").text
    assert "Nothing found" in client.get(f"{HERE}?q=none&sort=nonsense").text
    assert client.get(f"{HERE}?page=2").status_code == 404


def test_a_renamed_tag_leads_on(client: Client) -> None:
    make_article("一", tags=["雨"])
    path = f"{HERE}/{id_of('雨')}"
    assert "1 article has it." in client.get(path).text
    assert client.post(path, data={"name": "大雨", "slug": "rain"}).location == HERE
    assert client.get("/tags/yu").location == "/tags/rain"
    assert "大雨" in client.get("/tags/rain").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "夜"}, "merge this one into it"),
        ({"name": "a,b"}, "no commas"),
        ({"name": "#a"}, "no commas"),
        ({"name": ""}, "Please fill this in"),
        ({"slug": "ye"}, "has this address"),
        ({"slug": ""}, "Please fill this in"),
        ({"slug": "a b"}, "small letters"),
    ],
)
def test_what_is_refused_says_why(client: Client, typed: dict[str, str], said: str) -> None:
    make_article("一", tags=["雨", "夜"])
    answer = client.post(f"{HERE}/{id_of('雨')}", data={"name": "雨", "slug": "yu"} | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert names() == {"雨", "夜"}


def test_a_tag_that_cannot_be_made_says_why(client: Client) -> None:
    answer = client.post(HERE, data={"name": "a、b"})
    assert answer.status_code == 422
    assert 'value="a、b"' in answer.text


def test_many_become_one_after_a_question(client: Client) -> None:
    make_article("一", tags=["雨", "大雨"])
    make_article("二", tags=["小雨"])
    query = f"id={id_of('大雨')}&id={id_of('小雨')}&id={id_of('雨')}"
    question = client.get(f"{HERE}/merge?{query}").text
    assert question.count("1 article</span>") == 3
    ids = [id_of("大雨"), id_of("小雨"), id_of("雨")]
    wrong = client.post(f"{HERE}/merge", data={"id": ids, "into": "雪"})
    assert wrong.status_code == 422
    assert "There is no tag “雪”" in wrong.text
    client.post(f"{HERE}/merge", data={"id": ids, "into": "雨"})
    assert "2 tags became “雨”" in client.get(HERE).text
    assert names() == {"雨"}
    assert client.get("/tags/da-yu").location == "/tags/yu"


def test_unused_tags_go_and_come_back(client: Client) -> None:
    ids = [tag_care.create("空"), tag_care.create("虚")]
    assert "No article has these tags." in client.get(f"{HERE}/delete?id={ids[0]}").text
    client.post(f"{HERE}/delete", data={"id": ids})
    assert names() == set()
    assert "2 tags are deleted." in client.get(HERE).text
    client.post(f"{HERE}/undo")
    assert names() == {"空", "虚"}


def test_a_tag_in_use_goes_only_when_sure(client: Client) -> None:
    make_article("一", tags=["雨"])
    question = client.post(f"{HERE}/delete", data={"id": id_of("雨")})
    assert question.status_code == 200
    assert "lose these tags" in question.text
    assert names() == {"雨"}
    client.post(f"{HERE}/delete", data={"id": id_of("雨"), "sure": "1"})
    assert names() == set()


@pytest.mark.parametrize("deed", ["merge", "delete"])
def test_without_a_tick_there_is_nothing_to_do(client: Client, deed: str) -> None:
    for path in (f"{HERE}/{deed}", f"{HERE}/{deed}?id=99&id=x&id=²&id={'9' * 40}"):
        assert client.get(path).location == HERE
    assert "Tick the tags first." in client.get(HERE).text
    assert client.get(f"{HERE}/99").status_code == 404
