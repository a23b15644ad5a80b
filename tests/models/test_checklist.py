"""What a writer may want to look at before publishing."""

import pytest
from flask import Flask

from blog.lib import markup
from blog.models import checklist, derived
from blog.models.checklist import Kind
from blog.models.media import Media
from tests.factories import change_settings, make_article


def kinds(body: str, **typed: str) -> dict[str, tuple[int, tuple[str, ...]]]:
    made = markup.render(body, title="题", picture=derived.picture)
    found = checklist.look(made, {"body": body, "excerpt": "有"} | typed)
    return {hint.kind: (hint.number, hint.examples) for hint in found}


@pytest.mark.parametrize(
    ("body", "hints"),
    [
        ("", {}),
        ("好好的。\n\n## 一\n\n### 二\n\n## 三", {}),
        ("![](/a.png) ![窗](/b.png)", {Kind.PICTURES: 1, Kind.LINKS: 0}),
        ("你好,世界", {Kind.PUNCTUATION: 1}),
        ("你好.世界! 真的?是", {Kind.PUNCTUATION: 3}),
        ("用 Python, 很好", {}),
        ("版本 3.5 与 a,b", {}),
        ("`你好,世界`是代码", {}),
        ("## 一\n\n#### 二", {Kind.HEADINGS: 1}),
        ("```\n# 一\n\n### 二\n```", {}),
    ],
)
def test_each_fault_is_found_and_nothing_else(app: Flask, body: str, hints: dict[str, int]) -> None:
    found = {kind: number for kind, (number, _) in kinds(body).items()}
    assert found == {kind: number for kind, number in hints.items() if number}


def test_links_of_this_site_that_lead_nowhere(app: Flask) -> None:
    change_settings(address="https://blog.example")
    there = make_article("在", slug="there")
    make_article("草稿", slug="draft", published=False)
    own = "https://blog.example/articles/gone"
    body = f"[a](/articles/there) [b](/articles/draft) [c]({own}) [d](/tags) [e](https://x.example)"
    assert kinds(body)[Kind.LINKS] == (2, ("/articles/draft", own))
    assert there.slug == "there"


def test_a_heavy_picture_is_named(app: Flask) -> None:
    from tests.support.pictures import picture

    media = Media.store(picture(), "重.png", alt="窗")
    assert Kind.HEAVY not in kinds(media.markdown)
    media.size = checklist.HEAVY
    assert kinds(media.markdown)[Kind.HEAVY] == (1, ("重.png",))
    assert Kind.HEAVY in kinds("字", cover=media.address)


def test_a_missing_excerpt_is_said_once_there_is_a_text(app: Flask) -> None:
    assert Kind.EXCERPT in kinds("字", excerpt=" ")
    assert Kind.EXCERPT not in kinds("", excerpt="")
