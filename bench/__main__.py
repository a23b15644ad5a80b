"""`bin/bench [name …]`: run these benchmarks, or all."""

import sys
import time
from types import ModuleType

from bench import comments, growth, hit, load, search

BENCHES: dict[str, ModuleType] = {module.NAME: module for module in (hit, comments, growth, search)}


def main(names: list[str]) -> None:
    """Run the named ones, the fastest way to an answer being one alone."""
    unknown = set(names) - set(BENCHES)
    if unknown:
        raise SystemExit(f"bin/bench knows {', '.join(BENCHES)}, not {', '.join(sorted(unknown))}")
    load.need_wrk()
    start = time.monotonic()
    for name in names or BENCHES:
        print(f"\n== {name}: {(BENCHES[name].__doc__ or '').strip()}")
        BENCHES[name].run()
    print(f"\n{time.monotonic() - start:.0f} s")


main(sys.argv[1:])
