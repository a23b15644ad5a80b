"""A small mail server on this machine, for tests that send."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

# Of a machine that is none, signed by itself, for the loopback tests below.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOvw/ma5Ijx2ay/tK
3aTWbGwkC1MAou00HnvWEo7IhEmhRANCAATkcST9ShXGTRLnNF9YaQORjbgcKF6H
0ja9Zjz2fkHzaFuP5LqJ1IREenNloUsYp9qD3BTW7pf/NYz6EoE/45Zg
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIURLA4dLOPNWVWYB0yp8rJk2MvaPswCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbWFpbC5leGFtcGxlMCAXDTI2MTEyMjEzMzk1MloYDzIxMjYx
MDI5MTMzOTUyWjAXMRUwEwYDVQQDDAxtYWlsLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATkcST9ShXGTRLnNF9YaQORjbgcKF6H0ja9Zjz2fkHzaFuP
5LqJ1IREenNloUsYp9qD3BTW7pf/NYz6EoE/45Zgo1MwUTAdBgNVHQ4EFgQU1LCh
YXnADLZWrRzx9WSrmjFg0FEwHwYDVR0jBBgwFoAU1LChYXnADLZWrRzx9WSrmjFg
0FEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA4lNxC/cIKIa2
L/wqDhvXI7VebsNSEp7DDnDhyokUSTICIC0n5pB2S9fgW4pUUJN0CARCE9dkp35Q
CALyiPv40ES8
-----END CERTIFICATE-----
"""


class Post:
    """A mail server of one thread on a free port, for one connection after another.

    It answers as `rude` says to a command or to a recipient, and keeps all that it was told.
    """

    def __init__(self, rude: dict[str, str], certificate: Path | None, tls: bool) -> None:
        self.rude, self.told, self.letters = rude, list[str](), list[bytes]()
        self._context = None
        self._tls = tls
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            try:
                self._talk(line)
            except OSError:
                pass  # the other side left: that is what some tests are about
            finally:
                line.close()

    def _talk(self, line: socket.socket) -> None:
        line.settimeout(5)
        if self._tls and self._context:
            line = self._context.wrap_socket(line, server_side=True)
        line.sendall(b"220 post\r\n")
        heard = line.makefile("rb")
        while command := heard.readline().decode().strip():
            self.told.append(command)
            verb = command.upper().split()[0]
            answer = self.rude.get(command, self.rude.get(verb, ""))
            if answer == "hang up":
                break
            if answer:
                line.sendall(f"{answer}\r\n".encode())
            elif verb == "EHLO":
                offers = "250-STARTTLS\r\n" if self._context and not self._tls else ""
                line.sendall(f"250-post\r\n{offers}250 AUTH PLAIN\r\n".encode())
            elif verb == "STARTTLS" and self._context:
                line.sendall(b"220 go\r\n")
                line = self._context.wrap_socket(line, server_side=True)
                heard = line.makefile("rb")
            elif verb == "AUTH":
                line.sendall(b"235 come in\r\n")
            elif verb == "DATA":
                line.sendall(b"354 go\r\n")
                self.letters.append(b"".join(iter(heard.readline, b".\r\n")))
                line.sendall(b"250 kept\r\n")
            else:
                line.sendall(b"221 bye\r\n" if verb == "QUIT" else b"250 fine\r\n")
        heard.close()
        line.close()


@contextmanager
def post(
    rude: dict[str, str] | None = None, certificate: Path | None = None, tls: bool = False
) -> Iterator[Post]:
    server = Post(rude or {}, certificate, tls)
    try:
        yield server
    finally:
        server.close()
