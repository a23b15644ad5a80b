"""Answers that may be a little old: made once a process, and again when their time is over."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from flask import current_app

SECONDS = 20.0
"""How old an answer may be; with the age of a kept page on top it stays within a minute."""
MOST = 100
"""How many answers a process keeps."""

T = TypeVar("T")


def lately(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` answered for this key within the last SECONDS, or answers now."""
    kept: OrderedDict[Hashable, tuple[float, T]] = current_app.extensions.setdefault(
        "lately", OrderedDict()
    )
    now = time.monotonic()
    found = kept.get(key)
    if found is not None and now - found[0] < SECONDS:
        return found[1]
    made = make()
    kept[key] = (now, made)
    if len(kept) > MOST:
        kept.popitem(last=False)
    return made
