"""Words that follow the language of the site."""

import pytest
from flask import Flask, g

from blog.lib import i18n


@pytest.mark.parametrize(("language", "name"), [("zh", "11月"), ("en", "Nov")])
def test_a_month_has_its_name_in_the_language_of_the_site(
    app: Flask, language: str, name: str
) -> None:
    with app.test_request_context("/"):
        g.language = language
        assert i18n.month_name("2026-11") == name


@pytest.mark.parametrize(("language", "said"), [("zh", "一。二。"), ("en", "一。 二。")])
def test_sentences_follow_one_another_as_their_language_has_it(
    app: Flask, language: str, said: str
) -> None:
    with app.test_request_context("/"):
        g.language = language
        assert i18n.sentences("一。", "", "二。") == said
