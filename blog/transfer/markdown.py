"""Folders of Markdown with front matter: Hugo, Hexo, Jekyll, and whoever writes like them."""

import hashlib
import posixpath
import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from blog.lib.terminal import gettext as _
from blog.transfer import dialects, fields, frontmatter, moments, prose
from blog.transfer.dialects import Dialect, Kind
from blog.transfer.fields import Fields
from blog.transfer.frontmatter import Unreadable
from blog.transfer.library import Library
from blog.transfer.parcel import Parcel, PlainPage, Post
from blog.transfer.shortcodes import Shortcodes
from blog.transfer.source import Refused, Source

NAME = "Markdown"
# Pages that a theme fills by itself; ours has them already.
_MADE = frozenset(("tags", "categories", "archive", "archives", "links", "friends", "search"))


@dataclass(slots=True)
class Leaf:
    """One text file, its front matter read."""

    path: str
    kind: Kind
    digest: str
    fields: Fields
    body: str
    former: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the article is known by at the next import."""
        return f"markdown:{self.path}"


def detect(source: Source) -> bool:
    """Whether there is a Markdown file."""
    return bool(dialects.texts(source))


def read(source: Source, zone: tzinfo) -> Parcel:
    """All texts with their pictures; a date without a zone is in `zone`."""
    parcel = Parcel()
    for path, reason in source.passed.items():
        parcel.note(path, reason)
    dialect = dialects.of(source)
    leaves = gather(source, dialect, parcel)
    library = Library(source, parcel, leaves)
    for leaf in leaves:
        try:
            if leaf.kind is Kind.PAGE:
                parcel.pages.append(_page(leaf, library, zone))
            else:
                parcel.posts.append(_post(leaf, library, zone))
        except Unreadable as error:
            parcel.lose(leaf.path, error.reason, error.line)
    return parcel


def gather(source: Source, dialect: Dialect, parcel: Parcel) -> list[Leaf]:
    """The texts whose front matter can be read; the others are reported to the parcel."""
    leaves = []
    for path in dialects.texts(source):
        kind = dialects.kind(dialect, path)
        if kind is Kind.NONE:
            continue
        try:
            leaf = _leaf(source, dialect, path, kind)
        except Unreadable as error:
            parcel.lose(path, error.reason, error.line)
        except Refused as error:
            parcel.lose(path, str(error).removeprefix(path).strip(" ."))
        else:
            if leaf is not None:
                leaves.append(leaf)
    return leaves


def _leaf(source: Source, dialect: Dialect, path: str, kind: Kind) -> Leaf | None:
    data = source.text(path)
    text = frontmatter.decode(data)
    if "\0" in text:
        raise Unreadable(_("holds a NUL and is no text"), text.count("\n", 0, text.index("\0")) + 1)
    matter = frontmatter.split(text)
    if matter is None:
        if dialect in {Dialect.HEXO, Dialect.JEKYLL} and kind is Kind.PAGE:
            return None  # these programs only copy such a file
        raise Unreadable(_("has no front matter"), 1)
    found = Fields(matter, dialect)
    layout = {found.text("layout").lower(), found.text("type").lower()}
    if kind is Kind.PAGE and layout & _MADE:
        return None
    if "page" in layout:
        kind = Kind.PAGE
    elif "post" in layout and kind is Kind.PAGE:
        kind = Kind.POST
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Leaf(path, kind, digest, found, matter.body, found.former())


def _words(leaf: Leaf, library: Library) -> tuple[str, str]:
    """The title, and the body with references in place of what it points to."""
    found = leaf.fields
    body, title = leaf.body, found.text("title", limit=300)
    if not title:
        title, body = prose.first_heading(body)
    title = title[:300] or dialects.name(leaf.path).replace("-", " ")
    if found.dialect is Dialect.OWN:
        # Written by this blog: nothing in it is another program's.
        return title, prose.readdress(body, lambda to, shown: library.address(leaf, to, shown))
    tags = Shortcodes(lambda name: library.post(leaf, name))
    body = tags.plain(body)
    for name in dict.fromkeys(tags.unknown):
        library.parcel.note(
            leaf.path, _("has a tag %(name)r that is not known and stays as it is", name=name)
        )
    return title, prose.readdress(body, lambda to, shown: library.address(leaf, to, shown))


def _post(leaf: Leaf, library: Library, zone: tzinfo) -> Post:
    found = leaf.fields
    draft = _is_draft(leaf, library.parcel)
    date = _date(leaf, zone)
    if date is None and not draft:
        raise Unreadable(_("has no date"), 1)
    title, body = _words(leaf, library)
    category, others = found.categories()
    own = found.dialect is Dialect.OWN
    intro, body = ("", body) if own else prose.cut_more(body)
    excerpt = found.text("excerpt", "summary")
    return Post(
        key=leaf.key,
        path=leaf.path,
        digest=leaf.digest,
        title=title,
        body=body.removeprefix("\n") if own else body.strip() + "\n",
        slug=found.slug(dialects.name(leaf.path)),
        published_at=date,
        updated_at=found.moment(zone, "updated", "lastmod", "last_modified_at", "modified"),
        created_at=found.moment(zone, "created") if own else None,
        draft=draft,
        language=fields.language(
            found.text("language", "lang") or dialects.language(leaf.path), title + body
        ),
        category=category,
        tags=tuple(dict.fromkeys([*found.tags(), *others])),
        pinned=found.flag("pinned", "sticky", "top"),
        comments_open=found.flag("comments", "comment", default=True)
        and not found.flag("disablecomments"),
        allow_html=found.flag("html") if own else prose.has_html(body),
        excerpt=excerpt,
        intro="" if excerpt else intro,
        description=found.text("description"),
        cover=library.cover(leaf, found.picture()),
        password_hash=found.text("password_hash") if own else "",
        twin=found.text("twin") if own else "",
        views=found.number("views") if own else 0,
        former=tuple(leaf.former),
    )


def _date(leaf: Leaf, zone: tzinfo) -> datetime | None:
    """When it was published, by its fields or else by its name."""
    found = leaf.fields
    date = found.moment(zone, "publishdate", "date", "pubdate", "created", "published_at")
    if date is not None or not dialects.date(leaf.path):
        return date
    try:
        return moments.read(dialects.date(leaf.path), zone)
    except ValueError as error:
        raise Unreadable(_("has a name that is no date (%(error)s)", error=error), 1) from None


def _is_draft(leaf: Leaf, parcel: Parcel) -> bool:
    """Also what its old blog did not show to everyone: it must not become public here."""
    found = leaf.fields
    if leaf.kind is Kind.DRAFT or found.flag("draft") or not found.flag("published", default=True):
        return True
    for name in ("password", "hidden", "private"):
        if found.flag(name):
            parcel.note(
                leaf.path, _("was not public (%(name)s) and comes in as a draft", name=name)
            )
            return True
    return False


def _page(leaf: Leaf, library: Library, zone: tzinfo) -> PlainPage:
    found = leaf.fields
    date = found.moment(zone, "date")
    title, body = _words(leaf, library)
    own = found.dialect is Dialect.OWN
    body = body.removeprefix("\n") if own else prose.cut_more(body)[1].strip() + "\n"
    former = leaf.former if own else [*leaf.former, page_address(leaf.path)]
    return PlainPage(
        key=leaf.key,
        path=leaf.path,
        digest=leaf.digest,
        title=title,
        body=body,
        slug=found.slug(dialects.name(leaf.path)),
        created_at=date,
        updated_at=found.moment(zone, "updated", "lastmod", "last_modified_at", "modified"),
        draft=_is_draft(leaf, library.parcel),
        language=fields.language(found.text("language", "lang"), title + body),
        position=found.number("position", "weight"),
        description=found.text("description"),
        former=tuple(dict.fromkeys(former)),
    )


def page_address(path: str) -> str:
    """Where Hugo, Hexo and Jekyll alike put a plain page: at its path without the suffix."""
    inner = re.sub(r"^(?:content|source|pages)/", "", path)
    return fields.path_of(
        posixpath.join(posixpath.dirname(inner), dialects.stem(path)).removesuffix("/index")
    )
