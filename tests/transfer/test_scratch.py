"""The folder to work in, and what killed processes left of theirs."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from blog.transfer import restore, scratch
from tests.factories import make_article
from tests.transfer.test_restore import environment


def test_what_was_made_there_is_gone_afterwards(tmp_path: Path) -> None:
    with scratch.folder(tmp_path) as work:
        (work / "database").write_text("x")
        (work / "media").mkdir()
        (work / "media" / "one.png").write_text("x")
        assert list(tmp_path.iterdir()) == [work]
    assert not list(tmp_path.iterdir())


def test_the_folder_of_one_who_still_works_stays(tmp_path: Path) -> None:
    with scratch.folder(tmp_path) as first, scratch.folder(tmp_path) as second:
        assert first.is_dir()
        assert second.is_dir()


@pytest.mark.parametrize(
    "left", [("lock", "database"), ("lock",), ()], ids=["at work", "almost gone", "empty"]
)
def test_what_a_killed_process_left_goes_with_the_next(
    tmp_path: Path, left: tuple[str, ...]
) -> None:
    folder = tmp_path / f"{scratch.PREFIX}old"
    folder.mkdir()
    for name in left:
        (folder / name).write_text("x")
    with scratch.folder(tmp_path) as work:
        assert list(tmp_path.iterdir()) == [work]


def test_the_hold_ends_with_the_process(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from blog.transfer import scratch\n"
        "with scratch.folder(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)])
    assert done.returncode < 0
    assert len(list(tmp_path.iterdir())) == 1
    with scratch.folder(tmp_path) as work:
        assert list(tmp_path.iterdir()) == [work]


KILLED = """
import os, signal, sys, threading, time
from pathlib import Path
from blog import create_app
from blog.transfer import restore

file, moment, delay = sys.argv[1], sys.argv[2], float(sys.argv[3])

def kill():
    time.sleep(delay)
    os.kill(os.getpid(), signal.SIGKILL)

def tell(step):
    if step == moment:
        threading.Thread(target=kill).start() if delay else kill()

restore._migrate = lambda url, work: None  # it is of this release
with create_app().app_context():
    restore.restore(Path(file), tell=tell)
"""


@pytest.mark.slow
@pytest.mark.usefixtures("sqlite_only")
def test_a_kill_at_any_moment_leaves_one_blog_or_the_other(
    app: Flask, kept: Path, tmp_path: Path, database_url: str
) -> None:
    for number in range(10):
        make_article(f"第 {number} 篇", "字" * 50_000)
    moments = [("bringing it up to this release", 0.0), ("keeping what is there", 0.2)]
    moments += [("bringing media", 0.0), ("bringing the database", 0.0)]
    moments += [("bringing the database", delay) for delay in (0.0005, 0.002, 0.006)]
    for moment, delay in moments:
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(kept), moment, str(delay)],
            env=environment(tmp_path, database_url),
        )
        assert done.returncode in {0, -signal.SIGKILL}
        with sqlite3.connect(tmp_path / "blog.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        connection.close()
        # With a delay a quick machine may have come to the end.
        assert count in ({1, 11} if delay else {11})
        if count == 1:
            break
    restore.restore(kept)
    assert not list(tmp_path.glob(".suibi-scratch-*"))
