"""Apps of the tests: what they are set to, and how they are left."""

from pathlib import Path

from flask import Flask

from blog.lib.database import db
from blog.models import job

SECRET_KEY = "the secret of the tests, the same every day"


def settings_for(url: str, folder: Path) -> dict[str, object]:
    """Deployment settings of a blog that keeps everything in one temporary folder."""
    return {
        "TESTING": True,
        # Tests of the desk post plain forms; those of the token itself switch it on.
        "WTF_CSRF_ENABLED": False,
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET_KEY,
        "MEDIA_FOLDER": str(folder / "media"),
        "INSTANCE": folder,
    }


def close(app: Flask) -> None:
    """Close every connection and wait for every job: one left is a warning, which is an error."""
    for started in job._children:
        started.wait(60)
    job._children.clear()
    app.extensions["hotline"].close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
