"""Articles that are one text in two languages."""

from selectolax.lexbor import LexborHTMLParser

from blog.lib.database import db
from blog.models.article import Article, Draft
from tests.factories import make_article, views_of
from tests.support.clients import Client


def write(article: Article, twin: Article | None) -> None:
    article.write(
        Draft(
            title=article.title,
            body="文",
            slug=article.slug,
            language=article.language,
            twin_id=twin.id if twin else None,
        )
    )
    db.session.commit()
    db.session.expire_all()


def test_each_names_the_other_to_search_engines(client: Client) -> None:
    zh, en = make_article("雨", slug="yu"), make_article("Rain", slug="rain", language="en")
    assert "hreflang" not in client.get("/articles/rain").text
    write(zh, en)
    assert (zh.twin_id, en.twin_id) == (en.id, zh.id)
    for path in ("/articles/yu", "/articles/rain"):
        head = client.get(path).text
        assert 'hreflang="zh-Hans" href="http://localhost/articles/yu"' in head
        assert 'hreflang="en" href="http://localhost/articles/rain"' in head
    page = LexborHTMLParser(client.get("/articles/yu").text)
    (link,) = page.css("main a[hreflang]")
    assert (link.attributes["href"], link.text()) == ("/articles/rain", "English")
    en.withdraw()
    assert "hreflang" not in client.get("/articles/yu").text
    assert views_of(zh) == 3


def test_a_new_twin_frees_the_old_one(client: Client) -> None:
    zh, other = make_article("雨"), make_article("雪")
    en = make_article("Rain", language="en")
    write(zh, en)
    before = zh.revision
    write(other, en)
    assert (zh.twin_id, en.twin_id, other.twin_id) == (None, other.id, en.id)
    # Who has it open learns of it before saving over it.
    assert zh.revision > before
    write(other, None)
    assert en.twin_id is None
