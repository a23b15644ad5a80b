"""Private links."""

from datetime import timedelta

import time_machine

from blog.lib.database import db, utcnow
from blog.models.preview import KEPT, Preview
from tests.factories import make_article, views_of
from tests.support.clients import Client


def test_a_link_shows_a_draft_to_whoever_has_it_and_counts_nothing(client: Client) -> None:
    article = make_article("没发的", "草稿正文", published=False)
    link = Preview.make(article)
    response = client.get(f"/preview/{link.token}")
    assert response.status_code == 200
    assert "草稿正文" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert views_of(article) == 0


def test_a_new_link_ends_the_one_before_and_taking_back_ends_all(client: Client) -> None:
    article = make_article(published=False)
    first = Preview.make(article).token
    second = Preview.make(article).token
    assert client.get(f"/preview/{first}").status_code == 404
    assert client.get(f"/preview/{second}").status_code == 200
    Preview.take_back(article)
    assert client.get(f"/preview/{second}").status_code == 404
    assert client.get("/preview/x").status_code == 404


def test_a_link_ends_by_itself_and_shows_nothing_from_the_bin(client: Client) -> None:
    article = make_article(published=False)
    token = Preview.make(article).token
    db.session.commit()
    with time_machine.travel(utcnow() + KEPT + timedelta(seconds=1)):
        assert client.get(f"/preview/{token}").status_code == 404
        assert Preview.of(article) is None
    article.bin()
    assert client.get(f"/preview/{token}").status_code == 404
