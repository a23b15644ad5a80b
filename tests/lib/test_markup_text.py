import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.markup import excerpt, grapheme_cut, reading_minutes
from blog.lib.markup.text import clusters, count, plain, tidy

FAMILY = "👨\u200d👩\u200d👧"
RAINBOW = "🏳\ufe0f\u200d🌈"
CHINA, FRANCE = "🇨🇳", "🇫🇷"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("中a", ["中", "a"]),
        ("e\u0301x", ["e\u0301", "x"]),
        (f"a{FAMILY}b", ["a", FAMILY, "b"]),
        (RAINBOW, [RAINBOW]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        (CHINA + FRANCE + "🇨", [CHINA, FRANCE, "🇨"]),
        ("1\ufe0f\u20e32", ["1\ufe0f\u20e3", "2"]),
        ("각가\u11a8", ["각", "가\u11a8"]),
        ("\u1112\u1161\u11ab\u1112", ["\u1112\u1161\u11ab", "\u1112"]),
        ("🏴\U000e0067\U000e007fx", ["🏴\U000e0067\U000e007f", "x"]),
        ("\r\nx", ["\r\n", "x"]),
        ("辻\U000e0100あ", ["辻\U000e0100", "あ"]),
        ("कि", ["कि"]),
    ],
)
def test_a_cluster_is_what_a_reader_calls_a_character(text: str, parts: list[str]) -> None:
    assert list(clusters(text)) == parts


def test_a_cut_never_falls_inside_an_emoji() -> None:
    assert grapheme_cut(f"{FAMILY}{CHINA}x", 1) == FAMILY
    assert grapheme_cut(f"{FAMILY}{CHINA}x", 2) == FAMILY + CHINA
    assert grapheme_cut("ab", 5) == "ab"
    assert grapheme_cut("ab", 0) == ""


@given(st.text(), st.integers(0, 30))
def test_a_cut_is_a_beginning_of_at_most_that_many_characters(text: str, n: int) -> None:
    cut = grapheme_cut(text, n)
    assert text.startswith(cut)
    assert len(list(clusters(cut))) <= n
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("短", 5, "短"),
        ("一二三四五", 5, "一二三四五"),
        ("一二三四五六", 5, "一二三四五…"),
        ("一\n\n 二\t三", 9, "一 二 三"),
        ("一二三,四五", 4, "一二三…"),
        ("hello wonderful world", 13, "hello…"),
        ("hello wonderful world", 15, "hello wonderful…"),
        ("antidisestablishmentarianism", 10, "antidisest…"),
        ("我用 Kubernetes 部署", 6, "我用…"),
        ("我们都在用 Kubernetes", 9, "我们都在用…"),
        (f"一{FAMILY}{CHINA}二", 2, f"一{FAMILY}…"),
        ("don’t stop", 9, "don’t…"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_ends_where_a_reader_would_end_it(text: str, length: int, short: str) -> None:
    assert excerpt(text, length) == short


def test_an_excerpt_of_zalgo_is_thinned() -> None:
    assert len(excerpt(("z" + "\u0301" * 5000) * 200, 120)) <= 121 * 32


@given(st.text(), st.integers(1, 40))
def test_an_excerpt_is_short_and_on_one_line(text: str, length: int) -> None:
    short = excerpt(text, length)
    assert len(list(clusters(short))) <= length + 1
    assert "\n" not in short


@pytest.mark.parametrize(
    ("text", "han", "words"),
    [
        ("重庆银行", 4, 0),
        ("中文 with three words", 2, 3),
        ("don't re-read it", 0, 3),
        ("用Python写3个", 3, 2),
        ("ひらがな 漢字", 2, 0),
        ("Привет мир", 0, 2),
        ("𠮷野家", 3, 0),
        ("!!! …", 0, 0),
    ],
)
def test_han_characters_and_words_are_counted_apart(text: str, han: int, words: int) -> None:
    assert count(text) == (han, words)


@pytest.mark.parametrize(
    ("han", "words", "minutes"), [(0, 0, 1), (400, 0, 1), (1600, 0, 4), (0, 880, 4), (800, 440, 4)]
)
def test_reading_time_has_a_rate_for_each_script(han: int, words: int, minutes: int) -> None:
    assert reading_minutes(han, words) == minutes


def test_tidy_text_fits_html_xml_and_utf8() -> None:
    assert tidy("a\r\nb\rc\x00\x1b\ud800\uffff\x0b\t") == "a\nb\nc\ufffd\ufffd\ufffd\ufffd \t"


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    once.encode()


def test_plain_text_has_a_line_a_block() -> None:
    html = '<h2>一</h2>\n<p>a &lt;b&gt;<br>\nc</p>\n<p><a href="x" title="1>2">d</a></p>'
    assert plain(html) == "一\na <b>\nc\nd"


def test_paragraphs_that_meet_in_an_excerpt_leave_no_gap_after_wide_punctuation() -> None:
    assert excerpt("一段。\n两段,末尾\nnext one. last") == "一段。两段,末尾 next one. last"
