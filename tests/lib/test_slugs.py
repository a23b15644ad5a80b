import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib import slugs
from blog.lib.slugs import Reading, readings, readings_apart, slugify, slugify_apart, unique, valid


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("重庆", "chong-qing"),
        ("重庆银行", "chong-qing-yin-hang"),
        ("重慶銀行", "chong-qing-yin-hang"),
        ("著名的乾隆", "zhu-ming-de-qian-long"),
        ("著名的長沙", "zhu-ming-de-chang-sha"),
        ("後來的發現", "hou-lai-de-fa-xian"),
        ("女儿的旅行", "nv-er-de-lv-xing"),
        ("Python 3.12 新特性", "python-3-12-xin-te-xing"),
        ("Café crème, don’t", "cafe-creme-dont"),
        ("ＡＢＣ", "abc"),
        ("a-b--c_d", "a-b-c-d"),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    assert slugify(title) == slug


@pytest.mark.parametrize("title", ["", "🎉🎉", "???", "Привет"])
def test_a_title_with_nothing_to_spell_still_gets_a_slug(title: str) -> None:
    assert re.fullmatch("post-[0-9a-f]{8}", slugify(title))
    assert slugify(title) == slugify(title) != slugify(title + "!")


def test_a_long_title_is_cut_between_words() -> None:
    slug = slugify("怎么保证系统的安全性以及在各种各样的场景下正确地使用它们")
    assert slug == "zen-me-bao-zheng-xi-tong-de-an-quan-xing-yi-ji-zai-ge-zhong"
    assert slugify("x" * 300) == "x" * 60


@given(st.text())
def test_every_text_gives_a_valid_slug(text: str) -> None:
    slug = slugify(text)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 60
    assert valid(slug)


def test_a_text_is_read_in_full_and_by_initials() -> None:
    assert readings(["安全", "Python安全 指南"]) == [
        Reading("an-quan", "anquan", "aq"),
        Reading("python-an-quan-zhi-nan", "pythonanquan zhinan", "pythonaq zn"),
    ]


def test_a_child_process_reads_as_this_one_does() -> None:
    texts = ["重庆银行", "plain", "Café 與 é", "🎉"]
    assert readings_apart(texts) == readings(texts)


def test_a_worker_never_loads_pypinyin() -> None:
    script = (
        "import sys; from blog.lib.slugs import slugify_apart;"
        "print(slugify_apart('重庆'), 'pypinyin' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["chong-qing", "False"]


@pytest.mark.parametrize("title", ["Plain ASCII 3.12", "Café"])
def test_text_without_han_starts_no_child(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slugs, "_CHILD", "raise SystemExit(1)")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: pytest.fail("a child was asked"))
    assert slugify_apart(title) == slugify(title)


@pytest.mark.parametrize(
    "child", ["raise SystemExit(1)", "print('no json')", "import time; time.sleep(9)"]
)
def test_a_failing_child_leaves_a_slug_without_pinyin(
    child: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(slugs, "_CHILD", child)
    monkeypatch.setattr(slugs, "_SECONDS", 1)
    assert slugify_apart("Docker 部署") == "docker"
    assert re.fullmatch("post-[0-9a-f]{8}", slugify_apart("部署"))
    assert "pinyin" in caplog.text


@pytest.mark.parametrize("slug", ["a", "a-b-2", "重庆-2021", "ไทยที่", "2024", "a" * 120])
def test_a_slug_of_any_script_is_valid(slug: str) -> None:
    assert valid(slug)


@pytest.mark.parametrize(
    "slug", ["", "-a", "a-", "a--b", "A", "a b", "a_b", "a/b", "ａ", "é", "a\0", "a" * 121, ".."]
)
def test_a_slug_that_would_mislead_is_not_valid(slug: str) -> None:
    assert not valid(slug.replace("é", "e\u0301"))


def test_a_free_slug_is_kept() -> None:
    assert unique("a", set[str]().__contains__) == "a"


def test_a_taken_slug_gets_the_first_free_number() -> None:
    assert unique("a", {"a", "a-2", "a-4"}.__contains__) == "a-3"


def test_a_numbered_slug_stays_within_the_limit() -> None:
    long = "b" * 117 + "-cc"
    assert unique(long, {long}.__contains__) == "b" * 117 + "-2"
