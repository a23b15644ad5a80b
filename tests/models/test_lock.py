"""Articles behind a password."""

from typing import Any

import pytest

from blog.lib.database import db
from blog.models import lock, reading
from blog.models.article import Article, Draft, State
from tests.conftest import Auth
from tests.factories import make_article, make_category, views_of
from tests.support.clients import Client

SECRET = "只给朋友看的正文"


@pytest.fixture
def locked(app: Any) -> Article:
    shelf = make_category("技术")
    make_article("别的", category=shelf, tags=["甲"])
    return make_article(
        "密题", SECRET, slug="secret", password="开门", excerpt="密摘", category=shelf, tags=["甲"],
        cover="/media/aa/1234567812345678.png", description="密述", pinned=True,
    )  # fmt: skip


def unlock(client: Client, typed: str = "开门") -> Any:
    return client.post("/articles/secret", data={"password": typed})


def test_the_form_stands_there_instead_and_says_nothing_of_it(
    client: Client, locked: Article
) -> None:
    assert locked.state == State.LOCKED
    response = client.get("/articles/secret")
    assert response.status_code == 403
    assert response.headers["Cache-Control"] == "no-store"
    assert 'name="password"' in response.text
    for hidden in (SECRET, "密题", "密摘", "密述", "12345678"):
        assert hidden not in response.text
    assert views_of(locked) == 0


def test_the_password_opens_it_at_its_path_and_each_reading_counts(
    client: Client, locked: Article
) -> None:
    response = unlock(client)
    assert (response.status_code, response.location) == (303, "/articles/secret")
    assert "Path=/articles/secret" in response.headers["Set-Cookie"]
    for number in (1, 2):
        page = client.get("/articles/secret")
        assert (page.status_code, views_of(locked)) == (200, number)
        assert SECRET in page.text
        assert page.headers["Cache-Control"] == "no-store"
    assert client.head("/articles/secret").status_code == 200
    assert views_of(locked) == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_for_tls_where_there_is_tls(
    client: Client, locked: Article, scheme: str
) -> None:
    response = client.post(
        "/articles/secret", data={"password": "开门"}, base_url=f"{scheme}://localhost"
    )
    assert ("Secure" in response.headers["Set-Cookie"]) == (scheme == "https")
    assert "HttpOnly" in response.headers["Set-Cookie"]


def test_what_one_reader_opened_is_kept_for_nobody_else(client: Client, locked: Article) -> None:
    unlock(client)
    assert client.get("/articles/secret").status_code == 200
    stranger = client.application.test_client()
    assert stranger.get("/articles/secret").status_code == 403


def test_another_password_closes_it_again(client: Client, locked: Article) -> None:
    unlock(client)
    locked.write(Draft(title="密题", body=SECRET, slug="secret", password="另一个"))
    assert client.get("/articles/secret").status_code == 403


@pytest.mark.parametrize("password", ["", "wrong", "开门 ", "x" * 5000])
def test_a_wrong_password_opens_nothing(client: Client, locked: Article, password: str) -> None:
    response = unlock(client, password)
    assert response.status_code == 403
    assert SECRET not in response.text
    assert client.get("/articles/secret").status_code == 403


def test_whoever_guesses_waits(client: Client, locked: Article) -> None:
    answers = [unlock(client, "wrong").status_code for _ in range(lock.ADDRESS_TRIES + 1)]
    assert answers[-2:] == [403, 429]
    assert unlock(client).status_code == 429


@pytest.mark.parametrize(
    "path",
    [
        "/", "/categories/{category}", "/tags/jia", "/tags", "/archive", "/search?q=密", "/sitemap",
        "/sitemap.xml", "/feed.atom", "/feed.json", "/articles/{other}", "/comments/feed.atom",
        "/articles/secret/share.png", "/articles/secret/comments/feed.atom",
    ],
)  # fmt: skip
def test_nothing_else_tells_of_it(client: Client, locked: Article, path: str) -> None:
    other = db.session.query(Article).filter(Article.title == "别的").one()
    assert locked.category
    path = path.format(category=locked.category.slug, other=other.slug)
    text = client.get(path).data.decode(errors="replace")
    for hidden in (SECRET, "密题", "密摘", "密述", "/secret", "12345678"):
        assert hidden not in text.replace("/articles/secret/", "")


def test_it_takes_no_comment(client: Client, locked: Article) -> None:
    response = client.post("/articles/secret/comments", data={"body": "x"})
    assert response.status_code == 404
    assert SECRET not in response.text


def test_a_key_of_another_article_or_none_is_refused(locked: Article) -> None:
    for shown in (None, "", "x", "a.b.c"):
        with pytest.raises(lock.Locked):
            reading.open_article("secret", 1, shown)
        assert not lock.opens(shown, locked.id, locked.password_hash)


def test_the_password_is_taken_off_or_kept(auth: Auth, client: Client, locked: Article) -> None:
    auth.login()
    form = {
        "title": "密题", "body": SECRET, "slug": "secret", "language": "zh", "password": "",
        "revision": str(locked.revision),
    }  # fmt: skip
    where = f"/admin/articles/{locked.id}"
    assert client.post(where, data=form | {"protected": "y"}).status_code == 303
    db.session.expire_all()
    assert locked.state == State.LOCKED
    assert client.post(where, data=form | {"revision": str(locked.revision)}).status_code == 303
    db.session.expire_all()
    assert (locked.state, locked.password_hash) == (State.PUBLISHED, "")
    assert client.application.test_client().get("/articles/secret").status_code == 200
