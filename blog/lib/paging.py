"""Pages of a long list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import abort, request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list that is `total` long."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def numbers(self) -> list[int | None]:
        """The page numbers to show: the first, the last, those around this one; None for a gap."""
        near = {1, self.count, *range(self.number - 1, self.number + 2)}
        if self.number <= 3:
            near |= {2, 3}
        shown = sorted(number for number in near if 1 <= number <= self.count)
        row: list[int | None] = []
        for number in shown:
            if row and row[-1] is not None and number - row[-1] == 2:
                row.append(number - 1)
            elif row and row[-1] is not None and number - row[-1] > 2:
                row.append(None)
            row.append(number)
        return row


def wanted(name: str = "page") -> int:
    """The page number the request asks for, 1 when it names none; 404 for what is none."""
    raw = request.args.get(name)
    if raw is None:
        return 1
    if re.fullmatch(r"[1-9][0-9]{0,6}", raw) is None:
        abort(404)
    return int(raw)


def offset(number: int, size: int, total: int) -> int:
    """Where that page begins; 404 past the end, though page 1 of an empty list exists."""
    start = (number - 1) * size
    if number > 1 and start >= total:
        abort(404)
    return start
