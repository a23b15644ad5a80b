"""What the blog notices about its surroundings, and the draft it leaves for its writer."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.lib.database import db, utcnow
from blog.models import privacy
from blog.models.flag import FORWARDED, Flag
from blog.models.page import Page
from tests.conftest import Auth
from tests.factories import change_settings, make_page
from tests.support.clients import Client

PROXIED = {"X-Forwarded-For": "203.0.113.7"}


def test_the_desk_warns_of_a_proxy_that_nobody_trusts(
    app: Flask, client: Client, auth: Auth
) -> None:
    auth.login()
    assert "BLOG_PROXIES" not in client.get("/admin").text
    client.get("/search", headers=PROXIED)
    assert "BLOG_PROXIES" in client.get("/admin").text
    with time_machine.travel(utcnow() + timedelta(days=3)):
        assert not Flag.standing(FORWARDED)


def test_a_trusted_proxy_is_no_reason_to_warn(app: Flask, client: Client) -> None:
    app.config["PROXIES"] = 1
    client.get("/search", headers=PROXIED)
    assert not Flag.standing(FORWARDED)


@pytest.mark.parametrize(("language", "title"), [("zh", "隐私"), ("en", "Privacy")])
def test_the_draft_names_the_days_of_the_setting(
    app: Flask, client: Client, language: str, title: str
) -> None:
    change_settings(language=language, erase_after_days=90)
    privacy.draft()
    db.session.commit()
    page = client.get("/pages/privacy").text
    assert title in page
    assert "90" in page


def test_a_page_that_is_there_is_left_alone(app: Flask) -> None:
    make_page("我的隐私", slug="privacy")
    privacy.draft()
    page = Page.by_slug("privacy")
    assert page
    assert page.title == "我的隐私"
