"""Slugs and pinyin: what a title looks like in an address, and how it is typed by sound.

pypinyin takes a third of a second and 56 MB to load. Commands call the plain functions; a worker
that answers readers calls those ending in `_apart`, which ask a child process that is gone again
when the answer is there. Text without Han characters needs neither.
"""

import json
import logging
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from itertools import count

from blog.lib.fold import fold, simplify

LONGEST = 120  # characters in a slug, however it was made

_CUT = 60
_SECONDS = 10
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd]+")
_WORD = re.compile("[a-z0-9]+")
# -P keeps this folder, whose files are called mail or captcha, out of the child's way.
_CHILD = (
    "import json, sys; from pypinyin import lazy_pinyin;"
    "json.dump([lazy_pinyin(run) for run in json.load(sys.stdin)], sys.stdout)"
)

_Syllables = Callable[[Sequence[str]], list[list[str]]]
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """One text by its sound: 安全 has the slug `an-quan`, full `anquan`, initials `aq`."""

    slug: str
    full: str
    initials: str


def _syllables(runs: Sequence[str]) -> list[list[str]]:
    from pypinyin import lazy_pinyin

    return [lazy_pinyin(run) for run in runs]


def _syllables_apart(runs: Sequence[str]) -> list[list[str]]:
    try:
        child = subprocess.run(  # noqa: S603 (the text goes in by stdin, never as an argument)
            [sys.executable, "-P", "-c", _CHILD],
            input=json.dumps(runs),
            capture_output=True,
            text=True,
            encoding="ascii",
            timeout=_SECONDS,
            check=True,
        )
        answer: list[list[str]] = json.loads(child.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        _logger.warning("pinyin was not to be had, slugs go without: %s", error)
        return [[] for _ in runs]
    return answer


def _read(texts: Iterable[str], speak: _Syllables) -> list[Reading]:
    plain = [simplify(unicodedata.normalize("NFKC", text)) for text in texts]
    runs = list(dict.fromkeys(run for text in plain for run in _HAN.findall(text)))
    spoken = dict(zip(runs, speak(runs) if runs else [], strict=True))
    return [_reading(text, spoken) for text in plain]


def _reading(text: str, spoken: dict[str, list[str]]) -> Reading:
    def write(syllable: Callable[[str], str], joint: str, around: str) -> list[str]:
        def sound(run: re.Match[str]) -> str:
            return around + joint.join(map(syllable, spoken[run[0]])) + around

        return _WORD.findall(fold(_HAN.sub(sound, text)).replace("'", "").replace("’", ""))

    return Reading(
        slug=_cut(write(str, " ", " ")) or _fallback(text),
        full=" ".join(write(str, "", "")),
        initials=" ".join(write(lambda syllable: syllable[:1], "", "")),
    )


def _cut(words: list[str]) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_CUT]
        if len(longer) > _CUT:
            break
        slug = longer
    return slug


def _fallback(text: str) -> str:
    return f"post-{blake2s(text.encode(errors='replace'), digest_size=4).hexdigest()}"


def readings(texts: Iterable[str]) -> list[Reading]:
    """How each text sounds, by pypinyin in this process: for commands."""
    return _read(texts, _syllables)


def readings_apart(texts: Iterable[str]) -> list[Reading]:
    """As `readings`, by one child process for all texts, or none where no text holds Han.

    If the child fails or takes over ten seconds, Han characters stay silent and a warning is
    logged: a title of nothing else gets the slug `post-` and eight hexadecimal digits.
    """
    return _read(texts, _syllables_apart)


def slugify(text: str) -> str:
    """A slug of `[a-z0-9-]`: pinyin by syllable, Latin without accents, cut at a word by 60.

    Never empty: text with nothing to spell gives `post-` and digits that depend on it alone.
    """
    return readings([text])[0].slug


def slugify_apart(text: str) -> str:
    """As `slugify`, with pypinyin in a child process."""
    return readings_apart([text])[0].slug


def valid(slug: str) -> bool:
    """Whether an admin may use `slug` as typed.

    At most 120 characters: letters and digits of any script, in the form NFKC and lower case (two
    slugs that look alike are one), in words joined by single hyphens.
    """
    if len(slug) > LONGEST or slug != unicodedata.normalize("NFKC", slug).lower():
        return False
    return all(word and _is_word(word) for word in slug.split("-"))


def _is_word(word: str) -> bool:
    # Many scripts write their vowels as marks, but none begins a word with one.
    return word[0].isalnum() and all(unicodedata.category(c)[0] in "LMN" for c in word)


def unique(slug: str, taken: Callable[[str], bool]) -> str:
    """`slug`, or the first of `slug-2`, `slug-3`… that `taken` does not know, within 120."""
    if not taken(slug):
        return slug
    tails = (f"-{number}" for number in count(2))
    names = (slug[: LONGEST - len(tail)].rstrip("-") + tail for tail in tails)
    return next(name for name in names if not taken(name))
