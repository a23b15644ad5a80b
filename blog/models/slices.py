"""Long work on many rows in short transactions: each reader's hit is a write and waits for them."""

import time
from collections.abc import Callable

from blog.lib.database import db
from blog.lib.writing import begin_write

SIZE = 50
"""Rows that one transaction changes: some 10 ms of articles with long texts."""
PAUSE_SECONDS = 0.005


def run(step: Callable[[], bool]) -> None:
    """Call `step` in a transaction of its own, again and again, until it says that nothing is left.

    A process killed between two steps leaves what is done done: the same call goes on from there.
    """
    while True:
        begin_write()
        more = step()
        db.session.commit()
        if not more:
            return
        time.sleep(PAUSE_SECONDS)
