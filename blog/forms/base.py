"""What every form of the admin's has in common."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length, ValidationError

from blog.lib import slugs
from blog.models.addressed import Addressed

MOST_TICKED = 1000
FILL_IN = _("Please fill this in.")
# Controls, marks that format, halves of characters. What Python does not know yet is no control: a
# new emoji, a rare Han character.
_CONTROLS = frozenset(("Cc", "Cf", "Cs"))
_UNSEEN = _CONTROLS | {"Mn", "Mc", "Me", "Zs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # of Persian, and of emoji
# Letters and symbols by their class that nobody sees: fillers of Hangul, the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def clean(value: object) -> object:
    """Text as it is kept: lines end as on Unix, and NUL, which PostgreSQL refuses, is gone."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def strip(value: object) -> object:
    """Text without space around it."""
    return value.strip() if isinstance(value, str) else value


def seen(value: object) -> object:
    """Text in which there is something to see, else nothing."""
    if isinstance(value, str) and not any(
        unicodedata.category(character) not in _UNSEEN and character not in _BLANK
        for character in value
    ):
        return ""
    return value


def one_line(value: object) -> object:
    """Text without what cannot be seen: breaks, controls, and marks that turn its direction."""
    if not isinstance(value, str):
        return value
    if not value.isprintable():
        value = "".join(
            " " if character.isspace() else character
            for character in value
            if character in _JOINERS
            or character.isspace()
            or unicodedata.category(character) not in _CONTROLS
        )
    return seen(" ".join(value.split()))


def at_most(longest: int) -> Length:
    """The rule that a text has no more characters, in our own words."""
    return Length(max=longest, message=_("Too long: at most %(max)d characters."))


def choices(pairs: Iterable[tuple[object, str]]) -> list[Any]:
    """Values with their labels, as a select field wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def check_slug(noun: type[Addressed], slug: str, own_id: int | None) -> None:
    """Raise ValidationError unless this can be typed and none but `own_id` has it."""
    if not slugs.valid(slug):
        raise ValidationError(gettext("Only small letters, digits and single hyphens, please."))
    other = noun.by_slug(slug)
    if other is not None and other.id != own_id:
        called = getattr(other, "title", "") or getattr(other, "name", "")
        raise ValidationError(gettext("“%(title)s” has this address already.", title=called))


def row_id(typed: str) -> int | None:
    """The number of a row as a form or an address names it; None for what can be none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def row_ids(typed: Iterable[str]) -> list[int]:
    """The numbers of rows among what was sent."""
    return [one for one in map(row_id, typed) if one is not None]


def ticked() -> list[int]:
    """The numbers of the rows that were ticked, or named with commas between them."""
    return row_ids(",".join(request.values.getlist("id")).split(",")[:MOST_TICKED])


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is published without types
    """A form whose every text is clean."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How WTForms binds its fields."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """The field, its own filters after the cleaning."""
            if issubclass(unbound_field.field_class, StringField):
                options["filters"] = [clean, *unbound_field.kwargs.get("filters", ())]
            return unbound_field.bind(form=form, **options)
