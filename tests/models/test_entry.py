"""What the index keeps of one article or page, and the keeping of it."""

import pytest

from blog.lib.database import db
from blog.models import index
from blog.models.entry import Document, Entry
from blog.models.index import SearchName
from tests.factories import make_article
from tests.models.test_search import titles

pytestmark = pytest.mark.usefixtures("app")


def test_what_was_drawn_before_another_process_wrote_replaces_what_that_wrote() -> None:
    """Told to forget other terms than it holds, FTS5 would keep those for ever."""
    article = make_article("安全", "密码", slug="a")
    late = Entry.of(article.id, Document.of(article.id, "安全", (), (), "指纹"))
    Entry.of(article.id, Document.of(article.id, "安全", (), (), "钥匙")).write()
    db.session.commit()
    late.write()
    db.session.commit()
    assert (titles("密码"), titles("钥匙"), titles("指纹")) == ([], [], ["安全"])


def test_what_another_process_has_just_forgotten_is_there_again() -> None:
    article = make_article("安全", slug="a")
    document = Document.of(article.id, "安全", (), (), "指纹")
    late = Entry.of(article.id, document)
    Entry.of(article.id, None).write()
    late.write()
    db.session.commit()
    assert titles("指纹") == ["安全"]


def test_what_has_no_document_is_forgotten_whole() -> None:
    article = make_article("安全", slug="a")
    Entry.of(article.id, None).write()
    Entry.of(article.id, None).write()
    db.session.commit()
    assert titles("安全") == []
    assert db.session.get(SearchName, article.id) is None
    assert index.scan(["安"], 10) == []
