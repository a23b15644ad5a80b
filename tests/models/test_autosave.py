"""What was typed and not yet saved."""

from datetime import timedelta

import pytest
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models.autosave import KEPT, Autosave, Behind

pytestmark = pytest.mark.usefixtures("app")
PLACE = "articles/1"


def keep(body: str, version: str = "", tab: str = "a", place: str = PLACE) -> Autosave:
    return Autosave.keep(place, {"body": body}, revision=1, version=version, tab=tab)


def test_one_tab_goes_on_even_when_an_answer_was_lost() -> None:
    first = keep("一").version
    assert keep("二", first).version != first
    assert keep("三", first).typed == {"body": "三"}


def test_another_tab_must_know_what_it_replaces() -> None:
    version = keep("一").version
    for known in ("", "guess"):
        with pytest.raises(Behind) as behind:
            keep("二", known, tab="b")
        assert behind.value.other.typed == {"body": "一"}
    taken = keep("二", version, tab="b").version
    with pytest.raises(Behind):
        keep("三", version, tab="a")
    with pytest.raises(Behind):
        Autosave.check(PLACE, version, "a")
    assert Autosave.check(PLACE, taken, "c") is not None


def test_without_script_the_version_alone_counts() -> None:
    version = keep("一", tab="").version
    with pytest.raises(Behind):
        Autosave.check(PLACE, "", "")
    assert Autosave.check(PLACE, version, "")


def test_what_is_dropped_is_gone_and_may_come_again() -> None:
    version = keep("一").version
    Autosave.drop(PLACE)
    assert Autosave.of(PLACE) is None
    assert Autosave.check(PLACE, version, "a") is None
    assert keep("二", version, tab="b").typed == {"body": "二"}


def test_only_what_was_never_saved_is_forgotten_in_time(app: Flask) -> None:
    for place in (PLACE, "articles/new-a", "articles/new-b", "pages/new-c"):
        keep("字", place=place).saved_at = utcnow() - KEPT - timedelta(days=1)
    keep("字", place="articles/new-b").saved_at = utcnow() - KEPT + timedelta(days=1)
    assert [one.place for one in Autosave.unsaved("articles")] == [
        "articles/new-b",
        "articles/new-a",
    ]
    Autosave.sweep()
    db.session.commit()
    assert {one.place for one in db.session.query(Autosave)} == {PLACE, "articles/new-b"}
