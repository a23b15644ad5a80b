from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.charts import Point, bars, group, share, ticks


def drawn(points: list[Point]) -> ET.Element:
    chart = bars(points, name="views", title="Views & more", description="Thirty days, <b>")
    return ET.fromstring(chart)  # noqa: S314 (made a line above)


def days(count: int) -> list[Point]:
    return [Point(f"11-{number:02}", number * 100) for number in range(1, count + 1)]


def test_bars_are_as_high_as_their_numbers() -> None:
    rects = drawn([Point("a", 25), Point("b", 50), Point("c", 100)]).findall("rect")
    heights = [float(rect.get("height", 0)) for rect in rects]
    assert heights[2] == 2 * heights[1] == 4 * heights[0] > 0
    bottoms = {float(rect.get("y", 0)) + float(rect.get("height", 0)) for rect in rects}
    assert len(bottoms) == 1


def test_a_chart_is_one_named_picture() -> None:
    chart = drawn(days(3))
    assert chart.get("role") == "img"
    named = {element.get("id"): element.text for element in chart if element.get("id")}
    assert [named[part] for part in chart.get("aria-labelledby", "").split()] == [
        "Views & more",
        "Thirty days, <b>",
    ]


def test_a_chart_carries_no_style_and_no_script() -> None:
    for element in drawn(days(31)).iter():
        assert element.tag in {"svg", "title", "desc", "rect", "line", "text"}
        assert not {"style", "fill", "stroke", "onclick"} & set(element.attrib)


def test_the_last_bar_is_set_apart_and_each_tells_its_number() -> None:
    rects = drawn([Point("周一", 1), Point("周二", 12_345)]).findall("rect")
    assert [rect.get("class") for rect in rects] == ["chart-bar", "chart-bar is-last"]
    assert [rect.findtext("title") for rect in rects] == ["周一: 1", "周二: 12,345"]


@pytest.mark.parametrize("count", [1, 2, 7, 30, 31, 90, 365])
def test_bars_stay_inside_and_labels_do_not_crowd(count: int) -> None:
    chart = drawn(days(count))
    for rect in chart.findall("rect"):
        left, width = (float(rect.get(key, "")[:-1]) for key in ("x", "width"))
        assert 0 <= left < left + width <= 100
    labels = [text for text in chart.findall("text") if text.get("class") == "chart-label"]
    assert 1 <= len(labels) <= 4
    assert labels[0].text == days(count)[-1].label


def test_labels_are_text_and_never_markup() -> None:
    chart = bars([Point("</svg><script>", 1)], name="n", title="t", description="d")
    assert "<script" not in chart


@pytest.mark.parametrize("points", [[], [Point("a", 0)], [Point("a", -5), Point("b", 0)]])
def test_nothing_to_show_is_still_a_chart(points: list[Point]) -> None:
    heights = [float(rect.get("height", 1)) for rect in drawn(points).findall("rect")]
    assert heights == [0] * len(points)


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (23, [0, 5, 10, 15, 20, 25]),
        (100, [0, 20, 40, 60, 80, 100]),
        (101, [0, 50, 100, 150]),
        (8_204, [0, 2_000, 4_000, 6_000, 8_000, 10_000]),
    ],
)
def test_ticks_are_round_numbers(highest: int, expected: list[int]) -> None:
    assert ticks(highest) == expected


@given(st.integers(0, 10**15))
def test_ticks_always_hold_the_highest_in_at_most_five_steps(highest: int) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 6
    assert str(marks[1]).rstrip("0") in {"1", "2", "5"}


def test_numbers_are_grouped_by_thousands() -> None:
    assert [group(number) for number in (0, 999, 1_204, 1_234_567)] == [
        "0",
        "999",
        "1,204",
        "1,234,567",
    ]


@pytest.mark.parametrize(
    ("value", "highest", "width"),
    [(0, 5, "0%"), (5, 5, "100%"), (1, 3, "33.33%"), (9, 5, "100%"), (1, 0, "0%")],
)
def test_a_share_is_as_long_as_its_part(value: int, highest: int, width: str) -> None:
    assert f' width="{width}" height="8" rx' in share(value, highest)
