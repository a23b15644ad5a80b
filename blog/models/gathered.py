"""What a process has gathered, added up to estimates and written down."""

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from flask import current_app, request

from blog.lib.crawlers import crawler
from blog.lib.database import Run, Unavailable, db, transaction
from blog.lib.gathering import Gathering, Hit
from blog.models import visit
from blog.models.reader_day import ReaderDay
from blog.models.visit import DIRECT, OTHERS, Kind

log = logging.getLogger(__name__)

ROOM: Final = 1000
"""Names of a kind that a day may gather."""
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z0-9-]{2,}")
# What looks like somebody's mail address or telephone number is not kept.
_PERSONAL = re.compile(r"@|(?:\d[ -]?){7}")


@dataclass(slots=True)
class _Sum:
    """What a process saw, added up."""

    people: int = 0
    crawlers: int = 0
    readers: set[tuple[str, str]] = field(default_factory=set)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)


def write_down(gathering: Gathering) -> None:
    """Add what this process saw to today's estimates: one short transaction, none for nothing.

    What cannot be written is lost, with a line in the log.
    """
    hits, missed = gathering.take()
    if not hits and not missed:
        return
    summed = _summed(hits, missed)
    today = visit.today()
    db.session.rollback()
    try:
        joined = ReaderDay.joined(today, summed.readers)
        with transaction() as run:
            # Locks the day: two processes never take the rows below in different order.
            readers = ReaderDay.keep(today, joined, run)
            run(
                "INSERT INTO visit_days (day, people, crawlers, readers) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (day) DO UPDATE SET people = visit_days.people + excluded.people,"
                " crawlers = visit_days.crawlers + excluded.crawlers, readers = excluded.readers"
                " RETURNING day",
                (f"{today}", summed.people, summed.crawlers, readers),
            )
            _add_names(today, summed.names, run)
    except Unavailable as error:
        log.warning("%d visits were not written down: %s", sum(hits.values()), error)


def note_missed(query: str) -> None:
    """Remember that this request searched for what is not there."""
    gathering: Gathering = current_app.extensions["gathering"]
    gathering.miss(query, request.headers.get("User-Agent", ""))


def _summed(hits: Mapping[Hit, int], missed: Sequence[tuple[str, str]]) -> _Sum:
    summed = _Sum()
    programs: dict[str, str] = {}
    for hit, times in hits.items():
        if hit.agent not in programs:
            programs[hit.agent] = crawler(hit.agent)
        if program := programs[hit.agent]:
            summed.crawlers += times
            summed.names[Kind.CRAWLER, program] += times
            continue
        summed.people += times
        summed.readers.add((hit.address, hit.agent))
        origin = referring_host(hit.referrer, hit.host)
        if origin is not None:
            summed.names[Kind.REFERRER, origin] += times
    for query, agent in missed:
        words = " ".join(query.lower().split())[:60]
        if words and not _PERSONAL.search(words) and not crawler(agent):
            summed.names[Kind.MISSED, words] += 1
    return summed


def referring_host(referrer: str, own: str) -> str | None:
    """The host of a referrer, or the name of an app; DIRECT for none, None for a page of `own`.

    `own` is a Host as requests name it; ports and a leading "www." make no other host.
    """
    try:
        parts = urlsplit(referrer.strip())
        host = _bare(parts.hostname or "")
        if host and host == _bare(urlsplit(f"//{own}").hostname or ""):
            return None
    except ValueError:
        return DIRECT
    known = parts.scheme in {"http", "https", "android-app"}
    return host if known and len(host) <= 100 and _HOST.fullmatch(host) else DIRECT


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def _add_names(day: date, names: Counter[tuple[str, str]], run: Run) -> None:
    """Add to the day's names; those for which there is no room count among the others."""
    known: dict[str, int] = {}
    others: Counter[str] = Counter()
    for at, ((kind, name), hits) in enumerate(names.most_common()):
        if at >= ROOM:
            others[kind] += hits
        elif not _raise(day, kind, name, hits, run):
            if kind not in known:
                known[kind] = _names_of(day, kind, run)
            if known[kind] < ROOM:
                known[kind] += 1
                _insert(day, kind, name, hits, run)
            else:
                others[kind] += hits
    for kind, hits in others.items():
        _insert(day, kind, OTHERS, hits, run)


def _raise(day: date, kind: str, name: str, hits: int, run: Run) -> bool:
    update = "UPDATE visit_names SET hits = hits + ? WHERE day = ? AND kind = ? AND name = ?"
    return run(f"{update} RETURNING hits", (hits, f"{day}", kind, name)) is not None


def _names_of(day: date, kind: str, run: Run) -> int:
    row = run("SELECT count(*) FROM visit_names WHERE day = ? AND kind = ?", (f"{day}", kind))
    return int(row[0]) if row else 0


def _insert(day: date, kind: str, name: str, hits: int, run: Run) -> None:
    run(
        "INSERT INTO visit_names (day, kind, name, hits) VALUES (?, ?, ?, ?) ON CONFLICT"
        " (day, kind, name) DO UPDATE SET hits = visit_names.hits + excluded.hits RETURNING day",
        (f"{day}", kind, name, hits),
    )
