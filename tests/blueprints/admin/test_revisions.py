"""Revisions on the desk."""

import pytest

from blog.lib.database import db
from blog.models.article import Draft
from tests.conftest import Auth
from tests.factories import make_article, make_page
from tests.support.clients import Client


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    auth.login()


def test_an_earlier_text_is_listed_compared_and_restored(client: Client) -> None:
    article = make_article("雨夜", "一\n\n<b>旧</b>")
    article.write(Draft(title="雨夜", body="一\n\n<b>新</b>", slug=article.slug))
    where = f"/admin/revisions/articles/{article.id}"
    assert f"{where}/1" in client.get(where).text
    page = client.get(f"{where}/1").text
    assert "<del>旧</del>" in page
    assert "<ins>新</ins>" in page
    assert "<b>旧" not in page
    assert client.post(f"{where}/1").location == f"/admin/articles/{article.id}"
    db.session.expire_all()
    assert article.body == "一\n\n<b>旧</b>"


@pytest.mark.parametrize(
    "path", ["articles/9", "users/1", "articles/1/99", "pages/1/1", "articles/x"]
)
def test_what_is_none_is_not_found(client: Client, path: str) -> None:
    make_article()
    make_page()
    assert client.get(f"/admin/revisions/{path}").status_code == 404
    assert client.post(f"/admin/revisions/{path}").status_code in {404, 405}
