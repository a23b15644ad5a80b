from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.transfer import frontmatter
from blog.transfer.frontmatter import Unreadable


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\na: 1\nB: on\n---\nbody", {"a": "1", "b": "on"}, "body"),
        ("---\n---\nx", {}, "x"),
        ("---\na: [x, [y, z]]\n...\n", {"a": ["x", ["y", "z"]]}, ""),
        ("---\na: null\nb: 'null'\n---\n", {"a": "", "b": "null"}, ""),
        ("title: a\ntags:\n- x\n\n- y\n---\nbody", {"title": "a", "tags": ["x", "y"]}, "body"),
        ("+++\na = 1\n[b]\nc = true\n+++\nx", {"a": 1, "b": {"c": True}}, "x"),
        ("+++\nd = 2021-03-24\n+++\n", {"d": datetime(2021, 3, 24)}, ""),  # noqa: DTZ001 - TOML's local date
        ('{"a": 1}\nbody', {"a": 1}, "body"),
        ('{"a": 1}\n;;;\nbody', {"a": 1}, "body"),
    ],
)
def test_yaml_toml_and_json_are_read(text: str, fields: dict[str, object], body: str) -> None:
    matter = frontmatter.split(text)
    assert matter is not None
    assert (matter.fields, matter.body) == (fields, body)


@pytest.mark.parametrize(
    "text", ["", "words", "Note: words\n---\nmore", "# Title\n", "---\n\nwords"]
)
def test_a_text_without_front_matter_has_none(text: str) -> None:
    assert frontmatter.split(text) is None


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\na: 1\nx: [\n---\n", 3, "broken YAML"),
        ("---\na: 1\nb: *a\n---\n", 3, "alias"),
        ("---\nx: " + "[" * 40 + "\n---\n", 2, "too deeply"),
        ("---\n" + "- " * 30_000 + "\n---\n", 2, "too deeply"),
        ("---\na: 1\n", 1, "never ends"),
        ("---\n- a\n---\n", 2, "no list of fields"),
        ("---\n? [a]\n: b\n---\n", 2, "no text"),
        ("---\na: \x07\n---\n", 2, "forbids"),
        ("+++\na = 1\nb =\n+++\n", 3, "broken TOML"),
        ('{"a": 1,\n"b"}', 2, "broken JSON"),
        ('{"a": ' + "[" * 700 + "]" * 700 + "}", 1, "too deeply"),
        ("---\na: " + "x" * 70_000 + "\n---\n", 1, "64 KB"),
    ],
)
def test_broken_front_matter_is_named_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as raised:
        frontmatter.split(text)
    assert raised.value.line == line


def test_broken_utf8_is_named_with_its_line() -> None:
    with pytest.raises(Unreadable, match="UTF-8") as raised:
        frontmatter.decode(b"one\ntwo \xff\n")
    assert raised.value.line == 2


def test_marks_of_encoding_and_line_ends_of_windows_are_read() -> None:
    assert frontmatter.decode("\ufeff一\r\n二".encode()) == "一\n二"
    assert frontmatter.decode("\ufeff一".encode("utf-16-le")) == "一"


@given(st.text(alphabet=" -:[]{}&*!|>'\"\n\tab#?,+=.;", max_size=300))
def test_nothing_but_unreadable_is_raised(text: str) -> None:
    for fence in ("---", "+++"):
        with suppress(Unreadable):
            frontmatter.split(f"{fence}\n{text}\n{fence}\n")
