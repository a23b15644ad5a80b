import os
from pathlib import Path

import pytest
from flask import Flask

from blog.lib.database import utcnow
from blog.models import backup, job
from blog.models.backup import File
from blog.models.job import Job, Kind


@pytest.fixture(autouse=True)
def own_instance(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))


def job_of(kind: Kind, status: str) -> Job:
    """A job that has ended with that status and left a file."""
    place = job.prepare()
    (place / job.RESULTS[kind]).write_bytes(b"made")
    (place / "ended").write_text(status)
    (place / "job.json").write_text(
        f'{{"kind": "{kind}", "words": "", "began_at": "2026-11-30T09:15:22+00:00"}}'
    )
    found = job.of(place.name)
    assert found
    return found


def kept(name: str, age: int) -> Path:
    """A file in the folder of backups, so many seconds old."""
    path = backup.folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"kept")
    moment = utcnow().timestamp() - age
    os.utime(path, (moment, moment))
    return path


def test_daily_backups_and_those_of_the_desk_are_listed_the_newest_first() -> None:
    kept("daily/suibi-20261129-031500.zip", age=600)
    kept("before-restore-20261129-091522-0a1b.zip", age=300)
    job_of(Kind.BACKUP, "0")
    assert [(file.name, file.size) for file in backup.files()] == [
        ("desk/blog-20261130-091522.backup", 4),
        ("before-restore-20261129-091522-0a1b.zip", 4),
        ("daily/suibi-20261129-031500.zip", 4),
    ]


def test_a_backup_that_failed_and_an_export_are_not_listed() -> None:
    job_of(Kind.BACKUP, "1")
    job_of(Kind.EXPORT, "0")
    assert backup.files() == []


def test_a_held_backup_stays_when_the_oldest_go(tmp_path: Path) -> None:
    path = kept("daily/suibi-20261129-031500.zip", age=0)
    [file] = backup.files()
    held = file.held_in(tmp_path)
    path.unlink()
    assert (held.name, held.read_bytes()) == ("suibi-20261129-031500.zip", b"kept")


def test_a_backup_on_another_disk_is_read_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_paths: object) -> None:
        raise OSError("Invalid cross-device link")

    monkeypatch.setattr(os, "link", link)
    file = File("daily/a.zip", kept("daily/a.zip", age=0), utcnow(), 4)
    assert file.held_in(tmp_path) == file.path
