"""Ghost: its JSON export, versions 1 to 5, with pictures from its content folder."""

import hashlib
import json
import re
from collections import defaultdict
from datetime import UTC, datetime, tzinfo
from typing import Any

from blog.lib.terminal import gettext as _
from blog.transfer import fields, ghostcards, hypertext, moments, prose, values
from blog.transfer.parcel import Heading, Parcel, PlainPage, Post
from blog.transfer.source import Refused, Source
from blog.transfer.wpmedia import Pictures

NAME = "Ghost"
LARGEST = 256 * 1024**2
HOME = "__GHOST_URL__"
_MARK = re.compile(rb'"exported_on"|"db"\s{0,9}:\s{0,9}\[\s{0,9}\{\s{0,9}"(?:meta|data)"')
Row = dict[str, Any]


def _files(source: Source) -> list[str]:
    found = []
    for path in sorted(source.sizes):
        if path.lower().endswith(".json") and path != "blog.json":
            with source.open(path) as file:
                if _MARK.search(file.read(65536)):
                    found.append(path)
    return found


def detect(source: Source) -> bool:
    """Whether there is a JSON file that begins as Ghost's export does."""
    return bool(_files(source))


def read(source: Source, zone: tzinfo) -> Parcel:
    """All posts and pages with their tags; Ghost's dates are in UTC. Raises Refused."""
    parcel = Parcel()
    for path in _files(source):
        blog = _Blog(source, path, _tables(source, path), parcel)
        for row in blog.texts:
            try:
                blog.take(row)
            except (hypertext.TooDeep, ghostcards.Broken) as error:
                parcel.lose(blog.name_of(row), str(error))
        blog.report()
    return parcel


