"""The shipped files of nginx and systemd, tried for real."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from blog.lib.database import db
from tests.conftest import SECRET_KEY
from tests.factories import make_article, views_of
from tests.support.needed import missing
from tests.support.post import CERTIFICATE
from tests.support.server import GUNICORN, ROOT, Server

SLOW = 50
HOST = "blog.example.org"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


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
    command = (*GUNICORN, "--worker-class", "sync", "--threads", "1")
    server = Server(tmp_path / "server.log", 2, here, command)
    yield server
    server.stop()


Front = Callable[[], "Nginx"]


class Nginx:
    """The shipped file, with other ports, folders and certificate."""

    def __init__(self, folder: Path, upstream: str) -> None:
        folder.mkdir()
        folder.chmod(0o755)
        self.port = free_port()
        (folder / "certificate.pem").write_text(CERTIFICATE)
        text = (ROOT / "deploy/nginx.conf").read_text()
        changes = {
            r"server 127\.0\.0\.1:8000": f"server {upstream.removeprefix('http://')}",
            r"listen 80;": f"listen 127.0.0.1:{free_port()};",
            r"listen 443 ": f"listen 127.0.0.1:{self.port} ",
            r"listen \[::\][^;]*;": "",
            r"/etc/letsencrypt/\S+(?=;)": str(folder / "certificate.pem"),
            r"/var/cache/nginx/suibi": str(folder / "files"),
        }
        for pattern, replacement in changes.items():
            text, count = re.subn(pattern, replacement, text)
            assert count, pattern
        config = folder / "nginx.conf"
        config.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
            f"{'user root;' if os.geteuid() == 0 else ''} http {{ access_log off;"
            + "".join(
                f" {name}_temp_path {folder}/{name};"
                for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"\n{text}\n}}"
        )
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        self.process = subprocess.Popen([program or missing("nginx", "nginx"), "-c", config])
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
            except OSError:
                assert self.process.poll() is None, (folder / "error.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                break

    def connect(self) -> ssl.SSLSocket:
        """A connection whose certificate nobody vouches for."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        line = socket.create_connection(("127.0.0.1", self.port), 30)
        return context.wrap_socket(line, server_hostname=HOST)

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """The answer, read whole."""
        with self.connect() as line:
            told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            line.sendall(
                f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{told}Connection: close\r\n\r\n".encode()
            )
            response = http.client.HTTPResponse(line)
            response.begin()
            response.page = response.read().decode(errors="replace")  # type: ignore[attr-defined]
            return response


@pytest.fixture
def nginx(plain: Server, tmp_path: Path) -> Iterator[Nginx]:
    running = Nginx(tmp_path / "nginx", plain.url)
    yield running
    running.process.terminate()
    running.process.wait(20)


def test_each_hit_behind_nginx_is_counted(app: Flask, nginx: Nginx) -> None:
    article = make_article("茶", slug="tea")
    pages = [nginx.get("/articles/tea").page for _ in range(3)]  # type: ignore[attr-defined]
    assert [re.findall(r'class="views" value="(\d+)"', page)[0] for page in pages] == [
        "1",
        "2",
        "3",
    ]
    assert views_of(article) == 3


def test_the_blog_knows_that_it_is_behind_tls_and_believes_no_client(
    app: Flask, nginx: Nginx
) -> None:
    answer = nginx.get("/archive/", **{"X-Forwarded-Host": "evil.example"})
    assert answer.status == 308
    assert "evil" not in str(answer.headers["Location"])
    assert nginx.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
    page = nginx.get("/").page  # type: ignore[attr-defined]
    assert f"http://{HOST}" not in page


def test_what_never_changes_is_kept_by_nginx(
    app: Flask, nginx: Nginx, plain: Server, tmp_path: Path
) -> None:
    page = nginx.get("/").page  # type: ignore[attr-defined]
    path = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]
    first = nginx.get(path)
    assert "immutable" in first.headers["Cache-Control"]
    plain.stop()
    assert nginx.get(path).page == first.page  # type: ignore[attr-defined]
    away = nginx.get("/")
    assert (away.status, away.headers["Retry-After"]) == (503, "10")


@pytest.mark.alone
@pytest.mark.slow
def test_fifty_slow_clients_do_not_keep_others_from_reading(app: Flask, nginx: Nginx) -> None:
    make_article("茶", "喝茶。" * 3000, slug="tea")
    slow = [nginx.connect() for _ in range(SLOW)]
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
            assert nginx.get("/articles/tea").status == 200
            # A held worker would keep this one for as long as the slow stay.
            assert time.monotonic() - began < 10
    finally:
        for line in slow:
            line.close()


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze") or missing("systemd-analyze", "systemd")
    text = (ROOT / "deploy/suibi.service").read_text()
    text = text.replace("/opt/suibi/.venv/bin/python", sys.executable)
    text = text.replace("/opt/suibi", str(ROOT)).replace("User=suibi\nGroup=suibi\n", "")
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
