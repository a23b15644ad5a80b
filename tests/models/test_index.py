"""The index finds exactly what holds the string."""

import random

import pytest

from blog.lib.database import db
from blog.lib.fold import fold
from blog.lib.query import parse
from blog.models import search
from blog.models.article import Draft
from blog.models.tag import Tag
from tests.factories import make_page
from tests.models.test_search import titles, written

pytestmark = pytest.mark.usefixtures("app")


def test_random_strings_of_the_texts_are_found_in_exactly_the_texts_that_hold_them() -> None:
    drawn = random.Random(5)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 40)]
    texts = {}
    for number in range(40):
        text = "".join(drawn.choices(letters, k=120))
        texts[f"题{number}"] = fold(text)
        written(f"题{number}", text)
    for length in (2, 3, 4):
        for _ in range(15):
            text = drawn.choice(list(texts.values()))
            start = drawn.randrange(len(text) - length)
            needle = text[start : start + length]
            holders = {title for title, text in texts.items() if needle in text}
            found: set[str] = set()
            number = 1
            while batch := titles(needle, number):
                found.update(batch)
                number += 1
            assert found == holders


def test_random_strings_are_found_in_whichever_part_of_a_text_they_stand() -> None:
    drawn = random.Random(8)
    letters = [chr(code) for code in range(0x5000, 0x5000 + 30)]

    def piece(length: int) -> str:
        return "".join(drawn.choices(letters, k=length))

    parts: dict[str, list[str]] = {}
    for number in range(12):
        tag = piece(6)
        db.session.add(Tag(name=tag, slug=f"t{number}"))
        title, excerpt, body, page = piece(12), piece(20), piece(40), piece(40)
        written(title, body, tags=[tag], excerpt=excerpt)
        parts[title] = [title, tag, excerpt, body]
        name = piece(12)
        make_page(name, page, slug=f"p{number}")
        parts[name] = [name, page]
    for length in (2, 3, 4):
        for _ in range(20):
            part = drawn.choice(drawn.choice(list(parts.values())))
            start = drawn.randrange(len(part) - length)
            needle = part[start : start + length]
            holding = {
                title
                for title, texts in parts.items()
                if any(fold(needle) in fold(text) for text in texts)
            }
            found: list[str] = []
            number = 1
            while batch := titles(needle, number):
                found += batch
                number += 1
            assert (set(found), len(found)) == (holding, len(holding)), needle


def test_a_save_that_fails_leaves_the_index_as_it_was() -> None:
    article = written("安全", "原来的密码")
    article.write(Draft(title="旅行", body="后来的口令", slug=article.slug))
    db.session.rollback()
    assert titles("密码") == ["安全"]
    assert titles("口令") == titles("旅行") == []


def test_an_excerpt_of_its_own_is_searched() -> None:
    written("甲", "正文。", excerpt="要点在江湖。")
    (hit,) = search.find(parse("江湖")).hits
    assert "要点在<mark>江湖</mark>。" in hit.snippet
