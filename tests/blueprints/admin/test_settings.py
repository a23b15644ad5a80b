"""The settings page: every row of the table is on it, and comes back as it was sent."""

from dataclasses import fields

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.forms.settings import KINDS, TABLE
from blog.models import site
from blog.models.choices import GROUPS
from blog.models.setting import Settings
from tests.conftest import Auth
from tests.factories import change_settings, make_article
from tests.support.clients import Client

HERE = "/admin/settings"
# Another value than the default for each kind, as it is typed.
TYPED = {
    "number": "7", "text": "新的 text", "zone": "Europe/Paris", "address": "http://localhost",
    "mailbox": "me@example.org", "lines": "一\r\n二", "metas": "google-site-verification=a1",
    "icp": "京ICP备12345678号-1", "police": "京公网安备 11010502030143号", "link": "/media/a.png",
}  # fmt: skip


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    change_settings(language="en")
    auth.login()


def shown(html: str) -> dict[str, list[str]]:
    """What a browser would send of the page."""
    sent: dict[str, list[str]] = {}
    form = LexborHTMLParser(html).css_first(".settings form")
    assert form
    for node in form.css("input, textarea, select"):
        name = node.attributes.get("name") or ""
        if node.tag == "select":
            chosen = node.css_first("[selected]") or node.css_first("option")
            assert chosen
            value = chosen.attributes.get("value")
        elif node.tag == "textarea":
            value = node.text().removeprefix("\n")
        elif node.attributes.get("type") == "checkbox" and "checked" not in node.attributes:
            continue
        else:
            value = node.attributes.get("value")
        sent.setdefault(name, []).append(value or "")
    return sent


def now() -> Settings:
    site.forget()
    return site.current().settings


def test_every_setting_has_a_section_with_a_title_and_a_field_of_its_kind() -> None:
    for item in fields(Settings):
        assert item.metadata["group"] in GROUPS, item.name
        assert item.metadata["read"].func in KINDS, item.name
    assert {item.name for item in fields(Settings)} - {item.name for item in TABLE} == {"menu"}


def test_the_page_saved_as_it_is_changes_nothing(client: Client) -> None:
    before = now()
    answer = client.post(HERE, data=shown(client.get(HERE).text))
    assert answer.status_code == 303
    assert now() == before
    assert "Nothing was changed." in client.get(HERE).text


@pytest.mark.parametrize("item", TABLE, ids=lambda item: str(item.name))
def test_every_setting_is_on_the_page_and_comes_back(client: Client, item: object) -> None:
    name, default = item.name, item.default  # type: ignore[attr-defined]
    read = item.metadata["read"]  # type: ignore[attr-defined]
    sent = shown(client.get(HERE).text)
    kind = read.func.__name__
    if kind == "switch":
        sent.pop(name, None) if default else sent.update({name: ["y"]})
        wanted: object = not default
    elif kind == "choice":
        wanted = next(key for key in read.keywords["choices"] if key != sent[name][0])
        sent[name] = [str(wanted)]
    elif kind == "rows":
        cells = dict.fromkeys(read.keywords["columns"], "x") | {"url": "https://example.org"}
        sent |= {f"{name}-{column}": [cell] for column, cell in cells.items()}
        wanted = (cells,)
    else:
        sent[name] = [TYPED[kind]]
        wanted = read(TYPED[kind].replace("\r\n", "\n"))
    answer = client.post(HERE, data=sent)
    assert answer.status_code == 303, answer.text
    assert getattr(now(), name) == wanted
    again = shown(client.get(HERE).text)
    assert client.post(HERE, data=again).status_code == 303
    assert getattr(now(), name) == wanted


def test_what_was_changed_is_said(client: Client) -> None:
    sent = shown(client.get(HERE).text) | {"title": ["店"], "hot_days": ["8"]}
    client.post(HERE, data=sent)
    assert "Saved: Site title, Days counted for popular articles." in client.get(HERE).text


