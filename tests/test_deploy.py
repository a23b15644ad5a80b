"""The shipped files of nginx, Caddy and systemd, tried for real."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask

from blog.lib.database import db
from blog.models.login import COOKIE, Login
from blog.models.user import User
from tests.factories import make_article, views_of
from tests.support.apps import SECRET_KEY
from tests.support.needed import missing
from tests.support.post import CERTIFICATE
from tests.support.proxy import HOST, Front, start_caddy, start_nginx
from tests.support.server import GUNICORN, ROOT, Server

SLOW = 50


@pytest.fixture
def plain(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Server]:
    """The blog with the workers that a slow client would hold: two, each for one request."""
    db.session.commit()
    here = {
        "BLOG_DATABASE_URL": database_url,
        "BLOG_SECRET_KEY": SECRET_KEY,
        "BLOG_INSTANCE_FOLDER": str(tmp_path),
        "BLOG_PROXIES": "1",
    }
    command = (*GUNICORN, "--worker-class", "blog.lib.worker.Worker", "--threads", "1")
    server = Server(tmp_path / "server.log", 2, here, command)
    yield server
    server.stop()


Start = Callable[[Path, str], Front]


def running(start: Start, folder: Path, upstream: str) -> Iterator[Front]:
    """A proxy in front of that blog, in a folder of its own."""
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "certificate.pem").write_text(CERTIFICATE)
    proxy = start(folder, upstream)
    yield proxy
    proxy.stop()


@pytest.fixture(params=[start_nginx, start_caddy], ids=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, plain: Server, tmp_path: Path) -> Iterator[Front]:
    """Either of the shipped proxies."""
    yield from running(request.param, tmp_path / "front", plain.url)


@pytest.fixture
def nginx(plain: Server, tmp_path: Path) -> Iterator[Front]:
    yield from running(start_nginx, tmp_path / "front", plain.url)


def test_each_hit_behind_a_proxy_is_counted(app: Flask, front: Front) -> None:
    article = make_article("茶", slug="tea")
    pages = [front.get("/articles/tea").page for _ in range(3)]
    assert [re.findall(r'class="views" value="(\d+)"', page)[0] for page in pages] == [
        "1",
        "2",
        "3",
    ]
    assert views_of(article) == 3


def test_a_thousand_reloads_leave_one_clock() -> None:
    again = (
        "import runpy; [runpy.run_path('gunicorn.conf.py') for _ in range(1000)];"
        "from gunicorn import util; print(util.http_date())"
    )
    told = subprocess.run(
        [sys.executable, "-c", again], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.endswith("GMT\n")


@pytest.mark.parametrize(("is_server", "places"), [(False, 2), (True, 8)])
def test_only_workers_that_wait_for_another_server_have_a_place_each(
    is_server: bool, places: int
) -> None:
    born = f"""
import runpy
from types import SimpleNamespace as Some
from blog.lib.places import Places
about = {{"housekeeping": Some(start=lambda: None), "hotline": Some(is_server={is_server})}}
worker = Some(age=2, cfg=Some(workers=8), places=Places(2), wsgi=Some(extensions=about))
runpy.run_path("gunicorn.conf.py")["post_worker_init"](worker)
print(worker.places.number)
"""
    told = subprocess.run(
        [sys.executable, "-c", born], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"{places}\n"


def test_the_date_of_an_answer_is_that_of_its_second(plain: Server) -> None:
    told = []
    for _ in range(2):
        before = int(time.time())
        with urlopen(f"{plain.url}/healthz") as answer:
            told.append(parsedate_to_datetime(answer.headers["Date"]).timestamp())
        assert before <= told[-1] <= time.time()
        time.sleep(1.1)
    assert told[0] < told[1]


def test_the_blog_knows_that_it_is_behind_tls_and_believes_no_client(
    app: Flask, front: Front
) -> None:
    answer = front.get("/archive/", **{"X-Forwarded-Host": "evil.example"})
    assert answer.status == 308
    assert "evil" not in str(answer.headers["Location"])
    assert front.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
    page = front.get("/").page
    assert f"http://{HOST}" not in page


def test_what_never_changes_is_kept_by_nginx(
    app: Flask, nginx: Front, plain: Server, tmp_path: Path
) -> None:
    page = nginx.get("/").page
    path = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]
    first = nginx.get(path)
    assert "immutable" in first.headers["Cache-Control"]
    plain.stop()
    assert nginx.get(path).page == first.page
    away = nginx.get("/")
    assert (away.status, away.headers["Retry-After"]) == (503, "10")


def test_the_writer_may_send_a_whole_blog_to_the_tools(app: Flask, front: Front) -> None:
    """400 is the blog's own answer to a form without its token, so both let it through."""
    token = Login.open(User.create("writer", "a password for the tests"), "", lasting=False)
    db.session.commit()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n'
    body = head + bytes(70 * 1024**2) + b"\r\n--x--\r\n"
    told = {
        "Cookie": f"{COOKIE}={token}",
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": str(len(body)),
    }
    assert front.ask("POST", "/admin/tools/import", told, body).status == 400


