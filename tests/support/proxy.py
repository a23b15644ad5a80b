"""The proxies whose files are shipped, run with other ports, folders and certificate."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Sequence
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from tests.support.needed import missing
from tests.support.server import ROOT

HOST = "blog.example.org"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    page: str


class Front:
    """A proxy that speaks TLS at `port`."""

    def __init__(self, command: Sequence[str | Path], port: int, folder: Path) -> None:
        self.port = port
        log = folder / "proxy.log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                env=os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder)},
            )
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
            except OSError:
                assert self.process.poll() is None, log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                break

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)

    def connect(self) -> ssl.SSLSocket:
        """A connection whose certificate nobody vouches for."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        line = socket.create_connection(("127.0.0.1", self.port), 30)
        return context.wrap_socket(line, server_hostname=HOST)

    def get(self, path: str, **headers: str) -> Answer:
        """The answer, read whole."""
        return self.ask("GET", path, headers)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        """The answer to a request with this body."""
        with self.connect() as line:
            told = {"Host": HOST, "Connection": "close"} | headers
            head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
            line.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            response = http.client.HTTPResponse(line)
            response.begin()
            page = response.read().decode(errors="replace")
            return Answer(response.status, response.headers, page)


def changed(text: str, changes: dict[str, str]) -> str:
    """The shipped file with other ports, folders and certificate."""
    for pattern, replacement in changes.items():
        text, count = re.subn(pattern, replacement, text)
        assert count, pattern
    return text


def start_nginx(folder: Path, upstream: str) -> Front:
    """The shipped file, run by nginx."""
    port = free_port()
    text = changed(
        (ROOT / "deploy/nginx.conf").read_text(),
        {
            r"server 127\.0\.0\.1:8000": f"server {upstream.removeprefix('http://')}",
            r"listen 80;": f"listen 127.0.0.1:{free_port()};",
            r"listen 443 ": f"listen 127.0.0.1:{port} ",
            r"listen \[::\][^;]*;": "",
            r"/etc/letsencrypt/\S+(?=;)": str(folder / "certificate.pem"),
            r"/var/cache/suibi": str(folder / "files"),
        },
    )
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
    return Front([program or missing("nginx", "nginx"), "-c", config], port, folder)


def start_caddy(folder: Path, upstream: str) -> Front:
    """The shipped file, run by Caddy."""
    port = free_port()
    certificate = folder / "certificate.pem"
    text = changed(
        (ROOT / "deploy/Caddyfile").read_text(),
        {
            r"(?m)^\{$": "{\n\tadmin off\n\tauto_https disable_redirects",
            r"(?m)^blog\.example\.org \{": f"https://{HOST}:{port} {{\n"
            f"\tbind 127.0.0.1\n\ttls {certificate} {certificate}",
            r"127\.0\.0\.1:8000": upstream.removeprefix("http://"),
        },
    )
    config = folder / "Caddyfile"
    config.write_text(text)
    program = shutil.which("caddy") or missing("Caddy", "caddy")
    return Front([program, "run", "--config", config, "--adapter", "caddyfile"], port, folder)
