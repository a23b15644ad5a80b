import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, update

from blog.lib.database import Unavailable, bound, db, one_row, utcnow
from blog.models import chore
from blog.models.chore import LEASE, PROMPT_LEASE, Chore, Housekeeping


class Work:
    """A chore that notes when it was done, and may fail."""

    def __init__(self, wait: float = 60, fails: bool = False) -> None:
        self.done = 0
        self.wait, self.fails = timedelta(seconds=wait), fails

    def __call__(self) -> timedelta:
        self.done += 1
        if self.fails:
            raise RuntimeError("no luck")
        return self.wait


def test_a_chore_is_done_when_it_is_due(app: Flask) -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False) as clock:
        work = Work(wait=60)
        house = Housekeeping(app, {"work": work})
        assert house.tick() == ["work"]
        assert house.tick() == []
        clock.shift(61)
        assert house.tick() == ["work"]
        assert work.done == 2


def test_two_workers_do_it_once(app: Flask) -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False):
        work = Work()
        first, second = (Housekeeping(app, {"work": work}) for _ in range(2))
        assert [first.tick(), second.tick()] == [["work"], []]
        assert work.done == 1


def test_a_worker_that_died_keeps_its_chore_for_the_lease_only(app: Flask) -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False) as clock:
        work = Work(wait=0)
        house = Housekeeping(app, {"work": work})
        house.tick()
        db.session.execute(update(Chore).values(leased_until=utcnow() + LEASE))
        db.session.commit()
        clock.shift(1)
        assert house.tick() == []
        clock.shift(LEASE)
        assert house.tick() == ["work"]


class Killed(BaseException):
    """Ends whatever runs, as a signal would."""


def test_what_readers_wait_for_is_soon_done_by_another_when_its_worker_was_killed(
    app: Flask,
) -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False) as clock:

        def die() -> timedelta:
            raise Killed

        with pytest.raises(Killed):
            Housekeeping(app, {"work": die}, prompt={"work"}).tick()
        work = Work()
        other = Housekeeping(app, {"work": work}, prompt={"work"})
        assert other.tick() == []
        clock.shift(PROMPT_LEASE)
        assert other.tick() == ["work"]


def test_a_chore_that_fails_is_noted_and_tried_again(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False) as clock:
        bad, good = Work(fails=True), Work()
        house = Housekeeping(app, {"bad": bad, "good": good})
        assert house.tick() == ["bad", "good"]
        row = db.session.get_one(Chore, "bad")
        assert "RuntimeError: no luck" in row.error
        assert "chore bad failed" in caplog.text
        clock.shift(61)
        assert "bad" in house.tick()
        bad.fails = False
        clock.shift(61)
        house.tick()
        assert db.session.get_one(Chore, "bad", populate_existing=True).error == ""


def test_a_chore_of_a_new_release_is_added(app: Flask) -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False):
        Housekeeping(app, {"old": Work()}).tick()
        new = Work()
        assert Housekeeping(app, {"old": Work(), "new": new}).tick() == ["new"]
        assert new.done == 1


def test_two_workers_that_start_at_once_may_both_add_it(app: Flask) -> None:
    work = Work()

    def other_worker(*_: object) -> None:
        one_row(
            "INSERT INTO chores (name, due_at, leased_until, holder, error)"
            " VALUES ('work', ?, ?, '', '') RETURNING 1",
            (bound(utcnow()), bound(utcnow())),
        )

    event.listen(db.session, "before_flush", other_worker, once=True)
    assert Housekeeping(app, {"work": work}).tick() == ["work"]
    assert work.done == 1


def test_a_chore_of_an_older_release_is_left_alone(app: Flask) -> None:
    with time_machine.travel("2026-01-01 00:00:00Z", tick=False) as clock:
        Housekeeping(app, {"gone": Work(wait=0)}).tick()
        clock.shift(5)
        assert Housekeeping(app, {"work": Work()}).tick() in ([], ["work"])
        assert db.session.get(Chore, "gone") is not None


def test_every_worker_does_its_own_beat_at_each_tick_and_outlives_a_locked_database(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chore, "TICK_SECONDS", 0.01)
    beaten: list[int] = []
    done = threading.Event()

    def beat() -> None:
        beaten.append(1)
        if len(beaten) == 1:
            raise Unavailable("the database is locked")
        done.set()

    house = Housekeeping(app, {}, beats=(beat,))
    house.start()
    assert done.wait(30)
    house._stop.set()
    assert len(beaten) >= 2
