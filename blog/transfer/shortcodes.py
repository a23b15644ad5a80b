"""Tags of Hexo, Jekyll and Hugo, turned into the Markdown that says the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial

from blog.transfer import prose, wording

_REST = r"(?P<rest>(?:\s[^\n]{0,500}?)?)"
_FENCED = re.compile(
    r"(?:\{%-?\s{0,9}(?P<name>codeblock|code|highlight)" + _REST + r"-?%\}"
    r"|\{\{[<%]\s{0,9}(?P<hugo>highlight)(?P<hugo_rest>\s[^\n]{0,500}?)[>%]\}\})[ \t]{0,99}\n?"
)
_QUOTE = re.compile(
    r"\{%-?\s{0,9}(?P<name>blockquote|quote|pullquote|centerquote|cq|note|raw)" + _REST + r"-?%\}"
)
_LIQUID = re.compile(r"\{%-?\s{0,9}(?P<name>[a-z_]{1,40})" + _REST + r"-?%\}")
_HUGO = re.compile(r"\{\{[<%]\s{0,9}(?P<name>/?[\w./-]{1,60})" + _REST + r"/?\s{0,9}[>%]\}\}")
_SITE = re.compile(
    r"\{\{-?\s{0,9}(?:site\.(?:baseurl|url)|page\.url)\s{0,9}(?:\|[^{}\n]{0,200})?-?\}\}"
)
_FILTERED = re.compile(
    r"\{\{-?\s{0,9}[\"']([^\"'\n]{0,500})[\"']\s{0,9}\|"
    r"\s{0,9}(?:relative_url|absolute_url|prepend:[^{}\n]{0,200}?)\s{0,9}-?\}\}"
)
VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
}


@dataclass(slots=True)
class Shortcodes:
    """One text's tags; `post` gives the address of an article named by a tag, None if unknown."""

    post: Callable[[str], tuple[str, str] | None]
    unknown: list[str] = field(default_factory=list)

    def plain(self, text: str) -> str:
        """The text with its tags as Markdown; tags nobody knows stay, and stand in `unknown`."""
        if "{%" not in text and "{{" not in text:
            return text
        # Fences first: what they hold is code from then on.
        text = prose.outside_code(text, lambda piece: _blocks(_FENCED, wording.fence, piece))
        return prose.outside_code(text, self._piece)

    def _piece(self, text: str) -> str:
        text = _blocks(_QUOTE, wording.quote, text)
        text = prose.substitute(_SITE, lambda _found: "", text)
        text = prose.substitute(_FILTERED, lambda found: found[1], text)
        text = prose.substitute(_LIQUID, partial(self._tag, known=_LIQUID_TAGS), text)
        return prose.substitute(_HUGO, partial(self._tag, known=_HUGO_TAGS), text)

    def _tag(
        self,
        found: re.Match[str],
        known: dict[str, Callable[["Shortcodes", list[str]], str | None]],
    ) -> str:
        name = found["name"]
        made = known[name](self, wording.words(found["rest"])) if name in known else None
        if made is None:
            self.unknown.append(name)
            return found[0]
        return made

    def link(self, arguments: list[str]) -> str | None:
        """Hexo's `post_link name [title]`."""
        found = self.post(arguments[0]) if arguments else None
        if found is None:
            return None
        address, title = found
        given = [word for word in arguments[1:] if word not in {"true", "false"}]
        return f"[{wording.escaped(' '.join(given) or title)}]({address})"

    def address(self, arguments: list[str]) -> str | None:
        """Jekyll's `post_url name`, Hexo's `post_path name`, Hugo's `ref "name"`."""
        if not arguments:
            return None
        name, hash_, anchor = arguments[0].partition("#")
        if not name:
            return hash_ + anchor
        found = self.post(name)
        return found[0] + hash_ + anchor if found else None


def _blocks(opening: re.Pattern[str], make: Callable[[re.Match[str], str], str], text: str) -> str:
    """The text with each block from an opening tag to its end made anew; one without end stays."""
    done: list[str] = []
    at = 0
    code = prose.spans(text)
    endless: set[str] = set()
    for found in opening.finditer(text):
        name = found["name"] or f"/{found['hugo']}"
        inside = any(start < found.start() < end for start, end in code)
        if found.start() < at or name in endless or inside:
            continue
        closing = _closing(name).search(text, found.end())
        if closing is None:
            endless.add(name)
            continue
        done += [text[at : found.start()], make(found, text[found.end() : closing.start()])]
        at = closing.end()
    return "".join([*done, text[at:]])


