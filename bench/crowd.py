"""Those who use a blog for minutes: each a thread that notes what every answer was."""

import http.client
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Self
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bench import blog
from bench.people import Admin, Answer, Line

ARTICLES = 10_000
HAN = 300
MOVED = range(1, 51)
"""Articles that are put off by some seconds, again and again; meanwhile readers are told 404."""
EXPECTED = {
    "hit": {200, 404}, "list": {200}, "search": {200}, "feed": {200, 304}, "comment": {303},
    "save": {303}, "upload": {201}, "reschedule": {303}, "look": {200, 404},
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What became of the requests of one kind."""

    waits: list[float] = field(default_factory=list)  # milliseconds
    statuses: Counter[int] = field(default_factory=Counter)
    cut: int = 0


class Crowd:
    """All of them, what they noted, and whether the server is just being restarted."""

    def __init__(self, port: int, zone: str) -> None:
        self.port, self.zone = port, ZoneInfo(zone)
        self.ended = threading.Event()
        self.restarting = False
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        # Hits by article; under 0 stands whatever is none.
        self.answered: Counter[int] = Counter()
        self.cut: Counter[int] = Counter()
        self.failures: list[str] = []
        self.excused = 0
        self.late: list[float] = []  # seconds
        self._lock = threading.Lock()
        kinds = [_Reader] * 8 + [_Commenter] * 2 + [_Searcher, _Subscriber, _Stroller, _Writer]
        self.people = [kind(self, number) for number, kind in enumerate(kinds)]

    def __enter__(self) -> Self:
        for person in self.people:
            person.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for person in self.people:
            person.join()

    def note(self, kind: str, act: Callable[[], Answer], hit: int = 0) -> Answer | None:
        """Do it, and note what came of it; None when the connection was cut, or never came about.

        Nobody can have heard what was refused, so it is not noted. `hit` is the article that a
        hit is of, 0 for whatever is none.
        """
        excused, begun = self.restarting, time.monotonic()
        try:
            answer = act()
        except (OSError, http.client.HTTPException) as error:
            if not isinstance(error, ConnectionRefusedError):
                with self._lock:
                    self.tallies[kind].cut += 1
                    self.cut[hit] += 1
            self.ended.wait(0.05)
            return None
        spent = (time.monotonic() - begun) * 1000
        with self._lock:
            self.tallies[kind].waits.append(spent)
            self.tallies[kind].statuses[answer.status] += 1
            self.answered[hit] += answer.status == 200
            if answer.status not in EXPECTED[kind]:
                if excused or self.restarting:
                    self.excused += 1
                else:
                    said = answer.body[:200].decode(errors="replace")
                    self.failures.append(f"{kind} was answered {answer.status}: {said}")
        return answer


class _Person(threading.Thread):
    pause = 0.0

    def __init__(self, crowd: Crowd, number: int) -> None:
        super().__init__(daemon=True)
        self.crowd, self.drawn = crowd, random.Random(number)
        self.line = Line(crowd.port)

    def run(self) -> None:
        while not self.crowd.ended.wait(self.pause):
            self.act()

    def act(self) -> None:
        raise NotImplementedError

    def get(self, kind: str, path: str, hit: int = 0, **headers: str) -> Answer | None:
        return self.crowd.note(kind, lambda: self.line.ask("GET", path, **headers), hit)


class _Reader(_Person):
    """Reads articles, few of them often, most of them hardly ever (Zipf's law)."""

    weights = list(accumulate(1 / rank for rank in range(1, ARTICLES + 1)))
    ranked = random.Random(0).sample(range(1, ARTICLES + 1), ARTICLES)

    def act(self) -> None:
        packed = {"Accept_Encoding": "gzip"} if self.drawn.random() < 0.5 else {}
        for article in self.drawn.choices(self.ranked, cum_weights=self.weights, k=20):
            self.get("hit", f"/articles/article-{article}", article, **packed)
            if self.crowd.ended.wait(0.002):
                return


class _Commenter(_Person):
    pause = 0.5

    def act(self) -> None:
        article = self.drawn.choice(_Reader.ranked[:200])
        if article not in MOVED:
            self.crowd.note("comment", lambda: self.line.comment(article))


class _Searcher(_Person):
    pause = 0.2

    def act(self) -> None:
        text = blog.body(self.drawn.randrange(20), HAN).replace("\n", "")
        start = self.drawn.randrange(len(text) - 4)
        wanted = quote(text[start : start + self.drawn.randint(2, 4)])
        # One reader alone would be told to wait a minute.
        reader = f"10.1.{self.drawn.randrange(256)}.{self.drawn.randrange(256)}"
        self.get("search", f"/search?q={wanted}", X_Forwarded_For=reader)


class _Subscriber(_Person):
    """A feed reader, which says what it has already."""

    pause = 0.2

    def __init__(self, crowd: Crowd, number: int) -> None:
        super().__init__(crowd, number)
        self.tags: dict[str, str] = {}

    def act(self) -> None:
        shelves = (
            f"/tags/t{self.drawn.randint(1, 60)}/",
            f"/categories/c{self.drawn.randint(1, 8)}/",
        )
        path = self.drawn.choice(["/", *shelves, "/comments/"]) + "feed.atom"
        known = {"If_None_Match": self.tags[path]} if self.tags.get(path) else {}
        answer = self.get("feed", path, **known)
        if answer is not None and answer.tag:
            self.tags[path] = answer.tag


class _Stroller(_Person):
    pause = 0.1

    def act(self) -> None:
        page = self.drawn.randint(1, 500)
        paths = [
            "/",
            f"/?page={page}",
            f"/tags/t{page % 60 + 1}",
            "/archive",
            "/tags",
            "/sitemap.xml",
        ]
        self.get("list", self.drawn.choice(paths))


class _Writer(_Person):
    """The admin: saves each second, uploads now and then, puts articles off."""

    pause = 1.0

    def __init__(self, crowd: Crowd, number: int) -> None:
        super().__init__(crowd, number)
        self.admin = Admin(crowd.port)
        self.deeds = 0
        self.due: dict[int, datetime] = {}

    def act(self) -> None:
        self.deeds += 1
        deed, note, admin = self.deeds, self.crowd.note, self.admin
        hot = _Reader.ranked[deed % 100]
        if hot not in MOVED:
            note("save", lambda: admin.save(hot, f"第 {deed} 次。"))
        if deed % 5 == 0:
            note("upload", lambda: admin.upload(deed))
        if deed % 4 == 0 and len(self.due) < 10:
            free = self.drawn.choice([article for article in MOVED if article not in self.due])
            at = datetime.now(self.crowd.zone).replace(microsecond=0) + timedelta(seconds=8)
            answer = note("reschedule", lambda: admin.reschedule(free, at))
            if answer is not None and answer.status == 303:
                self.due[free] = at
        self._look()

    def _look(self) -> None:
        """See whether what is due is there; a HEAD counts nothing."""
        for article, at in list(self.due.items()):
            late = (datetime.now(self.crowd.zone) - at).total_seconds()
            if late < 0:
                continue
            path = f"/articles/article-{article}"
            answer = self.crowd.note("look", lambda path=path: self.line.ask("HEAD", path))
            if answer is not None and answer.status == 200:
                self.crowd.late.append(late)
                del self.due[article]
