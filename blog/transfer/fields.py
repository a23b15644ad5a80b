"""The fields of front matter under the names that blog programs give them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import unquote, urlsplit

from blog.lib import slugs
from blog.lib.i18n import LANGUAGES
from blog.lib.terminal import gettext as _
from blog.models import moved
from blog.transfer import moments
from blog.transfer.dialects import Dialect
from blog.transfer.frontmatter import Matter, Unreadable

MOST_NAMES = 100
LONGEST_PATH = 300
_FALSE = frozenset(("", "false", "no", "off", "0", "none", "null"))
_HAN = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Fields:
    """The front matter of one file, asked by the names of what is wanted."""

    matter: Matter
    dialect: Dialect

    def _first(self, *names: str) -> Any:
        return next((self.matter.fields[n] for n in names if self.matter.fields.get(n)), None)

    def line(self, *names: str) -> int:
        """The line of the first of these fields that is there; 1 when none is."""
        return next((self.matter.lines[n] for n in names if n in self.matter.lines), 1)

    def text(self, *names: str, limit: int = 1000) -> str:
        """The first of these fields as one line of text, empty when there is none."""
        value = self._first(*names)
        if isinstance(value, dict | list) or value is None:
            return ""
        return " ".join(str(value).split())[:limit]

    def flag(self, *names: str, default: bool = False) -> bool:
        """Whether the first of these fields says yes; the default when there is none."""
        for name in names:
            if name in self.matter.fields:
                return str(self.matter.fields[name]).strip().lower() not in _FALSE
        return default

    def number(self, *names: str) -> int:
        """The first of these fields as a number from 0, else 0."""
        text = self.text(*names)
        return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else 0

    def moment(self, zone: tzinfo, *names: str) -> datetime | None:
        """The first of these fields as a moment. Raises Unreadable with its line."""
        value = self._first(*names)
        if value is None:
            return None
        try:
            return moments.read(value, zone)
        except (ValueError, OverflowError) as error:
            said = _("has a date that cannot be read (%(error)s)", error=error)
            raise Unreadable(said, self.line(*names)) from None

    def picture(self) -> str:
        """The address of the cover, also where a theme keeps it one level deeper."""
        names = ("cover", "image", "thumbnail", "banner", "featured_image", "featuredimage")
        value = self._first(*names, "feature", "header", "images", "img")
        for _level in range(2):
            if isinstance(value, dict):
                inner = ("image", "src", "url", "feature", "teaser", "overlay_image")
                value = next((value[name] for name in inner if value.get(name)), "")
            elif isinstance(value, list):
                value = value[0] if value else ""
        text = value.strip() if isinstance(value, str) else ""
        return "" if text.lower() in {"true", "false"} else text[:2000]

    def tags(self) -> list[str]:
        """The tags, each once."""
        return self._names("tags", "tag", "keywords" if self.dialect is Dialect.OWN else "tags")

    def categories(self) -> tuple[tuple[str, ...], list[str]]:
        """The category as a path of at most two names, and the names there is no place for."""
        value = self._first("categories", "category")
        if self.dialect is Dialect.OWN and isinstance(value, str):
            path = [part.strip() for part in value.split("/", 1) if part.strip()]
            return tuple(path), []
        if isinstance(value, list) and any(isinstance(item, list) for item in value):
            paths = [_clean(item if isinstance(item, list) else [item]) for item in value]
            paths = [path for path in paths if path] or [[]]
            rest = [path[-1] for path in paths[1:]]
            return tuple(paths[0][:2]), paths[0][2:] + rest
        names = self._names("categories", "category")
        deep = 2 if self.dialect in {Dialect.HEXO, Dialect.OWN} else 1
        return tuple(names[:deep]), names[deep:]

    def _names(self, *fields: str) -> list[str]:
        value = self._first(*fields)
        if isinstance(value, str):
            parted = re.split(r"[,，、]", value)
            many = self.dialect is Dialect.JEKYLL and not self.matter.fields.get("category")
            value = value.split() if many and len(parted) == 1 else parted
        elif isinstance(value, dict):
            value = list(value)
        names = value if isinstance(value, list) else []
        if self.dialect is Dialect.OWN:  # C# is no topic in marks
            return [str(name)[:60] for name in names if isinstance(name, str) and name.strip()]
        return _clean(names)

    def slug(self, name: str) -> str:
        """The slug that is given, or that the file's name makes; empty when neither can be one."""
        given = slug_of(self.text("slug", limit=200))
        return given or (slug_of(name) if name.isascii() else "")

    def former(self) -> list[str]:
        """Paths under which the article once stood, as its own fields say."""
        found = []
        for name in ("permalink", "url", "aliases", "alias", "redirect_from"):
            value = self.matter.fields.get(name)
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, str) and ":" not in item.partition("://")[2].partition("/")[2]:
                    found.append(path_of(item))
        return [path for path in dict.fromkeys(found) if path]


def slug_of(text: str) -> str:
    """The slug that another program's text makes, percent-encoded or not; empty for none."""
    plain = unicodedata.normalize("NFKC", unquote(text)).lower()
    made = re.sub(r"[\s_./+]+", "-", plain).strip("-")[: slugs.LONGEST].strip("-")
    return made if made and slugs.valid(made) else ""


def path_of(address: str) -> str:
    """The path of an address as requests ask for it: decoded, no final slash; empty for none.

    Of its query stays what WordPress numbers its texts by: `/?p=12`.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = "/" + unquote(parts.path).removesuffix("index.html").strip("/")
    path = moved.address(path, parts.query)
    fit = len(path) <= LONGEST_PATH and path != "/" and path.isprintable() and ":" not in path
    return path if fit else ""


def _clean(items: list[Any]) -> list[str]:
    names = [" ".join(str(i).split())[:60] for i in items if not isinstance(i, dict | list)]
    return list(dict.fromkeys(name.strip("#") for name in names if name.strip("#")))[:MOST_NAMES]


def language(given: str, text: str) -> str:
    """One of LANGUAGES: as given, else Chinese where a tenth of the letters is Han."""
    if given[:2].lower() in LANGUAGES:
        return given[:2].lower()
    sample = text[:4000]
    han, latin = len(_HAN.findall(sample)), len(_LETTER.findall(sample))
    return "zh" if han * 10 >= han + latin or not han + latin else "en"
