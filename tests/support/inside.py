"""The blog's own commands without a process of their own, whose start costs more than they do."""

import contextvars
import subprocess
from collections.abc import Mapping
from pathlib import Path

from blog import create_app
from blog.lib.database import db


def run(settings: Mapping[str, object], *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `blog.lib.child.run` would give."""
    return contextvars.Context().run(_run, settings, arguments)


def _run(
    settings: Mapping[str, object], arguments: tuple[str, ...]
) -> subprocess.CompletedProcess[str]:
    folder = Path(str(settings["INSTANCE_FOLDER"]))
    url = str(settings["DATABASE_URL"]).replace("+psycopg", "", 1)
    own = {name: value for name, value in settings.items() if name != "INSTANCE_FOLDER"}
    app = create_app(own | {"TESTING": True, "INSTANCE": folder, "DATABASE_URL": url})
    done = app.test_cli_runner().invoke(args=["blog", *arguments])
    app.extensions["hotline"].close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)
