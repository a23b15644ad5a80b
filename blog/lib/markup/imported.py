"""Raw HTML, from imports or from an author who was allowed to write it, made safe by nh3."""

import re

import nh3

from blog.lib.markup.shape import RESERVED
from blog.lib.markup.text import tidy

_tags_named = (
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp "
    "section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var "
    "wbr"
)
_TAGS = frozenset(_tags_named.split())
_ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "title", "role", "aria-label", "aria-hidden", "tabindex"},
    "a": {"href", "rel"},
    "img": {
        *("src", "srcset", "sizes", "width", "height", "alt"),
        *("loading", "decoding", "fetchpriority", "referrerpolicy"),
    },
    "pre": {"data-lang"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "input": {"checked", "disabled", "type"},
    "details": {"open"},
}
# What our own renderer writes; another class or role could dress a passage up as the page's own.
_classes_named = (
    "code table card video site address anchor footnote-ref footnotes footnote-backref math task "
    "left right center"
)
_CLASSES = frozenset(_classes_named.split())
_CLASS = re.compile(r"language-[a-z0-9_+#.-]{1,30}|[a-z][a-z0-9]{0,2}")
_ROLES = frozenset(("group", "doc-noteref", "doc-backlink", "doc-endnotes"))
_ID = re.compile(r"[^\s\"'<>&]{1,100}")
_H1 = re.compile(r"<(/?)h1(?=[\s/>])", re.IGNORECASE)
_ELSEWHERE = re.compile(r' href="(?:https?:|//)', re.IGNORECASE)
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [^\s"=<>]+="[^"]*")*)>')


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [word for word in value.split() if word in _CLASSES or _CLASS.fullmatch(word)]
        return " ".join(kept) or None
    if name == "id":
        taken = value.lower() in RESERVED or value.lower().startswith("comment-")
        return value if _ID.fullmatch(value) and not taken else None
    if name == "role":
        return value if value in _ROLES else None
    if name == "tabindex":
        return value if value in ("0", "-1") and tag in ("a", "pre", "div") else None
    if name == "rel":
        return "noopener" if "noopener" in value.split() else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    link_rel=None,
    url_schemes={"http", "https", "mailto", "tel"},
    set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
)


def _finished(tag: re.Match[str]) -> str:
    """An opening tag with what the author of raw HTML cannot be expected to write."""
    name, attributes = tag.groups()
    if name == "a" and " rel=" not in attributes and _ELSEWHERE.search(attributes):
        attributes += ' rel="noopener"'
    if name == "img":
        attributes += "" if " alt=" in attributes else ' alt=""'
        if " loading=" not in attributes and " fetchpriority=" not in attributes:
            attributes += ' loading="lazy" decoding="async" referrerpolicy="no-referrer"'
    return f"<{name}{attributes}>"


def clean_imported(html: str) -> str:
    """Safe HTML for an article's body: text and structure stay, whatever runs or dresses up goes.

    An `h1` becomes `h2`. Addresses are http, https, mailto, tel or relative; no style, script,
    frame, form (but a dead checkbox), SVG or MathML; no id or class that the blog's pages use.
    """
    clean = _CLEANER.clean(_H1.sub(r"<\1h2", tidy(html)))
    # Once more, for the characters that were written as numbers (&#1;): no feed may hold them.
    return _TAG.sub(_finished, tidy(clean))
