import pytest

from blog.lib.database import db
from blog.models import site
from tests.conftest import Sql
from tests.factories import change_settings, make_category

pytestmark = pytest.mark.usefixtures("app")


def test_a_crumb_goes_from_the_top_down() -> None:
    top = make_category("上")
    child = make_category("下", parent=top)
    site.forget()
    here = site.current()
    assert [shelf.name for shelf in here.trail(child.id)] == ["上", "下"]
    assert [shelf.name for shelf in here.trail(top.id)] == ["上"]
    assert here.trail(None) == here.trail(999) == ()
    assert [shelf.name for shelf in here.tops()] == ["上"]
    assert [shelf.name for shelf in here.children(top.id)] == ["下"]


def test_the_seal_is_the_first_character_of_the_title() -> None:
    change_settings(title="山前小店")
    assert site.current().seal == "山"


def test_a_known_site_costs_one_statement(sql: Sql) -> None:
    site.current()
    db.session.commit()
    site.forget()
    with sql() as asked:
        site.current()
        site.list_marks()
    assert len(asked) == 1


def test_a_change_is_seen_at_once_and_draws_the_dress_anew() -> None:
    before = site.marks().dress
    change_settings(title="新")
    assert site.current().settings.title == "新"
    assert site.marks().dress != before


def test_the_site_serves_any_host_until_it_has_an_address() -> None:
    assert site.serves("anything.example")
    change_settings(address="https://blog.example:8443")
    assert site.serves("blog.example:8443")
    assert site.serves("BLOG.example:8443")
    assert site.serves("127.0.0.1:8000")
    assert site.serves("[::1]:8000")
    assert site.serves("localhost")
    assert not site.serves("blog.example")
    assert not site.serves("evil.example")
    assert not site.serves("blog.example.evil.example:8443")
