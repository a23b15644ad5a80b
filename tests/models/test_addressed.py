"""Addresses: taken, left, handed on."""

from dataclasses import replace

import pytest

from blog.lib.database import db
from blog.models import moved
from blog.models.addressed import Addressed
from blog.models.article import Draft
from blog.models.redirect import Redirect
from blog.models.tag import Tag
from tests.factories import make_article, make_category, make_page

pytestmark = pytest.mark.usefixtures("app")


def one_of_each() -> list[Addressed]:
    """Each at the slug `tea`."""
    tag = Tag(name="茶", slug="tea")
    db.session.add(tag)
    db.session.commit()
    return [make_article(slug="tea"), make_page(slug="tea"), make_category("茶", slug="tea"), tag]


def test_what_moves_is_found_at_both_addresses() -> None:
    for noun in one_of_each():
        former = noun.path
        noun.move_to("cha")
        db.session.commit()
        assert type(noun).by_slug("cha") is noun
        assert type(noun).by_slug("tea") is None
        assert moved.target(former) == noun.path


def test_what_moves_back_leaves_nothing_that_leads_to_itself() -> None:
    for noun in one_of_each():
        noun.move_to("cha")
        noun.move_to("tea")
        db.session.commit()
        assert Redirect.of(noun.path) is None
        assert moved.target(noun.path.replace("tea", "cha")) == noun.path


def test_a_taken_slug_gets_a_number_among_its_own_kind() -> None:
    for noun in one_of_each():
        assert type(noun).slug_taken("tea")
        assert type(noun).free_slug("tea") == "tea-2"
        assert type(noun).free_slug("cha") == "cha"


def test_an_address_that_no_reader_can_know_leaves_nothing() -> None:
    draft = Draft(title="茶", body="。", slug="tea")
    article = make_article("茶", slug="tea", published=False)
    article.write(replace(draft, slug="cha"))
    assert Redirect.of("/articles/tea") is None
    article.publish()
    article.withdraw()
    article.write(replace(draft, slug="oolong"))
    assert Redirect.of("/articles/cha") is not None


def test_what_goes_leaves_its_addresses_to_its_heir_or_to_nobody() -> None:
    tea, rice = make_category("茶", slug="tea"), make_category("米", slug="rice")
    tea.move_to("cha")
    tea.hand_over(rice.id)
    assert [moved.target(f"/categories/{slug}") for slug in ("tea", "cha")] == 2 * [rice.path]
    rice.hand_over(None)
    assert [moved.target(f"/categories/{slug}") for slug in ("tea", "cha")] == [None, None]


def test_what_comes_back_brings_its_former_addresses_and_takes_its_own() -> None:
    tea = make_category("茶", slug="tea")
    Redirect.leave(tea.path, "categories", 999)
    tea.come_back(["/categories/cha"])
    assert Redirect.of(tea.path) is None
    assert moved.target("/categories/cha") == tea.path
