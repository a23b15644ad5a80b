"""The manifest of a backup: what it was made from, and the digest of each of its parts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

NAME = "manifest.json"
FORMAT = 1
MEDIA = "media/"
SECRET = "secret_key"  # noqa: S105 - the name of a part
CONFIG = "config.py"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a backup: its name inside, its size in bytes, its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: how many rows, and a digest of their values in any order."""

    rows: int
    digest: str


Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A backup in words: `engine` is sqlite or postgresql, `revision` the migration it is at."""

    made_at: str
    version: str
    engine: str
    revision: str
    tables: Tables
    parts: tuple[Part, ...]
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The manifest as it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Manifest":
        """The manifest that `to_json` wrote. Raises ValueError for anything else."""
        try:
            found = cast("dict[str, Any]", json.loads(data))
            tables = {name: Table(**table) for name, table in found.pop("tables").items()}
            parts = tuple(Part(**part) for part in found.pop("parts"))
            manifest = cls(tables=tables, parts=parts, **found)
            datetime.fromisoformat(manifest.made_at)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError("not a manifest") from error
        return manifest

    @property
    def moment(self) -> datetime:
        """When the database was as it is in this backup."""
        return datetime.fromisoformat(self.made_at)

    @property
    def database(self) -> Part:
        """The part that is the database. Raises ValueError when there is none."""
        for part in self.parts:
            if part.name.startswith("database."):
                return part
        raise ValueError("no database")

    @property
    def media(self) -> tuple[Part, ...]:
        """The parts that are files of the media folder."""
        return tuple(part for part in self.parts if part.name.startswith(MEDIA))

    def has(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return any(part.name == name for part in self.parts)
