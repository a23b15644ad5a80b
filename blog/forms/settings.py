"""The form of the settings, made from their table."""

from collections.abc import Callable
from dataclasses import Field as Item
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.widgets import EmailInput, NumberInput, URLInput

from blog.forms.base import Form, choices
from blog.forms.rows import RowsField, Takes
from blog.lib import incoming
from blog.lib.i18n import sentences
from blog.models import site, value
from blog.models.choices import GROUPS
from blog.models.setting import Settings

LONGEST_LINE = 120  # what is longer gets more than one line to be typed in
TABLE: tuple[Item[Any], ...] = tuple(
    item for item in fields(Settings) if item.metadata["group"] != "menu"
)


def _text(known: dict[str, Any], item: Item[Any]) -> Any:
    limit = item.metadata["limit"]
    kind = StringField if limit <= LONGEST_LINE else TextAreaField
    return kind(**known, render_kw={"maxlength": limit})


def _number(known: dict[str, Any], item: Item[Any]) -> Any:
    low, high = item.metadata["low"], item.metadata["high"]
    return StringField(**known, widget=NumberInput(min=low, max=high))


def _choice(known: dict[str, Any], item: Item[Any]) -> Any:
    labels = [(key, _(label)) for key, label in item.metadata["choices"].items()]
    return SelectField(**known, choices=choices(labels), validate_choice=False)


def _lines(known: dict[str, Any], _item: Item[Any]) -> Any:
    return TextAreaField(**known, render_kw={"spellcheck": "false", "rows": 4})


def _line(**more: Any) -> Callable[[dict[str, Any], Item[Any]], Any]:
    return lambda known, _item: StringField(**known, **more)


KINDS: dict[Callable[..., object], Callable[[dict[str, Any], Item[Any]], Any]] = {
    value.text: _text,
    value.number: _number,
    value.choice: _choice,
    value.switch: lambda known, _item: BooleanField(**known),
    value.zone: _line(render_kw={"list": "zones", "autocomplete": "off"}),
    value.address: _line(widget=URLInput()),
    value.link: _line(),
    value.mailbox: _line(widget=EmailInput()),
    value.icp: _line(),
    value.police: _line(),
    value.lines: _lines,
    value.metas: _lines,
    value.rows: lambda known, item: RowsField(**known, columns=item.metadata["columns"]),
}
"""Which field a kind of value is typed into."""


def _field(item: Item[Any]) -> Any:
    label, note = item.metadata["label"], item.metadata["note"]
    known = {
        "label": _(label),
        "description": _(note) if note else "",
        "validators": [Takes()],
    }
    return KINDS[item.metadata["read"].func](known, item)


class _Settings(Form):
    """What the table does not say."""

    move = BooleanField(_("Yes, send readers there"))

    def __init__(self) -> None:
        """The form as posted, else as the settings are."""
        self.checked: dict[str, object] = {}
        self.asks_to_move = False
        self.settings = site.current().settings
        super().__init__(data={item.name: _typed(item, self.settings) for item in TABLE})
        for item in TABLE:
            if item.metadata["read"].func is value.number:
                bounds = gettext("From %(low)d to %(high)d.", **item.metadata["read"].keywords)
                self[item.name].description = sentences(str(self[item.name].description), bounds)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all can be kept. Another address is asked about: it sends everyone there."""
        fine: bool = super().validate(extra_validators)
        new = self.checked.get("address")
        if new and new != self.settings.address and not self.move.data:
            host = urlsplit(str(new)).netloc.lower()
            if host != request.host.lower():
                self.asks_to_move = True
                question = gettext(
                    "You are at %(here)s. Readers there, and you, are sent to %(there)s once this"
                    " is saved. If that address leads to this blog, say yes and save again.",
                    here=request.host,
                    there=host,
                )
                self["address"].errors = [*self["address"].errors, question]
                return False
        return fine

    @property
    def changed(self) -> dict[str, object]:
        """What differs from the settings as they are, by name."""
        return {
            name: kept
            for name, kept in self.checked.items()
            if kept != getattr(self.settings, name)
        }

    def sections(self) -> list[tuple[str, str, list[Field]]]:
        """Name, title and fields of each group, in their order."""
        return [
            (group, gettext(title), found)
            for group, title in GROUPS.items()
            if (found := [self[item.name] for item in TABLE if item.metadata["group"] == group])
        ]


# As WTForms reads a class: its fields in the order of the table.
SettingsForm: type[_Settings] = type(
    "SettingsForm", (_Settings,), {item.name: _field(item) for item in TABLE}
)


def _typed(item: Item[Any], settings: Settings) -> object:
    """The setting as it stands in its field."""
    kept = getattr(settings, item.name)
    if item.metadata["read"].func in {value.lines, value.metas}:
        return "\n".join(kept)
    if item.name == "address" and not kept and not site.is_loopback(request.host):
        return incoming.asked_at()
    return kept
