"""What is amiss with the blog or its machine, and the writer should know of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from blog.lib import fonts
from blog.lib.database import db
from blog.models import site
from blog.models.backup import Backup
from blog.models.chore import Chore
from blog.models.flag import FORWARDED, Flag

STALE = timedelta(days=7)
"""From this age on the last good backup is no comfort."""
MISSED = timedelta(days=2)
"""The same where the blog makes one every day."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A chore that failed when it was last done."""

    name: str
    error: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Warnings:
    """What is amiss; all false and empty when nothing is."""

    forwarded: bool
    fontless: bool
    stale: bool
    failures: Sequence[Failure]
    backup: Backup | None
    """The last good one, for its age."""


def standing(now: datetime) -> Warnings:
    """All warnings that stand at that moment."""
    settings = site.current().settings
    backup = Backup.last()
    oldest = now - (MISSED if settings.backup_daily else STALE)
    failed = select(Chore.name, Chore.error, Chore.done_at).where(Chore.error != "")
    return Warnings(
        forwarded=Flag.standing(FORWARDED),
        # Pictures for sharing show the title; one in English needs no such font.
        fontless=settings.language == "zh" and not fonts.available(),
        stale=backup is None or backup.made_at < oldest,
        failures=[Failure(*row) for row in db.session.execute(failed.order_by(Chore.name))],
        backup=backup,
    )
