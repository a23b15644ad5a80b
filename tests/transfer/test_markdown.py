from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from blog.transfer import markdown, source
from blog.transfer.parcel import Parcel, Post
from tests.transfer.files import DATED, article, picture, put


def read(folder: Path) -> Parcel:
    with source.opened(folder) as files:
        return markdown.read(files, ZoneInfo("Asia/Shanghai"))


def one(folder: Path, head: str, body: str = "正文。", path: str = "a.md") -> Post:
    put(folder, path, f"---\ntitle: 题\ndate: 2021-03-24 04:17:23\n{head}\n---\n{body}\n")
    parcel = read(folder)
    assert not parcel.findings
    return parcel.posts[0]


def test_a_post_is_read_with_all_its_fields(tmp_path: Path) -> None:
    post = one(
        tmp_path,
        "slug: My Post\ntags: [a, '007']\ncategory: 生活\npinned: true\nupdated: 2022-01-02\n"
        "description: 说明\nexcerpt: 摘要\ncomments: false\nlang: en-GB\npermalink: /x/y.html",
    )
    assert (post.title, post.slug, post.tags, post.category) == (
        "题",
        "my-post",
        ("a", "007"),
        ("生活",),
    )
    assert post.pinned
    assert not post.comments_open
    assert (post.excerpt, post.description, post.language) == ("摘要", "说明", "en")
    assert f"{post.published_at:%F %T}" == "2021-03-23 20:17:23"
    assert f"{post.updated_at:%F %T}" == "2022-01-01 16:00:00"
    assert post.former == ("/x/y.html",)


@pytest.mark.parametrize("head", ["draft: true", "published: false", "password: 1", "hidden: true"])
def test_what_was_not_public_comes_in_as_a_draft(tmp_path: Path, head: str) -> None:
    put(tmp_path, "a.md", f"---\ntitle: 题\ndate: 2021-03-24\n{head}\n---\n文\n")
    assert read(tmp_path).posts[0].draft


@pytest.mark.parametrize("head", ["sticky: 100", "top: true", "pinned: yes"])
def test_pinned_is_spelt_in_several_ways(tmp_path: Path, head: str) -> None:
    assert one(tmp_path, head).pinned


@pytest.mark.parametrize("head", ["top: false", "sticky: 0", "weight: 3"])
def test_a_weight_pins_nothing(tmp_path: Path, head: str) -> None:
    assert not one(tmp_path, head).pinned


