"""A backup is written, proved, and holds the blog of one moment."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models import media
from blog.models.backup import Backup
from blog.transfer import archive, backup
from blog.transfer.archive import Damaged
from blog.transfer.manifest import Manifest
from blog.transfer.trouble import Trouble
from tests.factories import make_article, make_comment
from tests.support.apps import SECRET_KEY


@pytest.fixture
def filled(app: Flask) -> Flask:
    """A blog with something in every part of it."""
    article = make_article("茶", "喝茶。", tags=["茶", "水"], category="生活", views=41)
    make_comment(article, "好喝。")
    media.put(b"a picture" * 1000, ".webp")
    media.put(b"another", ".png")
    db.session.commit()
    return app


@pytest.fixture
def sqlite_only(database_server: str | None) -> None:
    if database_server:
        pytest.skip("of SQLite")


def test_the_file_holds_database_media_and_a_manifest(filled: Flask, tmp_path: Path) -> None:
    made = backup.back_up(tmp_path / "blog.zip")
    assert made.media == 2
    assert made.size == made.path.stat().st_size
    with archive.opened(made.path) as found:
        names = [part.name for part in found.manifest.parts]
        assert names[0].startswith("database.")
        assert all(name.startswith("media/") for name in names[1:])
        assert found.manifest.tables["articles"].rows == 1
        assert found.manifest.revision == backup.revision() != ""


def test_any_program_opens_it(filled: Flask, tmp_path: Path) -> None:
    made = backup.back_up(tmp_path / "blog.zip")
    with zipfile.ZipFile(made.path) as opened:
        assert opened.testzip() is None
        assert json.loads(opened.read("manifest.json"))["format"] == 1


def test_only_its_owner_may_read_it(filled: Flask, tmp_path: Path) -> None:
    made = backup.back_up(tmp_path / "blog.zip")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_the_secret_is_in_it_on_request_alone(filled: Flask, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text('BLOG_PROXIES = "1"\n')
    with archive.opened(backup.back_up(tmp_path / "without.zip").path) as found:
        assert not found.manifest.has("secret_key")
        assert not found.manifest.has("config.py")
    with archive.opened(backup.back_up(tmp_path / "with.zip", with_secret=True).path) as found:
        assert found.read("secret_key").decode() == SECRET_KEY
        assert found.read("config.py") == b'BLOG_PROXIES = "1"\n'


def test_nothing_but_the_backup_is_left_in_the_folder(filled: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    made = backup.back_up(folder)
    assert list(folder.iterdir()) == [made.path]
    assert made.path.name.startswith("suibi-")


def test_a_good_backup_is_remembered(filled: Flask, tmp_path: Path) -> None:
    assert Backup.age() is None
    made = backup.back_up(tmp_path / "blog.zip")
    last = Backup.last()
    assert last
    assert (last.file, last.size) == ("blog.zip", made.size)
    age = Backup.age()
    assert age is not None
    assert age < timedelta(minutes=1)


def test_keep_leaves_the_newest_and_what_has_another_name(filled: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    others = [folder / "blog.zip", folder / "blog-old.zip", folder / "other-20200101-000000.zip"]
    older = [folder / f"blog-2020010{day}-000000.zip" for day in (1, 2, 3)]
    for path in [*others, *older]:
        path.write_text("something")
    made = backup.back_up(folder / "blog.zip", keep=2)
    assert made.gone == (older[0], older[1])
    assert set(folder.iterdir()) == {*others, older[2], made.path}


def test_what_is_read_while_it_is_made_is_whole(filled: Flask, tmp_path: Path) -> None:
    made = backup.back_up(tmp_path / "blog.zip")
    make_article("后来的")
    with archive.opened(made.path) as found:
        assert found.manifest.tables["articles"].rows == 1


@pytest.mark.usefixtures("sqlite_only")
def test_a_damaged_database_is_not_called_a_good_backup(filled: Flask, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "blog.db") as connection:
        connection.execute("DELETE FROM articles")
    connection.close()
    with pytest.raises(Trouble, match="comments without its articles"):
        backup.back_up(tmp_path / "blog.zip")
    assert not (tmp_path / "blog.zip").exists()
    assert Backup.age() is None


def test_a_disk_that_writes_something_else_is_noticed(
    filled: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blog.zip").write_text("the earlier one")
    seal = archive.Writer.seal

    def bend(writer: archive.Writer, contents: Manifest) -> None:
        seal(writer, contents)
        data = bytearray(writer.path.read_bytes())
        data[len(data) // 3] ^= 1
        writer.path.write_bytes(data)

    monkeypatch.setattr(archive.Writer, "seal", bend)
    with pytest.raises(Trouble, match="The disk fails"):
        backup.back_up(tmp_path / "blog.zip")
    assert (tmp_path / "blog.zip").read_text() == "the earlier one"


def command(tmp_path: Path, url: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "blog", *arguments]


def environment(tmp_path: Path, url: str) -> dict[str, str]:
    return os.environ | {
        "BLOG_DATABASE_URL": url,
        "BLOG_INSTANCE_FOLDER": str(tmp_path),
        "BLOG_SECRET_KEY": SECRET_KEY,
    }


def test_a_full_disk_leaves_the_earlier_backup_and_says_so(
    filled: Flask, tmp_path: Path, database_url: str
) -> None:
    media.put(os.urandom(3_000_000), ".bin")
    (tmp_path / "blog.zip").write_text("the earlier one")
    limited = ["prlimit", "--fsize=1500000", *command(tmp_path, database_url)]
    done = subprocess.run(
        [*limited, "backup", str(tmp_path / "blog.zip")],
        env=environment(tmp_path, database_url),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "no room left" in done.stderr
    assert "earlier backups" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "blog.zip").read_text() == "the earlier one"
    assert not list(tmp_path.glob(".suibi-scratch-*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become someone else")
def test_a_folder_that_may_not_be_written_is_named(
    filled: Flask, tmp_path: Path, database_url: str
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    closed = ["setpriv", "--bounding-set=-dac_override", *command(tmp_path, database_url)]
    done = subprocess.run(
        [*closed, "backup", str(folder / "blog.zip")],
        env=environment(tmp_path, database_url),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "may not be written" in done.stderr
    assert str(folder) in done.stderr


def test_a_kill_leaves_nothing_that_looks_like_a_backup_and_the_next_one_cleans_up(
    filled: Flask, tmp_path: Path, database_url: str
) -> None:
    media.put(os.urandom(30_000_000), ".bin")
    folder = tmp_path / "backups"
    folder.mkdir()
    process = subprocess.Popen(
        [*command(tmp_path, database_url), "backup", str(folder / "blog.zip")],
        env=environment(tmp_path, database_url),
    )
    deadline = time.monotonic() + 30
    while not list(folder.glob(".suibi-scratch-*/backup")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert [path.name.startswith(".suibi-scratch-") for path in folder.iterdir()] == [True]
    backup.back_up(folder / "blog.zip")
    assert [path.name for path in folder.iterdir()] == ["blog.zip"]


def test_the_moment_is_that_of_the_database(filled: Flask, tmp_path: Path) -> None:
    before = utcnow()
    with archive.opened(backup.back_up(tmp_path / "blog.zip").path) as found:
        assert before <= found.manifest.moment <= utcnow()


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("hello.txt", "hello" * 100)
    with pytest.raises(Damaged), archive.opened(path):
        pass
