"""What every form of the admin's has in common."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types


def clean(value: object) -> object:
    """Text as it is kept: lines end as on Unix, and NUL, which PostgreSQL refuses, is gone."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def strip(value: object) -> object:
    """Text without space around it."""
    return value.strip() if isinstance(value, str) else value


def choices(pairs: Iterable[tuple[object, str]]) -> list[Any]:
    """Values with their labels, as a select field wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is published without types
    """A form whose every text is clean."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """The field, its own filters after the cleaning."""
            if issubclass(unbound_field.field_class, StringField):
                options["filters"] = [clean, *unbound_field.kwargs.get("filters", ())]
            return unbound_field.bind(form=form, **options)
