"""Answers that may be a little old."""

import pytest
from flask import Flask

from blog.lib import lately


def test_an_answer_is_kept_for_its_time_and_made_again_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter("abc")
    with Flask(__name__).app_context():
        assert [lately.lately("key", lambda: next(answers)) for _ in range(2)] == ["a", "a"]
        assert lately.lately("other", lambda: next(answers)) == "b"
        monkeypatch.setattr(lately, "SECONDS", 0.0)
        assert lately.lately("key", lambda: next(answers)) == "c"


def test_the_oldest_answers_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "MOST", 2)
    with Flask(__name__).app_context():
        for key in "abc":
            lately.lately(key, lambda: 1)
        assert lately.lately("c", lambda: 2) == 1
        assert lately.lately("a", lambda: 2) == 2
