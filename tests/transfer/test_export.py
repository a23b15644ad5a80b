import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from blog import create_app
from blog.lib.database import db
from blog.models import lock
from blog.models.article import Article
from blog.models.comment import Comment
from blog.models.correspondent import Consent, Correspondent
from blog.models.redirect import Redirect
from blog.transfer import demo, export
from blog.transfer.trouble import Trouble
from tests.factories import change_settings, make_article, make_comment
from tests.support import postgresql
from tests.support.apps import close, settings_for
from tests.transfer.files import picture
from tests.transfer.test_writer import bring
from tests.transfer.wxr_files import category, comment, item
from tests.transfer.wxr_files import export as wxr

LINK = re.compile(r'href="(/[^"#?]*)')
# Numbers and marks that every database and every reading draws anew.
DRAWN = re.compile(
    r'[A-Za-z0-9_-]{40,}|comments?/\d+|comment-\d+|#c\d+|(?:value|data-token)="[^"]{20,}"'
    r'|(?:class="views" value=")\d+|\?v=\w+|"userInteractionCount":\s?\d+|name="parent" value="\d+"'
)

# What each blog numbers by itself, works out of the rest, or keeps of its own past.
DERIVED = frozenset(
    "id category_id section_id twin_id source revision comment_count floors binned_at binned_from"
    " html contents han words unnamed_pictures month derived_by".split()
)


@pytest.fixture
def other(database_server: str | None, migrated: str, tmp_path: Path) -> Iterator[Flask]:
    """An empty blog of its own beside the test's."""
    place = tmp_path / "other"
    place.mkdir()
    url = f"sqlite:///{place / 'blog.db'}"
    if database_server:
        url = postgresql.create(database_server, template=migrated)
    else:
        shutil.copyfile(migrated.removeprefix("sqlite:///"), place / "blog.db")
    made = create_app(settings_for(url, place))
    yield made
    close(made)
    if database_server:
        postgresql.drop(database_server, url)


def pages(app: Flask) -> dict[str, str]:
    """Every public page that can be reached, without what is drawn anew for each database."""
    client = app.test_client()
    found: dict[str, str] = {}
    left = ["/", "/archive", "/tags", "/links", "/sitemap", "/feed.atom", "/comments/feed.atom"]
    while left:
        path = left.pop()
        if path in found or path.startswith(("/static/", "/media/", "/captcha", "/comments/")):
            continue
        answer = client.get(path)
        if answer.mimetype.startswith("image/"):
            continue
        found[path] = f"{answer.status_code} {DRAWN.sub('', answer.get_data(as_text=True))}"
        left += LINK.findall(found[path])
    return found


def check_same(app: Flask, other: Flask, tmp_path: Path) -> None:
    """Another blog made of the export shows the same pages, and exports the same bytes."""
    folder = tmp_path / "export"
    export.export(folder)
    db.session.rollback()
    before = pages(app)
    with other.app_context():
        report = bring(folder)
        assert not report.lost
        export.export(tmp_path / "again")
        db.session.rollback()
        after = pages(other)
    assert before.keys() == after.keys()
    for path, text in before.items():
        assert after[path] == text, path
    assert files(tmp_path / "again") == files(folder)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_the_sample_blog_is_the_same_after_a_round_trip(
    app: Flask, other: Flask, tmp_path: Path
) -> None:
    demo.load()
    friend = {"name": "友", "url": "https://e.example", "description": ""}
    change_settings(tagline="「引号」: # 与 'x'", footer="脚", links=[friend])
    check_same(app, other, tmp_path)


def test_an_imported_wordpress_blog_is_the_same_after_a_round_trip(
    app: Flask, other: Flask, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    picture(old, "uploads/2013/01/cat.jpg")
    shown = '<img src="https://old.example/wp-content/uploads/2013/01/cat-1x1.jpg" alt="猫">'
    more = comment(1) + comment(2, parent="1") + comment(3, approved="0")
    wxr(
        old,
        category("a", "甲"),
        category("b", "乙/丙", "a"),
        item(content=shown + "\n\n[x y=1] H<sub>2</sub>O", more=more),
        item(id="2", name="readme", title="“#: 题”"),
        item(id="3", name="about", kind="page", content="关于"),
    )
    bring(old)
    check_same(app, other, tmp_path)


def test_states_words_and_former_addresses_survive(
    app: Flask, other: Flask, tmp_path: Path
) -> None:
    body = "\n    代码\n\n{{< ref >}} <!--more--> 尾\\\n"
    first = make_article("甲", body, slug="first", tags=["C#", "a/b"], views=9, password="开门吧")
    second = make_article("乙", language="en", slug="second", twin_id=first.id)
    make_article("丙", published=False, slug="third", cover="/media/gone.png")
    make_comment(second, "留", email="a@example.com", wants_mail=True)
    answers = {"a@example.com": Consent.GIVEN, "b@example.com": Consent.REFUSED}
    for email, consent in (answers | {"c@example.com": Consent.ASKED}).items():
        db.session.add(Correspondent(email=email, consent=consent))
    for path in ("/was/here", "/?p=12"):
        Redirect.leave(path, "articles", first.id)
    db.session.commit()
    folder = tmp_path / "export"
    done = export.export(folder)
    assert (done.articles, done.comments) == (3, 1)
    with other.app_context():
        bring(folder)
        found = Article.by_slug("first")
        assert found is not None
        assert (found.body, found.state) == (body, "locked")
        assert lock.matches(found.id, found.password_hash, "开门吧", None)
        assert [tag.name for tag in found.tags] == ["C#", "a/b"]
        twin = Article.by_slug("second")
        assert twin is not None
        assert (twin.twin_id, found.twin_id) == (found.id, twin.id)
        assert sorted(Redirect.paths("articles", found.id)) == ["/?p=12", "/was/here"]
        assert db.session.scalars(select(Comment.wants_mail)).all() == [True]
        told = select(Correspondent.email, Correspondent.consent)
        assert {row.email: row.consent for row in db.session.execute(told)} == answers
        third = Article.by_slug("third")
        assert third is not None
        assert (third.state, third.cover) == ("draft", "/media/gone.png")


def test_every_column_of_an_article_survives(app: Flask, other: Flask, tmp_path: Path) -> None:
    make_article(
        "题",
        "文 <b>文</b>",
        at=datetime(2021, 3, 24, 4, 17, 23, tzinfo=UTC),
        slug="here",
        language="en",
        excerpt="摘",
        description="述",
        cover="https://example.org/a.png",
        pinned=True,
        comments_open=False,
        allow_html=True,
        password="开门吧",
    )
    columns = [column for column in Article.__table__.columns if column.name not in DERIVED]
    query = select(*columns)
    before = db.session.execute(query).one()
    for column, value in zip(columns, before, strict=True):
        default = column.default.arg if column.default and column.default.is_scalar else None
        assert value != default, f"give {column.name} a value of its own above"
    export.export(tmp_path / "export")
    with other.app_context():
        bring(tmp_path / "export")
        assert db.session.execute(query).one() == before


@pytest.mark.usefixtures("app")
def test_a_folder_in_use_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    with pytest.raises(Trouble, match="is not empty"):
        export.export(tmp_path / "full")
    assert files(tmp_path / "full") == {"mine": b"x"}
