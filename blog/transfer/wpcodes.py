"""WordPress's shortcodes in the text of a post, turned into the HTML that says the same."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_ATTRIBUTE = re.compile(r"""([\w-]+)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_CODE = re.compile(
    r"\[(code|sourcecode|cc|cci|php|html|css|js|javascript|java|python|ruby|bash|sql|xml)"
    r"((?:\s[^\]]{0,500})?)\](.{0,200000}?)\[/\1\]",
    re.DOTALL,
)
_CAPTION = re.compile(
    r"\[(?:wp_)?caption((?:\s[^\]]{0,2000})?)\](.{0,20000}?)\[/(?:wp_)?caption\]", re.DOTALL
)
_EMBED = re.compile(r"\[embed(?:\s[^\]]{0,500})?\]\s{0,99}(\S{1,2000}?)\s{0,99}\[/embed\]")
_PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_TAG = re.compile(
    r"(?P<open>\[?)\[(?P<name>/?[A-Za-z][\w-]{0,60})"
    r"(?P<rest>(?:[\s=](?:[^\[\]\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,200})?)/?\](?P<close>\]?)"
)
_KEPT = re.compile(r"(<(pre|code)\b[^>]*>.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
_SITES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
}


@dataclass(slots=True)
class Codes:
    """The shortcodes of one post; `gallery` gives the HTML of pictures by their numbers.

    None for the numbers means all pictures of the post; no answer leaves the tag as code.
    """

    gallery: Callable[[list[str] | None], str]
    unknown: list[str] = field(default_factory=list)

    def plain(self, text: str) -> str:
        """The text without shortcodes; those nobody knows stay readable, and stand in `unknown`."""
        if "[" not in text:
            return text
        text = _EMBED.sub(r"\n\n\1\n\n", _CAPTION.sub(_caption, _CODE.sub(_code, text)))
        ends = set(re.findall(r"\[/([\w-]{1,60})\]", text))
        pieces = _KEPT.split(text)
        # Every third piece is code as it stands, the one after it the name of its element.
        return "".join(
            _TAG.sub(lambda found: self._tag(found, ends), piece) if at % 3 == 0 else piece
            for at, piece in enumerate(pieces)
            if at % 3 != 2
        )

    def _tag(self, found: re.Match[str], ends: set[str]) -> str:
        if found["open"] and found["close"]:
            return found[0][1:-1]
        name, given = found["name"], attributes(found["rest"])
        made = self._known(name, given, found["rest"])
        if made is None:
            if not (given or name.startswith("/") or name in ends or name in _SITES):
                return found[0]  # brackets that someone wrote: [sic]
            self.unknown.append(name.lstrip("/"))
            inner = found[0].removeprefix(found["open"]).removesuffix(found["close"])
            made = f"<code>{html.escape(inner, quote=False)}</code>"
        return f"{found['open']}{made}{found['close']}"

    def _known(self, name: str, given: dict[str, str], rest: str) -> str | None:
        if name == "gallery":
            ids = given.get("ids") or given.get("include")
            return self.gallery(re.findall(r"\d+", ids) if ids else None) or None
        if name in {"audio", "video"}:
            names = ("src", "mp4", "mp3", "m4a", "ogg", "webm", "m4v", "wav", "flac")
            address = next((given[n] for n in names if n in given), "")
            return f"\n\n{address}\n\n" if re.fullmatch(r"https?://\S+", address) else None
        if name in {"/audio", "/video"}:
            return ""
        if name in _SITES:
            said = rest.strip(" =\t\"'").replace("&amp;", "&").partition(" ")[0]
            number = given.get("id") or given.get("bv") or said
            if re.fullmatch(r"https?://\S+", said):
                return f"\n\n{said}\n\n"
            if re.fullmatch(r"[\w-]{3,40}", number):
                return f"\n\n{_SITES[name].format(number)}\n\n"
        return None


def attributes(text: str) -> dict[str, str]:
    """The named attributes of a tag."""
    return {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(text)}


def _code(found: re.Match[str]) -> str:
    name, given, code = found[1], attributes(found[2]), found[3]
    if name in {"code", "sourcecode", "cc", "cci"}:
        name = given.get("lang") or given.get("language") or ""
    if re.search(r"<(?!br\b|/?p>)", code):
        code = html.escape(code, quote=False)
    shown = f' class="language-{name}"' if re.fullmatch(r"[\w+#.-]{1,30}", name) else ""
    if "\n" not in code.strip() and not shown:
        return f"<code>{code}</code>"
    return f"<pre{shown}>{code.strip(chr(10))}</pre>"


def _caption(found: re.Match[str]) -> str:
    parts = _PICTURE.fullmatch(found[2])
    if parts is None:
        return found[2]
    words = parts[2].strip() or html.escape(attributes(found[1]).get("caption", ""))
    return f"\n\n<figure>{parts[1]}<figcaption>{words}</figcaption></figure>\n\n"
