"""A restore brings the blog of a backup back, or leaves the one that is there."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from sqlalchemy import select

from blog.lib.database import db
from blog.models import media, site
from blog.models.article import Article
from blog.models.views import ArticleViews
from blog.transfer import archive, backup, restore
from blog.transfer.trouble import Trouble
from tests.conftest import Auth, Live
from tests.factories import change_settings, make_article
from tests.support.apps import SECRET_KEY
from tests.support.clients import Client

# `blog restore`, further down, starts the children that a restore has.
pytestmark = pytest.mark.usefixtures("inside_commands")


def titles() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Article.title).order_by(Article.id)))


def marks() -> set[int]:
    db.session.rollback()
    site.forget()
    found = site.marks()
    return {found.dress, found.lists, *db.session.scalars(select(ArticleViews.mark))}


def test_the_blog_is_as_it_was(app: Flask, client: Client, kept: Path) -> None:
    article = db.session.scalar(select(Article))
    assert article
    article.bin()
    make_article("后来的")
    change_settings(title="改了")
    restore.restore(kept)
    assert titles() == ["茶"]
    page = client.get("/articles/tea").text
    assert 'class="views" value="42"' in page
    assert "好喝。" in page
    assert "改了" not in page


def test_every_mark_is_drawn_anew(app: Flask, kept: Path) -> None:
    before = marks()
    restore.restore(kept)
    after = marks()
    assert len(after) == len(before) == 3
    assert not before & after
    assert all(0 < mark < 2**63 for mark in after)


def test_a_kept_page_is_not_shown_again(app: Flask, client: Client, kept: Path) -> None:
    make_article("后来的", slug="later")
    assert client.get("/articles/later").status_code == 200
    assert "后来的" in client.get("/").text
    restore.restore(kept)
    assert "后来的" not in client.get("/").text
    assert client.get("/articles/later").status_code == 404


def test_every_login_is_closed(app: Flask, client: Client, auth: Auth, tmp_path: Path) -> None:
    auth.login()
    made = backup.back_up(tmp_path / "kept.zip")
    assert client.get("/admin").status_code == 200
    restore.restore(made.path)
    assert client.get("/admin").status_code != 200


def test_media_come_back_and_none_goes(app: Flask, kept: Path) -> None:
    later = media.folder() / media.put(b"uploaded later", ".png")
    shutil.rmtree(next(path for path in media.folder().iterdir() if path != later.parent))
    done = restore.restore(kept)
    assert done.media == 1
    assert later.exists()
    (back,) = media.folder().rglob("*.webp")
    assert back.read_bytes() == b"a picture"


def test_a_picture_that_rotted_is_mended(app: Flask, kept: Path) -> None:
    (picture,) = media.folder().rglob("*.webp")
    picture.write_bytes(b"a_picture")
    restore.restore(kept)
    assert picture.read_bytes() == b"a picture"


def test_what_was_there_is_kept_and_can_be_brought_back(app: Flask, kept: Path) -> None:
    make_article("后来的")
    done = restore.restore(kept)
    assert done.before
    restore.restore(done.before)
    assert titles() == ["茶", "后来的"]


def test_the_secret_comes_back_when_it_is_another(app: Flask, kept: Path, tmp_path: Path) -> None:
    assert not restore.restore(kept).secret
    app.config["SECRET_KEY"] = "another secret of another day"
    assert restore.restore(kept).secret
    assert (tmp_path / "secret_key").read_text() == SECRET_KEY
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_refused_by_the_name_of_the_part(app: Flask, kept: Path) -> None:
    data = bytearray(kept.read_bytes())
    data[data.index(b"a picture")] ^= 1
    kept.write_bytes(data)
    make_article("后来的")
    with pytest.raises(Trouble, match=r"media/../[0-9a-f]+\.webp.*still is"):
        restore.restore(kept)
    assert titles() == ["茶", "后来的"]


def test_a_backup_of_a_newer_release_is_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "revision", lambda: "9999")
    made = backup.back_up(tmp_path / "new.zip")
    with pytest.raises(Trouble, match="upgrade first"):
        restore.restore(made.path)


def test_a_backup_of_the_other_engine_is_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.back_up(tmp_path / "other.zip")
    monkeypatch.setattr(type(backup.engine()), "name", "another")
    with pytest.raises(Trouble, match="copy-to"):
        restore.restore(made.path)


@pytest.mark.usefixtures("sqlite_only")
def test_an_empty_machine_gets_the_blog(app: Flask, kept: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    url = f"sqlite:///{fresh / 'blog.db'}"
    done = run(fresh, url, "restore", str(kept))
    assert done.returncode == 0, done.stderr
    assert "The blog is as it was at" in done.stdout
    with sqlite3.connect(fresh / "blog.db") as connection:
        assert connection.execute("SELECT title FROM articles").fetchall() == [("茶",)]
    connection.close()
    assert len(list((fresh / "media").rglob("*.webp"))) == 1
    assert (fresh / "secret_key").read_text() == SECRET_KEY


@pytest.mark.usefixtures("sqlite_only")
@pytest.mark.parametrize("rot", ["head", "middle"])
def test_a_database_beyond_reading_is_kept_raw_and_replaced(
    app: Flask, kept: Path, tmp_path: Path, rot: str
) -> None:
    db.session.remove()
    db.engine.dispose()
    for end in ("-wal", "-shm"):
        (tmp_path / f"blog.db{end}").unlink(missing_ok=True)
    data = bytearray((tmp_path / "blog.db").read_bytes())
    if rot == "head":
        data[:100] = b"x" * 100
    else:
        data[8192:] = b"\xff" * (len(data) - 8192)
    (tmp_path / "blog.db").write_bytes(data)
    done = restore.restore(kept)
    assert titles() == ["茶"]
    assert done.before
    assert done.before.read_bytes() == data


@pytest.mark.usefixtures("sqlite_only")
def test_a_backup_of_an_older_release_is_brought_up(app: Flask, tmp_path: Path) -> None:
    old = tmp_path / "old"
    url = f"sqlite:///{old / 'blog.db'}"
    flask(old, url, "db", "upgrade", "0001", check=True)
    with sqlite3.connect(old / "blog.db") as connection:
        connection.execute("INSERT INTO tags (slug, name, article_count) VALUES ('old', '旧的', 0)")
    connection.close()
    made = run(old, url, "backup", str(tmp_path / "old.zip"))
    assert made.returncode == 0, made.stderr
    restore.restore(tmp_path / "old.zip")
    assert db.session.scalar(db.text("SELECT name FROM tags")) == "旧的"
    assert backup.revision() > "0001"


def flask(
    folder: Path, url: str, *arguments: str, before: tuple[str, ...] = (), check: bool = False
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        env=environment(folder, url),
        capture_output=True,
        text=True,
        check=check,
    )


def run(
    folder: Path, url: str, *arguments: str, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    return flask(folder, url, "blog", *arguments, before=before)


def environment(folder: Path, url: str) -> dict[str, str]:
    return os.environ | {"BLOG_DATABASE_URL": url, "BLOG_INSTANCE_FOLDER": str(folder)}


@pytest.mark.slow
def test_readers_are_served_all_the_while(
    app: Flask, kept: Path, live: Live, tmp_path: Path, database_url: str
) -> None:
    server = live(workers=2)
    answers: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.wait(0.02):
            try:
                with urlopen(f"{server.url}/articles/tea", timeout=20) as answer:
                    answers.append(answer.status)
            except HTTPError as error:
                answers.append(error.code)
                error.close()
            except (URLError, ConnectionError):
                answers.append(0)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    done = run(tmp_path, database_url, "restore", str(kept))
    with archive.opened(kept) as found:
        assert found.manifest.tables["articles"].rows == 1
    stop.set()
    for reader in readers:
        reader.join()
    assert done.returncode == 0, done.stderr
    assert set(answers) == {200}
