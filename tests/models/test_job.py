import os
import signal
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
        if one.is_over:
            break
        time.sleep(0.05)
    return one.state


def turn_of(one: Job) -> State:
    """How the job stands once it waits no longer, within 20 seconds."""
    for _ in range(400):
        if one.state is not State.WAITING:
            break
        time.sleep(0.05)
    return one.state


@pytest.mark.parametrize(("status", "state"), [("0", State.DONE), ("3", State.FAILED)])
def test_a_job_says_what_it_said_and_how_it_ended(
    monkeypatch: pytest.MonkeyPatch, status: str, state: State
) -> None:
    one = begin(monkeypatch, ["sh", "-c", f"echo 说; exit {status}"])
    assert end(one) is state
    assert one.log == "说\n"
    assert [found.id for found in job.newest()] == [one.id]


def test_one_job_runs_at_a_time_and_the_next_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    first = begin(monkeypatch, ["sh", "-c", "sleep 60"])
    assert turn_of(first) is State.RUNNING
    second = begin(monkeypatch, ["sh", "-c", "echo 说"])
    time.sleep(0.5)
    assert second.state is State.WAITING
    assert [one.id for one in job.unended()] == [second.id, first.id]
    first.stop()
    assert (end(first), end(second)) == (State.LOST, State.DONE)
    assert (job.unended(), second.log) == ([], "说\n")


def test_a_waiting_job_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    first = begin(monkeypatch, ["sh", "-c", "sleep 60"])
    assert turn_of(first) is State.RUNNING
    second = begin(monkeypatch, ["true"])
    second.stop()
    assert (end(second), first.state) == (State.LOST, State.RUNNING)
    first.stop()
    assert end(first) is State.LOST


def test_a_command_keeps_its_turn_when_what_runs_it_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = begin(monkeypatch, ["sh", "-c", "sleep 60"])
    assert turn_of(first) is State.RUNNING
    os.kill(int((first.folder / "pid").read_text()), signal.SIGKILL)
    second = begin(monkeypatch, ["true"])
    time.sleep(0.5)
    assert (first.state, second.state) == (State.RUNNING, State.WAITING)
    first.stop()
    assert (end(first), end(second)) == (State.LOST, State.DONE)


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
