"""What an article says of itself to machines."""

import json
from typing import Any

import pytest
from flask import Flask

from blog.lib import holes
from blog.models import reading, site
from tests.factories import make_article


def said(app: Flask, views: int | str) -> str:
    with app.test_request_context():
        site.current()
        page = reading.open_article("a")
        assert page
        return str(page.posting(views, "Of tea.", "首页"))


def posting(text: str) -> Any:
    return json.loads(text)["@graph"][0]


@pytest.mark.parametrize("title", ["</script><script>", "<!--", "& \"quoted\" \u2028 'too'"])
def test_no_title_leaves_its_script(app: Flask, title: str) -> None:
    make_article(title, slug="a")
    text = said(app, 7)
    assert not set("<>&'") & set(text)
    assert posting(text)["headline"] == title


def test_the_number_is_the_same_known_or_filled_in(app: Flask) -> None:
    make_article("7", slug="a")
    known = posting(said(app, 7))
    assert known["interactionStatistic"]["userInteractionCount"] == 7
    assert known["headline"] == "7"
    assert posting(said(app, holes.VIEWS).replace(holes.VIEWS, "7")) == known
