"""The audit log."""

import pytest
from flask import Flask

from blog.models.audit import LABELS, SHOWN, AuditEntry, Event


def test_the_newest_line_stands_first(app: Flask) -> None:
    AuditEntry.write(Event.CREATED)
    AuditEntry.write(Event.LOGGED_IN, device="Firefox, Windows", address="203.0.113.1")
    newest, oldest = AuditEntry.newest()
    assert (newest.event, newest.device, newest.address) == (
        "logged-in",
        "Firefox, Windows",
        "203.0.113.1",
    )
    assert (oldest.event, oldest.address) == ("created", "")


def test_a_long_log_is_shown_in_part(app: Flask) -> None:
    for _ in range(SHOWN + 5):
        AuditEntry.write(Event.REFUSED)
    assert len(AuditEntry.newest()) == SHOWN


@pytest.mark.parametrize("event", list(Event))
def test_every_event_can_be_said(event: Event) -> None:
    assert LABELS[event]
    assert AuditEntry(event=event).label == LABELS[event]
