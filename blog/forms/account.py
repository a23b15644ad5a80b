"""Forms that change the account."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired

from blog.forms.auth import NAME_RULES, PASSWORD_RULES
from blog.forms.base import FILL_IN, Form, at_most, seen, strip
from blog.models.user import LONGEST_PASSWORD


class ConfirmForm(Form):
    """The password once more, before the account is changed."""

    password = PasswordField(
        _("Password"), validators=[InputRequired(FILL_IN), at_most(LONGEST_PASSWORD)]
    )


class NameForm(Form):
    """Another name to log in by."""

    name = StringField(_("Name"), filters=[strip, seen], validators=NAME_RULES)


class PasswordForm(Form):
    """Another password."""

    password = PasswordField(_("New password"), validators=PASSWORD_RULES)
    again = PasswordField(
        _("New password again"),
        validators=[EqualTo("password", message=_("The two passwords differ."))],
    )


class ProofForm(Form):
    """A code that proves that the phone has the key."""

    code = StringField(_("Code"), filters=[strip], validators=[DataRequired(FILL_IN), at_most(40)])
