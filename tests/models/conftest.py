"""What several tests of models begin with."""

import pytest
from flask import Flask

from blog.lib.database import db
from blog.models import slices
from blog.models.user import User


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several slices even for the few rows of a test."""
    monkeypatch.setattr(slices, "SIZE", 2)
    monkeypatch.setattr(slices, "PAUSE_SECONDS", 0)


@pytest.fixture
def writer(app: Flask) -> User:
    """The admin, whom no password lets in."""
    user = User(name="ada", password_hash="-")
    db.session.add(user)
    db.session.flush()
    return user
