"""Settings as the database keeps them."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib.database import Model, db
from blog.models.setting import Settings
from blog.models.value import Refused


class Setting(Model):
    """One stored setting: its name and its value as JSON; what is not stored has its default."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


def load() -> Settings:
    """The settings as stored; a value that no longer makes sense gives way to its default."""
    stored = {
        row.name: row.value for row in db.session.execute(select(Setting.name, Setting.value))
    }
    values: dict[str, Any] = {}
    for item in fields(Settings):
        if item.name in stored:
            try:
                values[item.name] = item.metadata["read"](json.loads(stored[item.name]))
            except (Refused, json.JSONDecodeError):
                continue
    return Settings(**values)


def check(name: str, given: object) -> object:
    """The value as the setting keeps it. Raises Refused, or KeyError for an unknown name."""
    item = {item.name: item for item in fields(Settings)}[name]
    return cast("object", item.metadata["read"](given))


def store(values: Mapping[str, object]) -> None:
    """Keep these settings in the current transaction. Raises Refused before anything is written."""
    checked = {name: check(name, given) for name, given in values.items()}
    for name, kept in checked.items():
        db.session.merge(Setting(name=name, value=json.dumps(kept, ensure_ascii=False)))
