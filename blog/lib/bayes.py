"""A small Bayesian filter: how much a text is like those that were called spam before.

Robinson's smoothed word probabilities joined by Fisher's method (G. Robinson, "A Statistical
Approach to the Spam Problem", Linux Journal, March 2003). Its known flaw: it takes words for
independent, and overlapping pairs of Han characters are not, so it is surer than it should be;
only the strongest few tokens count, which keeps long texts from growing certain by length alone.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from math import exp, log
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from blog.lib.bigrams import terms

MOST_TOKENS: Final = 600

# Robinson's s and x: a word never met counts as even, with the weight of half a sighting.
_STRENGTH, _UNKNOWN = 0.45, 0.5
_NEAR_EVEN = 0.1
_STRONGEST = 40
_REASONS = 6
_REPEATS = 5


class Counts(NamedTuple):
    """In how many spam and how many welcome texts something was."""

    spam: int
    ham: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One token that weighed: what kind it is, what it says, and how likely spam it alone makes."""

    kind: str
    value: str
    probability: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely spam, 0 to 1, and the tokens that weighed most, heaviest first."""

    probability: float
    reasons: tuple[Reason, ...]


def features(text: str, name: str = "", website: str = "", links: Iterable[str] = ()) -> set[str]:
    """The tokens of a comment, each `kind:value` and at most 600, to be scored or counted.

    Kinds: `word` (Han pairs and words), `name`, `site` and `link` (hosts with the domains above
    them), `links` (how many, up to 5), `repeat` (a word over five times), `same` (all the words
    as one hash: the same text sent again, whatever its spaces and stops).
    """
    words = terms(text)
    hosts = [host for link in links if (host := _host(link))]
    tokens = {f"links:{min(len(hosts), 5)}"}
    tokens.update(f"name:{term}" for term in terms(name))
    tokens.update(f"site:{domain}" for domain in _domains(_host(website)))
    tokens.update(f"link:{domain}" for host in hosts for domain in _domains(host))
    tokens.update(f"repeat:{word}" for word, n in Counter(words).items() if n > _REPEATS)
    if words:
        tokens.add(f"same:{blake2s(' '.join(words).encode(), digest_size=8).hexdigest()}")
    room = max(0, MOST_TOKENS - len(tokens))
    tokens.update(f"word:{word}" for word in list(dict.fromkeys(words))[:room])
    return set(sorted(tokens)[:MOST_TOKENS])


def _host(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


def _domains(host: str) -> list[str]:
    parts = host.split(".")
    return [".".join(parts[at:])[:100] for at in range(len(parts) - 1)]


def score(tokens: Collection[str], counts: Mapping[str, Counts], totals: Counts) -> Verdict:
    """What the counts of earlier texts say about a text with these tokens.

    `counts` holds the tokens that were met before, `totals` how many texts were judged. While
    there is none of one sort there is nothing to compare, and the answer is even: 0.5.
    """
    if not (totals.spam and totals.ham):
        return Verdict(0.5, ())
    judged = [(_probability(counts[token], totals), token) for token in tokens if token in counts]
    telling = [pair for pair in judged if abs(pair[0] - 0.5) >= _NEAR_EVEN]
    telling.sort(key=lambda pair: (-abs(pair[0] - 0.5), pair[1]))
    strongest = telling[:_STRONGEST]
    joint = _join([probability for probability, _ in strongest])
    return Verdict(joint, tuple(_reason(*pair) for pair in strongest[:_REASONS]))


def _reason(probability: float, token: str) -> Reason:
    kind, _, value = token.partition(":")
    return Reason(kind, value, probability)


def _probability(counts: Counts, totals: Counts) -> float:
    spam, ham = counts.spam / totals.spam, counts.ham / totals.ham
    seen = counts.spam + counts.ham
    raw = spam / (spam + ham) if seen else _UNKNOWN
    return (_STRENGTH * _UNKNOWN + seen * raw) / (_STRENGTH + seen)


def _join(probabilities: list[float]) -> float:
    if not probabilities:
        return 0.5
    degrees = 2 * len(probabilities)
    spam = _chi_square_tail(-2 * sum(log(1 - p) for p in probabilities), degrees)
    ham = _chi_square_tail(-2 * sum(log(p) for p in probabilities), degrees)
    return (1 + ham - spam) / 2


def _chi_square_tail(chi_square: float, degrees: int) -> float:
    """The chance of a chi-square at least this high, for an even number of degrees of freedom."""
    half = chi_square / 2
    term = total = exp(-half)
    for step in range(1, degrees // 2):
        term *= half / step
        total += term
    return min(total, 1.0)
