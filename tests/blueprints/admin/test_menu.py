"""The menu editor."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.models import site
from tests.conftest import Auth
from tests.factories import change_settings, make_category, make_page
from tests.support.clients import Client

HERE = "/admin/menu"


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    change_settings(language="en")
    auth.login()


def menu() -> list[tuple[str, str]]:
    site.forget()
    return [(row["label"], row["url"]) for row in site.current().settings.menu]


def texts(html: str, selector: str) -> list[str]:
    return [node.text(strip=True) for node in LexborHTMLParser(html).css(selector)]


def rows(*pairs: tuple[str, str], **more: str) -> dict[str, list[str] | str]:
    labels, urls = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return {"menu-label": labels, "menu-url": urls, **more}


def test_the_menu_is_saved_and_readers_see_it(client: Client) -> None:
    sent = rows(("Home", "/"), ("", ""), ("GitHub", "https://github.com/"))
    assert client.post(HERE, data=sent).location == HERE
    assert menu() == [("Home", "/"), ("GitHub", "https://github.com/")]
    assert texts(client.get("/").text, ".menu li") == ["Home", "GitHub"]


def test_the_preview_without_entries_is_what_readers_see(client: Client) -> None:
    parent = make_category("甲")
    make_category("子", parent)
    for name in "乙丙丁戊":
        make_category(name)
    seen = texts(client.get("/").text, ".menu li")
    assert texts(client.get(HERE).text, "[data-preview] li") == seen
    assert len(seen) == 7


def test_an_emptied_menu_is_the_usual_one(client: Client) -> None:
    change_settings(menu=[{"label": "x", "url": "/"}])
    client.post(HERE, data=rows(("", "")))
    assert menu() == []
    assert "usual menu" in client.get(HERE).text


@pytest.mark.parametrize(
    ("deed", "order"),
    [("up menu 1", "bac"), ("down menu 0", "bac"), ("up menu 0", "abc"), ("down menu 2", "abc"),
     ("remove menu 1", "ac"), ("remove menu 9", "abc"), ("add menu 0", "abc")],
)  # fmt: skip
def test_a_row_moves_without_script_and_nothing_is_saved(
    client: Client, deed: str, order: str
) -> None:
    answer = client.post(HERE, data=rows(("a", "/a"), ("b", "/b"), ("c", "/c"), do=deed))
    labels = [
        node.attributes.get("value") or ""
        for node in LexborHTMLParser(answer.text).css("[name=menu-label]")
    ]
    assert answer.status_code == 200
    assert "".join(labels) == order
    assert labels[-1] == ""
    assert menu() == []


def test_a_page_of_the_blog_is_added_from_the_list(client: Client) -> None:
    child = make_category("键盘", make_category("技术"), slug="keys")
    make_page("关于")
    page = client.get(HERE).text
    assert "技术 › 键盘" in page
    assert 'value="/pages/about"' in page
    sent = rows(("Home", "/"), do="pick", pick=f"/categories/{child.slug}")
    answer = client.post(HERE, data=sent).text
    assert 'value="键盘"' in answer
    assert 'value="/categories/keys"' in answer
    assert menu() == []


@pytest.mark.parametrize("row", [("x", ""), ("", "/x"), ("x", "javascript:alert(1)"), ("x", "x")])
def test_a_row_that_leads_nowhere_is_refused_and_kept(client: Client, row: tuple[str, str]) -> None:
    answer = client.post(HERE, data=rows(("Home", "/"), row))
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text
    for cell in filter(None, row):
        assert f'value="{cell}"' in answer.text
    assert menu() == []
