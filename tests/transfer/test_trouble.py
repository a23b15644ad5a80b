"""What goes wrong on the way is said, and leaves what was there."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from blog.lib.database import db
from blog.models.article import Article
from blog.transfer import backup
from tests.factories import make_article
from tests.transfer.test_restore import run


@pytest.mark.slow
def test_a_full_disk_leaves_the_blog_that_was_there(
    app: Flask, kept: Path, tmp_path: Path, database_url: str
) -> None:
    for number in range(40):
        make_article(f"第 {number} 篇", "字" * 20_000)
    big = backup.back_up(tmp_path / "big.zip").path
    for article in db.session.scalars(select(Article)):
        article.bin()
    db.session.commit()
    for size in (200_000, 1_500_000, 3_000_000):
        done = run(
            tmp_path, database_url, "restore", str(big), before=("prlimit", f"--fsize={size}")
        )
        assert done.returncode == 1, size
        assert "Traceback" not in done.stderr
        assert re.search(r"free some space|could not be brought", done.stderr), done.stderr
        db.session.rollback()
        states = set(db.session.scalars(select(Article.state)))
        assert states == {"binned"}
