"""A field of rows: texts under columns, which can be added, moved and taken away without script."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from blog.forms.base import clean, row_id
from blog.models import stored
from blog.models.value import MOST_ROWS, Refused

Row = dict[str, str]


class RowsField(Field):
    """Rows as their setting keeps them; each column is sent under `<field>-<column>`."""

    def __init__(self, label: Any = None, *, columns: Sequence[str], **options: Any) -> None:
        super().__init__(label, **options)
        self.columns = columns
        self.data: list[Row] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """The rows as sent, the empty ones left out, else as the setting has them."""
        self.process_errors = []
        self.object_data = data
        sent = (
            [formdata.getlist(f"{self.name}-{column}") for column in self.columns]
            if formdata
            else []
        )
        if any(sent):
            cells = zip(*sent, strict=False)
            rows = [
                dict(zip(self.columns, map(str, map(clean, row)), strict=True)) for row in cells
            ]
            self.data = [row for row in rows if any(cell.strip() for cell in row.values())]
        else:
            self.data = [dict(row) for row in data or ()] if not formdata else []

    def edit(self, deed: str, at: int) -> None:
        """Take a row away, or move it one place up or down, as its button says."""
        if deed == "add" or not 0 <= at < len(self.data):
            return  # an empty row stands below the others anyway
        row = self.data.pop(at)
        if deed != "remove":
            self.data.insert(max(at + (-1 if deed == "up" else 1), 0), row)

    @property
    def shown(self) -> list[Row]:
        """The rows and an empty one to fill in, while there is room."""
        empty = dict.fromkeys(self.columns, "")
        return [*self.data, empty][:MOST_ROWS]


class Takes:
    """What the setting of the field's name takes; it says why when it does not."""

    def __call__(self, form: Any, field: Field) -> None:
        try:
            kept = stored.check(field.name, field.data)
        except Refused as refused:
            raise ValidationError(gettext(refused.message, **refused.values)) from None
        checked: dict[str, object] = form.checked
        checked[field.name] = kept


def deed(form: Mapping[str, str]) -> tuple[str, str, int] | None:
    """Which button of which rows was pressed: deed, field, number. None for the form's own."""
    words = form.get("do", "").split()
    if len(words) != 3 or words[0] not in {"up", "down", "remove", "add"}:
        return None
    number = row_id(words[2])
    return words[0], words[1], -1 if number is None else number