@pytest.mark.alone
@pytest.mark.slow
def test_fifty_slow_clients_do_not_keep_others_from_reading(app: Flask, front: Front) -> None:
    make_article("茶", "喝茶。" * 3000, slug="tea")
    slow = [front.connect() for _ in range(SLOW)]
    try:
        for number, line in enumerate(slow):
            if number % 2:  # sends the head of a form, and its body never
                line.sendall(
                    b"POST /articles/tea/comments HTTP/1.1\r\nHost: blog.example.org\r\n"
                    b"Content-Type: application/x-www-form-urlencoded\r\n"
                    b"Content-Length: 5000\r\n\r\nname="
                )
            else:  # asks for a page, and reads none of it
                line.sendall(b"GET /articles/tea HTTP/1.1\r\nHost: blog.example.org\r\n\r\n")
        for _ in range(10):
            began = time.monotonic()
            assert front.get("/articles/tea").status == 200
            # A held worker would keep this one for as long as the slow stay.
            assert time.monotonic() - began < 10
    finally:
        for line in slow:
            line.close()


def test_nginx_finds_the_folder_above_its_own_copies() -> None:
    """It makes one folder and no more; what Debian does not have would keep it from starting."""
    found = re.search(
        r"^proxy_cache_path (\S+)", (ROOT / "deploy/nginx.conf").read_text(), re.MULTILINE
    )
    assert found
    assert Path(found[1]).parent.is_dir()


@pytest.fixture
def installed(tmp_path: Path) -> str:
    """Where the blog is, by a name without a space: a clone may stand in a folder that has one."""
    link = tmp_path / "installed"
    link.symlink_to(ROOT)
    return str(link)


def test_the_command_of_the_service_keeps_to_its_settings(
    app: Flask, database_url: str, tmp_path: Path, installed: str
) -> None:
    make_article("茶")
    settings = tmp_path / "suibi.env"
    settings.write_text(f'BLOG_DATABASE_URL="{database_url}"\nBLOG_SECRET_KEY="{SECRET_KEY}"\n')
    script = tmp_path / "suibi"
    text = (ROOT / "deploy/suibi").read_text().replace("/etc/suibi.env", str(settings))
    text = text.replace("/opt/suibi", installed).replace("/var/lib/suibi", str(tmp_path / "own"))
    script.write_text(text)
    done = subprocess.run(
        ["sh", script, "export", tmp_path / "out put"], capture_output=True, text=True, check=False
    )
    assert "1 article," in done.stdout, done.stderr


def test_systemd_understands_the_unit(tmp_path: Path, installed: str) -> None:
    program = shutil.which("systemd-analyze") or missing("systemd-analyze", "systemd")
    text = (ROOT / "deploy/suibi.service").read_text()
    text = text.replace("/opt/suibi", installed).replace("User=suibi\nGroup=suibi\n", "")
    unit = tmp_path / "suibi.service"
    unit.write_text(text)
    done = subprocess.run([program, "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    told = subprocess.run(
        [program, "security", "--offline=true", "--threshold=20", unit],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout


def test_the_container_takes_what_the_blog_needs_and_is_not_root() -> None:
    text = (ROOT / "deploy/Containerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for name in source.split():
            assert (ROOT / name).exists(), name
    assert re.search(r"^USER 10001$", text, re.MULTILINE)
    assert "--require-hashes" in text
