"""`flask blog reindex`: what it shows of its progress, and to whom."""

import os
import pty
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.factories import make_article
from tests.support.apps import SECRET_KEY
from tests.support.server import ROOT

SUM = b"The search knows what is published: 2.\n"


@pytest.fixture
def reindex(app: Flask, database_url: str, tmp_path: Path) -> list[str]:
    """The command line, on a blog of two articles."""
    make_article("安全", slug="a")
    make_article("旅行", slug="b")
    return [
        "env", f"BLOG_DATABASE_URL={database_url}", f"BLOG_INSTANCE_FOLDER={tmp_path}",
        f"BLOG_SECRET_KEY={SECRET_KEY}", str(ROOT / "bin/flask"), "blog", "reindex",
    ]  # fmt: skip


def test_a_terminal_shows_how_far_it_is(reindex: list[str]) -> None:
    terminal, its_end = pty.openpty()
    done = subprocess.run(reindex, stdout=subprocess.PIPE, stderr=its_end, check=True)
    os.close(its_end)
    shown = os.read(terminal, 65_536)
    os.close(terminal)
    assert b"Indexing" in shown
    assert b"100%" in shown
    assert done.stdout == SUM


def test_a_pipe_gets_the_sum_alone(reindex: list[str]) -> None:
    done = subprocess.run(reindex, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (SUM, b"")
