"""Uploaded files as readers get them: the path carries the content's hash, so it never changes."""

import re

from flask import Blueprint, Response, abort, send_file

from blog.lib.filetypes import TYPES, Kind
from blog.models import media
from blog.models.media import Media

bp = Blueprint("media", __name__, url_prefix="/media")

# What `media.put` writes, and nothing else: no path leads out of the folder.
PATH = re.compile(r"[0-9a-f]{2}/(?P<digest>[0-9a-f]{16})(?P<suffix>\.[a-z0-9]{3,4})")
YEAR_SECONDS = 365 * 24 * 3600
# A file opened by itself runs nothing and reaches nothing; a player needs the file it plays.
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"


@bp.get("/<path:path>")
def send(path: str) -> Response:
    """The file, by ranges too. Only what is no picture and no recording asks the database."""
    found = PATH.fullmatch(path)
    if found is None or found["suffix"] not in TYPES:
        abort(404)
    kind = TYPES[found["suffix"]]
    document = kind.kind == Kind.DOCUMENT
    try:
        response = send_file(
            media.folder() / path,
            mimetype=kind.mime,
            as_attachment=document,
            download_name=_name(path) if document else None,
            etag=found["digest"],
        )
    except FileNotFoundError:
        abort(404)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _name(path: str) -> str:
    """What the file was called when it was uploaded."""
    known = Media.by_path(path)
    return known.name if known else path.rpartition("/")[2]
