"""Code blocks: colours by Pygments as CSS classes, or plain where it knows no colours."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it.common.utils import escapeHtml

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Some lexers take quadratic time on hostile input; longer listings stay uncoloured.
LONGEST = 50_000

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+#.-]{0,29}")


@lru_cache(maxsize=64)
def _lexer(name: str) -> "Lexer | None":
    # Only a save needs Pygments; a worker that serves readers never loads its tables.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _coloured(source: str, lexer: "Lexer") -> str:
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter

    # The formatter ends its last line with a newline that the source may not have.
    text: str = highlight(source, lexer, HtmlFormatter(nowrap=True))
    return text if source.endswith("\n") else text.removesuffix("\n")


def code_block(source: str, info: str = "") -> str:
    """A `<pre>` that the keyboard can scroll; the first word of `info` names the language.

    The name stands in `class="language-…"` and, for a caption by CSS, in `data-lang`.
    """
    named = _NAME.match(info.strip())
    if named is None:
        return f'<pre class="code" tabindex="0"><code>{escapeHtml(source)}</code></pre>\n'
    name = named[0].lower()
    lexer = _lexer(name) if len(source) <= LONGEST else None
    body = _coloured(source, lexer) if lexer else escapeHtml(source)
    return (
        f'<pre class="code" tabindex="0" data-lang="{name}">'
        f'<code class="language-{name}">{body}</code></pre>\n'
    )
