"""Front matter: the fields before a text, in YAML, TOML or JSON, whoever wrote it."""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import yaml

from blog.lib.terminal import gettext as _
from blog.transfer import values

LONGEST = 64 * 1024
DEEPEST = 12

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCE = re.compile(r"---[ \t]*\n(.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)(?<=\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
# Hexo needs no first fence. Every line must then be a field or go on with one, and one of them be
# the title or the date: prose before a rule is no front matter.
_OPEN = re.compile(
    r"(?=(?:[^\n]*\n){0,30}(?:title|date):)"
    r"((?:[A-Za-z_][\w-]*:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n|-(?!-)[^\n]*\n|[ \t]*\n)*)+)"
    r"---[ \t]*(?:\n|\Z)"
)


class Unreadable(ValueError):
    """The file cannot be read; `line` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Matter:
    """The fields by lower-case name, where each stands, and the text after them.

    Values are str, bool, int, float, datetime, list or dict; YAML's are all str, as they were
    typed, or list or dict of them.
    """

    fields: dict[str, Any]
    lines: dict[str, int]
    body: str


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without mark) or UTF-16 with a mark; else Unreadable."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _("is not valid %(encoding)s", encoding=error.encoding.upper()), line
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split(text: str) -> Matter | None:
    """The front matter of a text and what follows it; None when it has none. Raises Unreadable."""
    if text.startswith("{"):
        return _split_json(text)
    for pattern, read, skipped in ((_FENCE, _yaml, 1), (_TOML, _toml, 1), (_OPEN, _yaml, 0)):
        if found := pattern.match(text):
            raw = found[1]
            if len(raw) > LONGEST:
                raise Unreadable(_("has front matter longer than 64 KB"), 1)
            return _matter(read(raw, skipped), raw, skipped, text[found.end() :])
    if re.match(r"(?:---|\+\+\+)[ \t]*\n\s*[\w\"'-]+\s*[:=]", text):
        raise Unreadable(_("has front matter that never ends"), 1)
    return None


def _matter(value: object, raw: str, skipped: int, body: str) -> Matter:
    if value is None or value == "":
        value = {}
    if not isinstance(value, dict):
        raise Unreadable(_("has front matter that is no list of fields"), 1 + skipped)
    lines: dict[str, int] = {}
    for number, line in enumerate(raw.split("\n"), start=1 + skipped):
        if name := re.match(r"""\s*["']?([\w-]+)["']?\s*[:=]""", line):
            lines.setdefault(name[1].lower(), number)
    try:
        found = values.fit(value)
    except RecursionError:
        raise Unreadable(_("has front matter nested too deeply"), 1 + skipped) from None
    return Matter({str(name).lower(): item for name, item in found.items()}, lines, body)


def _split_json(text: str) -> Matter | None:
    """JSON in braces, as Hugo has it, or ended by `;;;`, as Hexo has it."""
    if not re.match(r"\{\s*[\"}]", text):
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text[: LONGEST * 2])
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("has broken JSON front matter (%(msg)s)", msg=error.msg), error.lineno
        ) from None
    except RecursionError:
        raise Unreadable(_("has front matter nested too deeply"), 1) from None
    body = re.sub(r"\A[ \t]*\n?(?:;;;[ \t]*(?:\n|\Z))?", "", text[end:])
    return _matter(value, text[:end], 0, body)


def _toml(raw: str, skipped: int) -> object:
    try:
        return _plain(tomllib.loads(raw))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = int(line[1]) + skipped if line else raw.count("\n") + 1 + skipped
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise Unreadable(
            _("has broken TOML front matter (%(reason)s)", reason=reason), at
        ) from None
    except RecursionError:
        raise Unreadable(_("has front matter nested too deeply"), 1 + skipped) from None


def _plain(value: Any) -> Any:
    """TOML with dates as moments: a day is its midnight, a time alone its text."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())  # naive until the zone is known
    return str(value) if isinstance(value, time) else value


def _yaml(raw: str, skipped: int) -> object:
    try:
        return _build(yaml.parse(raw, Loader=_LOADER), skipped)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # What is never closed is missed at the end, which is the fence.
        at = min((mark.line if mark else 0) + 1, raw.count("\n") or 1) + skipped
        raise Unreadable(
            _("has broken YAML front matter (%(problem)s)", problem=error.problem), at
        ) from None
    except yaml.reader.ReaderError as error:
        at = raw.count("\n", 0, int(error.position)) + 1 + skipped
        raise Unreadable(_("has a character in its front matter that YAML forbids"), at) from None


def _build(events: Any, skipped: int) -> object:
    """The value that YAML's events describe, every scalar as it was typed.

    PyYAML's own builder calls itself in C for each level: a line of dashes crashed the process.
    """
    top: list[Any] = []
    stack: list[list[Any] | dict[str, Any]] = [top]
    names: list[Any] = [None]
    for event in events:
        at = event.start_mark.line + 1 + skipped
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(_("uses a YAML alias (*), which is not read"), at)
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            names.pop()
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if len(stack) > DEEPEST:
                raise Unreadable(_("has front matter nested too deeply"), at)
            value: Any = event.value if isinstance(event, yaml.ScalarEvent) else None
            if isinstance(event, yaml.CollectionStartEvent):
                value = {} if isinstance(event, yaml.MappingStartEvent) else []
            plain = isinstance(event, yaml.ScalarEvent) and not event.style
            if plain and value in {"~", "null"}:
                value = ""
            _hold(stack[-1], names, value, at)
            if not isinstance(value, str):
                stack.append(value)
                names.append(None)
    return top[0] if top else None


def _hold(holder: list[Any] | dict[str, Any], names: list[Any], value: Any, at: int) -> None:
    if isinstance(holder, list):
        holder.append(value)
    elif names[-1] is None:
        if not isinstance(value, str):
            raise Unreadable(_("has a field whose name is no text"), at)
        names[-1] = value
    else:
        holder[names[-1]] = value
        names[-1] = None
