"""Forms at the door."""

from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Regexp, ValidationError

from blog.forms.base import FILL_IN, Form, at_most, choices, one_line, seen, strip
from blog.lib.i18n import LANGUAGES
from blog.models import site, stored
from blog.models.user import LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD
from blog.models.value import Refused

NAME_RULES = (
    DataRequired(FILL_IN),
    at_most(LONGEST_NAME),
    # A name that cannot be seen or typed again would keep its owner out.
    Regexp(r"[^\x00-\x1f\x7f]+\Z", message=_("Only letters, digits and spaces, please.")),
)
PASSWORD_RULES = (
    InputRequired(FILL_IN),
    Length(
        min=SHORTEST_PASSWORD,
        max=LONGEST_PASSWORD,
        message=_("Please use %(min)d to %(max)d characters."),
    ),
)


class LoginForm(Form):
    """Name and password. Its names are its own: it may carry another form's fields."""

    login_name = StringField(
        _("Name"), filters=[strip], validators=[DataRequired(FILL_IN), at_most(LONGEST_NAME)]
    )
    login_password = PasswordField(
        _("Password"), validators=[InputRequired(FILL_IN), at_most(LONGEST_PASSWORD)]
    )
    login_lasting = BooleanField(_("Keep me logged in for 30 days"))


class CodeForm(Form):
    """The second step."""

    login_code = StringField(
        _("Code"), filters=[strip], validators=[DataRequired(FILL_IN), at_most(40)]
    )


class LogoutForm(Form):
    """Nothing but the proof that it was sent from here."""


class SetupForm(Form):
    """The first admin, and what every page needs to know of the site."""

    name = StringField(_("Name"), filters=[strip, seen], validators=NAME_RULES)
    password = PasswordField(_("Password"), validators=PASSWORD_RULES)
    again = PasswordField(
        _("Password again"),
        validators=[EqualTo("password", message=_("The two passwords differ."))],
    )
    title = StringField(
        _("Site title"), filters=[one_line], validators=[DataRequired(FILL_IN), at_most(60)]
    )
    language = SelectField(_("Language"), choices=choices(LANGUAGES.items()))
    time_zone = StringField(_("Time zone"), filters=[strip])
    address = StringField(_("Site address"), filters=[strip])
    lasting = BooleanField(_("Keep me logged in for 30 days"))

    def validate_time_zone(self, field: StringField) -> None:
        """A zone that this machine knows."""
        _checked(field)

    def validate_address(self, field: StringField) -> None:
        """An address of this very host: any other would send the admin away for good."""
        address = _checked(field)
        if address and not site.is_loopback(request.host):
            host = urlsplit(address).netloc.lower()
            if host != request.host.lower():
                raise ValidationError(
                    gettext(
                        "You opened this page at %(host)s; open it at the other address first,"
                        " or leave this one",
                        host=request.host,
                    )
                )


def _checked(field: StringField) -> str:
    """What the setting of that name takes from the field."""
    try:
        return str(stored.check(field.name, field.data or ""))
    except Refused as refused:
        raise ValidationError(gettext(refused.message, **refused.values)) from None
