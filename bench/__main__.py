"""`bin/bench`: the table of the speed goals. `bin/bench NAME … `: these benches alone."""

import signal
import sys
import time
from types import ModuleType

from bench import (
    anew,
    bulk,
    comments,
    growth,
    hit,
    lists,
    load,
    memory,
    postgresql,
    search,
    soak,
    start,
    tail,
    visit,
    wire,
)

MODULES = (
    hit, visit, tail, anew, lists, growth, memory, wire, start, bulk, postgresql,
    comments, search, soak,
)  # fmt: skip
BENCHES: dict[str, ModuleType] = {module.NAME: module for module in MODULES}
ALONE = {"comments", "search", "soak"}
"""What is no part of the table, or takes too long for it."""


def main(arguments: list[str]) -> None:
    """Run what is named, all of the table else; a number after a name is the bench's own."""
    wanted: list[tuple[str, list[int]]] = []
    for argument in arguments:
        if argument.isdigit() and wanted:
            wanted[-1][1].append(int(argument))
        elif argument in BENCHES:
            wanted.append((argument, []))
        else:
            raise SystemExit(f"bin/bench knows {', '.join(BENCHES)}, not {argument}")
    load.need_wrk()
    # Else what was started would outlive a bench that is told to stop.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    begun = time.monotonic()
    for name, numbers in wanted or [(name, []) for name in BENCHES if name not in ALONE]:
        started = time.monotonic()
        BENCHES[name].run(*numbers)
        print(f"  [{name}: {time.monotonic() - started:.0f} s]", flush=True)
    print(f"\n{time.monotonic() - begun:.0f} s in all")


main(sys.argv[1:])
