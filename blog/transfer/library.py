"""What texts point to: the pictures beside them and the other articles."""

import posixpath
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from blog.lib.terminal import gettext as _
from blog.transfer import dialects
from blog.transfer.parcel import Parcel, Picture
from blog.transfer.source import Source

if TYPE_CHECKING:
    from blog.transfer.markdown import Leaf


class Library:
    """Finds what an address in one text stands for, and leaves a reference in its place."""

    def __init__(self, source: Source, parcel: Parcel, leaves: Sequence["Leaf"]) -> None:
        self.source = source
        self.parcel = parcel
        self._names: dict[str, Leaf] = {}
        for leaf in leaves:
            plain = leaf.path.rpartition(".")[0]
            found = leaf.fields
            slug = found.slug(dialects.name(leaf.path))
            kind = "pages" if leaf.kind is dialects.Kind.PAGE else "articles"
            own = [f"/{kind}/{slug}"] if found.dialect is dialects.Dialect.OWN else []
            for name in (
                leaf.path,
                plain,
                *leaf.former,
                *own,
                PurePosixPath(plain).name,
                dialects.name(leaf.path),
                slug,
            ):
                self._names.setdefault(name, leaf)

    def post(self, leaf: "Leaf", name: str) -> tuple[str, str] | None:
        """The address and title of the article that a tag in `leaf` names, if there is one."""
        name = unquote(name).strip().strip("/")
        plain = name.rpartition(".")[0] if name.endswith(tuple(dialects.TEXTS)) else name
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(leaf.path), plain))
        inner = [f"content/{plain}", f"content/{plain}/index", f"{beside}/index"]
        for candidate in (beside, plain, *inner, PurePosixPath(plain).name):
            if found := self._names.get(candidate):
                mark = self.parcel.references.mark("post", found.key, name)
                return mark, found.fields.text("title") or name
        return None

    def address(self, leaf: "Leaf", target: str, shown: bool) -> str | None:
        """What stands for `target` in `leaf` from now on; None to leave it as it is."""
        if not target or target.startswith(("#", "//", "suibi-")) or ":" in target[:12]:
            return None
        path, hash_, anchor = target.replace("\\", "/").partition("#")
        path = path.partition("?")[0]
        if not shown and (found := self._text(leaf, path)):
            return self.parcel.references.mark("post", found.key, target) + hash_ + anchor
        return self._file(leaf, path, target, shown)

    def cover(self, leaf: "Leaf", target: str) -> str:
        """The cover's reference or its address elsewhere; empty when it is missing."""
        if not target or target.startswith(("http://", "https://")):
            return target
        found = self.address(leaf, unquote(target), True)
        # What this blog wrote it takes back as it was.
        return found or (target if leaf.fields.dialect is dialects.Dialect.OWN else "")

    def _text(self, leaf: "Leaf", path: str) -> "Leaf | None":
        if path.startswith("/"):
            return self._names.get("/" + path.strip("/")) or self._names.get(path.strip("/"))
        if not path.endswith(tuple(dialects.TEXTS)):
            return None
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(leaf.path), path))
        return self._names.get(beside) or self._names.get(path)

    def _file(self, leaf: "Leaf", path: str, target: str, shown: bool) -> str | None:
        suffix = PurePosixPath(path).suffix.lower()
        if not shown and not suffix:
            return None
        found = next((p for p in _places(leaf.path, path) if p in self.source.sizes), None)
        if found is None:
            if shown:
                self.parcel.note(
                    leaf.path, _("shows a picture that is not there: %(path)s", path=target)
                )
            return None
        if suffix in dialects.TEXTS:
            return None
        if found.startswith("media/") and suffix not in dialects.PICTURES:
            return None  # of our own export, which keeps the path of each file
        if suffix not in dialects.PICTURES:
            self.parcel.note(
                leaf.path, _("points to a file that is no picture: %(target)s", target=target)
            )
            return None
        place = found
        self.parcel.pictures.setdefault(found, Picture(found, lambda: self.source.picture(place)))
        return self.parcel.references.mark("picture", found, target)


def _places(text: str, path: str) -> list[str]:
    """Where a picture named in a text may be: beside it, in its asset folder, under a root."""
    folder, plain = posixpath.dirname(text), text.rpartition(".")[0]
    under = [posixpath.join(root, path.lstrip("/")) for root in dialects.ROOTS]
    if path.startswith("/"):
        return under
    beside = [posixpath.join(place, path) for place in (folder, plain, f"{plain}.assets")]
    return [posixpath.normpath(place) for place in [*beside, *under]]