@cache
def _closing(name: str) -> re.Pattern[str]:
    if name.startswith("/"):
        return re.compile(r"\{\{[<%]\s{0,9}" + name + r"\s{0,9}[>%]\}\}")
    return re.compile(r"\{%-?\s{0,9}end" + name + r"\s{0,9}-?%\}")


def _hexo_picture(_tags: Shortcodes, arguments: list[str]) -> str | None:
    """`img [class] address [width [height]] [title [alt]]`: the first word with a dot or slash."""
    for number, word in enumerate(arguments):
        if "." in word or "/" in word:
            rest = [w for w in arguments[number + 1 :] if not re.fullmatch(r"\d+%?|auto", w)]
            # Hexo's own documentation puts title and alt in one quoted pair: '"title" "alt"'.
            text = wording.words(rest[0]) if len(rest) == 1 and '"' in rest[0] else rest
            title = text[0] if text else ""
            return wording.picture(word, text[1] if len(text) > 1 else title, title)
    return None


def _hugo_picture(_tags: Shortcodes, arguments: list[str]) -> str | None:
    given = wording.named(arguments)
    address = given.get("src") or given.get("link") or given.get("0", "")
    caption = given.get("caption") or given.get("title", "")
    return wording.picture(address, given.get("alt") or caption, caption) if address else None


def _linked(_tags: Shortcodes, arguments: list[str]) -> str | None:
    at = next((n for n, word in enumerate(arguments) if wording.ADDRESS.fullmatch(word)), None)
    if at is None:
        return _tags.address(arguments) if len(arguments) == 1 else None
    title = " ".join(word for word in arguments[:at] or arguments[at + 1 :])
    return f"[{wording.escaped(title or arguments[at])}]({arguments[at]})"


def _asset_link(_tags: Shortcodes, arguments: list[str]) -> str | None:
    title = " ".join(arguments[1:]) or arguments[0] if arguments else ""
    return f"[{wording.escaped(title)}]({arguments[0]})" if arguments else None


def _video(site: str) -> Callable[[Shortcodes, list[str]], str | None]:
    def made(_tags: Shortcodes, arguments: list[str]) -> str | None:
        given = wording.named(arguments)
        number = given.get("id") or given.get("bvid") or given.get("0", "")
        if number.startswith("https://"):
            return f"\n{number}\n"
        return f"\n{VIDEOS[site].format(number)}\n" if re.fullmatch(r"[\w-]+", number) else None

    return made


def _elsewhere(address: str) -> Callable[[Shortcodes, list[str]], str | None]:
    def made(_tags: Shortcodes, arguments: list[str]) -> str | None:
        path = "/".join(arguments[:2]) if "gist" in address else "".join(arguments[:1])
        return f"<{address}{path}>" if re.fullmatch(r"[\w./-]+", path) else None

    return made


def _frame(_tags: Shortcodes, arguments: list[str]) -> str | None:
    return f"<{arguments[0]}>" if arguments and arguments[0].startswith("https://") else None


_VIDEO_TAGS = {site: _video(site) for site in VIDEOS}
_LIQUID_TAGS: dict[str, Callable[[Shortcodes, list[str]], str | None]] = {
    "asset_img": _hexo_picture,
    "img": _hexo_picture,
    "asset_path": lambda _tags, arguments: arguments[0] if arguments else None,
    "asset_link": _asset_link,
    "post_link": Shortcodes.link,
    "post_path": Shortcodes.address,
    "post_url": Shortcodes.address,
    "link": _linked,
    "iframe": _frame,
    "gist": _elsewhere("https://gist.github.com/"),
    "jsfiddle": _elsewhere("https://jsfiddle.net/"),
    **_VIDEO_TAGS,
}
_HUGO_TAGS: dict[str, Callable[[Shortcodes, list[str]], str | None]] = {
    "ref": Shortcodes.address,
    "relref": Shortcodes.address,
    "figure": _hugo_picture,
    "gist": _elsewhere("https://gist.github.com/"),
    **_VIDEO_TAGS,
}
