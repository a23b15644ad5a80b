import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from blog.lib.database import db
from blog.models import site
from blog.models.category import Category
from blog.models.comment import Comment
from blog.models.correspondent import Consent, Correspondent
from blog.transfer import own, source
from blog.transfer.source import Refused
from tests.factories import make_article
from tests.transfer.files import put
from tests.transfer.test_writer import bring

REMARK = {
    "article": "a",
    "id": 1,
    "parent": None,
    "name": "阿禾",
    "body": "好",
    "state": "approved",
}


def folder(tmp_path: Path, remarks: Sequence[object], **about: object) -> Path:
    put(tmp_path, "blog.json", json.dumps(about))
    put(tmp_path, "comments.json", json.dumps(remarks))
    put(tmp_path, "articles/a.md", "---\ntitle: a\ndate: 2021-01-01\ncategory: 甲/乙\n---\n文\n")
    return tmp_path


def remark(**fields: object) -> dict[str, object]:
    return REMARK | {"date": "2021-03-25 09:12:36 +0800"} | fields


@pytest.mark.usefixtures("app")
def test_comments_come_in_with_their_threads(tmp_path: Path) -> None:
    rows = [
        remark(),
        remark(id=3, parent=2, date="2021-03-27 01:00:00 +0800"),
        remark(id=2, parent=1, author=True, date="2021-03-26 01:00:00 +0800"),
        remark(id=4, state="spam", date="2021-03-28 01:00:00 +0800"),
    ]
    path = folder(tmp_path, rows)
    assert bring(path).comments == 4
    found = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    assert [(c.parent_id, c.root_id, c.floor) for c in found] == [
        (None, found[0].id, 1),
        (found[0].id, found[0].id, 2),
        (found[1].id, found[0].id, 3),
        (None, found[3].id, None),
    ]
    assert bring(path).comments == 0
    folder(tmp_path, [*rows, remark(id=5, parent=3, date="2021-04-01")])
    assert bring(path).comments == 1
    last = db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert last is not None
    assert (last.parent_id, last.root_id, last.floor) == (found[2].id, found[0].id, 4)


@pytest.mark.usefixtures("app")
def test_settings_and_categories_come_into_an_empty_blog(tmp_path: Path) -> None:
    shelves = [{"name": "甲", "slug": "first"}, {"name": "乙", "slug": "second", "parent": "甲"}]
    path = folder(tmp_path, [], settings={"title": "店", "nonsense": 1}, categories=shelves)
    report = bring(path)
    assert site.current().settings.title == "店"
    assert "nonsense" in str(report.findings[0])
    second = Category.by_slug("second")
    assert second is not None
    assert (second.name, second.article_count) == ("乙", 1)


@pytest.mark.usefixtures("app")
def test_what_an_address_answered_here_stays(tmp_path: Path) -> None:
    asked = datetime(2021, 1, 1, tzinfo=UTC)
    for name, consent in (("no", Consent.REFUSED), ("open", Consent.ASKED)):
        db.session.add(Correspondent(email=f"{name}@example.com", consent=consent))
    db.session.commit()
    names = ("no", "open", "new")
    rows = [
        {"email": f"{name}@Example.com", "consent": "given", "date": "2021-01-01"} for name in names
    ]
    put(tmp_path, "mail.json", json.dumps(rows))
    bring(folder(tmp_path, []))
    found = {row.email: row for row in db.session.scalars(select(Correspondent))}
    assert {email: row.consent for email, row in found.items()} == {
        "no@example.com": "refused",
        "open@example.com": "given",
        "new@example.com": "given",
    }
    assert found["new@example.com"].asked_at == asked


@pytest.mark.usefixtures("app")
def test_settings_of_a_blog_in_use_stay(tmp_path: Path) -> None:
    make_article()
    bring(folder(tmp_path, [], settings={"title": "店"}))
    assert site.current().settings.title != "店"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("blog.json", "{"),
        ("blog.json", "[]"),
        ("blog.json", '{"categories": 1}'),
        ("blog.json", '{"tags": [{}]}'),
        ("comments.json", "{}"),
        ("comments.json", "[1]"),
        ("comments.json", "[" * 100_000),
        ("mail.json", '[{"email": "a@example.com", "consent": "asked"}]'),
        ("mail.json", '[{"email": "a@example.com", "consent": "given", "date": "?"}]'),
    ],
)
def test_json_that_we_never_wrote_is_refused(tmp_path: Path, file: str, text: str) -> None:
    path = folder(tmp_path, [])
    put(path, file, text)
    with source.opened(path) as files, pytest.raises(Refused, match=file):
        own.read(files, ZoneInfo("Asia/Shanghai"))


@pytest.mark.usefixtures("app")
def test_numbers_and_orders_that_make_no_sense_stop_nothing(tmp_path: Path) -> None:
    about = {
        "order": {"articles": [["a"], {"b": 1}, "a"]},
        "categories": [{"name": "甲", "slug": "jia", "position": 10**30}],
    }
    path = folder(tmp_path, [], **about)
    put(path, "views.json", '{"a": {"2020-01-01": Infinity}}')
    report = bring(path)
    assert report.articles == 1
    assert "the days of a make no sense" in str(report.findings)
    assert db.session.scalars(select(Category.position).where(Category.name == "甲")).one() < 99


def test_a_comment_of_no_article_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path, [remark(article="b"), remark(id=2, date="?")])
    with source.opened(path) as files:
        parcel = own.read(files, ZoneInfo("Asia/Shanghai"))
    assert [str(finding) for finding in parcel.findings] == [
        "comments.json: comment 1 belongs to no article here: b",
        "comments.json: comment 2 is left out: '?' is no date such as 2021-03-24 04:17:23",
    ]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("website", "kept"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("/admin", ""),
        ("https://example.org/ onclick=x", ""),
    ],
)
def test_the_website_of_who_commented_is_one_or_nothing(
    tmp_path: Path, website: str, kept: str
) -> None:
    bring(folder(tmp_path, [remark(website=website)]))
    assert db.session.scalars(select(Comment.website)).all() == [kept]
