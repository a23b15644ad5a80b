import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.difference import Kind, Row, Side, compare

texts = st.lists(st.text(alphabet="甲乙丙丁 ab1,。", max_size=12), max_size=12).map("\n".join)


def shown(row: Row) -> str:
    """A row in short, changes in brackets."""

    def side(part: Side | None) -> str:
        pieces = part.pieces if part else ()
        return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in pieces)

    if row.kind is Kind.GAP:
        return f"… {row.hidden}"
    if row.kind is Kind.SAME:
        return side(row.old)
    return f"{side(row.old)} > {side(row.new)}"


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("今天去重庆", "今天去成都", ["今天去[重庆] > 今天去[成都]"]),
        ("the quick fox", "the slow fox", ["the [quick] fox > the [slow] fox"]),
        ("a\nb", "a\nb\nc", ["a", "b", " > [c]"]),
        ("a\nb", "b", ["[a] > ", "b"]),
        ("", "新的一行", [" > [新的一行]"]),
        ("旧的一行", "", ["[旧的一行] > "]),
        ("完全不同的话", "nothing alike", ["[完全不同的话] > ", " > [nothing alike]"]),
        ("甲乙丙丁戊己庚", "甲乙丙丁戊己庚辛", ["甲乙丙丁戊己庚 > 甲乙丙丁戊己庚[辛]"]),
        ("安全第一要紧", "安心第二要紧", ["安[全第一]要紧 > 安[心第二]要紧"]),
    ],
)
def test_a_change_is_shown_where_it_is(old: str, new: str, rows: list[str]) -> None:
    assert [shown(row) for row in compare(old, new)] == rows


def test_a_line_put_before_a_changed_one_does_not_shift_the_pairs() -> None:
    old = "第一步:打开设置页面\n第二步:点击保存按钮"
    new = "先读这里\n第一步:打开设定页面\n第二步:点击保存"
    assert [row.kind for row in compare(old, new)] == [Kind.ADDED, Kind.CHANGED, Kind.CHANGED]


@pytest.mark.parametrize(
    ("old", "new"), [("", ""), ("一样", "一样"), ("a\r\nb", "a\nb"), ("a\n", "a"), ("a\rb", "a\nb")]
)
def test_texts_that_read_the_same_have_no_rows(old: str, new: str) -> None:
    assert compare(old, new) == []


def test_far_lines_are_folded_away_and_near_ones_stay() -> None:
    old = [f"line {number}" for number in range(30)]
    new = [*old[:10], "new", *old[10:]]
    rows = compare("\n".join(old), "\n".join(new), context=2)
    assert [shown(row) for row in rows] == [
        "… 8", "line 8", "line 9", " > [new]", "line 10", "line 11", "… 18",
    ]  # fmt: skip
    before, after = rows[1].old, rows[4].new
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (9, 12)


def test_a_single_line_is_not_folded_into_a_gap() -> None:
    rows = compare("a\nb\nc\nd\ne", "A1\nb\nc\nd\nE1", context=1)
    assert [row.hidden for row in rows if row.kind is Kind.GAP] == []
    assert sum(row.kind is Kind.SAME for row in rows) == 3


@pytest.mark.parametrize("unit", ["字", "word ", "ab,", "甲乙"])
def test_huge_texts_still_have_an_answer(unit: str) -> None:
    old, new = unit * 30_000, "x" + unit * 29_999
    assert compare(old, new)
    many = compare(
        "\n".join(f"{unit}{n}" for n in range(400)), "\n".join(f"{n}{unit}" for n in range(300))
    )
    assert {row.kind for row in many} <= set(Kind)


@given(texts, texts)
def test_both_texts_can_be_read_back_from_the_rows(old: str, new: str) -> None:
    rows = compare(old, new, context=1000)
    if not rows:
        assert old.removesuffix("\n") == new.removesuffix("\n")
        return
    for text, name in ((old, "old"), (new, "new")):
        sides = [side for row in rows if (side := getattr(row, name))]
        lines = ["".join(piece.text for piece in side.pieces) for side in sides]
        assert lines == (text.removesuffix("\n").split("\n") if text else [])
        assert [side.number for side in sides] == list(range(1, len(sides) + 1))


@given(texts, texts, st.integers(0, 4))
def test_gaps_hide_only_lines_that_are_the_same(old: str, new: str, context: int) -> None:
    whole, rows = compare(old, new, 1000), compare(old, new, context)
    changes = [row for row in whole if row.kind is not Kind.SAME]
    assert [row for row in rows if row.kind not in (Kind.SAME, Kind.GAP)] == changes
    assert sum(row.hidden or 1 for row in rows) == len(whole)
    assert all(row.hidden > 1 for row in rows if row.kind is Kind.GAP)
