"""What the index of the search keeps of one article or page, and the keeping of it."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from blog.lib.bigrams import terms
from blog.lib.database import is_sqlite
from blog.lib.fold import fold
from blog.lib.pinyin import sound_terms
from blog.lib.writing import execute
from blog.models.index import MARKS, unpack

_NAMES = (
    "INSERT INTO search_names (id, title, tags, shelf) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
    " DO UPDATE SET title = excluded.title, tags = excluded.tags, shelf = excluded.shelf"
)
_TEXT = (
    "INSERT INTO search_texts (id, packed) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET packed = excluded.packed"
)


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


Terms = list[object]
"""Terms as a statement takes them: on SQLite all in one text, on PostgreSQL a list a column."""
_COLUMNS = ("title", "tags", "whole", "sound", "shelf", "named")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document beside what the index keeps of it, ready to take its place.

    Terms are drawn when it is made and not when it is written: each reader's hit waits for the
    write lock, which is held from the first statement that writes.
    """

    number: int
    document: Document | None
    kept: Row[*tuple[Any, ...]] | None
    gone: Terms | None
    new: Terms | None
    packed: bytes

    @classmethod
    def of(cls, number: int, document: Document | None) -> "Entry":
        """The entry of that number; without a document it is to be forgotten."""
        kept = _kept(number)
        known = kept and Document(number, kept.title, kept.tags, kept.shelf, unpack(kept.packed))
        if known == document:
            return cls(number, document, kept, None, None, b"")
        gone = _terms(known) if known else None
        if document is None:
            return cls(number, None, kept, gone, None, b"")
        packed = zlib.compress(document.body.encode(errors="replace"), 6)
        return cls(number, document, kept, gone, _terms(document), packed)

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
            names = (self.document.title, self.document.tags, self.document.shelf)
            execute(_NAMES, self.number, *names)
            execute(_TEXT, self.number, self.packed)
        else:
            execute("DELETE FROM search_names WHERE id = ?", self.number)
            execute("DELETE FROM search_texts WHERE id = ?", self.number)

    def _take_out(self, gone: Terms) -> None:
        if is_sqlite():
            # FTS5 without content must be told what it is to forget.
            told = "(search_index, rowid, terms) VALUES ('delete', ?, ?)"
            execute(f"INSERT INTO search_index {told}", self.number, *gone)
        else:
            execute("DELETE FROM search_index WHERE id = ?", self.number)

    def _put_in(self, new: Terms) -> None:
        if is_sqlite():
            told = "(rowid, terms) VALUES (?, ?)"
        else:
            values = ", ".join(["array_to_tsvector(CAST(? AS text[]))"] * len(_COLUMNS))
            told = f"(id, {', '.join(_COLUMNS)}) VALUES (?, {values})"
        execute(f"INSERT INTO search_index {told}", self.number, *new)


def empty() -> None:
    """Forget every document."""
    if is_sqlite():
        execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    else:
        execute("DELETE FROM search_index")
    execute("DELETE FROM search_names")
    execute("DELETE FROM search_texts")


def _kept(number: int) -> Row[*tuple[Any, ...]] | None:
    return execute(
        "SELECT title, tags, shelf, packed FROM search_names"
        " JOIN search_texts ON search_texts.id = search_names.id WHERE search_names.id = ?",
        number,
    ).first()


def _terms(document: Document) -> Terms:
    title, tags = terms(document.title), terms(document.tags)
    parts = {
        "title": title,
        "tags": tags,
        "whole": title + tags + terms(document.body),
        "sound": sound_terms(f"{document.title}\n{document.tags}"),
        "shelf": document.shelf.split(),
    }
    if not is_sqlite():
        parts["named"] = title + tags
        return [list(set(parts[column])) for column in _COLUMNS]
    # A term counts once: where it stands is not kept.
    return [" ".join({MARKS[part] + term: None for part, found in parts.items() for term in found})]
