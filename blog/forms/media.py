"""What the admin asks of the library, and says of an upload."""

from typing import Any

from flask import abort, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField

from blog.forms.base import Form, at_most, one_line, strip
from blog.lib import filetypes
from blog.lib.filetypes import MB, Kind
from blog.models.library import LONGEST_QUERY, Wish
from blog.models.media import Media
from blog.models.upload import Reason, Refused

LONGEST_ALT = 500
LONGEST_CAPTION = 1000

STATUS = {Reason.SIZE: 413, Reason.UNKNOWN: 415, Reason.SVG: 415}
"""What HTTP calls a refusal; every other is a 422."""


class WordsForm(Form):
    """The words of an upload."""

    alt = StringField(_("Alternative text"), filters=[one_line], validators=[at_most(LONGEST_ALT)])
    caption = TextAreaField(_("Caption"), filters=[strip], validators=[at_most(LONGEST_CAPTION)])

    def __init__(self, media: Media) -> None:
        """The form as posted, else as the upload is."""
        super().__init__(data={"alt": media.alt, "caption": media.caption})


def wish() -> Wish:
    """What the address asks for; 404 for a kind there is not."""
    kind = request.args.get("kind", "")
    if kind and kind not in list(Kind):
        abort(404)
    return Wish(
        query=request.args.get("q", "").strip()[:LONGEST_QUERY],
        kind=Kind(kind) if kind else None,
        unused=request.args.get("unused") == "1",
        binned=request.args.get("bin") == "1",
    )


def asked(wish: Wish, **changes: Any) -> dict[str, Any]:
    """The wish as the query of an address, with these changes; None takes a part out."""
    query: dict[str, Any] = {
        "q": wish.query or None,
        "kind": wish.kind,
        "unused": "1" if wish.unused else None,
        "bin": "1" if wish.binned else None,
    }
    return {name: value for name, value in (query | changes).items() if value is not None}


def sentence(name: str, refused: Refused) -> str:
    """Why this file is not taken, and what to do about it."""
    megabytes = filetypes.LARGEST[refused.kind] // MB
    match refused.reason:
        case Reason.EMPTY:
            said = gettext("“%(name)s” is empty.", name=name)
        case Reason.SIZE:
            said = gettext(
                "“%(name)s” is too large: at most %(megabytes)d MB are taken.",
                name=name,
                megabytes=megabytes,
            )
        case Reason.SVG:
            said = gettext(
                "“%(name)s” is an SVG, which can hold script. Save it as PNG or WebP.", name=name
            )
        case Reason.PIXELS:
            said = gettext(
                "“%(name)s” has so many pixels that opening it is not safe. Make it smaller first.",
                name=name,
            )
        case Reason.BROKEN:
            said = gettext("“%(name)s” is damaged or cut short.", name=name)
        case Reason.UNKNOWN:
            said = gettext(
                "“%(name)s” is of a type that is not taken."
                " Pictures: JPEG, PNG, GIF, WebP, AVIF. Other files: PDF, ZIP, MP3, MP4.",
                name=name,
            )
    return str(said)
