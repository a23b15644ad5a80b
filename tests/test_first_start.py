"""The first start: whoever has the printed link becomes the admin, and nobody else."""

import re

import pytest

from blog.models import door, site
from blog.models.audit import AuditEntry
from blog.models.user import User
from tests.conftest import Auth
from tests.support.clients import Client

NAME, PASSWORD = "林小雨", "correct horse"
SETUP = {
    "name": NAME, "password": PASSWORD, "again": PASSWORD,
    "title": "雨天随笔", "language": "en", "time_zone": "Europe/Vienna",
    "address": "", "lasting": "y",
}  # fmt: skip


def link() -> str:
    found = door.setup_link()
    assert found
    return found


def test_the_first_start_makes_the_admin_and_names_the_site(client: Client, auth: Auth) -> None:
    path = link()
    assert client.get(path).status_code == 200
    response = client.post(path, data=SETUP)
    assert (response.status_code, response.location) == (303, "/admin")
    assert client.get("/admin").status_code == 200
    settings = site.current().settings
    assert (settings.title, settings.language, settings.author) == ("雨天随笔", "en", NAME)
    assert settings.time_zone == "Europe/Vienna"
    assert User.check(NAME, PASSWORD)
    assert [entry.event for entry in AuditEntry.newest()] == ["logged-in", "created"]


def test_the_link_opens_once(client: Client, auth: Auth) -> None:
    path = link()
    client.post(path, data=SETUP)
    assert client.get(path).status_code == 404
    assert client.post(path, data=SETUP | {"name": "second"}).status_code == 404
    assert User.check("second", PASSWORD) is None


@pytest.mark.parametrize("path", ["/setup/", "/setup", "/setup/guess", "/setup/" + "0" * 40])
def test_a_stranger_who_comes_first_gets_nothing(client: Client, path: str) -> None:
    assert client.get(path.rstrip("/")).status_code == 404
    assert client.post("/setup/guess", data=SETUP).status_code == 404
    assert User.admin() is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "a\nb"),
        ("name", "x" * 61),
        ("password", "short"),
        ("password", "x" * 201),
        ("again", "something else"),
        ("title", ""),
        ("title", "x" * 61),
        ("language", "fr"),
        ("time_zone", ""),
        ("time_zone", "Middle-earth/Shire"),
        ("address", "no address"),
        ("address", "https://example.org/blog"),
    ],
)
def test_what_makes_no_sense_is_said_and_makes_no_admin(
    client: Client, auth: Auth, field: str, typed: str
) -> None:
    response = client.post(link(), data=SETUP | {field: typed})
    assert response.status_code == 422
    assert f'id="{field}-wrong"' in response.text
    assert User.admin() is None


def test_the_page_speaks_its_readers_language(client: Client) -> None:
    chinese = client.get(link(), headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    english = client.get(link(), headers={"Accept-Language": "en-GB"})
    assert '<html lang="zh-Hans">' in chinese.text
    assert '<html lang="en">' in english.text
    assert re.search(r'<option selected value="en">', english.text)
    assert 'value="Asia/Shanghai"' in chinese.text.partition("<datalist")[0]
    assert 'value="UTC"' in english.text.partition("<datalist")[0]


def test_the_address_is_what_the_browser_used_but_never_this_machine(client: Client) -> None:
    assert (
        'value="https://blog.example"' in client.get(link(), base_url="https://blog.example").text
    )
    assert "127.0.0.1" not in client.get(link(), base_url="http://127.0.0.1:8000").text


def test_an_address_that_would_shut_the_admin_out_is_refused(client: Client, auth: Auth) -> None:
    wrong = SETUP | {"address": "https://elsewhere.example"}
    assert client.post(link(), data=wrong, base_url="http://blog.example").status_code == 422
    right = SETUP | {"address": "https://blog.example"}
    assert client.post(link(), data=right, base_url="http://blog.example").status_code == 303


def test_a_chinese_domain_is_taken_as_the_browser_names_it(client: Client, auth: Auth) -> None:
    asked = "https://xn--fsqu00a.xn--fiqs8s"
    assert f'value="{asked}"' in client.get(link(), base_url=asked).text
    typed = SETUP | {"address": "https://例子.中国"}
    assert client.post(link(), data=typed, base_url=asked).status_code == 303
    assert site.current().settings.address == asked
    assert client.get("/", base_url=asked).status_code == 200


def test_of_two_who_set_up_at_once_one_gets_nothing(
    client: Client, auth: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link()
    client.post(path, data=SETUP)
    monkeypatch.setattr(door, "may_set_up", lambda token: True)
    assert client.post(path, data=SETUP | {"name": "second"}).status_code == 404