def _tables(source: Source, path: str) -> dict[str, list[Row]]:
    """The rows of each table of the export."""
    try:
        told = values.fit(json.loads(source.read(path, LARGEST)))
    except json.JSONDecodeError as error:
        raise Refused(
            _("%(path)s is no valid JSON in line %(line)s.", path=path, line=error.lineno)
        ) from None
    except UnicodeDecodeError as error:
        raise Refused(
            _("%(path)s is not valid UTF-8 (byte %(start)s).", path=path, start=error.start)
        ) from None
    except (ValueError, RecursionError):
        raise Refused(_("%(path)s is no JSON that can be read.", path=path)) from None
    if isinstance(told, dict) and isinstance(told.get("db"), list) and told["db"]:
        told = told["db"][0]
    data = told.get("data") if isinstance(told, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise Refused(_("%(path)s is no export of Ghost: it holds no posts.", path=path))
    return {
        name: [row for row in rows if isinstance(row, dict)]
        for name, rows in data.items()
        if isinstance(rows, list)
    }


class _Blog:
    """What is known of the whole blog while its texts are taken one by one."""

    def __init__(
        self, source: Source, path: str, tables: dict[str, list[Row]], parcel: Parcel
    ) -> None:
        self.source, self.path, self.parcel = source, path, parcel
        self.texts = tables["posts"]
        self.pictures = Pictures(source, parcel, {})
        settings = {str(r.get("key")): _text(r, "value") for r in tables.get("settings", [])}
        self.permalink = settings.get("permalinks") or "/:slug/"
        named = (("title", "title", 60), ("tagline", "description", 120))
        parcel.settings |= {
            name: settings[key][:limit] for name, key, limit in named if settings.get(key)
        }
        self.missing: set[str] = set()
        self.meta = {_text(r, "post_id"): r for r in tables.get("posts_meta", [])}
        self.tags = self._tags(tables)
        self.keys = {former(row, self.permalink): self.key(row) for row in self.texts}

    def _tags(self, tables: dict[str, list[Row]]) -> dict[str, list[str]]:
        """The names of each post's tags in their order; those with a # are Ghost's own."""
        names: dict[str, str] = {}
        for row in tables.get("tags", []):
            name = " ".join(_text(row, "name").split())[:60]
            if not name or name.startswith("#") or row.get("visibility") == "internal":
                continue
            names[_text(row, "id")] = name
            slug = _text(row, "slug")
            path = fields.path_of(f"/tag/{slug}")
            self.parcel.tags.append(
                Heading(name=name, slug=fields.slug_of(slug), former=(path,) if path else ())
            )
        found: dict[str, list[str]] = defaultdict(list)
        for row in sorted(tables.get("posts_tags", []), key=lambda row: _number(row, "sort_order")):
            if tag := names.get(_text(row, "tag_id")):
                found[_text(row, "post_id")].append(tag)
        return found

    def key(self, row: Row) -> str:
        return f"ghost:{_text(row, 'uuid') or _text(row, 'id')}"

    def name_of(self, row: Row) -> str:
        return f"“{_text(row, 'title')[:80]}” ({_text(row, 'slug')})"

    def take(self, row: Row) -> None:
        """Add one post or page to the parcel."""
        page = row.get("type") == "page" or row.get("page") in (1, "1")
        body, html = self._body(row, raw=not page)
        title = " ".join(_text(row, "title").split())[:300] or "—"
        date = self._moment(row, "published_at") or self._moment(row, "created_at")
        path = former(row, self.permalink)
        meta = self.meta.get(_text(row, "id"), {})
        described = _text(row, "meta_description") or _text(meta, "meta_description")
        about: dict[str, Any] = {
            "key": self.key(row),
            "path": self.name_of(row),
            "digest": _digest(row),
            "title": title,
            "body": body,
            "slug": fields.slug_of(_text(row, "slug")),
            "updated_at": self._moment(row, "updated_at"),
            "draft": self._draft(row, date),
            "language": fields.language(_text(row, "locale"), title + body),
            "description": described[:1000],
            "former": (path,) if path else (),
        }
        if page:
            self.parcel.pages.append(PlainPage(created_at=date, **about))
            return
        cover = _text(row, "feature_image") or _text(row, "image")
        self.parcel.posts.append(
            Post(
                published_at=date,
                tags=tuple(dict.fromkeys(self.tags[_text(row, "id")]))[:100],
                pinned=row.get("featured") in (1, "1"),
                allow_html=html,
                excerpt=" ".join(_text(row, "custom_excerpt").split())[:1000],
                cover=self._cover(cover),
                **about,
            )
        )

    def _draft(self, row: Row, date: datetime | None) -> bool:
        if _text(row, "status") not in {"published", "scheduled"} or date is None:
            return True
        if _text(row, "visibility") not in {"", "public"}:
            self.parcel.note(self.name_of(row), _("was for members only and comes in as a draft"))
            return True
        return False

    def _moment(self, row: Row, name: str) -> datetime | None:
        value = row.get(name)
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return moments.read(datetime.fromtimestamp(value / 1000, UTC), UTC)
            return moments.read(value, UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def _body(self, row: Row, *, raw: bool) -> tuple[str, bool]:
        markdown = ghostcards.markdown_of(_text(row, "mobiledoc"))
        if markdown is not None and (raw or not prose.has_html(markdown)):
            markdown = hypertext.unframed(markdown)
            made = hypertext.Made(markdown.strip() + "\n", prose.has_html(markdown))
        else:
            html = _text(row, "html") or ghostcards.html_of(
                _text(row, "mobiledoc"), _text(row, "lexical")
            )
            made = hypertext.to_markdown(html, raw=raw)
        text = prose.readdress(made.text, self._address).replace(f"{HOME}/", "/")
        return text, made.html

    def _address(self, target: str, shown: bool) -> str | None:
        inner = _home(target)
        if not shown and (key := self.keys.get(fields.path_of(inner.partition("#")[0]))):
            return self.parcel.references.mark("post", key, inner)
        if shown or "/content/" in target:
            found = self.pictures.mark(inner)
            if found is None and shown and inner.startswith("/"):
                self.missing.add(inner)
            return found or (inner if inner != target else None)
        return None

    def _cover(self, address: str) -> str:
        """The cover, as a reference or elsewhere; empty when its file did not come along."""
        if not address:
            return ""
        found = self._address(address, True) or _home(address)
        return "" if found.startswith("/") else found

    def report(self) -> None:
        """Say which pictures of the blog's own did not come along."""
        for path in sorted(self.missing):
            self.parcel.note(
                self.source.name, _("shows a picture that is not there: %(path)s", path=path)
            )


def former(row: Row, permalink: str) -> str:
    """Where the text once stood, by the blog's pattern of addresses; empty for nowhere."""
    date = re.match(r"(\d{4})-(\d\d)-(\d\d)", _text(row, "published_at"))
    path = permalink.replace(":slug", _text(row, "slug"))
    for name, part in zip((":year", ":month", ":day"), date.groups() if date else (), strict=False):
        path = path.replace(name, part)
    return "" if "/:" in path else fields.path_of(path)


def _home(address: str) -> str:
    return address.removeprefix(HOME)


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _number(row: Row, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) else 0


def _digest(row: Row) -> str:
    kept = [_text(row, name) for name in ("id", "title", "slug", "status", "html", "lexical")]
    return hashlib.sha256("\0".join(kept).encode(errors="replace")).hexdigest()[:16]
