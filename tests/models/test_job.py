import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask

from blog.models import job
from blog.models.job import Job, Kind, State


@pytest.fixture(autouse=True)
def own_instance(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))


def begin(monkeypatch: pytest.MonkeyPatch, command: Sequence[str]) -> Job:
    monkeypatch.setattr("blog.lib.child.COMMAND", command)
    return job.begin(job.prepare(), Kind.CHECK, "", [])


def end(one: Job) -> State:
    """How the job ended, within 20 seconds."""
    for _ in range(400):
        if one.state is not State.RUNNING:
            break
        time.sleep(0.05)
    time.sleep(0.1)
    return one.state


@pytest.mark.parametrize(("status", "state"), [("0", State.DONE), ("3", State.FAILED)])
def test_a_job_says_what_it_said_and_how_it_ended(
    monkeypatch: pytest.MonkeyPatch, status: str, state: State
) -> None:
    one = begin(monkeypatch, ["sh", "-c", f"echo 说; exit {status}"])
    assert end(one) is state
    assert one.log == "说\n"
    assert [found.id for found in job.newest()] == [one.id]


def test_one_job_runs_at_a_time_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    one = begin(monkeypatch, ["sleep", "60"])
    assert (one.state, job.running_id()) == (State.RUNNING, one.id)
    with pytest.raises(job.Busy):
        begin(monkeypatch, ["true"])
    one.stop()
    assert end(one) is State.LOST
    assert job.running_id() is None


def test_a_job_begins_while_another_that_has_ended_still_holds_the_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert end(begin(monkeypatch, ["true"])) is State.DONE
    while (held := job._take()) is None:
        time.sleep(0.01)
    threading.Timer(0.2, held.close).start()
    assert end(begin(monkeypatch, ["true"])) is State.DONE


def test_a_look_keeps_no_job_from_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    held = job._take()
    assert held is not None
    threading.Timer(0.2, held.close).start()
    assert end(begin(monkeypatch, ["true"])) is State.DONE


def test_only_the_newest_jobs_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for number in range(14):
        (tmp_path / "jobs" / f"2020010100000{number % 10}-0000000{number % 10}{number}").mkdir(
            parents=True
        )
    one = begin(monkeypatch, ["true"])
    end(one)
    assert len(list((tmp_path / "jobs").glob("*-*"))) == job.KEPT


@pytest.mark.parametrize("id", ["..", "x", "20200101000000-00000000", "../../etc"])
def test_no_other_folder_is_a_job(id: str) -> None:
    assert job.of(id) is None
