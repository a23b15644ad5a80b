"""What templates call: dates and counts as readers read them, addresses, threads."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from blog.lib import holes, templating
from blog.models import site

WHEN = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> object:
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/blog"}):
        site.current()
        yield


def test_moments_are_told_in_the_zone_of_the_site() -> None:
    assert templating.stamp(WHEN) == "2021-03-24 04:17:23"
    assert templating.minute(WHEN) == "2021-03-24 04:17"
    assert templating.day(WHEN) == "2021-03-24"
    assert templating.iso(WHEN) == "2021-03-24T04:17:23+08:00"


@pytest.mark.parametrize(
    ("views", "shown"),
    [(0, "0"), (9_999, "9,999"), (10_000, "1万"), (12_345, "1.2万"), (19_999, "1.9万")],
)
def test_a_list_shortens_and_never_claims_too_much(views: int, shown: str) -> None:
    assert templating.short_number(views) == shown


def test_an_article_shows_every_digit() -> None:
    assert templating.number(1_234_567) == "1,234,567"


def test_the_hole_of_a_number_becomes_that_of_the_grouped_one() -> None:
    assert templating.number(holes.VIEWS) == holes.GROUPED


def test_addresses_carry_the_prefix_once(app: Flask) -> None:
    assert templating.href("articles", "重庆", "#a") == "/blog/articles/%E9%87%8D%E5%BA%86#a"
    told = app.jinja_env.from_string('{{ "/tags" | local }} {{ "https://example.org/" | local }}')
    assert told.render() == "/blog/tags https://example.org/"
    assert templating.absolute("/tags") == "http://localhost/blog/tags"


def test_a_stored_text_gets_the_prefix_in_its_addresses_alone() -> None:
    stored = (
        '<a href="/tags">, /media/</a><a href="//example.org/"></a>'
        '<img src="/media/a.webp" srcset="/media/b.webp 480w, /media/c.webp 960w">'
    )
    assert templating.rooted(stored) == (
        '<a href="/blog/tags">, /media/</a><a href="//example.org/"></a>'
        '<img src="/blog/media/a.webp" srcset="/blog/media/b.webp 480w, /blog/media/c.webp 960w">'
    )


def test_a_link_is_shown_only_to_what_answers() -> None:
    assert templating.answers("/archive")
    assert not templating.answers("/nowhere")


@pytest.mark.parametrize(
    ("name", "shown"), [("林间小路", "林"), ("ada", "A"), ("👨‍👩‍👧 family", "👨‍👩‍👧"), (" ", "?")]
)
def test_a_face_shows_what_one_sees_first_of_a_name(name: str, shown: str) -> None:
    assert templating.initial(name) == shown


def test_a_name_keeps_its_colour() -> None:
    assert templating.face("Ada") == templating.face(" Ada ")
    colours = {templating.face(f"reader {number}") for number in range(200)}
    assert colours == set(range(1, templating.FACES + 1))


@pytest.mark.parametrize(
    ("count", "most", "size"), [(1, 1, 1), (1, 100, 1), (10, 100, 3), (100, 100, 5)]
)
def test_a_busy_tag_dwarfs_none(count: int, most: int, size: int) -> None:
    assert templating.weight(count, most) == size


def test_months_stand_under_their_years() -> None:
    assert templating.by_year([("2021-03", 2), ("2021-01", 1), ("2020-12", 4)]) == [
        ("2021", (("2021-03", 2), ("2021-01", 1))),
        ("2020", (("2020-12", 4),)),
    ]


def test_rows_gather_by_the_month_of_the_zone() -> None:
    late = SimpleNamespace(published_at=datetime(2021, 3, 31, 16, 30, tzinfo=UTC))
    early = SimpleNamespace(published_at=WHEN)
    assert templating.by_month([late, early]) == [("2021-04", [late]), ("2021-03", [early])]


def test_a_thread_unfolds_in_reading_order_however_deep() -> None:
    def comment(number: int) -> SimpleNamespace:
        return SimpleNamespace(id=number, name=f"读者{number}", state="approved", html="长" * 5000)

    node = SimpleNamespace(comment=comment(5000), replies=[])
    for number in range(4999, 0, -1):
        node = SimpleNamespace(comment=comment(number), replies=[node])
    other = SimpleNamespace(comment=comment(9999), replies=[])
    found = templating.unfold([node, other])
    shown = [(comment.id, depth, parent) for comment, depth, parent in found]
    assert shown[:2] == [(1, 1, None), (2, 2, (1, "读者1", "approved"))]
    assert shown[-2:] == [(5000, 5000, (4999, "读者4999", "approved")), (9999, 1, None)]
