"""Parts of pages rendered once: `{% kept what, it, rests, on %}…{% endkept %}`, once a process;
`{% shared … %}…{% endshared %}`, once a server."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import Flask, g, request
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from blog.lib.common import Common

CHARACTERS = 500_000
"""How much a process keeps; a Chinese character takes two bytes."""
SLOTS, SLOT = 1024, 32 * 1024
"""Parts that a server keeps for all its workers, and the largest, in bytes: ten comments of five
hundred characters fit."""


class Kept(Extension):
    """The tags: rendered anew when a value they rest on, or the dress of the site, changes.

    To share a part costs something each time that it is made, and is worth it where the worker
    that needs it next is rarely the one that made it, as with a comment.
    """

    tags = {"kept", "shared"}

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._parts: OrderedDict[Hashable, Markup] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()
        self._common = Common(SLOTS, SLOT)

    def parse(self, parser: Parser) -> nodes.Node:
        """A call block that asks `_kept` or `_shared` first."""
        tag = next(parser.stream)
        rests_on = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            rests_on.append(parser.parse_expression())
        body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
        call = self.call_method(f"_{tag.value}", rests_on)
        return nodes.CallBlock(call, [], [], body).set_lineno(tag.lineno)

    def _kept(self, *rests_on: Hashable, caller: Callable[[], Markup]) -> Markup:
        key = _key(rests_on)
        found = self._parts.get(key)
        if found is None:
            found = caller()
            with self._lock:
                # Another thread may have rendered it too.
                self._characters += len(found) - len(self._parts.pop(key, ""))
                self._parts[key] = found
                while self._characters > CHARACTERS:
                    _, oldest = self._parts.popitem(last=False)
                    self._characters -= len(oldest)
        return found

    def _shared(self, *rests_on: Hashable, caller: Callable[[], Markup]) -> Markup:
        def found_or_made() -> Markup:
            key = _key(rests_on)
            found = self._common.get(key)
            if not isinstance(found, Markup):
                found = caller()
                self._common.put(key, found)
            return found

        return self._kept(*rests_on, caller=found_or_made)


def _key(rests_on: tuple[Hashable, ...]) -> Hashable:
    return g.site.dress, request.script_root, rests_on


def init_app(app: Flask) -> None:
    """Give the templates the tags."""
    app.jinja_env.add_extension(Kept)
