"""The pictures of a WordPress blog: by the addresses in its texts, by its media folder."""

import html
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from blog.transfer import dialects
from blog.transfer.hypertree import full_size
from blog.transfer.parcel import Parcel, Picture
from blog.transfer.source import Source
from blog.transfer.wxr import Item

_SUFFIXES = dialects.PICTURES | {".pdf", ".zip", ".mp3", ".mp4"}
_EDITED = re.compile(r"-(?:scaled|rotated|e\d{10,})(?=\.\w{3,4}$)")


class Pictures:
    """Finds what stands at an old address among the attachments and the files that came along."""

    def __init__(self, source: Source, parcel: Parcel, attachments: Mapping[str, Item]) -> None:
        self.source = source
        self.parcel = parcel
        self.attachments = attachments
        self._files: dict[str, str] = {}
        names: dict[str, list[str]] = {}
        for path in source.sizes:
            if PurePosixPath(path).suffix.lower() in _SUFFIXES:
                for tail in _tails(path):
                    self._files.setdefault(tail, path)
                names.setdefault(PurePosixPath(path).name.lower(), []).append(path)
        # A name that stands only once is that file, whatever folder it lies in.
        self._single = {name: found[0] for name, found in names.items() if len(found) == 1}
        self._larger = {full_size(url): url for a in attachments.values() if (url := address_of(a))}

    def mark(self, address: str) -> str | None:
        """What stands in a text for the file at this address; None when it did not come along."""
        path = self._find(address)
        if path is None:
            return None
        self.parcel.pictures.setdefault(
            path, Picture(path, lambda: self.source.read(path, self.source.sizes[path]))
        )
        return self.parcel.references.mark("picture", path, address)

    def whole(self, address: str) -> str:
        """The address of the full picture where the text shows a smaller copy of an attachment."""
        return self._larger.get(full_size(address), address)

    def _find(self, address: str) -> str | None:
        try:
            path = unquote(urlsplit(address).path)
        except ValueError:
            return None
        whole = full_size(path)
        for wanted in dict.fromkeys((_EDITED.sub("", whole), whole, path)):
            tails = list(_tails(wanted))
            if found := next((self._files[t] for t in tails if t in self._files), None):
                return found
            if found := self._single.get(PurePosixPath(wanted).name.lower()):
                return found
        return None

    def gallery(self, ids: list[str]) -> str:
        """The HTML of these attachments, as figures."""
        shown = []
        for id in ids:
            item = self.attachments.get(id)
            if item is None or not (address := address_of(item)):
                return ""
            alt = html.escape(item.meta.get("_wp_attachment_image_alt", ""))
            words = html.escape(item.excerpt)
            shown.append(
                f'<figure><img src="{html.escape(address)}" alt="{alt}">'
                f"<figcaption>{words}</figcaption></figure>"
            )
        return "\n\n" + "\n".join(shown) + "\n\n"


def address_of(item: Item) -> str:
    """Where an attachment's file was."""
    return item.attachment_url.strip() or item.guid.strip()


def _tails(path: str) -> list[str]:
    """The path from its year on, or its last parts, in lower case: `2013/01/photo.jpg`."""
    parts = path.lower().strip("/").split("/")
    return ["/".join(parts[-count:]) for count in (4, 3, 2) if len(parts) >= count]
