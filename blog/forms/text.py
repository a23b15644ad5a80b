"""What the forms of an article and of a page have in common: a text, and who else writes it."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from blog.forms.base import Form, choices, strip
from blog.lib import slugs
from blog.lib.i18n import LANGUAGES

LONGEST_TITLE = 200
LONGEST_BODY = 1_000_000
LONGEST_KEY = 40
OWN = frozenset({"csrf_token", "revision", "version", "tab", "key", "do", "password", "id"})
"""What a form sends besides the text and what is set about it; a password is not kept as typed."""


class TextForm(Form):
    """A text in Markdown with its title and address.

    `revision` is the save it grew from; `version` and `tab` name what was typed and not saved
    (see models/autosave.py); `key` tells one new text from another.
    """

    title = StringField(
        _("Title"), filters=[strip], validators=[DataRequired(), Length(max=LONGEST_TITLE)]
    )
    body = TextAreaField(_("Text"), validators=[Length(max=LONGEST_BODY)])
    slug = StringField(_("Address"), filters=[strip])
    language = SelectField(_("Language"), choices=choices(LANGUAGES.items()))
    description = TextAreaField(
        _("Description for search engines"), filters=[strip], validators=[Length(max=500)]
    )
    revision = HiddenField(default="0")
    version = HiddenField(default="", validators=[Length(max=LONGEST_KEY)])
    tab = HiddenField(default="", validators=[Length(max=LONGEST_KEY)])
    key = HiddenField(default="", validators=[Length(max=LONGEST_KEY)])

    noun: Any

    def __init__(
        self, stored: Any, values: Mapping[str, Any], typed: Mapping[str, str] | None, posted: bool
    ) -> None:
        """The form as posted (unless `posted` is False), else as `typed`, else as `values`."""
        self.stored = stored
        options: dict[str, Any] = {}
        if typed is not None:
            options["formdata"] = MultiDict(typed)
        elif not posted:
            options["formdata"] = None
        super().__init__(data=values, **options)

    def validate_slug(self, field: StringField) -> None:
        """An address that can be typed and that nothing else has."""
        if not field.data:
            return
        if not slugs.valid(field.data):
            raise ValidationError(gettext("Small letters, digits and single hyphens"))
        other = self.noun.by_slug(field.data)
        if other is not None and other is not self.stored:
            raise ValidationError(gettext("“%(title)s” has this address", title=other.title))


def typed() -> dict[str, str]:
    """The fields of this request that are the writer's, as they were typed."""
    return {
        name: value.replace("\r\n", "\n") for name, value in request.form.items() if name not in OWN
    }
