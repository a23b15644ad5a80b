"""The form a plain page is written in."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange, Optional

from blog.forms.text import TextForm
from blog.models import site
from blog.models.page import Page


class PageForm(TextForm):
    """All that a writer sets on a page."""

    noun = Page
    position = IntegerField(_("Place in the footer"), validators=[Optional(), NumberRange(0, 999)])
    published = BooleanField(_("Published"))

    def __init__(
        self,
        page: Page | None = None,
        *,
        typed: Mapping[str, str] | None = None,
        posted: bool = True,
    ) -> None:
        super().__init__(page, _values(page), typed, posted)

    def fields(self) -> dict[str, Any]:
        """What was typed, as `Page.write` takes it."""
        names = ("title", "body", "slug", "language", "description", "published")
        return {name: self[name].data or "" for name in names} | {
            "published": self.published.data,
            "position": self.position.data or 0,
        }


def _values(page: Page | None) -> dict[str, object]:
    if page is None:
        return {"language": site.current().settings.language, "published": True}
    names = ("title", "body", "slug", "language", "description", "published", "position")
    return {name: getattr(page, name) for name in (*names, "revision")}
