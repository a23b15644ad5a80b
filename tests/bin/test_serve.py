"""The one command, as someone runs it who has just cloned the blog."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.server import ROOT, Server

PARTS = ("bin", "blog", "templates", "static", "requirements", "wsgi.py", "gunicorn.conf.py")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the blog in a folder with a space in its name, its packages installed."""
    folder = tmp_path / "my blog"
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / part)
    (folder / ".venv").mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (folder / ".venv" / part).symlink_to(Path(sys.prefix) / part)
    shutil.copy(folder / "requirements/runtime.txt", folder / ".venv/runtime.lock")
    return folder


def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    home.chmod(0o500)
    return {"HOME": str(home)}


def serve(checkout: Path, tmp_path: Path, name: str = "server") -> Server:
    log = tmp_path / f"{name}.log"
    return Server(log, 2, environment(tmp_path), [checkout / "bin/serve"], folder=tmp_path)


def test_it_migrates_and_serves_from_any_folder(checkout: Path, tmp_path: Path) -> None:
    server = serve(checkout, tmp_path)
    try:
        with urlopen(f"{server.url}/healthz", timeout=10) as answer:
            assert answer.status == 200
    finally:
        server.stop()
    assert server.process.returncode == 0
    assert "The blog is at http://127.0.0.1:" in server.log.read_text()
    assert (checkout / "instance/blog.db").exists()
    assert not (tmp_path / "instance").exists()


def test_a_second_start_changes_nothing(checkout: Path, tmp_path: Path) -> None:
    serve(checkout, tmp_path).stop()
    before = (checkout / "instance/blog.db").read_bytes()
    secret = (checkout / "instance/secret_key").read_text()
    serve(checkout, tmp_path).stop()
    assert (checkout / "instance/blog.db").read_bytes() == before
    assert (checkout / "instance/secret_key").read_text() == secret


def test_two_starts_at_once_agree(checkout: Path, tmp_path: Path) -> None:
    upgrades = [
        subprocess.Popen([checkout / "bin/flask", "blog", "upgrade"], cwd=tmp_path)
        for _ in range(3)
    ]
    assert [upgrade.wait(60) for upgrade in upgrades] == [0, 0, 0]


def test_a_setting_that_makes_no_sense_ends_the_start_by_name(
    checkout: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [checkout / "bin/serve"],
        cwd=tmp_path,
        env=os.environ | {"BLOG_PROXIES": "many"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "The blog cannot start. BLOG_PROXIES must be a whole number from 0 to 999, not 'many'."
    ]


def test_without_python_it_says_what_to_install(checkout: Path, tmp_path: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "cat", "cmp", "dirname", "mkdir"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    done = subprocess.run(
        [checkout / "bin/serve"], env={"PATH": str(tools)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr
    assert "apt install python3" in done.stderr


def test_help_names_the_arguments(checkout: Path) -> None:
    done = subprocess.run([checkout / "bin/serve", "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "--demo" in done.stdout


def test_it_leaves_as_a_service_manager_asks(checkout: Path, tmp_path: Path) -> None:
    """`exec`, not a child: the signal reaches gunicorn, and no process is left behind."""
    server = serve(checkout, tmp_path)
    workers = server.workers()
    server.process.send_signal(signal.SIGTERM)
    # Before gunicorn's own 30 s, after which it kills a worker that did not hear.
    assert server.process.wait(25) == 0
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
