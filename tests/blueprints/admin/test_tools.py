import time
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from blog.lib.database import db, utcnow
from blog.models import backup, job
from blog.models.article import Article
from blog.models.job import Job, Kind, State
from blog.transfer import backup as backups
from tests.conftest import Auth
from tests.factories import make_article
from tests.support.clients import Client
from tests.transfer.wxr_files import HEAD, TAIL, item


@pytest.fixture(autouse=True)
def logged_in(app: Flask, auth: Auth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    auth.login()


def end(location: str) -> State:
    """How the job at that address ended, within a minute."""
    one = job.of(location.rpartition("/")[2])
    assert one is not None
    for _ in range(600):
        if one.is_over:
            break
        time.sleep(0.1)
    db.session.rollback()
    return one.state


@pytest.mark.slow
def test_an_uploaded_blog_comes_in_and_its_report_is_shown(client: Client) -> None:
    sent = BytesIO((HEAD + item(title="老文章") + TAIL).encode())
    answer = client.post("/admin/tools/import", data={"file": (sent, "blog.xml")})
    assert answer.status_code == 303
    assert end(answer.location) is State.DONE
    page = client.get(answer.location).get_data(as_text=True)
    assert "已导入：1 篇文章、" in page  # in the desk's language
    assert page.count("blog.xml") > 1  # in the heading, and in what was said of it
    assert 'http-equiv="refresh"' not in page
    assert db.session.scalars(select(Article.title)).all() == ["老文章"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("我的 博客.xml", "我的 博客.xml"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("a\tb.json", "file.json"),
        ("长" * 100 + ".xml", "file.xml"),
    ],
)
def test_what_is_sent_keeps_its_name_but_no_folder(
    client: Client, monkeypatch: pytest.MonkeyPatch, sent: str, kept: str
) -> None:
    begun: list[Path] = []

    def begin(place: Path, kind: Kind, words: str, arguments: list[str]) -> Job:
        begun.append(Path(arguments[-1]))
        assert Path(arguments[-1]).parent.parent == place
        assert words == kept
        return Job(place.name, kind, words, utcnow(), place)

    monkeypatch.setattr(job, "begin", begin)
    client.post("/admin/tools/import", data={"file": (BytesIO(b"x"), sent)})
    assert [path.name for path in begun] == [kept]


@pytest.mark.slow
def test_an_export_is_handed_out_as_a_zip(client: Client) -> None:
    make_article("甲", slug="first")
    answer = client.post("/admin/tools/export")
    assert end(answer.location) is State.DONE
    with client.get(f"{answer.location}/result") as made:
        assert made.headers["Cache-Control"] == "no-store"
        with zipfile.ZipFile(BytesIO(made.data)) as packed:
            assert "articles/first.md" in packed.namelist()


def test_what_is_sent_while_another_job_runs_waits_for_its_turn(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr("blog.lib.child.COMMAND", ["sh", "-c", "sleep 60"])
        running = client.post("/admin/tools/export").location
    first = job.of(running.rpartition("/")[2])
    assert first
    sent = BytesIO((HEAD + item(title="老文章") + TAIL).encode())
    answer = client.post("/admin/tools/import", data={"file": (sent, "blog.xml")})
    page = client.get(answer.location).get_data(as_text=True)
    assert "另一项任务正在运行" in page
    assert 'http-equiv="refresh"' in page
    first.stop()
    assert end(answer.location) is State.DONE
    assert db.session.scalars(select(Article.title)).all() == ["老文章"]


def test_asking_twice_starts_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.lib.child.COMMAND", ["sh", "-c", "sleep 60"])
    first = client.post("/admin/tools/export").location
    # Whether its turn has come or not: none goes before it.
    assert "另一项任务正在运行" not in client.get(first).get_data(as_text=True)
    assert client.post("/admin/tools/export").location == first
    assert "有一项任务正在运行" in client.get("/admin/tools").get_data(as_text=True)
    [one] = job.unended()
    one.stop()
    assert end(first) is State.LOST


def test_nothing_chosen_is_said(client: Client) -> None:
    assert client.post("/admin/tools/import").status_code == 422
    asked = client.post("/admin/tools/import", data={"path": "/nowhere/at/all"})
    assert asked.status_code == 422
    assert "/nowhere/at/all" in asked.get_data(as_text=True)
    for odd in ("~nosuchuser/x", "x" * 300, "/" + "字" * 100):
        assert client.post("/admin/tools/import", data={"path": odd}).status_code == 422
    assert job.newest() == []


def test_jobs_nobody_started_are_not_found(client: Client) -> None:
    assert client.get("/admin/tools/20200101000000-00000000").status_code == 404
    assert client.get("/admin/tools").status_code == 200


@pytest.fixture
def kept(app: Flask, tmp_path: Path) -> str:
    """The name of a backup that holds one article, which is gone now."""
    article = make_article("甲", slug="first")
    (backup.folder() / "daily").mkdir(parents=True)
    made = backups.back_up(backup.folder() / "daily", keep=3)
    db.session.delete(article)
    db.session.commit()
    return f"daily/{made.path.name}"


@pytest.mark.slow
def test_a_kept_backup_is_handed_out_and_brought_back(client: Client, kept: str) -> None:
    page = client.get("/admin/tools/restore").get_data(as_text=True)
    assert kept in page
    with client.get(f"/admin/tools/backups/{kept}") as handed:
        assert handed.headers["Cache-Control"] == "no-store"
        assert handed.data == (backup.folder() / kept).read_bytes()
    answer = client.post("/admin/tools/restore", data={"name": kept})
    assert answer.status_code == 303
    db.session.rollback()
    assert end(answer.location) is State.DONE
    assert db.session.scalars(select(Article.title)).all() == ["甲"]
    assert client.get(answer.location).status_code == 302


@pytest.mark.parametrize("name", ["", "daily/none.zip", "../blog.db", "/etc/passwd"])
def test_only_a_kept_backup_can_be_chosen(client: Client, kept: str, name: str) -> None:
    answer = client.post("/admin/tools/restore", data={"name": name})
    assert answer.status_code == 422
    assert job.newest() == []
    assert client.get(f"/admin/tools/backups/{name}").status_code in {308, 404}


def test_backups_ask_for_the_password_first(
    app: Flask, client: Client, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.models.login.FRESH", timedelta(0))
    for answer in (
        client.get("/admin/tools/restore"),
        client.post("/admin/tools/restore", data={"name": kept}),
        client.get(f"/admin/tools/backups/{kept}"),
    ):
        assert answer.location == "/admin/account/confirm?next=/admin/tools/restore"
    assert job.newest() == []


@pytest.mark.slow
def test_a_backup_made_by_a_job_asks_for_the_password_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = client.post("/admin/tools/backup")
    assert end(begun.location) is State.DONE
    with client.get(f"{begun.location}/result") as made:
        assert made.status_code == 200
    monkeypatch.setattr("blog.models.login.FRESH", timedelta(0))
    asked = client.get(f"{begun.location}/result")
    assert asked.location == f"/admin/account/confirm?next={begun.location}"


@pytest.mark.slow
def test_a_backup_made_by_a_job_is_brought_back_though_the_job_is_swept_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article("甲", slug="first")
    begun = client.post("/admin/tools/backup")
    assert end(begun.location) is State.DONE
    db.session.delete(article)
    db.session.commit()
    [made] = backup.files()
    assert made.name in client.get("/admin/tools/restore").get_data(as_text=True)
    with client.get(f"/admin/tools/backups/{made.name}") as handed:
        assert handed.data == made.path.read_bytes()
    monkeypatch.setattr(job, "KEPT", 1)
    answer = client.post("/admin/tools/restore", data={"name": made.name})
    assert not made.path.exists()
    db.session.rollback()
    assert end(answer.location) is State.DONE
    assert db.session.scalars(select(Article.title)).all() == ["甲"]
