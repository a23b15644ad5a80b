"""The pictures of a parcel, copied into the blog's own media."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import cast

from flask import Flask, current_app

from blog.lib import markup
from blog.lib.database import db
from blog.lib.terminal import gettext as _
from blog.models import upload
from blog.models.media import Media
from blog.transfer.parcel import Finding, Parcel, Picture, PlainPage, Post
from blog.transfer.source import Refused


@dataclass(slots=True)
class Gallery:
    """By the key of each picture that was taken: its address, and what a text must know of it."""

    addresses: dict[str, str] = field(default_factory=dict)
    known: dict[str, markup.Picture] = field(default_factory=dict)


def wanted(parcel: Parcel, posts: Sequence[Post], pages: Sequence[PlainPage]) -> list[str]:
    """The keys of the pictures that these texts show, each once."""
    texts = [*(post.body + post.cover for post in posts), *(page.body for page in pages)]
    found = (item for text in texts for item in parcel.references.of(text))
    kept = (key for key, picture in parcel.pictures.items() if picture.kept)
    return list(dict.fromkeys([*kept, *(item.key for item in found if item.kind == "picture")]))


def store(
    parcel: Parcel,
    posts: Sequence[Post],
    pages: Sequence[PlainPage],
    findings: list[Finding],
) -> Gallery:
    """Keep the pictures these texts show; one that is refused is reported and left out."""
    gallery = Gallery()
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]

    def keep(key: str) -> tuple[str, markup.Picture | None] | str:
        with app.app_context():
            try:
                media = _keep(parcel.pictures[key])
            except upload.Refused as refused:
                return _("is no picture that can be taken (%(reason)s)", reason=refused.reason)
            except Refused as refused:
                return str(refused).removeprefix(key).strip(" .")
            known = None
            if media.width and media.height:
                known = markup.Picture(
                    media.width, media.height, media.alt, media.caption, media.srcset
                )
            address = f"/media/{media.path}"
            db.session.commit()
            return address, known

    keys = wanted(parcel, posts, pages)
    # Pillow lets go of the interpreter while it works.
    with ThreadPoolExecutor(2) as pool:
        for key, kept in zip(keys, pool.map(keep, keys), strict=True):
            if isinstance(kept, str):
                findings.append(Finding(key, kept))
                continue
            gallery.addresses[key] = kept[0]
            if kept[1] is not None:
                gallery.known[key] = kept[1]
    return gallery


def _keep(picture: Picture) -> Media:
    if kept := picture.kept:
        return Media.adopt(
            picture.load(),
            kept.path,
            name=kept.name,
            sha256=kept.sha256,
            alt=kept.alt,
            caption=kept.caption,
        )
    return Media.store(picture.load(), PurePosixPath(picture.path).name)
