from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from blog.lib.database import db
from blog.models import moved
from blog.models.article import Article
from blog.models.category import Category
from blog.models.comment import Comment
from blog.models.page import Page
from blog.models.views import ArticleViews
from blog.transfer import formats, source, wordpress
from blog.transfer.parcel import Parcel
from blog.transfer.source import Refused
from tests.support.counts import check_counts
from tests.transfer.files import picture, put
from tests.transfer.test_writer import bring
from tests.transfer.wxr_files import HEAD, TAIL, category, comment, export, item

SHANGHAI = ZoneInfo("Asia/Shanghai")
META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"


def read(folder: Path) -> Parcel:
    with source.opened(folder) as files:
        assert formats.of(files).name == "WordPress"
        return wordpress.read(files, SHANGHAI)


def body(folder: Path, content: str) -> str:
    return read(export(folder, item(content=content))).posts[0].body


@pytest.mark.usefixtures("app")
def test_a_blog_comes_in_with_threads_states_counts_and_addresses(tmp_path: Path) -> None:
    threads = comment(1) + comment(2, parent="1", user="1", email="w@old.example")
    threads += comment(3, approved="0") + comment(4, kind="pingback") + comment(5, approved="spam")
    tagged = '<category domain="category" nicename="b"><![CDATA[乙]]></category>'
    tagged += '<category domain="post_tag" nicename="t"><![CDATA[R&amp;D]]></category>'
    tagged += META.format("views", "3582") + META.format("_wp_old_slug", "older")
    folder = export(
        tmp_path,
        category("a", "甲"),
        category("b", "乙", "a"),
        item(more=tagged + threads, sticky="1", name="%e4%b9%a6"),
        item(id="2", name="two", status="draft", date="0000-00-00 00:00:00"),
        item(id="3", name="three", status="private"),
        item(id="4", name="four", status="future", date="2150-01-01 00:00:00"),
        item(id="5", name="five", password="enter"),
        item(id="6", name="about", kind="page", content="关于", link="https://old.example/about/"),
        item(id="7", name="shop", kind="product"),
    )
    report = bring(folder)
    assert (report.articles, report.pages, report.comments, report.lost) == (5, 1, 4, [])
    found = {a.slug: a for a in db.session.scalars(select(Article))}
    states = {slug: article.state for slug, article in found.items()}
    assert states == {
        "书": "published", "two": "draft", "three": "draft", "four": "scheduled", "five": "locked",
    }  # fmt: skip
    first = found["书"]
    assert (first.pinned, [t.name for t in first.tags]) == (True, ["R&D"])
    assert first.category is Category.by_slug("b")
    assert db.session.get_one(ArticleViews, first.id).views == 3582
    assert first.published_at is not None
    assert first.published_at.isoformat() == "2013-01-11T04:00:00+00:00"
    rows = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    assert [(c.parent_id, c.state, c.by_author) for c in rows] == [
        (None, "approved", False),
        (rows[0].id, "approved", True),
        (None, "held", False),
        (None, "spam", False),
    ]
    for path in ("/2013/01/11/书", "/2013/01/11/older"):
        assert moved.target(path) == "/articles/%E4%B9%A6"
    assert moved.target("/about") == "/pages/about"
    assert moved.target("/category/a/b") == "/categories/b"
    said = "\n".join(map(str, report.findings))
    for words in ("pingbacks (1)", "was private", "entries of type 'product' (1)"):
        assert words in said
    assert Page.by_slug("about") is not None
    check_counts()
    again = bring(folder)
    assert (again.articles, again.pages, again.comments, again.known) == (0, 0, 0, 6)


@pytest.mark.usefixtures("app")
def test_pictures_come_from_the_media_folder_whatever_their_size_suffix(tmp_path: Path) -> None:
    picture(tmp_path, "uploads/2013/01/cat.png")
    base = "https://old.example/wp-content/uploads/2013/01/cat"
    shown = f'<a href="{base}.png"><img src="{base}-300x200.png" alt="猫" /></a>'
    report = bring(export(tmp_path, item(content=shown)))
    article = db.session.scalars(select(Article)).one()
    assert report.pictures == 1
    assert article.body.startswith("![猫](/media/")
    assert 'width="40"' in article.html


