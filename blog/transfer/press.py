"""Rendering many texts, by all processors when there are enough of them to pay for it."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from blog.lib import markup

Job = TypeVar("Job")
Made = TypeVar("Made")

MANY = 150
"""Texts from which on other processes are started: each needs half a second to begin."""
WINDOW = 400
LONGEST_INTRO = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text to be rendered, with all that is known of its pictures by address."""

    title: str
    body: str
    allow_html: bool
    intro: str = ""
    pictures: dict[str, markup.Picture] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Print:
    """A rendered text without its plain words; of these the intro, and the excerpt in its place."""

    made: markup.Rendered
    intro: str
    excerpt: str


def render(sheet: Sheet) -> Print:
    """The text as it will be stored."""
    made = markup.render(
        sheet.body,
        title=sheet.title,
        allow_html=sheet.allow_html,
        picture=sheet.pictures.get,
    )
    # Nobody asks for the words any more, and they would have to be sent.
    plain = replace(made, text="", lead="")
    if not sheet.intro:
        return Print(plain, "", markup.excerpt(made.lead))
    intro = markup.render(sheet.intro, allow_html=sheet.allow_html)
    return Print(plain, markup.excerpt(intro.lead, LONGEST_INTRO), "")


def spread(work: Callable[[Job], Made], jobs: Sequence[Job]) -> Iterator[Made]:
    """What `work` makes of each job, in order; it is a function of a module.

    Jobs are handed out as their results are taken, so that they never all wait in memory.
    """
    if len(jobs) < MANY or (os.cpu_count() or 1) < 2:
        yield from map(work, jobs)
        return
    # Not forked: a fork of a process with threads may hang.
    context = multiprocessing.get_context("spawn")
    workers = min(os.cpu_count() or 1, 8)
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_follow) as pool:
        waiting = pool.map(work, jobs[:WINDOW], chunksize=20)
        for start in range(WINDOW, len(jobs) + WINDOW, WINDOW):
            following = pool.map(work, jobs[start : start + WINDOW], chunksize=20)
            yield from waiting
            waiting = following


def _follow() -> None:
    """Let this process end with the one that started it, however that one ends.

    Killed, it closes no queue, and those who wait at one would wait for ever.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - for mypy: only what was started runs this

    def end() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end, daemon=True).start()
