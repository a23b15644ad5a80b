"""Our own format: articles/, pages/, media/, comments.json and blog.json in one folder."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, tzinfo
from typing import Any

from blog.lib.terminal import gettext as _
from blog.transfer import fields, markdown, moments, values
from blog.transfer.parcel import Heading, Kept, Parcel, Picture, Remark
from blog.transfer.source import Refused, Source

NAME = "our own export"
LARGEST_FILE = 128 * 1024**2
LARGEST_SHEET = 512 * 1024**2
# A cost that the blog itself sets: another could keep a processor busy for hours.
_HASH = re.compile(r"(?:scrypt:16384:8:1\$[A-Za-z0-9]{1,64}\$[0-9a-f]{128})?")
STATES = frozenset(("held", "approved", "spam", "removed"))


def detect(source: Source) -> bool:
    """Whether blog.json is there."""
    return "blog.json" in source.sizes


def read(source: Source, zone: tzinfo) -> Parcel:
    """The whole blog that was exported; raises Refused when its JSON makes no sense."""
    parcel = markdown.read(source, zone)
    about = _json(source, "blog.json", dict)
    parcel.settings = dict(_of(about, "settings", dict))
    parcel.settings |= {name: about[name] for name in ("menu", "links") if name in about}
    parcel.categories = [_heading(row) for row in _of(about, "categories", list)]
    parcel.tags = [_heading(row) for row in _of(about, "tags", list)]
    _arrange(about, parcel)
    if "media.json" in source.sizes:
        for row in _json(source, "media.json", list):
            _keep(row, source, parcel)
    if "views.json" in source.sizes:
        _count(_json(source, "views.json", dict), parcel)
    if "mail.json" in source.sizes:
        for row in _json(source, "mail.json", list):
            _answer(row, parcel)
    if "comments.json" in source.sizes:
        keys = {post.slug: post.key for post in parcel.posts}
        for row in _json(source, "comments.json", list):
            _remark(row, keys, parcel)
    return parcel


def _json(source: Source, path: str, kind: type) -> Any:
    try:
        value = values.fit(json.loads(source.read(path, LARGEST_SHEET)))
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            raise Refused(
                _("%(path)s is no valid JSON in line %(line)s.", path=path, line=error.lineno)
            ) from None
        raise Refused(_("%(path)s is no JSON that can be read.", path=path)) from None
    if not isinstance(value, kind):
        raise Refused(_("%(path)s is not what our export writes.", path=path))
    return value


def _of(value: dict[str, Any], name: str, kind: type) -> Any:
    found = value.get(name, kind())
    if not isinstance(found, kind):
        raise Refused(_("blog.json is not what our export writes: %(name)s.", name=name))
    return found


def _arrange(about: dict[str, Any], parcel: Parcel) -> None:
    """Put articles and pages in their old order, and let twins know each other by key."""
    order = _of(about, "order", dict)
    keys = {post.slug: post.key for post in parcel.posts}
    parcel.posts = [
        replace(
            post,
            twin=keys.get(post.twin, ""),
            password_hash=post.password_hash if _HASH.fullmatch(post.password_hash) else "",
        )
        for post in parcel.posts
    ]
    for name, texts in (("articles", parcel.posts), ("pages", parcel.pages)):
        places = {str(slug): at for at, slug in enumerate(_of(order, name, list))}
        texts.sort(key=lambda text: places.get(text.slug, len(places)))


def _keep(row: Any, source: Source, parcel: Parcel) -> None:
    path = f"media/{row.get('path')}" if isinstance(row, dict) else ""
    if path not in source.sizes:
        parcel.note("media.json", _("names a file that is not there: %(path)s", path=path[:200]))
        return
    said = {name: str(row.get(name) or "")[:2000] for name in ("name", "sha256", "alt", "caption")}
    kept = Kept(path.removeprefix("media/"), **said)
    parcel.pictures[path] = Picture(path, lambda: source.read(path, LARGEST_FILE), kept)


def _count(told: dict[str, Any], parcel: Parcel) -> None:
    keys = {post.slug: post for post in parcel.posts}
    for slug, days in told.items():
        post = keys.get(slug)
        if post is None or not isinstance(days, dict):
            continue
        try:
            read = {date.fromisoformat(day): max(0, int(count)) for day, count in days.items()}
        except (TypeError, ValueError, OverflowError):
            parcel.note(
                "views.json", _("the days of %(slug)s make no sense and are left out", slug=slug)
            )
            continue
        if sum(read.values()) <= post.views:
            parcel.history[post.key] = read
        else:
            parcel.note(
                "views.json", _("the days of %(slug)s are more than its views; left out", slug=slug)
            )


def _aliases(row: dict[str, Any]) -> tuple[str, ...]:
    found = row.get("aliases")
    paths = (fields.path_of(path) for path in found or () if isinstance(path, str))
    return tuple(path for path in paths if path) if isinstance(found, list) else ()


def _heading(row: Any) -> Heading:
    if not isinstance(row, dict) or not str(row.get("name") or "").strip():
        raise Refused(_("blog.json holds a category or tag without a name."))
    position = row.get("position")
    return Heading(
        name=str(row["name"]).strip()[:60],
        slug=str(row.get("slug") or ""),
        parent=str(row.get("parent") or ""),
        description=str(row.get("description") or "")[:300],
        position=position if isinstance(position, int) and 0 < position < 10**9 else 0,
        former=_aliases(row),
    )


def _answer(row: Any, parcel: Parcel) -> None:
    if not isinstance(row, dict) or row.get("consent") not in ("given", "refused"):
        raise Refused(_("mail.json is not what our export writes."))
    try:
        asked = moments.read(row.get("date"), UTC)
    except ValueError as error:
        raise Refused(
            _("mail.json holds a date that cannot be read (%(error)s).", error=error)
        ) from None
    email = str(row.get("email") or "").lower()[:200]
    if "@" in email:
        parcel.answers[email] = (row["consent"] == "given", asked)


def _remark(row: Any, keys: dict[str, str], parcel: Parcel) -> None:
    if not isinstance(row, dict):
        raise Refused(_("comments.json is not what our export writes."))
    article, number = str(row.get("article")), row.get("id")
    if article not in keys:
        told = {"number": number, "article": article}
        said = _("comment %(number)s belongs to no article here: %(article)s", **told)
        parcel.note("comments.json", said)
        return
    try:
        written = moments.read(row.get("date"), UTC)
        edited = moments.read(row["edited"], UTC) if row.get("edited") else None
    except ValueError as error:
        said = _("comment %(number)s is left out: %(error)s", number=number, error=error)
        parcel.note("comments.json", said)
        return
    state, floor = str(row.get("state")), row.get("floor")
    parcel.remarks.append(
        Remark(
            key=f"own:{article}:{number}",
            post=keys[article],
            parent=None if row.get("parent") is None else f"own:{article}:{row['parent']}",
            name=str(row.get("name") or "")[:60],
            email=str(row.get("email") or "")[:200],
            website=str(row.get("website") or "")[:300],
            body=str(row.get("body") or ""),
            created_at=written,
            edited_at=edited,
            floor=floor if isinstance(floor, int) and 0 < floor < 10**9 else None,
            state=state if state in STATES else "held",
            by_author=row.get("author") is True,
            wants_mail=row.get("mail") is True,
        )
    )
