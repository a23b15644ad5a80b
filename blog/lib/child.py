"""One of the blog's own commands in a process of its own, from whichever folder this one runs."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import current_app

COMMAND = (sys.executable, "-m", "flask", "--app", "blog:create_app", "blog")
FOLDER = Path(__file__).resolve().parents[2]
"""Where `blog` is found, installed or in a checkout."""


def environment(settings: Mapping[str, object]) -> dict[str, str]:
    """The environment of a child with these deployment settings, without their BLOG_."""
    own = {f"BLOG_{name}": str(value) for name, value in settings.items()}
    # The driver is the blog's business, and no part of an address.
    own["BLOG_DATABASE_URL"] = own["BLOG_DATABASE_URL"].replace("+psycopg", "", 1)
    return os.environ | own


def settings() -> dict[str, object]:
    """The deployment settings of this app, for a child of the same blog."""
    names = ("DATABASE_URL", "SECRET_KEY", "MEDIA_FOLDER")
    return {name: current_app.config[name] for name in names} | {
        "INSTANCE_FOLDER": current_app.instance_path
    }


def run(settings: Mapping[str, object], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command with these arguments, when it has ended."""
    return subprocess.run(  # noqa: S603 - our own arguments
        [*COMMAND, *arguments],
        cwd=FOLDER,
        env=environment(settings),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
