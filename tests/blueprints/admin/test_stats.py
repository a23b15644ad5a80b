"""Looking back: the pages of the statistics."""

import re

import pytest

from blog.lib.database import db
from blog.models import visit
from blog.models.visit import DIRECT, OTHERS, Kind, VisitDay, VisitName
from tests.conftest import Auth
from tests.factories import change_settings, make_article
from tests.support.clients import Client


@pytest.fixture(autouse=True)
def _logged_in(auth: Auth) -> None:
    auth.login()
    change_settings(language="en")


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


@pytest.mark.parametrize("days", [7, 30, 90, 365])
def test_as_many_days_as_the_address_says(client: Client, days: int) -> None:
    article = make_article("Tea", views=3)
    for path in ("/admin/stats", f"/admin/stats/articles/{article.id}"):
        page = client.get(f"{path}?days={days}").text
        assert page.count("<rect") - page.count("share-bar") == days
        assert len(re.findall(r'<td><time datetime="\d{4}-\d\d-\d\d">', page)) == days
        assert f'href="{path}?days={days}" aria-current="page"' in page


@pytest.mark.parametrize("days", ["0", "8", "-7", "x", "", "1e9", "٧"])
def test_other_numbers_of_days_are_not_offered(client: Client, days: str) -> None:
    assert client.get("/admin/stats", query_string={"days": days}).status_code == 404


def test_an_article_that_is_not_there(client: Client) -> None:
    assert client.get("/admin/stats/articles/7").status_code == 404


def test_every_article_leads_to_its_own_curve(client: Client) -> None:
    article = make_article("Tea", views=3)
    path = f"/admin/stats/articles/{article.id}?days=90"
    assert path in client.get("/admin/stats?days=90").text
    text = text_of(client, path)
    assert "3 Views in the last 90 days 3 Views today 3 Views in all" in text


def test_estimates_say_that_they_are_and_exact_numbers_stand_apart(client: Client) -> None:
    make_article(views=10)
    today = visit.today()
    db.session.add(VisitDay(day=today, people=6, crawlers=3, readers=4))
    for kind, name, hits in (
        (Kind.REFERRER, DIRECT, 3), (Kind.REFERRER, "example.com", 2), (Kind.REFERRER, OTHERS, 1),
        (Kind.CRAWLER, "Googlebot", 3), (Kind.MISSED, "docker <b>", 2),
    ):  # fmt: skip
        db.session.add(VisitName(day=today, kind=kind, name=name, hits=hits))
    db.session.commit()
    text = text_of(client, "/admin/stats")
    exact, _, estimates = text.partition(" Estimates ")
    assert "10 Views today" in exact
    assert "Views People ≈ Crawlers ≈ Readers ≈" in exact
    assert f"{today} Today 10 6 3 4" in exact
    assert "A restart may lose a few seconds" in estimates
    assert "≈ 6 Views by people ≈ 3 Views by crawlers ≈ 4 Different readers a day" in estimates
    assert "Directly, or it was not said 3 example.com 2 Others 1" in estimates
    assert "Googlebot 3" in estimates
    assert "docker &lt;b&gt; 2" in estimates


def test_without_any_readings_it_says_so(client: Client) -> None:
    text = text_of(client, "/admin/stats")
    assert "Nothing was read in these days." in text
    assert "Everything was found so far." in text
    assert "Views by people" not in text
