"""What `bin/serve` and `bin/test` stand on."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.server import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Scripts, a lock of no packages, and a Python that only says that it was started."""
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/runtime.txt").write_text("# none\n")
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$*" >>"$0.started"\n')
    python.chmod(0o755)
    return tmp_path


def install(checkout: Path) -> list[str]:
    """Run it; the commands that Python was started with."""
    subprocess.run([checkout / "bin/install", "runtime"], check=True, capture_output=True)
    started = checkout / ".venv/bin/python.started"
    return started.read_text().splitlines() if started.exists() else []


def test_it_installs_the_lock_with_hashes(checkout: Path) -> None:
    started = install(checkout)[-1]
    assert "--require-hashes" in started
    assert started.endswith("-r requirements/runtime.txt")


def test_a_lock_that_is_installed_starts_no_python(checkout: Path) -> None:
    once = install(checkout)
    assert install(checkout) == once


def test_a_changed_lock_is_installed(checkout: Path) -> None:
    once = install(checkout)
    (checkout / "requirements/runtime.txt").write_text("# still none\n")
    assert len(install(checkout)) > len(once)


def test_an_install_cut_short_is_taken_up_again(checkout: Path) -> None:
    python = checkout / ".venv/bin/python"
    good = python.read_text()
    python.write_text('#!/bin/sh\ncase "$*" in *install*) exit 1 ;; esac\n')
    failed = subprocess.run(
        [checkout / "bin/install", "runtime"], capture_output=True, text=True, check=False
    )
    assert failed.returncode == 1
    assert "Run this again" in failed.stderr
    python.write_text(good)
    assert install(checkout)
