"""Places for the workers of a server: who may begin hits, and when."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from blog.lib import places
from blog.lib.places import Places
from tests.support.colleague import WORKERS, Colleague

Join = Callable[[Places], Colleague]


@pytest.fixture
def join() -> Iterator[Join]:
    with ExitStack() as stack:

        def joined(places: Places) -> Colleague:
            colleague = Colleague(places)
            stack.callback(colleague.die)
            return colleague

        yield joined


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PATIENCE", 0.05)


@pytest.mark.usefixtures("hurried")
def test_as_many_work_as_there_are_places(join: Join) -> None:
    counter = Places(2)
    first, second, third = join(counter), join(counter), join(counter)
    assert first.does("take") is True
    assert second.does("take") is True
    assert third.does("take") is False
    second.does("leave")
    assert third.does("take") is True


@pytest.mark.usefixtures("hurried")
def test_a_place_is_kept_until_it_is_left(join: Join) -> None:
    counter = Places(1)
    first, second = join(counter), join(counter)
    assert [first.does("take"), first.does("take")] == [True, True]
    assert second.does("take") is False
    first.does("leave")
    assert second.does("take") is True
    assert first.does("take") is False


@pytest.mark.usefixtures("hurried")
def test_who_keeps_a_place_takes_no_other(join: Join) -> None:
    counter = Places(2)
    first, second, third = join(counter), join(counter), join(counter)
    assert [first.does("take"), second.does("take")] == [True, True]
    first.does("leave")
    assert second.does("take") is True
    assert third.does("take") is True


@pytest.mark.parametrize("left", [0, 1])
def test_whichever_place_is_left_goes_to_who_waits(join: Join, left: int) -> None:
    counter = Places(2)
    holders = join(counter), join(counter)
    for each in holders:
        each.does("take")
    waiting = join(counter)
    waiting.begins_to("take")
    assert not waiting.is_done(within=0.1)
    holders[left].does("leave")
    assert waiting.is_done(within=places.PATIENCE / 2)
    assert waiting.answer() is True


def test_who_waits_goes_on_when_a_place_is_left(join: Join) -> None:
    counter = Places(1)
    first, second = join(counter), join(counter)
    first.does("take")
    second.begins_to("take")
    assert not second.is_done(within=0.05)
    first.does("leave")
    assert second.answer() is True


def test_a_worker_that_is_killed_leaves_its_place(join: Join) -> None:
    counter = Places(1)
    first, second = join(counter), join(counter)
    first.does("take")
    first.die()
    assert second.does("take") is True


def test_where_there_is_a_place_for_each_nobody_waits(join: Join) -> None:
    counter = Places(2)
    first, second = join(counter), join(counter)
    assert first.does("take") is True
    assert second.does("take") is True
    for _ in range(3):
        assert counter.take(2) is True
    counter.leave()


@pytest.mark.usefixtures("hurried")
def test_who_gave_up_waiting_holds_nothing_and_is_not_woken_later(join: Join) -> None:
    counter = Places(1)
    first, second = join(counter), join(counter)
    before = signal.getsignal(signal.SIGALRM)
    first.does("take")
    assert counter.take(WORKERS) is False
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    first.does("leave")
    assert second.does("take") is True
    time.sleep(0.1)  # an alarm that still ran would end this test


def test_places_are_as_many_as_processors_may_be_used() -> None:
    assert Places().number == len(os.sched_getaffinity(0))
