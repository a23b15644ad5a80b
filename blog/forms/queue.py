"""Forms of the admin's queue of comments."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from blog.forms.base import Form, strip
from blog.forms.comment import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_WEBSITE,
    one_line,
)
from blog.forms.comment import (
    CommentForm as PublicForm,
)

LONGEST_BODY = 20_000


class CommentForm(Form):
    """A reader's comment as the admin may change it."""

    name = StringField(
        _("Your name"), filters=[one_line], validators=[InputRequired(), Length(max=LONGEST_NAME)]
    )
    email = StringField(_("Email"), filters=[one_line], validators=[Length(max=LONGEST_EMAIL)])
    website = StringField(
        _("Website"), filters=[one_line], validators=[Length(max=LONGEST_WEBSITE)]
    )
    body = TextAreaField(
        _("Comment"), filters=[strip], validators=[InputRequired(), Length(max=LONGEST_BODY)]
    )

    validate_email = PublicForm.validate_email
    validate_website = PublicForm.validate_website


class AnswerForm(Form):
    """The author's answer to a comment."""

    body = TextAreaField(
        _("Answer"), filters=[strip], validators=[InputRequired(), Length(max=LONGEST_BODY)]
    )


class PersonForm(Form):
    """The mail address of someone who asks what is kept."""

    email = StringField(
        _("Email"), filters=[one_line], validators=[InputRequired(), Length(max=LONGEST_EMAIL)]
    )
