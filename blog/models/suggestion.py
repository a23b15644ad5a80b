"""What the search box offers: while someone types, and when nothing was found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from blog.lib.bigrams import holder, probe, terms
from blog.lib.database import db
from blog.lib.fold import fold
from blog.lib.pinyin import sound_probes, sound_terms, sounds_like
from blog.lib.query import Query
from blog.models import index, listing, ranking
from blog.models.index import Ask, SearchName
from blog.models.listing import Line
from blog.models.tag import Tag

TITLES = 6
TAGS = 4
LOOKED = 60
"""How many of the newest titles that may fit are looked at."""
SCANNED = 500
NEAREST = 8

TagLine = Row[*tuple[Any, ...]]


def tags(query: Query) -> list[TagLine]:
    """Tags whose name holds what was typed, or sounds so far like it; the most used first."""
    typed = " ".join(query.words)
    holds = holder(typed, shortest=1)
    return [
        tag
        for tag in Tag.used(SCANNED)
        if holds(fold(tag.name)) or sounds_like(tag.name, typed, whole=False)
    ][:TAGS]


def titles(query: Query) -> list[Line]:
    """Lines of articles whose title holds all that was typed, the last word perhaps only begun."""
    words = [(word, holder(word, shortest=1)) for word in query.words]
    rows = [
        row
        for row in _candidates(query.words)
        if all(
            holds(row.title) or sounds_like(row.title, word, whole=False) for word, holds in words
        )
    ]
    best = ranking.ranked({row.id: row.title for row in rows}, query.words)
    return listing.lines([number for number in best if number < index.PAGES][:TITLES])


def _candidates(words: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    names = select(SearchName.id, SearchName.title).order_by(SearchName.id.desc())
    clauses = []
    for word in words:
        asks = [Ask("title", asked)] if (asked := probe(word, shortest=1)) else []
        asks += [Ask("sound", sound) for sound in sound_probes(word, whole=False)]
        clauses += [asks] if asks else []
    if not clauses:
        return db.session.execute(names.limit(SCANNED)).all()
    found = index.numbers(clauses, index.PAGES, LOOKED)
    return db.session.execute(names.where(SearchName.id.in_(found))).all()


def nearest(query: Query) -> list[TagLine]:
    """Tags with the most in common with a query that found nothing; the most used if none has.

    What two texts have in common is their characters and how they sound, so that a slip of the
    input method (安权 for 安全) is near.
    """
    wanted = _traits(" ".join((*query.words, *query.tags)))
    used = Tag.used(SCANNED)
    shared = {tag.slug: len(wanted & _traits(tag.name)) for tag in used}
    near = sorted((tag for tag in used if shared[tag.slug]), key=lambda tag: -shared[tag.slug])
    return list(near or used)[:NEAREST]


def _traits(text: str) -> set[str]:
    """Characters of Han text, words and their beginnings, and sounds."""
    folded = fold(text)
    words = [term for term in terms(folded) if term.isascii()]
    return (
        {letter for letter in folded if ord(letter) > 0x2FFF}
        | set(words)
        | {word[:3] for word in words if len(word) > 3}
        | set(sound_terms(folded))
    )
