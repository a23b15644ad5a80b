"""The index of the search: its tables, and the asking of it, on SQLite and on PostgreSQL.

Terms come from blog/lib: pairs of Han characters, words, sounds. SQLite keeps them in FTS5 with
`detail=none` (which documents hold a term, not where) and without content: a third smaller than
with `detail=column`, so what stands in a title is a term of its own, marked. PostgreSQL keeps them
in vectors without positions. Both only say where to look. The folded texts stand beside, packed,
and decide.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, Row, Text, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.bigrams import Probe
from blog.lib.database import Model, db, is_sqlite

VERSION = 1
"""Raise it when other terms are drawn from the same text: the index is then made anew."""

# Documents are articles under their own number, and pages above this one. So the newest come
# first by number alone, and the few pages before them.
PAGES = 1 << 40


class SearchName(Model):
    """Folded title and tags of a document; `tags` has a line each, and one before and after."""

    __tablename__ = "search_names"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    shelf: Mapped[str] = mapped_column(Text)


class SearchText(Model):
    """The folded text of a document, packed by zlib."""

    __tablename__ = "search_texts"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


def number_of(page_id: int) -> int:
    """The number under which a page is kept."""
    return PAGES + page_id


def unpack(packed: bytes) -> str:
    """The folded text that was packed."""
    return zlib.decompress(packed).decode()


MARKS = {"whole": "", "title": "\ue000", "tags": "\ue001", "sound": "\ue002", "shelf": "\ue003"}
"""How terms of a part begin on SQLite: with a character of private use, which no term holds."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A probe of one part: title, tags, named (both), whole (and the text), sound or shelf."""

    part: str
    probe: Probe


def numbers(
    clauses: Sequence[Sequence[Ask]], before: int, limit: int, without: Sequence[Ask] = ()
) -> Sequence[int]:
    """Documents below `before`, the highest first, where each clause has an ask that holds.

    None of `without` holds there.
    """
    if is_sqlite():
        wanted = " AND ".join(f"({' OR '.join(map(_fts5, asks))})" for asks in clauses)
        wanted = " NOT ".join([f"({wanted})", *map(_fts5, without)])
        statement = (
            "SELECT rowid FROM search_index WHERE search_index MATCH :wanted AND rowid < :before"
            " ORDER BY rowid DESC LIMIT :limit"
        )
        bound: dict[str, object] = {"wanted": wanted}
    else:
        bound = {}
        parts: list[str] = []
        for asks in (*clauses, *([ask] for ask in without)):
            places = []
            for ask in asks:
                name = f"w{len(bound)}"
                bound[name] = _tsquery(ask.probe)
                places.append(f"{ask.part} @@ CAST(:{name} AS tsquery)")
            sign = "NOT " if len(parts) >= len(clauses) else ""
            parts.append(f"{sign}({' OR '.join(places)})")
        statement = (
            f"SELECT id FROM search_index WHERE {' AND '.join(parts)} AND id < :before"  # noqa: S608 (names of our own)
            " ORDER BY id DESC LIMIT :limit"
        )
    bound |= {"before": before, "limit": limit}
    return db.session.scalars(text(statement), bound).all()


def scan(pieces: Sequence[str], limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """id, title, tags of those of the `limit` newest documents whose names hold each piece."""
    newest = select(SearchName.id, SearchName.title, SearchName.tags)
    names = newest.order_by(SearchName.id.desc()).limit(limit).subquery().c
    holding = (
        or_(*(name.contains(piece, autoescape=True) for name in (names.title, names.tags)))
        for piece in pieces
    )
    return db.session.execute(
        select(names.id, names.title, names.tags).where(*holding).order_by(names.id.desc())
    ).all()


def _fts5(ask: Ask) -> str:
    # Terms are letters and digits alone, so that quoting them is all the care they need.
    marks = [MARKS[part] for part in (("title", "tags") if ask.part == "named" else (ask.part,))]
    words = [[f'"{mark}{term}"' for mark in marks] for term in ask.probe.terms]
    words += [[f'"{mark}{ask.probe.start}" *' for mark in marks]] if ask.probe.start else []
    return "(" + " AND ".join(f"({' OR '.join(word)})" for word in words) + ")"


def _tsquery(probe: Probe) -> str:
    words = [f"'{term}'" for term in probe.terms]
    words += [f"'{probe.start}':*"] if probe.start else []
    return " & ".join(words)
