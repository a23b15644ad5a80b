"""Paragraphs of WordPress's classic editor, which stored blank lines and no `<p>`."""

import re

_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|"
    "blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|"
    "footer|nav|figure|figcaption|details|menu|summary"
)
_OPENING = re.compile(rf"(<(?:{_BLOCKS})(?=[\s/>])[^>]{{0,4000}}>)", re.IGNORECASE)
_CLOSING = re.compile(rf"(</(?:{_BLOCKS})\s{{0,9}}>|<hr\b[^>]{{0,200}}>)", re.IGNORECASE)
_KEPT = re.compile(
    r"<(pre|script|style|textarea|svg)\b[^>]{0,4000}>.*?</\1\s{0,9}>", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,8000}>")
_ONE = re.compile(rf"</?(?:{_BLOCKS})(?=[\s/>])", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """The HTML that a theme made of this text: blank lines part paragraphs, other breaks stay.

    Follows what WordPress documents for `wpautop`: blocks stand by themselves, `<pre>` is left
    alone, a line break within a paragraph becomes `<br>`.
    """
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n<pre kept{len(kept) - 1}></pre>\n\n"

    text = _KEPT.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _TAG.sub(lambda found: found[0].replace("\n", " "), text)
    text = re.sub(r"<br\s{0,9}/?>\s{0,99}<br\s{0,9}/?>", "\n\n", text, flags=re.IGNORECASE)
    text = _CLOSING.sub(r"\1\n\n", _OPENING.sub(r"\n\n\1", text))
    pieces = (piece.strip() for piece in re.split(r"\n[ \t]*\n\s*", text))
    made = "\n".join(_wrapped(piece) for piece in pieces if piece)
    return re.sub(r"<pre kept(\d+)></pre>", lambda found: kept[int(found[1])], made)


def _wrapped(piece: str) -> str:
    if _ONE.match(piece):
        # Text right after an opening tag belongs to that block: its breaks stay, too.
        opening = _OPENING.match(piece)
        return (opening[0] + _broken(piece[opening.end() :])) if opening else piece
    end = re.search(rf"</(?:{_BLOCKS})\s{{0,9}}>\Z", piece, re.IGNORECASE)
    if end:  # the last words of a block that has more of them
        return f"<p>{_broken(piece[: end.start()].rstrip())}</p>{end[0]}"
    return f"<p>{_broken(piece)}</p>"


def _broken(piece: str) -> str:
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)[ \t]*\n", "<br>\n", piece)
