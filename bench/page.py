"""A page as a browser fetches it: what it weighs on the line, and what it asks for next."""

import re
import zlib
from dataclasses import dataclass
from urllib.request import Request, urlopen

_NEXT = re.compile(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"')
_BUSY = re.compile(r'<script src="([^"]+)"></script>|<link rel="stylesheet" href="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its body as it came, and that body unpacked."""

    body: bytes
    text: bytes
    headers: int  # bytes

    @property
    def needs(self) -> list[str]:
        """The style sheets and scripts it names."""
        return _NEXT.findall(self.text.decode())

    @property
    def blocks(self) -> list[str]:
        """Those without which a browser shows nothing."""
        return [script or sheet for script, sheet in _BUSY.findall(self.text.decode())]

    def bytes_until(self, place: int) -> int:
        """How much of the body must have come before that much of the text can be shown."""
        unpacking = zlib.decompressobj(47)
        shown = 0
        for number in range(len(self.body)):
            shown += len(unpacking.decompress(self.body[number : number + 1]))
            if shown >= place:
                return number + 1
        return len(self.body)


def fetch(url: str, *, gzip: bool = False) -> Page:
    """The page at this address."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"} if gzip else {})) as answer:
        body = answer.read()
        packed = answer.headers["Content-Encoding"] == "gzip"
        text = zlib.decompress(body, 47) if packed else body
        return Page(body, text, len(str(answer.headers).encode()))
