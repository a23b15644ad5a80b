"""The search: which documents hold what was asked for, in what order, shown how."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from blog.lib.bigrams import Probe, holder, probe, terms
from blog.lib.database import db
from blog.lib.fold import fold
from blog.lib.pinyin import sound_probes, sounds_like
from blog.lib.query import Query
from blog.models import hit, index, ranking, site
from blog.models.index import Ask, SearchName, SearchText
from blog.models.tag import Tag

PAGE = 10
BATCH = 100
"""How many documents are looked at and ranked together."""
FURTHEST = 20_000
"""How many documents are looked at before the search gives up: about half a second of work."""
MOST = 300
"""Results that can be paged to: who needs more asks better."""
SCANNED = 2000
"""How many of the newest titles are looked through for what no index tells, as one character."""

Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results; `more` says that another follows."""

    hits: Sequence[hit.Hit]
    number: int
    more: bool


def find(query: Query, number: int = 1) -> Found:
    """The results of that page: title before tags before text before sound."""
    wanted = min(number * PAGE, MOST) + 1
    found: list[int] = []
    for batch in _Search(query).batches():
        found += batch
        if len(found) >= wanted:
            break
    start = (number - 1) * PAGE
    more = len(found) > start + PAGE and start + PAGE < MOST
    return Found(hit.shown(found[start : start + PAGE], query), number, more)


@dataclass(slots=True)
class _Word:
    text: str
    probe: Probe = field(init=False)
    holds: Holds = field(init=False)
    sounds: list[Probe] = field(init=False)

    def __post_init__(self) -> None:
        self.probe = probe(self.text)
        self.holds = holder(self.text)
        self.sounds = sound_probes(self.text)

    def heard(self, name: SearchName) -> bool:
        return bool(self.sounds) and sounds_like(f"{name.title}\n{name.tags}", self.text)


class _Search:
    """One search: asks the index for documents, looks at them, ranks those that hold."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.words = [_Word(text) for text in query.words]
        excluded = {text: probe(text) for text in query.excluded}
        # What the index alone can tell it leaves out; the rest is looked for in the texts.
        self.without = [Ask("whole", asked) for asked in excluded.values() if asked.exact]
        self.excluded = [holder(text) for text, asked in excluded.items() if not asked.exact]
        self.tags = [_tag(name) for name in query.tags]
        self.shelves = [_shelves(name) for name in query.categories]
        self.seen: set[int] = set()
        self.looked = 0

    def batches(self) -> Iterator[list[int]]:
        """Results in the order they are shown, a batch at a time."""
        if not self.query or not all(self.shelves):
            return
        narrowing = [
            [Ask("shelf", Probe((f"c{number}",))) for number in ids] for ids in self.shelves
        ]
        narrowing += [[Ask("tags", Probe(tuple(terms(tag))))] for tag in self.tags if terms(tag)]
        known = [word for word in self.words if word.probe]
        if not (known or narrowing):
            self.excluded = [holder(text) for text in self.query.excluded]
            yield from self._look("named", self._scanned())
            return
        for part in ("title", "named", "whole") if self.words else ("whole",):
            clauses = [[Ask(part, word.probe)] for word in known]
            yield from self._look(part, self._asked(clauses + narrowing))
        if any(word.sounds for word in self.words):
            clauses = [
                [Ask("whole", word.probe), *(Ask("sound", sound) for sound in word.sounds)]
                for word in known
            ]
            yield from self._look("sound", self._asked(clauses + narrowing))

    def _asked(self, clauses: Sequence[Sequence[Ask]]) -> Iterator[Sequence[int]]:
        before = index.PAGES * 2
        while self.looked < FURTHEST:
            found = index.numbers(clauses, before, BATCH, self.without)
            self.looked += len(found)
            if found:
                yield found
            if len(found) < BATCH:
                return
            before = found[-1]

    def _scanned(self) -> Iterator[Sequence[int]]:
        yield [
            row.id
            for row in index.scan([word.text for word in self.words], SCANNED)
            if all(word.holds(row.title) or word.holds(row.tags) for word in self.words)
        ][:MOST]

    def _look(self, part: str, batches: Iterator[Sequence[int]]) -> Iterator[list[int]]:
        for batch in batches:
            numbers = [number for number in batch if number not in self.seen]
            held = self._held(part, numbers)
            self.seen.update(held)
            titled = {number: title for number, title in held.items() if self._titled(part, title)}
            rest = {number: title for number, title in held.items() if number not in titled}
            for group in (titled, rest):
                yield ranking.ranked(group, self.query.words) if group else []

    def _titled(self, part: str, title: str) -> bool:
        """Whether the title alone answers, by its letters or, where that is asked, its sound."""
        return all(
            word.holds(title)
            or (part == "sound" and bool(word.sounds) and sounds_like(title, word.text))
            for word in self.words
        )

    def _held(self, part: str, numbers: Sequence[int]) -> dict[int, str]:
        """Of these documents those that truly hold what is asked for, with their folded titles."""
        names = db.session.execute(
            select(SearchName.id, SearchName.title, SearchName.tags).where(
                SearchName.id.in_(numbers)
            )
        ).all()
        unsure = part == "sound" or not all(word.probe.exact for word in self.words)
        texts: dict[int, str] = {}
        if self.excluded or (unsure and part in {"whole", "sound"}):
            texts = _texts(numbers)
        held = {}
        for name in names:
            text = texts.get(name.id, "")
            if (
                all(f"\n{tag}\n" in name.tags for tag in self.tags)
                and (not unsure or self._holds(part, name, text))
                and not any(
                    holds(where)
                    for holds in self.excluded
                    for where in (name.title, name.tags, text)
                )
            ):
                held[name.id] = name.title
        return held

    def _holds(self, part: str, name: Any, text: str) -> bool:
        places = [name.title]
        if part != "title":
            places.append(name.tags)
        if part in {"whole", "sound"}:
            places.append(text)
        return all(
            any(map(word.holds, places)) or (part == "sound" and word.heard(name))
            for word in self.words
        )


def _texts(numbers: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(SearchText.id, SearchText.packed).where(SearchText.id.in_(numbers))
    )
    return {row.id: index.unpack(row.packed) for row in rows}


def _tag(name: str) -> str:
    """The folded name of the tag that this name or slug stands for."""
    tag = Tag.by_slug(name)
    return " ".join(fold(tag.name).split()) if tag else " ".join(name.split())


def _shelves(name: str) -> list[int]:
    """Ids of the categories of that folded name or slug."""
    return [
        shelf.id
        for shelf in site.current().shelves.values()
        if name in {fold(shelf.name), shelf.slug}
    ]
