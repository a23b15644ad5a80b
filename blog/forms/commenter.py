"""What a reader may still do with a comment: change the own one, report another's."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, HiddenField, RadioField, TextAreaField

from blog.forms.base import clean, seen, strip
from blog.forms.comment import LONGEST_BODY, Words
from blog.models import report

LONGEST_NOTE = 500


class EditForm(Form):
    """Another text for a comment, from its commenter."""

    body = TextAreaField(
        _("Comment"), id="edit-body", filters=[clean, strip, seen], validators=[Words(LONGEST_BODY)]
    )


class ReportForm(Form):
    """Why a comment should not stand here."""

    kind = RadioField(_("What is wrong with it?"), default="spam")
    note = TextAreaField(
        _("Anything the author should know (optional)"),
        id="report-note",
        filters=[clean, strip],
        validators=[Words(LONGEST_NOTE, needed=False)],
    )
    token = HiddenField()

    def __init__(self, formdata: Any = None) -> None:
        super().__init__(formdata)
        self.kind.choices = [(code, gettext(label)) for code, label in report.KINDS.items()]