@pytest.mark.parametrize(
    ("path", "head", "category", "tags"),
    [
        ("a.md", "categories: [A, B]", ("A",), ("B",)),
        ("source/_posts/a.md", "categories: [A, B, C]", ("A", "B"), ("C",)),
        ("source/_posts/a.md", "categories: [[A, B], [C]]\ntags: x", ("A", "B"), ("x", "C")),
        ("_posts/2021-03-24-a.md", "categories: A B\ntags: x y", ("A",), ("x", "y", "B")),
        ("content/posts/a.md", "categories: [A]\ntags: 一,二", ("A",), ("一", "二")),
    ],
)
def test_categories_mean_what_they_mean_in_each_program(
    tmp_path: Path, path: str, head: str, category: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    post = one(tmp_path, head, path=path)
    assert (post.category, post.tags) == (category, tags)


def test_a_jekyll_name_gives_date_and_slug(tmp_path: Path) -> None:
    put(tmp_path, "_posts/2021-03-24-an-old-tale.md", "---\ntitle: 题\n---\n文\n")
    post = read(tmp_path).posts[0]
    assert (post.slug, f"{post.published_at:%F %T}") == ("an-old-tale", "2021-03-23 16:00:00")


def test_a_hugo_bundle_is_named_after_its_folder(tmp_path: Path) -> None:
    picture(tmp_path, "content/posts/trip/map.png")
    post = one(tmp_path, "cover: {image: map.png}", "![图](map.png)", "content/posts/trip/index.md")
    assert post.slug == "trip"
    assert post.cover.startswith("suibi-")
    assert "map.png" not in post.body


def test_a_hexo_asset_folder_is_found(tmp_path: Path) -> None:
    picture(tmp_path, "source/_posts/a/x.png")
    picture(tmp_path, "source/images/y.png")
    body = "{% asset_img x.png 说 %}\n\n![y](/images/y.png)"
    put(tmp_path, "source/_posts/a.md", DATED.format(title="题", body=body))
    parcel = read(tmp_path)
    assert sorted(parcel.pictures) == ["source/_posts/a/x.png", "source/images/y.png"]
    assert not parcel.findings


def test_pages_of_each_program_are_pages(tmp_path: Path) -> None:
    article(tmp_path, "source/_posts/a.md")
    article(tmp_path, "source/about/index.md", "关于")
    put(tmp_path, "source/tags/index.md", "---\ntype: tags\ntitle: 标签\n---\n")
    parcel = read(tmp_path)
    assert [(page.title, page.slug, page.former) for page in parcel.pages] == [
        ("关于", "about", ("/about",))
    ]
    assert len(parcel.posts) == 1


def test_links_between_articles_become_references(tmp_path: Path) -> None:
    article(tmp_path, "a.md", body="[b](b.md#k) [web](https://x.example/b.md) [c](/old/c)")
    article(tmp_path, "b.md")
    put(tmp_path, "c.md", "---\ntitle: c\ndate: 2021-01-01\npermalink: /old/c/\n---\n")
    parcel = read(tmp_path)
    keys = [(item.kind, item.key) for item in parcel.references.of(parcel.posts[0].body)]
    assert keys == [("post", "markdown:b.md"), ("post", "markdown:c.md")]
    filled = parcel.references.fill(parcel.posts[0].body, lambda item: f"/articles/{item.key[-4]}")
    assert filled.startswith("[b](/articles/b#k) [web](https://x.example/b.md) [c](/articles/c)")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (b"---\ntitle: [\ndate: 1\n---\n", 3, "broken YAML"),
        (b"---\ntitle: x\ndate: yesterday\n---\n", 3, "date that cannot be read"),
        (b"---\ntitle: x\n---\n", 1, "has no date"),
        (b"---\ntitle: x\n---\n\n\xff", 5, "UTF-8"),
        (b"words", 1, "no front matter"),
        (b"---\ntitle: x\n---\n\0", 4, "NUL"),
    ],
)
def test_a_broken_file_is_named_and_the_others_come_in(
    tmp_path: Path, text: bytes, line: int, reason: str
) -> None:
    put(tmp_path, "bad.md", text)
    article(tmp_path, "good.md")
    parcel = read(tmp_path)
    assert [post.path for post in parcel.posts] == ["good.md"]
    (finding,) = parcel.findings
    assert (finding.path, finding.line, finding.lost) == ("bad.md", line, True)
    assert reason in finding.reason


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    article(tmp_path, "a.md", body="![x](gone.png)")
    parcel = read(tmp_path)
    assert "gone.png" in str(parcel.findings[0])
    assert "gone.png" in parcel.posts[0].body


def test_a_title_is_taken_from_the_heading_or_the_name(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ndate: 2021-01-01\n---\n# 题目\n\n文\n")
    put(tmp_path, "some-name.md", "---\ndate: 2021-01-01\n---\n文\n")
    assert [(p.title, p.body) for p in read(tmp_path).posts] == [
        ("题目", "文\n"),
        ("some name", "文\n"),
    ]


def test_html_is_allowed_where_it_stands(tmp_path: Path) -> None:
    assert one(tmp_path, "", "<kbd>x</kbd>").allow_html
    assert not one(tmp_path, "", "`<kbd>`").allow_html


def test_files_about_the_folder_are_no_articles(tmp_path: Path) -> None:
    put(tmp_path, "README.md", "# Read me")
    put(tmp_path, "content/_index.md", "---\ntitle: x\n---\n")
    article(tmp_path, "content/posts/a.md")
    parcel = read(tmp_path)
    assert len(parcel.posts) == 1
    assert not parcel.findings
