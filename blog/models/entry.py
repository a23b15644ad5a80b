"""What the index of the search keeps of one article or page, and the keeping of it."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select, text

from blog.lib.bigrams import terms
from blog.lib.database import db, is_sqlite, upsert
from blog.lib.fold import fold
from blog.lib.pinyin import sound_terms
from blog.models.index import MARKS, SearchName, SearchText, unpack


@dataclass(frozen=True, slots=True)
class Document:
    """What the index keeps of an article or page, folded."""

    id: int
    title: str
    tags: str
    shelf: str
    body: str

    @classmethod
    def of(
        cls, number: int, title: str, tags: Iterable[str], shelves: Iterable[int], body: str
    ) -> "Document":
        """The document of an article or page as it is written."""
        names = "".join(f"{_line(name)}\n" for name in tags)
        shelf = " ".join(sorted({f"c{number}" for number in shelves}))
        return cls(number, _line(title), f"\n{names}" if names else "", shelf, _line(body))


def _line(written: str) -> str:
    return " ".join(fold(written).split())


Vectors = dict[str, list[str]]
"""Terms by the part of a document they are drawn from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document beside what the index keeps of it, ready to take its place.

    Terms are drawn when it is made and not when it is written: each reader's hit waits for the
    write lock, which is held from the first statement that writes.
    """

    number: int
    document: Document | None
    kept: Row[*tuple[Any, ...]] | None
    gone: Vectors | None
    new: Vectors | None
    packed: bytes

    @classmethod
    def of(cls, number: int, document: Document | None) -> "Entry":
        """The entry of that number; without a document it is to be forgotten."""
        kept = _kept(number)
        known = kept and Document(number, kept.title, kept.tags, kept.shelf, unpack(kept.packed))
        if known == document:
            return cls(number, document, kept, None, None, b"")
        gone = _vectors(known) if known else None
        if document is None:
            return cls(number, None, kept, gone, None, b"")
        packed = zlib.compress(document.body.encode(errors="replace"), 6)
        return cls(number, document, kept, gone, _vectors(document), packed)

    def write(self) -> None:
        """Keep the document, in place of what was kept of it, in the current transaction."""
        if self.gone is None and self.new is None:
            return
        if _kept(self.number) != self.kept:  # another process has indexed it meanwhile
            Entry.of(self.number, self.document).write()
            return
        if self.gone is not None:
            self._take_out(self.gone)
        if self.new is not None and self.document is not None:
            self._put_in(self.new)
            names = {"title": self.document.title, "tags": self.document.tags}
            upsert(SearchName, [{"id": self.number, "shelf": self.document.shelf} | names])
            upsert(SearchText, [{"id": self.number, "packed": self.packed}])
        else:
            for table in (SearchName, SearchText):
                db.session.execute(delete(table).where(table.id == self.number))

    def _take_out(self, gone: Vectors) -> None:
        if is_sqlite():
            # FTS5 without content must be told what it is to forget.
            names, values = "search_index, rowid, terms", "'delete', :id, :all"
            self._feed(gone, names, values)
        else:
            db.session.execute(text("DELETE FROM search_index WHERE id = :id"), {"id": self.number})

    def _put_in(self, new: Vectors) -> None:
        if is_sqlite():
            self._feed(new, "rowid, terms", ":id, :all")
            return
        vectors = new | {"named": new["title"] + new["tags"]}
        values = ", ".join(f"array_to_tsvector(CAST(:{name} AS text[]))" for name in vectors)
        db.session.execute(
            text(f"INSERT INTO search_index (id, {', '.join(vectors)}) VALUES (:id, {values})"),  # noqa: S608 (names of our own)
            {"id": self.number} | {name: list(set(found)) for name, found in vectors.items()},
        )

    def _feed(self, vectors: Vectors, columns: str, values: str) -> None:
        # A term counts once: where it stands is not kept.
        found = {MARKS[part] + term: None for part, held in vectors.items() for term in held}
        db.session.execute(
            text(f"INSERT INTO search_index ({columns}) VALUES ({values})"),  # noqa: S608 (names of our own)
            {"id": self.number, "all": " ".join(found)},
        )


def empty() -> None:
    """Forget every document."""
    if is_sqlite():
        db.session.execute(text("INSERT INTO search_index (search_index) VALUES ('delete-all')"))
    else:
        db.session.execute(text("DELETE FROM search_index"))
    for table in (SearchName, SearchText):
        db.session.execute(delete(table))


def _kept(number: int) -> Row[*tuple[Any, ...]] | None:
    return db.session.execute(
        select(SearchName.title, SearchName.tags, SearchName.shelf, SearchText.packed)
        .join(SearchText, SearchText.id == SearchName.id)
        .where(SearchName.id == number)
    ).first()


def _vectors(document: Document) -> Vectors:
    title, tags = terms(document.title), terms(document.tags)
    return {
        "title": title,
        "tags": tags,
        "whole": title + tags + terms(document.body),
        "sound": sound_terms(f"{document.title}\n{document.tags}"),
        "shelf": document.shelf.split(),
    }