def test_categories_nested_deeper_are_brought_to_one_level_and_reported(tmp_path: Path) -> None:
    chain = (category("a", "甲"), category("b", "乙", "a"), category("c", "丙", "b"))
    ring = (category("x", "环", "y"), category("y", "圈", "x"))
    used = '<category domain="category" nicename="c"><![CDATA[丙]]></category>'
    parcel = read(export(tmp_path, *chain, *ring, item(more=used)))
    assert parcel.posts[0].category == ("甲", "丙")
    assert "was 甲 / 乙 / 丙 and is now 甲 / 丙" in str(parcel.findings[0])


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ("一\n二\n\n三", "一\\\n二\n\n三"),
        ("<!-- wp:paragraph --><p>一</p><!-- /wp:paragraph -->", "一"),
        ("[sic] 与 [1]", "[sic] 与 [1]"),
        ('[contact-form to="x"]', '`[contact-form to="x"]`'),
        ("[[gallery]]", "[gallery]"),
        ("[code lang=php]\n<b>\n[/code]", "```php\n<b>\n```"),
        (
            '[caption width="300"]<img src="https://e.example/a.png" alt="x" /> 说明[/caption]',
            '![x](https://e.example/a.png "说明")',
        ),
        (
            '<iframe src="//www.youtube.com/embed/abc?rel=0"></iframe>',
            "https://www.youtube.com/watch?v=abc",
        ),
        ("[youtube=https://youtu.be/abc]", "https://youtu.be/abc"),
        ("<script>alert(1)</script>好", "好"),
        ("前<!--more-->后", "前\n\n后"),
        ("1. 不是列表 *星*", "1\\. 不是列表 \\*星\\*"),
    ],
)
def test_a_text_becomes_markdown(tmp_path: Path, content: str, markdown: str) -> None:
    assert body(tmp_path, content).strip() == markdown


def test_what_markdown_cannot_say_stays_html_and_unknown_tags_are_named(tmp_path: Path) -> None:
    text = "H<sub>2</sub>O [form a=1]"
    post = read(export(tmp_path, item(content=text))).posts[0]
    assert (post.allow_html, post.body) == (True, "H<sub>2</sub>O `[form a=1]`\n")


def test_links_between_posts_lead_to_them_here(tmp_path: Path) -> None:
    text = '<a href="http://www.old.example/2013/01/11/two/#x">二</a> <a href="/?p=9">无</a>'
    text += ' <a href="/?p=2">二</a>'
    parcel = read(export(tmp_path, item(content=text), item(id="2", name="two")))
    references = parcel.references.of(parcel.posts[0].body)
    assert [(r.kind, r.key) for r in references] == [("post", "wordpress:old.example:2")] * 2


@pytest.mark.usefixtures("app")
def test_addresses_that_are_only_a_query_lead_to_what_they_named(tmp_path: Path) -> None:
    base = "https://www.old.example/blog/"
    head = HEAD.replace("<link>https://old.example<", f"<link>{base}<")
    parts = (
        category("a", "甲"),
        item(link=f"{base}?p=1", name="one"),
        item(id="2", kind="page", name="about", link=f"{base}about/"),
        item(id="3", kind="attachment", link=f"{base}2013/01/11/one/cat/").replace(
            "<wp:post_parent>0<", "<wp:post_parent>1<"
        ),
    )
    put(tmp_path, "blog.xml", head + "".join(parts) + TAIL)
    assert bring(tmp_path).lost == []
    for path, leads in {
        "/blog?p=1": "/articles/one",
        "/blog?page_id=2": "/pages/about",
        "/blog?p=2": "/pages/about",
        "/blog/about": "/pages/about",
        "/blog?attachment_id=3": "/articles/one",
        "/blog/2013/01/11/one/cat": "/articles/one",
        "/blog?cat=7": "/categories/a",
        "/blog/category/a": "/categories/a",
        "/blog?p=9": None,
    }.items():
        assert moved.target(path) == leads, path


def test_every_slug_a_text_had_is_a_former_address(tmp_path: Path) -> None:
    old = META.format("_wp_old_slug", "first") + META.format("_wp_old_slug", "second")
    post = read(export(tmp_path, item(more=old))).posts[0]
    assert post.former == (
        "/2013/01/11/slug", "/?p=1", "/2013/01/11/first", "/2013/01/11/second",
    )  # fmt: skip


def test_a_link_of_another_site_or_of_none_is_no_former_address(tmp_path: Path) -> None:
    links = ("https://elsewhere.example/2013/x", "http://[broken/")
    parts = [item(id=str(n), name=f"n{n}", link=link) for n, link in enumerate(links)]
    posts = read(export(tmp_path, *parts)).posts
    assert [post.former for post in posts] == [("/?p=0",), ("/?p=1",)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + "<item>", r"blog\.xml is broken in line 8"),
        (HEAD + item(title="\udcff") + TAIL, r"blog\.xml is broken in line 8"),
        (
            HEAD.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss') + TAIL,
            "declares a document type or entities",
        ),
        (HEAD + "<a>" * 50, "nested deeper"),
        (HEAD.replace("UTF-8", "x-nonsense") + TAIL, r"blog\.xml is"),
    ],
)
def test_a_file_that_is_broken_or_hostile_is_refused_in_one_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    put(tmp_path, "blog.xml", text.encode(errors="surrogateescape"))
    with pytest.raises(Refused, match=reason):
        read(tmp_path)


def test_characters_that_xml_forbids_are_dropped(tmp_path: Path) -> None:
    assert body(tmp_path, "甲\x0b乙") == "甲乙\n"


def test_nesting_without_end_loses_one_post_alone(tmp_path: Path) -> None:
    deep = item(id="2", content="<div>" * 5000)
    parcel = read(export(tmp_path, item(), deep))
    assert len(parcel.posts) == 1 or not parcel.posts[1].body.strip()
