"""Our own format: articles/, pages/, media/, comments.json and blog.json in one folder."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, tzinfo
from typing import Any

from blog.transfer import fields, markdown, moments
from blog.transfer.parcel import Heading, Kept, Parcel, Picture, Remark
from blog.transfer.source import LARGEST_PICTURE, Refused, Source

NAME = "our own export"
LARGEST_FILE = 128 * 1024**2
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
    if "comments.json" in source.sizes:
        keys = {post.slug: post.key for post in parcel.posts}
        for row in _json(source, "comments.json", list):
            _remark(row, keys, parcel)
    return parcel


def _json(source: Source, path: str, kind: type) -> Any:
    try:
        value = json.loads(source.read(path, LARGEST_PICTURE))
    except (ValueError, RecursionError) as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"{path} is no valid JSON{where}.") from None
    if not isinstance(value, kind):
        raise Refused(f"{path} is not what our export writes.")
    return value


def _of(value: dict[str, Any], name: str, kind: type) -> Any:
    found = value.get(name, kind())
    if not isinstance(found, kind):
        raise Refused(f"blog.json is not what our export writes: {name}.")
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
        places = {slug: at for at, slug in enumerate(_of(order, name, list))}
        texts.sort(key=lambda text: places.get(text.slug, len(places)))


def _keep(row: Any, source: Source, parcel: Parcel) -> None:
    path = f"media/{row.get('path')}" if isinstance(row, dict) else ""
    if path not in source.sizes:
        parcel.note("media.json", f"names a file that is not there: {path[:200]}")
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
        except (TypeError, ValueError):
            parcel.note("views.json", f"the days of {slug} make no sense and are left out")
            continue
        if sum(read.values()) <= post.views:
            parcel.history[post.key] = read
        else:
            parcel.note("views.json", f"the days of {slug} are more than its views; left out")


def _aliases(row: dict[str, Any]) -> tuple[str, ...]:
    found = row.get("aliases")
    paths = (fields.path_of(path) for path in found or () if isinstance(path, str))
    return tuple(path for path in paths if path) if isinstance(found, list) else ()


def _heading(row: Any) -> Heading:
    if not isinstance(row, dict) or not str(row.get("name") or "").strip():
        raise Refused("blog.json holds a category or tag without a name.")
    position = row.get("position")
    return Heading(
        name=str(row["name"]).strip()[:60],
        slug=str(row.get("slug") or ""),
        parent=str(row.get("parent") or ""),
        description=str(row.get("description") or "")[:300],
        position=position if isinstance(position, int) else 0,
        former=_aliases(row),
    )


def _remark(row: Any, keys: dict[str, str], parcel: Parcel) -> None:
    if not isinstance(row, dict):
        raise Refused("comments.json is not what our export writes.")
    article, number = str(row.get("article")), row.get("id")
    if article not in keys:
        parcel.note("comments.json", f"comment {number} belongs to no article here: {article}")
        return
    try:
        written = moments.read(row.get("date"), UTC)
        edited = moments.read(row["edited"], UTC) if row.get("edited") else None
    except ValueError as error:
        parcel.note("comments.json", f"comment {number} is left out: {error}")
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
        )
    )
