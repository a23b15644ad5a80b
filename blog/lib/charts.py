"""Bar charts as SVG made on the server, with classes for the style sheet and no style of their own.

Widths are percentages and heights pixels, so that a chart fills its place and its text keeps its
size on a phone. A chart is one picture to those who cannot see it; the template puts a table of
the same numbers beside it.

Classes: `chart`; `chart-bar`, `chart-bar is-last`; `chart-line`; `chart-label`; `chart-tick`, which
stands left of the picture and wants a margin there; `share` with `share-bar` for a single bar.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

_PLOT, _ABOVE, _BELOW = 180, 8, 22  # pixels: the bars, half a tick's height, room for labels
_TICKS = 4
_LABELS = 4  # as many as fit side by side, beside the ticks, on a phone of 320 pixels
_FILL = 0.7


class Point(NamedTuple):
    """One bar: what stands under it, and how high it is."""

    label: str
    value: int


def group(number: int) -> str:
    """`number` with a comma between thousands, as Chinese and English both write it."""
    return f"{number:,}"


def ticks(highest: int) -> list[int]:
    """From 0 to the first step not under `highest`, in 1, 2 or 5 times a power of ten.

    At most five steps, each a whole number and at least 1; at least one step.
    """
    least = max(1, -(-highest // (_TICKS + 1)))
    power = 10 ** (len(str(least)) - 1)
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= least)
    top = max(1, -(-highest // step)) * step
    return list(range(0, top + 1, step))


def bars(points: Sequence[Point], *, name: str, title: str, description: str) -> Markup:
    """A chart of upright bars, the last one set apart (it is now), negative values as nought.

    `name` begins the ids and must be the chart's own in its page. `description` says in a
    sentence what the chart shows. Pointing at a bar tells its label and value.
    """
    marks = ticks(max((point.value for point in points), default=0))
    drawn = Markup().join(
        [
            *(_line(mark, marks[-1]) for mark in marks),
            *(_bar(points, at, marks[-1]) for at in range(len(points))),
            *(_tick(mark, marks[-1]) for mark in marks[1:]),
            *(_label(points, at) for at in _labelled(len(points))),
        ]
    )
    return Markup(
        '<svg class="chart" width="100%" height="{height}" role="img"'
        ' aria-labelledby="{name}-title {name}-description">'
        '<title id="{name}-title">{title}</title>'
        '<desc id="{name}-description">{description}</desc>{drawn}</svg>'
    ).format(
        height=_ABOVE + _PLOT + _BELOW, name=name, title=title, description=description, drawn=drawn
    )


def share(value: int, highest: int) -> Markup:
    """One lying bar for a table row, as long as `value` is of `highest`; the row has the number."""
    part = min(max(value, 0) / highest, 1) if highest > 0 else 0
    return Markup(
        '<svg class="share" width="100%" height="8" aria-hidden="true" focusable="false">'
        '<rect class="share-bar" width="{width}%" height="8" rx="2"/></svg>'
    ).format(width=_short(100 * part))


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _level(mark: int, top: int) -> float:
    return _ABOVE + _PLOT - max(mark, 0) / top * _PLOT


def _line(mark: int, top: int) -> Markup:
    y = _short(_level(mark, top))
    return Markup('<line class="chart-line" x1="0" x2="100%" y1="{y}" y2="{y}"/>').format(y=y)


def _tick(mark: int, top: int) -> Markup:
    y = _short(_level(mark, top) + 4)
    return Markup('<text class="chart-tick" x="-8" y="{y}" text-anchor="end">{mark}</text>').format(
        y=y, mark=group(mark)
    )


def _bar(points: Sequence[Point], at: int, top: int) -> Markup:
    slot, y = 100 / len(points), _level(points[at].value, top)
    return Markup(
        '<rect class="chart-bar{last}" x="{x}%" y="{y}" width="{width}%" height="{height}" rx="3">'
        "<title>{label}: {value}</title></rect>"
    ).format(
        last=" is-last" if at == len(points) - 1 else "",
        x=_short((at + (1 - _FILL) / 2) * slot),
        y=_short(y),
        width=_short(_FILL * slot),
        height=_short(_ABOVE + _PLOT - y),
        label=points[at].label,
        value=group(points[at].value),
    )


def _labelled(count: int) -> list[int]:
    """Which bars get a label: evenly from the last to the first, as many as there is room for."""
    named = min(_LABELS, count)
    steps = max(1, named - 1)
    return [(count - 1) * step // steps for step in reversed(range(named))]


def _label(points: Sequence[Point], at: int) -> Markup:
    # The outermost labels would stand half outside if they stood under the middle.
    middle = 100 * (at + 0.5) / len(points)
    x, anchor = middle, "middle"
    if len(points) > _LABELS and middle > 95:
        x, anchor = 100, "end"
    elif len(points) > _LABELS and middle < 5:
        x, anchor = 0, "start"
    return Markup(
        '<text class="chart-label" x="{x}%" y="{y}" text-anchor="{anchor}">{label}</text>'
    ).format(x=_short(x), y=_ABOVE + _PLOT + 16, anchor=anchor, label=points[at].label)
