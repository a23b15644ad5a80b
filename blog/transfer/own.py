"""Our own format: articles/, pages/, media/, comments.json and blog.json in one folder."""

import json
from datetime import UTC, tzinfo
from typing import Any

from blog.transfer import markdown, moments
from blog.transfer.parcel import Heading, Parcel, Remark
from blog.transfer.source import LARGEST_PICTURE, Refused, Source

NAME = "our own export"
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
    )


def _remark(row: Any, keys: dict[str, str], parcel: Parcel) -> None:
    if not isinstance(row, dict):
        raise Refused("comments.json is not what our export writes.")
    article, number = str(row.get("article")), row.get("id")
    if article not in keys:
        parcel.note("comments.json", f"comment {number} belongs to no article here: {article}")
        return
    try:
        date = moments.read(row.get("date"), UTC)
    except ValueError as error:
        parcel.note("comments.json", f"comment {number} is left out: {error}")
        return
    state = str(row.get("state"))
    parcel.remarks.append(
        Remark(
            key=f"own:{article}:{number}",
            post=keys[article],
            parent=None if row.get("parent") is None else f"own:{article}:{row['parent']}",
            name=str(row.get("name") or "")[:60],
            email=str(row.get("email") or "")[:200],
            website=str(row.get("website") or "")[:300],
            body=str(row.get("body") or ""),
            created_at=date,
            state=state if state in STATES else "held",
            by_author=row.get("author") is True,
        )
    )
