"""What the list of articles is asked for, and which of them are ticked."""

from typing import Any

from flask import abort, request

from blog.forms.base import row_id
from blog.lib.i18n import LANGUAGES
from blog.models.desk import LONGEST_QUERY, Sort, Wish
from blog.models.draft import State


def wish() -> Wish:
    """What the address asks for; 404 for what is none."""
    state, sort = request.args.get("state", ""), request.args.get("sort", "")
    category, language = request.args.get("category", ""), request.args.get("language", "")
    known = (not state or state in list(State)) and (not sort or sort in list(Sort))
    known = known and (not language or language in LANGUAGES)
    category_id = row_id(category)
    if not known or (category and category_id is None):
        abort(404)
    return Wish(
        state=State(state) if state else None,
        query=request.args.get("q", "")[:LONGEST_QUERY].strip(),
        category_id=category_id,
        language=language,
        sort=Sort(sort) if sort else Sort.WRITTEN,
    )


def asked(wish: Wish, **changes: Any) -> dict[str, Any]:
    """The wish as the query of an address, with these changes; None takes a part out."""
    query: dict[str, Any] = {
        "state": wish.state,
        "q": wish.query or None,
        "category": wish.category_id,
        "language": wish.language or None,
        "sort": wish.sort if wish.sort is not Sort.WRITTEN else None,
    }
    return {name: value for name, value in (query | changes).items() if value is not None}
