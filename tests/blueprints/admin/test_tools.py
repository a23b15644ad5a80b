import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from blog.lib.database import db
from blog.models import job
from blog.models.article import Article
from blog.models.job import State
from tests.conftest import Auth
from tests.factories import make_article
from tests.support.clients import Client
from tests.transfer.wxr_files import HEAD, TAIL, item


@pytest.fixture(autouse=True)
def logged_in(
    app: Flask, auth: Auth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    auth.login()
    yield
    for started in job._children:
        started.wait(20)
    job._children.clear()


def end(location: str) -> State:
    """How the job at that address ended, within a minute."""
    one = job.of(location.rpartition("/")[2])
    assert one is not None
    for _ in range(600):
        if one.state is not State.RUNNING:
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
    assert "Added 1 articles" in page
    assert 'http-equiv="refresh"' not in page
    assert db.session.scalars(select(Article.title)).all() == ["老文章"]


@pytest.mark.slow
def test_an_export_is_handed_out_as_a_zip(client: Client) -> None:
    make_article("甲", slug="first")
    answer = client.post("/admin/tools/export")
    assert end(answer.location) is State.DONE
    with client.get(f"{answer.location}/result") as made:
        assert made.headers["Cache-Control"] == "no-store"
        with zipfile.ZipFile(BytesIO(made.data)) as packed:
            assert "articles/first.md" in packed.namelist()


def test_nothing_chosen_is_said(client: Client) -> None:
    assert client.post("/admin/tools/import").status_code == 422
    asked = client.post("/admin/tools/import", data={"path": "/nowhere/at/all"})
    assert asked.status_code == 422
    assert "/nowhere/at/all" in asked.get_data(as_text=True)
    assert job.newest() == []


def test_jobs_nobody_started_are_not_found(client: Client) -> None:
    assert client.get("/admin/tools/20200101000000-00000000").status_code == 404
    assert client.get("/admin/tools").status_code == 200
