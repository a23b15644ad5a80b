"""What comes in, bounded before anything takes it apart: numbers and slugs in paths, forms."""

from urllib.parse import quote

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

LARGEST_FORM = 2 * 1024 * 1024
"""Bytes of a form of the admin's, and of the login that carries one on."""
LARGEST_OF_READERS = 256 * 1024
MOST_FIELDS = 5_000
_SAFE = "/!$&'()*+,:;=@~"
"""What a path may hold as it is, besides letters and digits (RFC 3986, 3.3)."""


class NumberConverter(IntegerConverter):
    """A number in a path: one that a database can look for."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map, max: int = 2**31 - 1) -> None:
        super().__init__(map, max=max)


class SlugConverter(UnicodeConverter):
    """A slug in a path: anything but what no database would store."""

    def to_python(self, value: str) -> str:
        """The slug. Raises ValidationError."""
        if "\0" in value or len(value) > 200:
            raise ValidationError
        return value


def init_app(app: Flask) -> None:
    """Set the limits that Flask knows of, and let paths hold numbers and slugs."""
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_MEMORY_SIZE=LARGEST_FORM)
    app.url_map.converters.update(slug=SlugConverter, int=NumberConverter)


def bound_form(*, of_reader: bool) -> None:
    """Refuse a form that nobody writes; `of_reader` says that it is no form of the admin's."""
    if of_reader:
        request.max_content_length = LARGEST_OF_READERS
    packed = request.mimetype == "application/x-www-form-urlencoded"
    if packed and request.get_data().count(b"&") >= MOST_FIELDS:
        abort(413)


def asked_at() -> str:
    """The address that this request came to, its host as browsers send it."""
    return f"{request.scheme}://{request.host}"


def asked(path: str) -> str:
    """This path with what was asked of it, as a header may hold it.

    A tab would be lost on the way, and leave the two slashes around it to name another host.
    """
    query = request.query_string.decode("latin-1")
    return quote(path, safe=_SAFE) + (f"?{query}" if query else "")
