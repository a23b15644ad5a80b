"""What the forms of an article and of a page have in common: a text, and who else writes it."""

import secrets
from typing import Any, ClassVar, Self

from flask import abort, request
from flask_babel import lazy_gettext as _
from sqlalchemy import inspect
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from blog.forms.base import FILL_IN, Form, at_most, check_slug, choices, one_line, strip
from blog.lib.database import db
from blog.lib.i18n import LANGUAGES
from blog.models.autosave import Autosave, Behind, digest_of
from blog.models.texts import Text

LONGEST_TITLE = 200
LONGEST_BODY = 1_000_000
LONGEST_KEY = 40
OWN = frozenset({"csrf_token", "revision", "version", "tab", "key", "do", "password", "id"})
"""What a form sends besides the text and what is set about it; a password is not kept as typed."""


class TextForm(Form):
    """A text in Markdown with its title and address.

    `revision` is the save it grew from; `version` and `tab` name what was typed and not saved
    (see models/autosave.py); `key` tells one new text from another. `stored` is the text as it was
    saved, `typed` what was typed and not saved, `kept` the form of what else there is of a text
    that two have written.
    """

    title = StringField(
        _("Title"), filters=[one_line], validators=[DataRequired(FILL_IN), at_most(LONGEST_TITLE)]
    )
    body = TextAreaField(_("Text"), validators=[at_most(LONGEST_BODY)])
    slug = StringField(_("Address"), filters=[strip])
    language = SelectField(_("Language"), choices=choices(LANGUAGES.items()))
    description = TextAreaField(
        _("Description for search engines"), filters=[strip], validators=[at_most(500)]
    )
    revision = HiddenField(default="0")
    version = HiddenField(default="", validators=[at_most(LONGEST_KEY)])
    tab = HiddenField(default="", validators=[at_most(LONGEST_KEY)])
    key = HiddenField(default="", validators=[at_most(LONGEST_KEY)])

    noun: ClassVar[type[Text]]
    kept: Self | None = None

    def __init__(
        self, stored: Any = None, *, typed: Autosave | None = None, posted: bool = True
    ) -> None:
        """The form as posted (unless `posted` is False), else as `typed`, else as `stored`."""
        self.stored, self.typed = stored, typed
        options: dict[str, Any] = {}
        if typed is not None:
            options["formdata"] = MultiDict(typed.typed)
        elif not posted:
            options["formdata"] = None
        super().__init__(data=self.values(), **options)

    @classmethod
    def blank(cls) -> Self:
        """The form of a new text: what was typed under the key that is asked for, else empty."""
        key = request.args.get("key", "")[:LONGEST_KEY]
        typed = Autosave.of(f"{cls.noun.__tablename__}/new-{key}") if key else None
        form = cls(typed=typed)
        form.key.data = key if typed else secrets.token_hex(8)
        form.version.data = typed.version if typed else ""
        return form

    @classmethod
    def opened(cls, stored: Text) -> Self:
        """The form of a text that was saved; of what was typed in it since, if anything was."""
        typed = Autosave.of(stored.place)
        form = cls(stored, typed=typed)
        if typed:
            form.version.data, form.revision.data = typed.version, str(stored.revision)
            if typed.revision != stored.revision:
                form.kept = cls(stored, posted=False)
        return form

    def values(self) -> dict[str, object]:
        """The fields of `stored`, or those that a new text begins with."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """Where the text is typed: `articles/12`, or `articles/new-` and its key."""
        if self.stored:
            return str(self.stored.place)
        return f"{self.noun.__tablename__}/new-{self.key.data}"

    def claim(self) -> None:
        """Make sure that nobody saved or typed here since this form was opened. Raises Behind."""
        Autosave.check(self.place, self.version.data or "", self.tab.data or "")
        if self.stored and self.revision.data != str(self.stored.revision):
            raise Behind

    def settle(self, saved: Text) -> None:
        """Forget what was typed, since it is saved. Of a new text a receipt stays."""
        if self.stored or not self.key.data:
            Autosave.drop(self.place)
        else:
            Autosave.settle(self.place, typed(), saved.id, saved.revision)

    def sent_before(self) -> Any:
        """The text as which this form of a new one was saved when it was sent before, else None."""
        receipt = Autosave.receipt(self.place)
        found = db.session.get(self.noun, receipt.revision) if receipt else None
        if receipt and found is None:  # it is gone, so this makes it again
            db.session.expunge(receipt)
            Autosave.drop(self.place)
        return found

    def repeats(self, saved: Any) -> bool:
        """Whether it was sent before just as it is now, and nobody has written since."""
        receipt = Autosave.receipt(self.place)
        known = receipt and (receipt.fields, receipt.tab)
        return known == (digest_of(typed()), str(saved.revision))

    def beside(self, meanwhile: Behind | StaleDataError) -> Self:
        """This form with what was saved or typed meanwhile beside it, ready to be saved over it."""
        stored: Text | None = None
        if self.stored:
            [id] = inspect(self.stored).identity  # known without a look at a row that may be gone
            db.session.rollback()
            found: Text = db.session.get(self.noun, id, populate_existing=True) or abort(404)
            stored = found
        self.typed = getattr(meanwhile, "other", None)
        self.kept = type(self)(stored, typed=self.typed, posted=False)
        if stored:
            self.revision.data = str(stored.revision)
        if self.typed:
            self.version.data = self.typed.version
        return self

    def validate_slug(self, field: StringField) -> None:
        """An address that can be typed and that nothing else has."""
        if field.data:
            check_slug(self.noun, field.data, self.stored.id if self.stored else None)


def typed() -> dict[str, str]:
    """The fields of this request that are the writer's, as they were typed."""
    return {
        name: value.replace("\r\n", "\n") for name, value in request.form.items() if name not in OWN
    }
