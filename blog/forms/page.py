"""The form a plain page is written in."""

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

    def fields(self) -> dict[str, Any]:
        """What was typed, as `Page.write` takes it."""
        names = ("title", "body", "slug", "language", "description", "published")
        return {name: self[name].data or "" for name in names} | {
            "published": self.published.data,
            "position": self.position.data or 0,
        }

    def values(self) -> dict[str, object]:
        """The fields of the page, or those that a new one begins with."""
        if self.stored is None:
            return {"language": site.current().settings.language, "published": True}
        names = ("title", "body", "slug", "language", "description", "published", "position")
        return {name: getattr(self.stored, name) for name in (*names, "revision")}
