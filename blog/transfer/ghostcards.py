"""Ghost's own document formats, mobiledoc and lexical, as the HTML that Ghost makes of them."""

import html
import json
from collections.abc import Sequence
from typing import Any

from blog.lib.terminal import gettext as _

DEEPEST = 60
_FORMATS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"))


class Broken(ValueError):
    """The document is none that Ghost would have written."""


def html_of(mobiledoc: str, lexical: str) -> str:
    """The HTML of whichever document there is; empty for none. Raises Broken."""
    try:
        if lexical:
            return _node(json.loads(lexical)["root"], 0)
        return _mobiledoc(json.loads(mobiledoc)) if mobiledoc else ""
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Broken(_("has a text in a form that cannot be read")) from error


def markdown_of(mobiledoc: str) -> str | None:
    """The Markdown, where the whole document is one card of it, as Ghost 1 wrote all posts."""
    try:
        cards = json.loads(mobiledoc)["cards"] if mobiledoc else []
        sections = json.loads(mobiledoc)["sections"] if mobiledoc else []
        alone = len(cards) == 1 and cards[0][0] in {"card-markdown", "markdown"}
        if alone and [section[0] for section in sections] == [10]:
            return str(cards[0][1]["markdown"])
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    return None


def _card(name: str, card: dict[str, Any]) -> str:
    """What a card of either format shows."""
    said = {key: str(card.get(key) or "") for key in ("src", "url", "html", "code", "caption")}
    if name == "image":
        alt = html.escape(str(card.get("alt") or card.get("altText") or ""))
        words = f"<figcaption>{said['caption']}</figcaption>"
        return f'<figure><img src="{html.escape(said["src"])}" alt="{alt}">{words}</figure>'
    if name == "gallery":
        return "".join(_card("image", picture) for picture in card.get("images", []))
    if name in {"code", "codeblock"}:
        language = html.escape(str(card.get("language") or ""))
        return f'<pre class="language-{language}">{html.escape(said["code"])}</pre>'
    if name in {"hr", "horizontalrule"}:
        return "<hr>"
    if name in {"markdown", "card-markdown"}:
        return f"<p>{html.escape(str(card.get('markdown') or ''))}</p>"
    if name in {"embed", "bookmark", "video", "audio", "file"}:
        address = html.escape(said["url"] or said["src"])
        return f'<p><a href="{address}">{address}</a></p>' if address else ""
    return said["html"]


def _node(node: dict[str, Any], depth: int) -> str:
    """A node of lexical, with all that is within it."""
    if depth > DEEPEST:
        raise Broken(_("is nested too deeply"))
    kind = str(node.get("type", ""))
    if kind in {"text", "extended-text"}:
        text = html.escape(str(node.get("text") or ""), quote=False)
        for bit, tag in _FORMATS:
            if int(node.get("format") or 0) & bit:
                text = f"<{tag}>{text}</{tag}>"
        return text
    inner = "".join(_node(child, depth + 1) for child in node.get("children", []))
    if kind == "linebreak":
        return "<br>"
    if kind in {"link", "autolink"}:
        return f'<a href="{html.escape(str(node.get("url") or ""))}">{inner}</a>'
    tags = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}
    if kind in {"heading", "extended-heading", "list"}:
        tag = str(node.get("tag") or "p")
        return f"<{tag}>{inner}</{tag}>" if tag.isalnum() else inner
    if tag := tags.get(kind.removeprefix("extended-"), ""):
        return f"<{tag}>{inner}</{tag}>"
    return inner or _card(kind, node)


def _mobiledoc(document: dict[str, Any]) -> str:
    """Sections of mobiledoc 0.3: 1 is a block, 2 a picture, 3 a list, 10 a card."""
    made = []
    for section in document["sections"]:
        if section[0] == 1:
            made.append(_block(section[1], section[2], document))
        elif section[0] == 2:
            made.append(_card("image", {"src": section[1]}))
        elif section[0] == 3:
            items = "".join(_block("li", markers, document) for markers in section[2])
            made.append(f"<{_tag(section[1])}>{items}</{_tag(section[1])}>")
        elif section[0] == 10:
            name, card = document["cards"][section[1]]
            made.append(_card(name, card))
    return "\n".join(made)


def _tag(name: object) -> str:
    return str(name) if str(name).isalnum() else "p"


def _block(tag: object, markers: Sequence[Any], document: dict[str, Any]) -> str:
    """A block's markers: kind, markups that open, how many close, text or number of an atom."""
    made, opened = [], []
    for kind, opens, closes, value in markers:
        for number in opens:
            name, *attributes = document["markups"][number]
            pairs = dict(zip(*[iter(attributes[0])] * 2, strict=False)) if attributes else {}
            address = html.escape(str(pairs.get("href", "")))
            made.append(f'<a href="{address}">' if name == "a" else f"<{_tag(name)}>")
            opened.append(_tag(name))
        made.append("<br>" if kind == 1 else html.escape(str(value), quote=False))
        made += [f"</{opened.pop()}>" for _tag in range(min(int(closes), len(opened)))]
    return f"<{_tag(tag)}>{''.join(made)}</{_tag(tag)}>"
