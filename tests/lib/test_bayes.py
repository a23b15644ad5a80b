from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.bayes import MOST_TOKENS, Counts, _chi_square_tail, features, score

SPAM = [
    "代开发票 加微信 12345 诚信经营",
    "低价代开发票,联系微信,价格优惠",
    "Buy cheap pills online, best casino bonus",
    "casino bonus, cheap pills, click here now",
]
HAM = [
    "文章写得很清楚,按步骤做成功了,谢谢",
    "请问第三步的设置在哪里?我没有找到",
    "Thanks, the third step solved my problem",
    "我也遇到同样的问题,换了浏览器就好了",
]


def learn(spam: list[str], ham: list[str]) -> tuple[dict[str, Counts], Counts]:
    bad = Counter(token for text in spam for token in features(text))
    good = Counter(token for text in ham for token in features(text))
    counts = {token: Counts(bad[token], good[token]) for token in bad | good}
    return counts, Counts(len(spam), len(ham))


def test_text_like_the_spam_before_is_likely_spam() -> None:
    counts, totals = learn(SPAM, HAM)
    verdict = score(features("专业代开发票,请加微信"), counts, totals)
    assert verdict.probability > 0.9
    assert ("word", "发票") in {(reason.kind, reason.value) for reason in verdict.reasons}


def test_text_like_the_welcome_before_is_not() -> None:
    counts, totals = learn(SPAM, HAM)
    assert score(features("谢谢,按步骤设置成功了"), counts, totals).probability < 0.1
    assert score(features("The third step works, thanks"), counts, totals).probability < 0.2


def test_text_never_met_is_even() -> None:
    counts, totals = learn(SPAM, HAM)
    verdict = score(features("zebra 鸵鸟") - {"links:0"}, counts, totals)
    assert (verdict.probability, verdict.reasons) == (0.5, ())


@pytest.mark.parametrize("taught", [([], []), (SPAM, []), ([], HAM)])
def test_one_sort_alone_teaches_nothing(taught: tuple[list[str], list[str]]) -> None:
    counts, totals = learn(*taught)
    assert score(features(SPAM[0]), counts, totals).probability == 0.5


def test_the_same_text_again_is_known_whatever_its_spaces() -> None:
    again = features("代开发票加微信!!") & features("代开发票加微信 …")
    assert any(token.startswith("same:") for token in again)
    assert not any(t.startswith("same:") for t in features("甲乙丙") & features("甲乙丁"))


def test_links_sites_names_and_repeats_are_tokens() -> None:
    tokens = features(
        "赞 " * 6,
        name="办证 Bob",
        website="www.shop.example.com/x",
        links=["https://a.example.org/1", "http://b.example", "http://[", "mailto:x"],
    )
    assert tokens >= {
        "repeat:赞", "name:办证", "name:bob", "site:shop.example.com", "site:example.com",
        "link:a.example.org", "link:example.org", "link:b.example", "links:2",
    }  # fmt: skip


@pytest.mark.parametrize(("chi_square", "degrees", "tail"), [
    (0.0, 2, 1.0), (5.991, 2, 0.05), (9.488, 4, 0.05), (18.307, 10, 0.05), (100.0, 2, 0.0),
])  # fmt: skip
def test_the_chi_square_agrees_with_printed_tables(
    chi_square: float, degrees: int, tail: float
) -> None:
    assert _chi_square_tail(chi_square, degrees) == pytest.approx(tail, abs=1e-4)


@given(st.text(), st.text(), st.text(), st.lists(st.text()))
def test_anything_typed_gives_a_bounded_set_of_tokens(
    text: str, name: str, website: str, links: list[str]
) -> None:
    tokens = features(text, name, website, links)
    assert 0 < len(tokens) <= MOST_TOKENS
    assert all(":" in token for token in tokens)


@given(st.text(), st.text(st.sampled_from(" \n\t,。!…"), min_size=1))
def test_space_and_stops_around_a_text_change_no_token(text: str, around: str) -> None:
    assert features(around + text + around) == features(text)


@given(st.lists(st.text(), max_size=8))
def test_case_changes_no_token(words: list[str]) -> None:
    text = " ".join(words)
    assert features(text.casefold()) == features(text)


def test_a_long_text_gives_no_more_tokens_than_are_kept() -> None:
    assert (
        len(features(" ".join(map(str, range(5000))), links=[f"http://{n}.x" for n in range(900)]))
        == MOST_TOKENS
    )


@given(
    st.dictionaries(st.text(), st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=80),
    st.integers(99, 9999),
    st.integers(99, 9999),
)
def test_a_probability_is_always_between_nought_and_one(
    counts: dict[str, tuple[int, int]], spam: int, ham: int
) -> None:
    known = {token: Counts(*pair) for token, pair in counts.items()}
    verdict = score(list(known), known, Counts(spam, ham))
    assert 0 <= verdict.probability <= 1
    weights = [abs(reason.probability - 0.5) for reason in verdict.reasons]
    assert weights == sorted(weights, reverse=True)
