"""The first page of the desk."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.lib import fonts
from blog.lib.database import db, utcnow
from blog.models import heat
from blog.models.article import Article
from blog.models.backup import Backup
from blog.models.chore import Chore
from blog.models.comment import Comment, State
from blog.models.views import ArticleViews
from tests.conftest import Auth, Sql
from tests.factories import change_settings, make_article, make_comment
from tests.support.clients import Client


@pytest.fixture(autouse=True)
def _logged_in(auth: Auth) -> None:
    auth.login()
    change_settings(language="en")


def text_of(client: Client, path: str = "/admin") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def read(article: Article, times: int) -> None:
    db.session.get_one(ArticleViews, article.id).views += times
    db.session.commit()


def test_an_empty_blog_offers_the_first_step(client: Client) -> None:
    text = text_of(client)
    assert "Nothing here yet" in text
    assert "Views today" not in text


def test_it_says_how_the_blog_does(client: Client) -> None:
    with time_machine.travel("2026-05-10 04:00Z", tick=False) as clock:
        tea, rain = make_article("Tea"), make_article("Rain")
        make_article(published=False)
        read(tea, 100)
        clock.shift(timedelta(days=1))
        heat.close_days()
        read(tea, 58)
        for _ in range(60):
            client.get(f"/articles/{rain.slug}")
        text = text_of(client)
    assert "118 Views today ▲ more than yesterday by 18% Yesterday 100" in text
    assert "218 Views in 30 days" in text
    assert "2 Published articles" in text
    assert "Tea 158 Rain 60" in text
    assert "2026-05-11 Today 118 2026-05-10 100 2026-05-09 0" in text


def test_fewer_than_yesterday_and_nothing_yesterday(client: Client) -> None:
    with time_machine.travel("2026-05-10 04:00Z", tick=False) as clock:
        article = make_article()
        read(article, 10)
        assert "10 Views today Yesterday 0" in text_of(client)
        clock.shift(timedelta(days=1))
        heat.close_days()
        read(article, 5)
        assert "5 Views today ▼ less than yesterday by 50%" in text_of(client)


def test_held_comments_are_decided_from_here(client: Client) -> None:
    article = make_article()
    held = [make_comment(article, f"Words {n}", state=State.HELD, name=f"N{n}") for n in range(7)]
    make_comment(article, "Shown already")
    page = client.get("/admin").text
    assert "7</b> <small>Held comments" in page
    assert "Words 6" in page
    assert "Words 1" not in page
    assert "All 7" in page
    assert "Shown already" not in page
    for deed, comment, state in (("approve", held[6], "approved"), ("remove", held[5], "removed")):
        assert f'value="{deed} {comment.id}"' in page
        answer = client.post("/admin/comments", data={"do": f"{deed} {comment.id}"})
        assert answer.status_code == 303
        assert db.session.get_one(Comment, comment.id).state == state


def test_a_comment_cannot_break_the_page(client: Client) -> None:
    make_comment(make_article("<i>t</i>"), "<script>x</script>", name="<b>n</b>", state=State.HELD)
    page = client.get("/admin").text
    for broken in ("<script>x", "<b>n</b>", "<i>t</i>"):
        assert broken not in page


def test_the_age_of_the_last_good_backup(client: Client) -> None:
    assert "There is no backup yet. Make one every day" in text_of(client)
    for age, said in (
        (timedelta(days=9), "9 days old) Make one every day"),
        (timedelta(hours=30), "30 hours old)"),
        (timedelta(minutes=5), "less than an hour old)"),
    ):
        Backup.record("blog.zip", 1, utcnow() - age)
        text = text_of(client)
        assert said in text
        assert ("Make one every day" in text) == ("every" in said)


def test_a_task_of_the_house_that_failed_is_named(client: Client) -> None:
    db.session.add(Chore(name="mail", error="OSError: <no route>", done_at=utcnow()))
    db.session.commit()
    page = client.get("/admin").text
    assert "A background task failed: mail." in page
    assert "OSError: &lt;no route&gt;" in page


def test_a_machine_without_chinese_letters(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "available", lambda: False)
    assert "fonts-noto-cjk" not in text_of(client)
    change_settings(language="zh")
    assert "fonts-noto-cjk" in text_of(client)


def test_it_asks_the_database_the_same_for_many_articles(
    app: Flask, client: Client, sql: Sql
) -> None:
    def asked() -> int:
        client.get("/admin")
        with sql() as statements:
            client.get("/admin")
        return len(statements)

    make_article(views=1)
    few = asked()
    for _ in range(8):
        make_comment(make_article(views=2), state=State.HELD)
    assert asked() == few <= 18
