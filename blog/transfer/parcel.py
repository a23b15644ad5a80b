"""What a reader of files hands to the writer: plain data, none of it stored yet."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from blog.lib.terminal import gettext as _


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the reader of the report should know of one file; `line` counts from 1.

    `lost` says that the file was not taken; otherwise something of it was left out or changed.
    """

    path: str
    reason: str
    line: int | None = None
    lost: bool = False

    def __str__(self) -> str:
        if self.line:
            told = {"path": self.path, "line": self.line, "reason": self.reason}
            return _("%(path)s, line %(line)s: %(reason)s", **told)
        return _("%(path)s: %(reason)s", path=self.path, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An article as it was read. `key` names it in its old home, `digest` its content.

    `body` holds references (see References) where it named pictures and other articles; `cover`
    is one, or an address. `intro` is Markdown whose words become the excerpt.
    """

    key: str
    path: str
    digest: str
    title: str
    body: str
    slug: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    created_at: datetime | None = None
    draft: bool = False
    language: str = "zh"
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pinned: bool = False
    comments_open: bool = True
    allow_html: bool = False
    excerpt: str = ""
    intro: str = ""
    description: str = ""
    cover: str = ""
    # What readers must type, or what our own export kept of it; empty when it is open to all.
    password: str = ""
    password_hash: str = ""
    twin: str = ""  # the key of the same article in the other language
    views: int = 0
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPage:
    """A plain page as it was read; fields as in Post."""

    key: str
    path: str
    digest: str
    title: str
    body: str
    slug: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    draft: bool = False
    language: str = "zh"
    position: int = 0
    description: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment as it was read; `post` and `parent` are the keys of its article and its parent."""

    key: str
    post: str
    parent: str | None
    name: str
    body: str
    created_at: datetime
    email: str = ""
    website: str = ""
    state: str = "approved"
    by_author: bool = False
    edited_at: datetime | None = None
    floor: int | None = None  # where it is known; else the next one of its article
    wants_mail: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What our own export says of a file: its path in the media folder, its words, its origin."""

    path: str
    name: str
    sha256: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the texts: where it was, and its bytes when they are wanted.

    One that is `kept` comes in whether a text shows it or not, under the path it had.
    """

    path: str
    load: Callable[[], bytes]
    kept: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A category or a tag with more than its name; a category's parent is named, not keyed."""

    name: str
    slug: str = ""
    parent: str = ""
    description: str = ""
    position: int = 0
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a text that points to a picture or an article of the same parcel."""

    kind: str  # picture or post
    key: str
    written: str


@dataclass(slots=True)
class References:
    """Marks that stand in texts for addresses nobody knows before the parcel is stored.

    A mark carries a random number drawn for this parcel, so no text can hold one by chance.
    """

    nonce: str = field(default_factory=lambda: secrets.token_hex(8))
    items: list[Reference] = field(default_factory=list)

    def mark(self, kind: str, key: str, written: str) -> str:
        """What stands in the text for this reference until `fill`."""
        self.items.append(Reference(kind, key, written))
        return f"suibi-{self.nonce}-{len(self.items) - 1}-"

    def fill(self, text: str, address: Callable[[Reference], str | None]) -> str:
        """The text with the address of each reference, or as it was written where there is none."""
        if self.nonce not in text:
            return text

        def put(found: re.Match[str]) -> str:
            item = self.items[int(found[1])]
            return address(item) or item.written

        return re.sub(rf"suibi-{self.nonce}-(\d+)-", put, text)

    def of(self, text: str) -> list[Reference]:
        """The references that stand in the text."""
        if self.nonce not in text:
            return []
        return [self.items[int(n)] for n in re.findall(rf"suibi-{self.nonce}-(\d+)-", text)]


@dataclass(slots=True)
class Parcel:
    """All that was read, checked as far as files can be checked by themselves."""

    references: References = field(default_factory=References)
    posts: list[Post] = field(default_factory=list)
    pages: list[PlainPage] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)
    categories: list[Heading] = field(default_factory=list)
    tags: list[Heading] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)
    # By mail address: whether its owner agreed to mail, and when that was asked.
    answers: dict[str, tuple[bool, datetime]] = field(default_factory=dict)
    history: dict[str, dict[date, int]] = field(default_factory=dict)  # readings a day, by key
    findings: list[Finding] = field(default_factory=list)

    def lose(self, path: str, reason: str, line: int | None = None) -> None:
        """Report a file that is not taken."""
        self.findings.append(Finding(path, reason, line, lost=True))

    def note(self, path: str, reason: str, line: int | None = None) -> None:
        """Report something that could not be carried as it was."""
        self.findings.append(Finding(path, reason, line))
