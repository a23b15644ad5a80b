"""The daily backup is made when it is due, by a child process, and kept to its number."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from blog.lib import child
from blog.lib.database import db, utcnow
from blog.models import site
from blog.models.backup import Backup
from blog.models.value import Refused
from blog.transfer import daily
from blog.transfer.daily import Daily, Failed
from tests.factories import change_settings, make_article
from tests.support.clients import Client


def made() -> list[Path]:
    return sorted(daily.folder().glob("suibi-*.zip"))


def run(chore: Daily) -> None:
    """Until the child has ended and the chore has seen it."""
    chore()
    assert chore._child
    chore._child[0].wait(60)
    chore()
    db.session.rollback()


def test_switched_off_it_does_nothing(app: Flask) -> None:
    assert Daily()() == daily.LOOK
    assert not daily.folder().exists()


def test_switched_on_it_makes_one_a_day(app: Flask) -> None:
    make_article()
    change_settings(backup_daily=True)
    chore = Daily()
    run(chore)
    assert len(made()) == 1
    assert Backup.last()
    assert chore() > daily.LOOK
    assert chore._child is None
    Backup.record("old", 1, utcnow())
    for row in db.session.query(Backup):
        row.made_at = utcnow() - timedelta(days=1, minutes=1)
    db.session.commit()
    time.sleep(1)  # the name of a backup is its second
    run(chore)
    assert len(made()) == 2


def test_it_keeps_as_many_as_the_settings_say(app: Flask) -> None:
    change_settings(backup_daily=True, backup_keep=2)
    daily.folder().mkdir(parents=True)
    for day in (1, 2, 3):
        (daily.folder() / f"suibi-2020010{day}-000000.zip").write_text("older")
    run(Daily())
    assert len(made()) == 2
    assert made()[0].name == "suibi-20200103-000000.zip"


def test_two_workers_make_one(app: Flask) -> None:
    change_settings(backup_daily=True)
    first, second = Daily(), Daily()
    first()
    second()
    assert second._child is None
    run_out = first._child
    assert run_out
    run_out[0].wait(60)
    first()
    assert len(made()) == 1


def test_a_failure_is_told_and_leaves_no_backup(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(backup_daily=True)
    settings = child.settings()
    monkeypatch.setattr(child, "settings", lambda: settings | {"PROXIES": "many"})
    chore = Daily()
    chore()
    assert chore._child
    chore._child[0].wait(60)
    with pytest.raises(Failed, match="BLOG_PROXIES"):
        chore()
    assert made() == []
    assert Backup.age() is None


@pytest.mark.parametrize(("language", "said"), [("zh", "没有数据库"), ("en", "no database at")])
def test_a_failure_is_told_in_the_language_of_the_site(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    change_settings(backup_daily=True, language=language)
    settings = child.settings() | {"DATABASE_URL": f"sqlite:///{tmp_path / 'none' / 'blog.db'}"}
    monkeypatch.setattr(child, "settings", lambda: settings)
    with pytest.raises(Failed, match=said):
        run(Daily())


def test_healthz_tells_the_age_of_the_last_good_one(app: Flask, client: Client) -> None:
    assert client.get("/healthz").json == {
        "status": "ok",
        "database": "ok",
        "backup_age_seconds": None,
    }
    Backup.record("blog.zip", 1, utcnow() - timedelta(hours=2))
    answer = client.get("/healthz").json
    assert answer
    assert 7200 <= answer["backup_age_seconds"] < 7260


def test_the_number_kept_has_bounds(app: Flask) -> None:
    with pytest.raises(Refused):
        site.change({"backup_keep": 0})
