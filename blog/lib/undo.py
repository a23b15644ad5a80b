"""The sentence that says what went, with the button that brings it back."""

from collections.abc import Sequence

from flask import flash, render_template
from markupsafe import Markup


def offer(said: str, action: str, ids: Sequence[int] = (), deed: str = "", token: str = "") -> None:
    """Flash the sentence with a form to `action`: it sends `ids`, the token, as `do` the deed."""
    form = render_template(
        "admin/_undo.html", said=said, action=action, ids=ids, deed=deed, token=token
    )
    flash(Markup(form))  # noqa: S704 - a template escapes
