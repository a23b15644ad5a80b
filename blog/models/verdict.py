"""The verdict on a comment: shown at once, held for the admin, or put with the spam, and why."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from blog.lib import bayes
from blog.lib.database import one_row
from blog.lib.fold import fold
from blog.lib.i18n import mark
from blog.models import site, spam
from blog.models.comment import State
from blog.models.limit import Limit
from blog.models.setting import Settings

MANY_LINKS: Final = 3
LIKELY: Final = 0.65
CERTAIN: Final = 0.95
SAME_FROM: Final = 20
"""Characters from which on the same text sent again is no mere thanks."""

REASONS: Final = {
    "trap": mark("A field that people cannot see was filled in"),
    "word": mark("Blocked word: %(detail)s"),
    "address": mark("Blocked network address"),
    "domain": mark("Blocked mail domain: %(detail)s"),
    "author": mark("The author's name"),
    "links": mark("Links: %(detail)s"),
    "same": mark("The same text was sent before"),
    "score": mark("%(detail)s%% like spam"),
    "token": mark("Met in spam: %(detail)s"),
    "first": mark("First comment of this person"),
    "all": mark("All comments are held"),
}
"""What the admin reads, by the code of a reason."""

Reasons = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """What is judged: what a reader typed, the cleaned HTML of it, and where it came from."""

    name: str
    email: str
    website: str
    body: str
    html: str
    address: str
    trapped: bool = False
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a comment goes, how likely spam it is from 0 to 1, and why."""

    state: State
    score: float
    reasons: Reasons

    @property
    def packed(self) -> str:
        """The reasons as a comment keeps them."""
        return json.dumps(self.reasons, ensure_ascii=False)


def judge(words: Words) -> Verdict:
    """The verdict by the site's policy, its blocklists and what the filter learnt."""
    settings = site.current().settings
    blocked = _blocked(words, settings)
    links = spam.links(words.html)
    found = spam.score(words.body, words.name, words.website, links)
    looks = _looks(words, len(links), settings) + _scored(found)
    policy = settings.comment_policy
    wanted: Reasons = [("all", "")] if policy == "all" else []
    if policy == "first" and not _known(words):
        wanted = [("first", "")]
    if blocked or (found.probability >= CERTAIN and policy != "none"):
        state = State.SPAM
    elif words.trapped or wanted or (looks and policy != "none"):
        state = State.HELD
    else:
        state = State.APPROVED
    trap: Reasons = [("trap", "")] if words.trapped else []
    return Verdict(state, found.probability, blocked + trap + looks + wanted)


def _blocked(words: Words, settings: Settings) -> Reasons:
    reasons: Reasons = []
    if settings.blocked_words:
        text = fold(f"{words.name}\n{words.email}\n{words.website}\n{words.body}")
        reasons += [("word", word) for word in settings.blocked_words if fold(word) in text]
    if settings.blocked_domains:
        domain = words.email.rpartition("@")[2]
        reasons += [
            ("domain", listed)
            for listed in settings.blocked_domains
            if f".{domain}".endswith("." + listed.lower().lstrip("@."))
        ]
    if settings.blocked_addresses and banned(words.address, settings.blocked_addresses):
        reasons.append(("address", ""))
    return reasons


def banned(address: str, listed: Sequence[str]) -> bool:
    """Whether an address, or the network that stands for one, is in this list of networks."""
    here = _network(address)
    return here is not None and any(
        there.version == here.version and here.subnet_of(there)  # type: ignore[arg-type]  # of one version
        for line in listed
        if (there := _network(line)) is not None
    )


@lru_cache(maxsize=4096)
def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _looks(words: Words, links: int, settings: Settings) -> Reasons:
    """What makes a comment suspicious before anything was learnt."""
    reasons: Reasons = []
    if links >= MANY_LINKS:
        reasons.append(("links", str(links)))
    if settings.author and fold(words.name.strip()) == fold(settings.author):
        reasons.append(("author", ""))
    if len(words.body) >= SAME_FROM and not words.edited:
        text = blake2s(fold(words.body).encode(), digest_size=16).hexdigest()
        if not Limit.take(f"same comment {text}", 1, 24 * 3600):
            reasons.append(("same", ""))
    return reasons


def _scored(found: bayes.Verdict) -> Reasons:
    if found.probability < LIKELY:
        return []
    telling = [
        ("token", reason.value)
        for reason in found.reasons
        if reason.probability > 0.5 and reason.kind not in {"same", "links"}
    ]
    return [("score", str(round(found.probability * 100))), *telling[:4]]


def _known(words: Words) -> bool:
    """Whether a comment of this person was approved before.

    A mail address is never shown, so it is known to its owner; without one the name must come
    from the same network address.
    """
    if words.email:
        return _exists("email = ?", (words.email,))
    return _exists("address = ? AND name = ?", (words.address, words.name))


def _exists(where: str, values: tuple[str, ...]) -> bool:
    sql = f"SELECT 1 FROM comments WHERE {where} AND state = 'approved' LIMIT 1"  # noqa: S608 - conditions of our own
    return one_row(sql, values) is not None
