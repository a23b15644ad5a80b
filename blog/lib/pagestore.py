"""Where the page cache keeps its pages: a process its own, and what other workers have built."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from blog.lib.common import Common
from blog.lib.holes import Kept

BYTES = 8 * 1024 * 1024
"""How much a process keeps, compressed forms included."""
SLOTS, SLOT = 128, 256 * 1024
"""Pages that a server keeps for all its workers, and the largest, in bytes: a hundred comments of
some length fit."""


class PageStore:
    """Pages by their key: the ones this process read last, and those its server built last."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._common = Common(SLOTS, SLOT)

    def own(self, key: Hashable) -> Kept | None:
        """The page as this process has it."""
        return self._pages.get(key)

    def of_others(self, key: Hashable, since: float) -> Kept | None:
        """The page as another worker has built it since then (`time.monotonic`)."""
        found = self._common.get(key)
        return found if isinstance(found, Kept) and found.born > since else None

    def keep(self, key: Hashable, kept: Kept) -> None:
        """Have it at hand in this process; the oldest go for it."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes -= before.size if before else 0
            self._pages[key] = kept
            self._bytes += kept.size
            while self._bytes > BYTES:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= oldest.size

    def share(self, key: Hashable, kept: Kept) -> None:
        """Keep what this process built, and let the other workers find it."""
        self.keep(key, kept)
        self._common.put(key, kept)

    def drop(self, key: Hashable, outdated: Kept) -> None:
        """Forget this page, unless another request has built it anew meanwhile."""
        with self._lock:
            if self._pages.get(key) is outdated:
                del self._pages[key]
                self._bytes -= outdated.size
