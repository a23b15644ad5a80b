"""Forms of the admin's queue of comments."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField

from blog.forms import comment
from blog.forms.base import Form, one_line, strip
from blog.forms.comment import LONGEST_EMAIL, LONGEST_NAME, LONGEST_WEBSITE, Words

LONGEST_BODY = 20_000


class CommentForm(Form):
    """A reader's comment as the admin may change it."""

    name = StringField(_("Your name"), filters=[one_line], validators=[Words(LONGEST_NAME)])
    email = StringField(
        _("Email"), filters=[one_line], validators=[Words(LONGEST_EMAIL, needed=False)]
    )
    website = StringField(
        _("Website"), filters=[one_line], validators=[Words(LONGEST_WEBSITE, needed=False)]
    )
    body = TextAreaField(_("Comment"), filters=[strip], validators=[Words(LONGEST_BODY)])

    validate_email = comment.CommentForm.validate_email
    validate_website = comment.CommentForm.validate_website


class AnswerForm(Form):
    """The author's answer to a comment."""

    body = TextAreaField(
        _("Reply"), id="answer-body", filters=[strip], validators=[Words(LONGEST_BODY)]
    )


class PersonForm(Form):
    """The mail address of someone who asks what is kept."""

    email = StringField(_("Email"), filters=[one_line], validators=[Words(LONGEST_EMAIL)])