def test_a_new_language_says_so_in_that_language(client: Client) -> None:
    client.post(HERE, data=shown(client.get(HERE).text) | {"language": ["zh"]})
    page = client.get(HERE).text
    assert "已保存" in page
    assert 'lang="zh-Hans"' in page


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("title", "x" * 61, "at most 60 characters"),
        ("articles_per_page", "101", "from 1 to 100"),
        ("articles_per_page", "ten", "from 1 to 100"),
        ("language", "fr", "Choose one of these"),
        ("time_zone", "Mars/Base", "a time zone such as"),
        ("address", "example.org", "without a path"),
        ("icp", "12345678", "京ICP备12345678号-1"),
        ("police", "110105", "京公网安备11010502030143号"),
        ("verifications", "abc", "“abc”"),
        ("mail_address", "nobody", "an email address"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    client: Client, name: str, typed: str, said: str
) -> None:
    before = now()
    sent = shown(client.get(HERE).text) | {"tagline": ["留着"], name: [typed]}
    sent |= {"links-name": ["友"], "links-url": ["https://example.org"], "links-description": [""]}
    answer = client.post(HERE, data=sent)
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    wrong = page.css_first(f"#{name}-wrong")
    assert wrong
    assert said in wrong.text()
    kept = shown(answer.text)
    assert kept["tagline"] == ["留着"]
    assert kept["links-name"][0] == "友"
    if name != "language":
        assert kept[name] == [typed]
    assert now() == before


def test_another_address_is_asked_about_once(client: Client) -> None:
    sent = shown(client.get(HERE).text) | {"address": ["https://example.org"]}
    answer = client.post(HERE, data=sent)
    assert answer.status_code == 422
    assert "sent to example.org" in answer.text
    assert now().address == ""
    client.post(HERE, data=sent | {"move": ["y"]})
    assert now().address == "https://example.org"
    assert "are sent to https://example.org now" in client.get(HERE).text


def test_the_address_is_filled_in_from_the_browsers(client: Client) -> None:
    assert shown(client.get(HERE).text)["address"] == [""]
    client.set_cookie(
        "suibi_login", str(client.get_cookie("suibi_login").value), domain="blog.test"
    )
    page = client.get(HERE, base_url="https://blog.test").text
    assert shown(page)["address"] == ["https://blog.test"]


def test_links_gain_move_and_lose_rows_without_script(client: Client) -> None:
    sent = shown(client.get(HERE).text) | {
        "tagline": ["留着"], "links-name": ["甲", "乙"],
        "links-url": ["https://a.example", "https://b.example"], "links-description": ["", ""],
    }  # fmt: skip
    answer = client.post(HERE, data=sent | {"do": ["up links 1"]})
    kept = shown(answer.text)
    assert kept["links-name"] == ["乙", "甲", ""]
    assert kept["tagline"] == ["留着"]
    assert now().links == ()
    assert client.post(HERE, data=sent | {"do": ["up title 1"]}).status_code == 200


def test_a_new_time_zone_moves_the_months(client: Client) -> None:
    from datetime import UTC, datetime

    from blog.lib.database import db
    from blog.models.shelf import ArchiveMonth

    article = make_article("一", at=datetime(2021, 3, 31, 20, tzinfo=UTC))
    assert article.month == "2021-04"
    client.post(HERE, data=shown(client.get(HERE).text) | {"time_zone": ["Europe/London"]})
    db.session.expire_all()
    assert article.month == "2021-03"
    assert ArchiveMonth.all() == [("2021-03", 1)]


def test_filing_numbers_lead_to_their_records(client: Client) -> None:
    change_settings(icp="京ICP备12345678号-1", police="京公网安备11010502030143号")
    foot = LexborHTMLParser(client.get("/").text).css(".foot a")
    links = {node.text(): node.attributes["href"] for node in foot}
    assert links["京ICP备12345678号-1"] == "https://beian.miit.gov.cn/"
    record = "https://beian.mps.gov.cn/#/query/webSearch?code=11010502030143"
    assert links["京公网安备11010502030143号"] == record


def test_a_social_picture_stands_for_pages_that_have_none(client: Client) -> None:
    change_settings(social_picture="/media/ab/picture.webp")
    picture = LexborHTMLParser(client.get("/").text).css_first('meta[property="og:image"]')
    assert picture
    assert picture.attributes["content"] == "http://localhost/media/ab/picture.webp"


def test_engines_find_their_names_on_the_first_page(client: Client) -> None:
    change_settings(verifications="baidu-site-verification=codeva-1")
    assert '<meta name="baidu-site-verification" content="codeva-1">' in client.get("/").text
