import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from blog.lib.database import db
from blog.models import moved
from blog.models.article import Article
from blog.models.page import Page
from blog.transfer import ghost, source
from blog.transfer.parcel import Parcel
from blog.transfer.source import Refused
from tests.transfer.files import picture, put
from tests.transfer.test_writer import bring

POST = {
    "id": "1",
    "uuid": "u1",
    "title": "题目",
    "slug": "one",
    "html": "<p>正文。</p>",
    "status": "published",
    "visibility": "public",
    "published_at": "2018-09-22 10:13:57",
    "created_at": "2018-09-21T10:13:57.000Z",
}
LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "头"}]},
            {
                "type": "paragraph",
                "children": [
                    {"type": "text", "text": "粗", "format": 1},
                    {"type": "link", "url": "https://e.example", "children": [
                        {"type": "text", "text": "链"},
                    ]},
                ],
            },
            {"type": "codeblock", "language": "py", "code": "a < b"},
        ],
    }
}  # fmt: skip
MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["a", ["href", "https://e.example"]], ["strong"]],
    "atoms": [],
    "cards": [["image", {"src": "https://e.example/a.png", "caption": "图"}]],
    "sections": [[1, "p", [[0, [0, 1], 2, "链"], [0, [], 0, " 后"]]], [10, 0]],
}


def folder(tmp_path: Path, *posts: dict[str, Any], **tables: Any) -> Path:
    data = {"posts": list(posts), **tables}
    put(tmp_path, "ghost.json", json.dumps({"db": [{"meta": {"exported_on": 1}, "data": data}]}))
    return tmp_path


def read(path: Path) -> Parcel:
    with source.opened(path) as files:
        assert ghost.detect(files)
        return ghost.read(files, ZoneInfo("Asia/Shanghai"))


@pytest.mark.usefixtures("app")
def test_posts_pages_tags_states_and_pictures_come_in(tmp_path: Path) -> None:
    picture(tmp_path, "content/images/2019/01/cat.png")
    shown = '<img src="__GHOST_URL__/content/images/2019/01/cat.png">'
    path = folder(
        tmp_path,
        POST | {"featured": 1, "html": shown + '<a href="__GHOST_URL__/two/">二</a>'},
        POST | {"id": "2", "uuid": "u2", "slug": "two", "visibility": "members"},
        POST | {"id": "3", "uuid": "u3", "slug": "three", "status": "draft"},
        POST | {"id": "4", "uuid": "u4", "slug": "about", "type": "page"},
        tags=[
            {"id": "t", "name": "书", "slug": "books"},
            {"id": "h", "name": "#hidden", "slug": "h"},
        ],
        posts_tags=[{"post_id": "1", "tag_id": "t"}, {"post_id": "1", "tag_id": "h"}],
    )
    report = bring(path)
    assert (report.articles, report.pages, report.pictures) == (3, 1, 1)
    states = {article.slug: article.state for article in db.session.scalars(select(Article))}
    assert states == {"one": "published", "two": "draft", "three": "draft"}
    first = Article.by_slug("one")
    assert first is not None
    assert (first.pinned, [tag.name for tag in first.tags]) == (True, ["书"])
    assert first.body.startswith("![](/media/")
    assert "[二](/articles/two)" in first.body
    assert moved.target("/one") == "/articles/one"
    assert moved.target("/tag/books") == "/tags/books"
    assert Page.by_slug("about") is not None
    assert "for members only" in str(report.findings)
    assert bring(path).articles == 0


@pytest.mark.usefixtures("app")
def test_half_an_emoji_odd_kinds_and_commas_in_tags_stop_nothing(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        POST | {"custom_excerpt": "切 \ud83d", "featured": [], "page": {}, "title": "a\0b"},
        POST | {"id": "2", "uuid": "u2", "slug": "two", "status": []},
        tags=[
            {"id": "t", "name": "书, 影\ud83d", "slug": "books"},
            {"id": "u", "name": ", 茶", "slug": "tea"},
        ],
        posts_tags=[{"post_id": "1", "tag_id": id} for id in "tu"],
    )
    assert bring(path).articles == 2
    first = Article.by_slug("one")
    assert first is not None
    assert (first.title, first.own_excerpt) == ("a\ufffdb", "切 \ufffd")
    assert [tag.name for tag in first.tags] == ["书 影\ufffd", "茶"]
    assert not first.pinned
    assert bring(path).articles == 0


@pytest.mark.usefixtures("app")
def test_documents_without_html_are_read_from_their_source(tmp_path: Path) -> None:
    parcel = read(
        folder(
            tmp_path,
            POST | {"html": None, "lexical": json.dumps(LEXICAL)},
            POST | {"id": "2", "html": None, "mobiledoc": json.dumps(MOBILEDOC)},
            POST | {"id": "3", "html": None, "lexical": "{"},
        )
    )
    assert [post.body for post in parcel.posts] == [
        "## 头\n\n**粗**[链](https://e.example)\n\n```py\na < b\n```\n",
        '[**链**](https://e.example) 后\n\n![](https://e.example/a.png "图")\n',
    ]
    assert [finding.lost for finding in parcel.findings] == [True]


def test_a_post_of_one_markdown_card_stays_that_markdown(tmp_path: Path) -> None:
    text = '甲 `a_b`\n\n<iframe src="https://www.youtube.com/embed/abc"></iframe>'
    card = {"sections": [[10, 0]], "cards": [["card-markdown", {"markdown": text}]]}
    parcel = read(folder(tmp_path, POST | {"mobiledoc": json.dumps(card)}))
    expected = "甲 `a_b`\n\n\n\nhttps://www.youtube.com/watch?v=abc\n"
    assert parcel.posts[0].body == expected


def test_pictures_that_did_not_come_along_are_named_and_no_cover(tmp_path: Path) -> None:
    body = '<img src="__GHOST_URL__/content/images/a.png">'
    row = POST | {"html": body, "feature_image": "__GHOST_URL__/content/images/b.png"}
    elsewhere = POST | {"id": "2", "uuid": "u2", "feature_image": "https://e.example/c.png"}
    parcel = read(folder(tmp_path, row, elsewhere))
    assert [post.cover for post in parcel.posts] == ["", "https://e.example/c.png"]
    said = [finding.reason for finding in parcel.findings]
    assert said == [f"shows a picture that is not there: /content/images/{n}.png" for n in "ab"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"exported_on": 1,\n', "no valid JSON in line"),
        ('{"exported_on": 1, "data": {}}', "holds no posts"),
        ('{"exported_on": ' + "[" * 200_000, "no JSON that can be read"),
        (b'{"exported_on": "\xff"}', "not valid UTF-8"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str | bytes, reason: str) -> None:
    put(tmp_path, "ghost.json", text)
    with pytest.raises(Refused, match=reason):
        read(tmp_path)
