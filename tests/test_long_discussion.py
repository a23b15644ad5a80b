"""A long discussion, among the workers of one server."""

from collections.abc import Hashable

import pytest
from flask import Flask

from blog.lib import fragments
from blog.lib.common import Common
from blog.lib.database import after_fork
from blog.lib.fragments import Kept
from blog.models import thread
from blog.models.article import Article
from blog.models.comment import Comment
from tests.factories import make_article, make_comment
from tests.support.clients import Client
from tests.support.forked import forked


@pytest.fixture
def parts(app: Flask) -> Kept:
    """The parts of pages, with so many slots that none of the test's pushes another out."""
    found = next(each for each in app.jinja_env.extensions.values() if isinstance(each, Kept))
    found._common = Common(8192, fragments.SLOT)
    return found


@pytest.fixture
def article(parts: Kept) -> Article:
    return make_article(slug="tea")


@pytest.fixture
def comments(article: Article) -> list[Comment]:
    text = "门外的雨下了一整夜,早上才停。" * 30
    return [make_comment(article, text, name=f"读者{number}") for number in range(90)]


@pytest.fixture
def rendered(app: Flask) -> list[str]:
    """Whose comments this process has rendered."""
    names: list[str] = []
    initial = app.jinja_env.filters["initial"]

    def noting(name: str) -> object:
        names.append(name)
        return initial(name)

    app.jinja_env.filters["initial"] = noting
    return names


def read(client: Client) -> str:
    answer = client.get("/articles/tea")
    assert answer.status_code == 200
    return answer.text


def read_elsewhere(app: Flask, client: Client) -> None:
    """Let another worker answer, with connections of its own."""

    def answer() -> None:
        after_fork(app)
        read(client)

    forked(answer)


def test_the_page_that_one_worker_built_the_others_send(
    app: Flask, client: Client, comments: list[Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_elsewhere(app, client)
    # Who builds the page has to ask for its discussion.
    monkeypatch.delattr(thread, "thread")
    assert read(client).count('class="comment in-1"') == 90


def test_after_a_reply_the_next_worker_renders_that_comment_alone(
    app: Flask, client: Client, article: Article, comments: list[Comment], rendered: list[str]
) -> None:
    read_elsewhere(app, client)
    make_comment(article, "同感。", name="后来的", parent=comments[5])
    page = read(client)
    assert rendered == ["后来的"]
    assert page.count('class="comment in-1"') == 90
    assert page.index("读者5<") < page.index("后来的") < page.index("读者6<")


def test_after_a_reply_the_next_worker_asks_for_tens_of_comments(
    app: Flask,
    client: Client,
    parts: Kept,
    article: Article,
    comments: list[Comment],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_elsewhere(app, client)
    make_comment(article, "同感。", parent=comments[5])
    asked: list[Hashable] = []
    get = Common.get

    def noting(common: Common, key: Hashable) -> object:
        if common is parts._common:
            asked.append(key)
        return get(common, key)

    monkeypatch.setattr(Common, "get", noting)
    read(client)
    assert len(asked) == 9 + 11, "all tens, and each comment of the one with the reply"


def test_on_a_page_of_many_a_comment_cleaned_anew_shows_at_once(
    client: Client, article: Article, comments: list[Comment]
) -> None:
    for number in range(20):
        make_comment(article, f"第{number}条。")
    assert "读者89<" in read(client)
    html = comments[3].html
    middle = len(html) // 2
    comments[3].html = f"{html[:middle]}龘{html[middle + 1 :]}"
    make_comment(article, "刚来。")
    assert read(client).count("龘") == 1
