"""WordPress's export file (WXR 1.0 to 1.2), read element by element."""

import html
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from blog.lib.terminal import gettext as _
from blog.transfer.source import Refused, Source

LARGEST = 1024**3
LONGEST_TEXT = 20 * 1024**2
MOST_ITEMS = 200_000
DEEPEST = 20
MARK = b"wordpress.org/export/"
# Plugins let them in, XML forbids them; no byte of UTF-8's longer characters is among them.
_FORBIDDEN = bytes(code for code in range(32) if code not in (9, 10, 13))


@dataclass(slots=True)
class Term:
    """A category or tag: `parent` is the slug of the one above it."""

    id: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""


@dataclass(slots=True)
class Item:
    """A post, page, attachment or whatever a plugin stored as one; texts as they stand there."""

    fields: dict[str, str]
    meta: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)  # taxonomy, slug, name
    comments: list[dict[str, str]] = field(default_factory=list)
    old_slugs: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> str:
        return self.fields.get(name, "")


@dataclass(slots=True)
class Export:
    """All that one or several export files of a blog hold."""

    about: dict[str, str] = field(default_factory=dict)  # title, link, description
    authors: list[dict[str, str]] = field(default_factory=list)
    categories: dict[str, Term] = field(default_factory=dict)
    tags: dict[str, Term] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)


class _Stream:
    """A file without the characters that XML forbids, and only so long."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.file, self.name, self.left = file, name, LARGEST

    def read(self, size: int = -1) -> bytes:
        try:
            data = self.file.read(min(size, 65536) if size > 0 else 65536)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Refused(
                _("%(name)s is damaged (%(error)s).", name=self.name, error=error)
            ) from error
        self.left -= len(data)
        if self.left < 0:
            raise Refused(
                _(
                    "%(name)s is larger than %(largest)s MB.",
                    name=self.name,
                    largest=LARGEST // 1024**2,
                )
            )
        if not (kept := data.translate(None, _FORBIDDEN)) and data:
            return self.read(size)
        return kept


def files(source: Source) -> list[str]:
    """The paths of the export files among these, in order."""
    found = []
    for path in sorted(source.sizes):
        if path.lower().endswith((".xml", ".wxr")):
            with source.open(path) as file:
                if MARK in file.read(65536):
                    found.append(path)
    return found


def read(source: Source, path: str, export: Export) -> None:
    """Add what the file holds to the export. Raises Refused with the line where it is broken."""
    with source.open(path) as file:
        try:
            _gather(_Stream(file, path), export, path)
        except ParseError as error:
            line = error.position[0]
            reason = re.sub(r": line \d+, column \d+", "", str(error))
            raise Refused(
                _(
                    "%(path)s is broken in line %(line)s (%(reason)s).",
                    path=path,
                    line=line,
                    reason=reason,
                )
            ) from None
        except DefusedXmlException:
            raise Refused(
                _(
                    "%(path)s declares a document type or entities, which no export of WordPress"
                    " does.",
                    path=path,
                )
            ) from None
        except (ValueError, LookupError) as error:  # an encoding that nobody knows
            if isinstance(error, Refused):
                raise
            raise Refused(
                _("%(path)s is no XML that can be read (%(error)s).", path=path, error=error)
            ) from None


def _gather(stream: Any, export: Export, path: str) -> None:
    depth, channel = 0, None
    for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
        if event == "start":
            depth += 1
            if depth > DEEPEST:
                raise Refused(
                    _("%(path)s is nested deeper than any export of WordPress.", path=path)
                )
            if depth == 2:
                channel = element
            continue
        depth -= 1
        if depth != 2 or channel is None:
            continue
        _take(element, export)
        channel.remove(element)
        if len(export.items) > MOST_ITEMS:
            raise Refused(
                _(
                    "%(path)s holds more than %(most)s entries.",
                    path=path,
                    most=f"{MOST_ITEMS:,}",
                )
            )


def _name(element: Element) -> str:
    space, _brace, name = str(element.tag).rpartition("}")
    if name == "encoded":
        return "excerpt" if "/excerpt" in space else "content"
    return name


def _fields(element: Element) -> dict[str, str]:
    return {_name(part): (part.text or "")[:LONGEST_TEXT] for part in element if not len(part)}


def _take(element: Element, export: Export) -> None:
    name = _name(element)
    if name == "item":
        export.items.append(_item(element))
        return
    found = _fields(element)
    if name in {"title", "link", "description"}:
        export.about.setdefault(name, words(element.text or ""))
    elif name == "author":
        export.authors.append(found)
    elif name == "category":
        slug = found.get("category_nicename", "")
        export.categories[slug] = _term(
            found, slug, "cat_name", found.get("category_parent", ""), "category_description"
        )
    elif name == "tag":
        slug = found.get("tag_slug", "")
        export.tags[slug] = _term(found, slug, "tag_name", "", "tag_description")


def _term(found: dict[str, str], slug: str, name: str, parent: str, description: str) -> Term:
    shown = words(found.get(name, "")) or slug
    return Term(found.get("term_id", ""), slug, shown, parent, words(found.get(description, "")))


def words(text: str) -> str:
    """A name or title as plain text on one line; WordPress stores `&amp;` in them."""
    return " ".join(html.unescape(re.sub(r"<[^<>]{0,2000}>", "", text)).split())


def _item(element: Element) -> Item:
    item = Item(_fields(element))
    for part in element:
        name = _name(part)
        if name == "category" and part.get("domain"):
            item.terms.append(
                (part.get("domain", ""), part.get("nicename", ""), words(part.text or ""))
            )
        elif name == "postmeta":
            pair = _fields(part)
            name, value = pair.get("meta_key", ""), pair.get("meta_value", "")
            item.meta.setdefault(name, value)
            if name == "_wp_old_slug":  # one for each time it was renamed
                item.old_slugs.append(value)
        elif name == "comment":
            item.comments.append(_fields(part))
    return item
