"""TeX to MathML by math-core, where that is installed; the source itself where it is not."""

import re

from markdown_it.common.utils import escapeHtml

try:
    from math_core import LatexError, LatexToMathML
except ImportError:  # the extra [math] is optional
    _converter = None
else:
    # No macros of the author's own: through them a short formula nests as deep as it likes.
    _converter = LatexToMathML(fancy_error=False, max_expansions=0)

# math-core recurses on the machine's stack and takes the process with it when that is full:
# seen at about 1,300 roots in one another on a thread's 1 MB, at 2,000 characters never.
LONGEST = 2_000

_TAG = re.compile(r"<(/?)([a-z]+)((?: [a-z-]+=\"[^\"<>]*\")*)(/?)>")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="[^"]*"')
# MathML Core (W3C), its presentation elements, and menclose which browsers draw at least in part.
_elements_named = (
    "math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms "
    "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover menclose"
)
_ELEMENTS = frozenset(_elements_named.split())
_attributes_named = (
    "accent accentunder columnspan depth dir display displaystyle fence form height intent "
    "largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rowspan "
    "rspace scriptlevel separator stretchy symmetric voffset width"
)
_ATTRIBUTES = frozenset(_attributes_named.split())


def _kept(tag: re.Match[str]) -> str:
    close, name, attributes, empty = tag.groups()
    kept = "".join(a[0] for a in _ATTRIBUTE.finditer(attributes) if a[1] in _ATTRIBUTES)
    return f"<{close}{name}{kept}{empty}>"


def formula(source: str, *, display: bool = False) -> str:
    """MathML for a formula in TeX, or `<code class="math">` with the source where that fails.

    Nothing but the elements and attributes of MathML Core comes out; no style, link or script.
    """
    as_typed = f'<code class="math">{escapeHtml(source)}</code>'
    if _converter is None or len(source) > LONGEST:
        return as_typed
    try:
        mathml = _converter.convert_with_local_state(source, displaystyle=display)
    except LatexError:
        return as_typed
    clean = _TAG.sub(_kept, mathml)
    if "<" in _TAG.sub("", clean) or not {tag[2] for tag in _TAG.finditer(clean)} <= _ELEMENTS:
        return as_typed
    return clean
