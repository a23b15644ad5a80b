"""The formats that can be imported, in the order they are tried."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from blog.lib.terminal import gettext as _
from blog.transfer import ghost, markdown, own, wordpress
from blog.transfer.parcel import Parcel
from blog.transfer.source import Refused, Source


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is called, whether files are in it, and what they say."""

    name: str
    detect: Callable[[Source], bool]
    read: Callable[[Source, tzinfo], Parcel]


FORMATS = tuple(
    Format(each.NAME, each.detect, each.read) for each in (own, wordpress, ghost, markdown)
)


def of(source: Source) -> Format:
    """The format of these files; raises Refused when it is none of ours."""
    for one in FORMATS:
        if one.detect(source):
            return one
    names = ", ".join(one.name for one in FORMATS)
    raise Refused(
        _("%(name)s holds nothing that can be imported (%(names)s).", name=source.name, names=names)
    )
