import pytest
from flask.testing import FlaskClient

from blog.lib.database import db
from blog.models import moved
from blog.models.redirect import Redirect
from blog.models.tag import Tag
from tests.factories import make_article, make_category, make_page

pytestmark = pytest.mark.usefixtures("app")


def leave(kind: str, target_id: int) -> None:
    Redirect.leave("/old", kind, target_id)
    db.session.commit()


def test_each_noun_is_found_where_it_stands_now() -> None:
    article = make_article(slug="中文", tags=["甲"])
    tag = Tag.by_names(["甲"])["甲"]
    category = make_category("技术", slug="tech")
    page = make_page(slug="about")
    for kind, row, path in (
        ("articles", article.id, "/articles/%E4%B8%AD%E6%96%87"),
        ("tags", tag.id, f"/tags/{tag.slug}"),
        ("categories", category.id, "/categories/tech"),
        ("pages", page.id, "/pages/about"),
    ):
        leave(kind, row)
        assert moved.target("/old") == path


def test_an_address_nobody_left_leads_nowhere() -> None:
    assert moved.target("/old") is None
    leave("articles", 999)
    assert moved.target("/old") is None


def test_what_is_not_public_is_not_given_away() -> None:
    article = make_article(published=False)
    leave("articles", article.id)
    assert moved.target("/old") is None
    page = make_page()
    page.published = False
    leave("pages", page.id)
    assert moved.target("/old") is None


@pytest.mark.parametrize(
    ("path", "query", "address"),
    [
        ("/", "p=12", "/?p=12"),
        ("/index.php", "utm_source=x&page_id=3&preview=true", "/?page_id=3"),
        ("/blog", "cat=7", "/blog?cat=7"),
        ("/", "page=2", "/"),
        ("/", "p=tea&page=1", "/"),
        ("/old", "", "/old"),
    ],
)
def test_a_number_in_the_query_is_part_of_a_former_address(
    path: str, query: str, address: str
) -> None:
    assert moved.address(path, query) == address
    asked = bool(moved.HOME_ASKED.match(f"{path}?{query}"))
    assert asked == (path == "/" and "?" in address)


def test_feeds_of_a_wordpress_blog_lead_to_those_here() -> None:
    article, page = make_article(slug="tea"), make_page(slug="about")
    category = make_category("技术", slug="tech")
    for path, kind, id in (
        ("/2013/tea", "articles", article.id),
        ("/category/tech", "categories", category.id),
        ("/about", "pages", page.id),
    ):
        Redirect.leave(path, kind, id)
    db.session.commit()
    assert moved.target("/2013/tea/feed") == "/articles/tea/comments/feed.atom"
    assert moved.target("/category/tech/feed") == "/categories/tech/feed.atom"
    assert moved.target("/about/feed") is None


def test_a_wordpress_number_leads_to_the_article_past_the_kept_home_page(
    client: FlaskClient,
) -> None:
    article = make_article(slug="tea")
    Redirect.leave("/?p=12", "articles", article.id)
    db.session.commit()
    home = client.get("/")
    for path in ("/?p=12", "/?utm_source=x&p=12", "/index.php?p=12"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/tea"), path
    assert client.get("/?p=13").text == home.text
