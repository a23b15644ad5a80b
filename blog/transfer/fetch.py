"""Pictures that stand on other sites: named, or copied in with every address checked first."""

import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

from blog.lib.terminal import gettext as _
from blog.transfer import prose
from blog.transfer.parcel import Parcel, Picture, PlainPage, Post
from blog.transfer.source import Refused

LARGEST = 25 * 1024**2
SECONDS = 30.0
MOST_REDIRECTS = 5
MOST_FAILURES = 3
"""After so many pictures that a host did not give, it is not asked again."""
_ELSEWHERE = re.compile(r"(?:https?:)?//[^\s/]", re.IGNORECASE)
# All that is given out to the internet (RFC 4291, 2.4); much of the rest wraps an IPv4 address.
_UNICAST = ipaddress.ip_network("2000::/3")
Text = TypeVar("Text", Post, PlainPage)


def public(address: str) -> bool:
    """Whether this IP address is one of the open internet, also in what it is wrapped in."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            found = found.ipv4_mapped
        elif found.sixtofour or found.teredo or found not in _UNICAST:
            return False
    return found.is_global and not found.is_multicast


@dataclass(slots=True)
class Fetcher:
    """Copies pictures from the open internet; `allowed` judges each IP address asked."""

    allowed: Callable[[str], bool] = public
    seconds: float = SECONDS
    failures: Counter[str] = field(default_factory=Counter)

    def __call__(self, address: str) -> bytes:
        """The bytes at this address, http or https. Raises Refused."""
        host = urlsplit(address).hostname or ""
        if self.failures[host] >= MOST_FAILURES:
            raise Refused(_("stays elsewhere: %(host)s did not answer before", host=host))
        try:
            return self._follow(address, time.monotonic() + self.seconds)
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, Refused):
                raise
            self.failures[host] += 1
            raise Refused(
                _("stays elsewhere: it could not be fetched (%(error)s)", error=error)
            ) from None

    def _follow(self, address: str, end: float) -> bytes:
        for _step in range(MOST_REDIRECTS):
            parts = urlsplit(address)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
                raise Refused(_("stays elsewhere: only http and https addresses are fetched"))
            found = self._ask(parts.scheme, parts.hostname, parts.port, _target(address), end)
            if isinstance(found, bytes):
                return found
            address = _encoded(urljoin(address, found))
        raise Refused(_("stays elsewhere: it is redirected too often"))

    def _ask(
        self, scheme: str, host: str, port: int | None, target: str, end: float
    ) -> bytes | str:
        """What stands there, or the address it is redirected to."""
        port = port or (443 if scheme == "https" else 80)
        # Asked once, and the very address that was judged is connected to: the name may say
        # something else a moment later.
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = [str(row[4][0]) for row in rows]
        if not places or not all(self.allowed(place) for place in places):
            raise Refused(
                _("stays elsewhere: %(host)s is no address of the open internet", host=host)
            )
        plain = socket.create_connection((places[0], port), timeout=_left(end))
        try:
            if scheme == "https":
                plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            connection = http.client.HTTPConnection(host, port)
            connection.sock = plain
            headers = {"User-Agent": "Suibi import", "Accept": "image/*", "Connection": "close"}
            connection.request("GET", target, headers=headers)
            with connection.getresponse() as answer:
                if answer.status in {301, 302, 303, 307, 308}:
                    return answer.getheader("Location") or ""
                if answer.status != 200:
                    raise Refused(
                        _("stays elsewhere: its site answers %(status)s", status=answer.status)
                    )
                return _read(answer, plain, end)
        finally:
            plain.close()


def _read(answer: http.client.HTTPResponse, connection: socket.socket, end: float) -> bytes:
    data = bytearray()
    while True:
        connection.settimeout(_left(end))
        piece = answer.read1(65536)
        data += piece
        if len(data) > LARGEST:
            raise Refused(
                _("stays elsewhere: it is larger than %(largest)s MB", largest=LARGEST // 1024**2)
            )
        if not piece:
            return bytes(data)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError(_("it took too long"))
    return left


def _target(address: str) -> str:
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _encoded(address: str) -> str:
    """The address as it may stand in a request and in Markdown."""
    address = f"https:{address}" if address.startswith("//") else address
    return quote(address, safe="/:?#[]@!$&'*+,;=%~")


def bring(parcel: Parcel, fetch: Callable[[str], bytes]) -> None:
    """Let every picture from elsewhere be one of the parcel, fetched when it is stored."""

    def take(address: str) -> str:
        load = _later(fetch, address)
        parcel.pictures.setdefault(address, Picture(address, load))
        return parcel.references.mark("picture", address, address)

    parcel.posts = [_changed(post, take) for post in parcel.posts]
    parcel.posts = [
        replace(post, cover=take(_encoded(post.cover))) if _ELSEWHERE.match(post.cover) else post
        for post in parcel.posts
    ]
    parcel.pages = [_changed(page, take) for page in parcel.pages]


def name(parcel: Parcel) -> None:
    """Note every picture that texts show from elsewhere."""
    shown: list[tuple[str, str]] = []
    for post in parcel.posts:
        shown += [(post.path, address) for address in [*_shown(post), post.cover]]
    for page in parcel.pages:
        shown += [(page.path, address) for address in _shown(page)]
    for path, address in dict.fromkeys(shown):
        if _ELSEWHERE.match(address):
            parcel.note(
                path, _("shows a picture that stays elsewhere: %(address)s", address=address)
            )


def _shown(text: Text) -> list[str]:
    found: list[str] = []

    def see(address: str) -> str:
        found.append(address)
        return address

    _changed(text, see)
    return found


def _later(fetch: Callable[[str], bytes], address: str) -> Callable[[], bytes]:
    return lambda: fetch(address)


def _changed(text: Text, put: Callable[[str], str]) -> Text:
    """The text with `put` in place of the address of each picture from elsewhere."""

    def address(target: str, shown: bool) -> str | None:
        return put(_encoded(target)) if shown and _ELSEWHERE.match(target) else None

    return replace(text, body=prose.readdress(text.body, address))
