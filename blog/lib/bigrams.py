"""Words for an index: Han text by overlapping pairs, everything else by words.

The same terms serve SQLite FTS5 and PostgreSQL's `simple` configuration. A search asks for all
terms of what was typed, then looks whether the folded text really holds it: pairs say where to
look, the text decides.
"""

import re
from itertools import pairwise

from blog.lib.fold import fold

# Scripts written without spaces, or with words too long to be looked for whole: Han with 々 and 〇,
# kana, Hangul, bopomofo.
_UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003fffd"
)
_RUN = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|[^\\W_{_UNSPACED}]+")
# PostgreSQL refuses a lexeme over 2,046 bytes; nobody looks for a word of 64 letters by its end.
_LONGEST = 64


def _split(folded: str, single: bool) -> list[str]:
    found: list[str] = []
    for run in _RUN.finditer(folded):
        word = run[0]
        if run["unspaced"] is None:
            found.append(word[:_LONGEST])
        elif len(word) > 1:
            found.extend(map("".join, pairwise(word)))
        elif single:
            found.append(word)
    return found


def terms(text: str) -> list[str]:
    """The terms of `text` for an index, folded, in order and as often as they stand there.

    A run of one Han character is a term of its own, so that it counts as a word.
    """
    return _split(fold(text), single=True)


def query_terms(text: str) -> list[str]:
    """The terms that every text holding `text` must have, each once; none if no index can tell.

    A lone Han character is left out: in the texts it mostly stands inside pairs. Where a word
    begins or ends with the query, a text may hold a longer one; callers that want those found
    ask for the last term as a prefix.
    """
    return list(dict.fromkeys(_split(fold(text), single=False)))
