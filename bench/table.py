"""The table: a line for each promise, the figure that decides first, then the spread of rounds."""

from collections.abc import Callable, Sequence
from statistics import median

from bench.load import Sample


def head(title: str) -> None:
    """Print what the lines below were measured on."""
    print(f"\n{title}")


def line(
    what: str,
    values: Sequence[float],
    unit: str = "x",
    *,
    least: float | None = None,
    most: float | None = None,
    told: str = "",
) -> None:
    """Print the median of the rounds, lowest and highest, the goal and whether it is met."""
    middle = median(values)
    form = _form(middle)
    spread = f"({form(min(values))}-{form(max(values))})" if len(values) > 1 else ""
    goal = f">= {least:g}" if least is not None else f"<= {most:g}" if most is not None else ""
    met = (least is None or middle >= least) and (most is None or middle <= most)
    verdict = "" if not goal else "met" if met else "MISSED"
    print(
        f"  {what:45} {form(middle):>7} {unit:3}{spread:>16}  {goal:9} {verdict:6}  {told}".rstrip()
    )


def against(
    what: str,
    ours: list[Sample],
    bare: list[Sample],
    *,
    least: float | None = None,
    most: float | None = None,
) -> None:
    """Print two lines: requests a second and CPU a request, each round against its own bare."""
    pairs = list(zip(ours, bare, strict=True))
    told = f"{_middle(ours, 'rate'):,.0f}/s, bare {_middle(bare, 'rate'):,.0f}/s"
    if errors := sum(sample.errors for sample in ours):
        told += f"; {errors} ERRORS"
    line(f"{what}, requests/s", [a.rate / b.rate for a, b in pairs], least=least, told=told)
    told = f"{_middle(ours, 'cpu'):.3f} ms, bare {_middle(bare, 'cpu'):.3f} ms"
    line(f"{what}, CPU a request", [a.cpu / b.cpu for a, b in pairs], most=most, told=told)


def _middle(samples: list[Sample], figure: str) -> float:
    return median(getattr(sample, figure) for sample in samples)


def _form(middle: float) -> Callable[[float], str]:
    """How figures of that size are written: three digits that say something."""
    places = 0 if middle >= 100 else 1 if middle >= 20 else 2
    return lambda value: f"{value:,.{places}f}"
