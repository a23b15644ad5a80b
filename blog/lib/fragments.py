"""Parts of pages rendered once a process: `{% kept what, it, rests, on %}…{% endkept %}`."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import Flask, g, request
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

CHARACTERS = 500_000
"""How much a process keeps; a Chinese character takes two bytes."""


class Kept(Extension):
    """The tag: rendered anew when a value it rests on, or the dress of the site, changes."""

    tags = {"kept"}

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._parts: OrderedDict[Hashable, Markup] = OrderedDict()
        self._characters = 0

    def parse(self, parser: Parser) -> nodes.Node:
        """A call block that asks `_find` first."""
        line = next(parser.stream).lineno
        rests_on = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            rests_on.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        call = self.call_method("_find", rests_on)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _find(self, *rests_on: Hashable, caller: Callable[[], Markup]) -> Markup:
        key = (g.site.dress, request.script_root, rests_on)
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = caller()
            self._characters += len(found)
            while self._characters > CHARACTERS:
                _, oldest = self._parts.popitem(last=False)
                self._characters -= len(oldest)
        return found


def init_app(app: Flask) -> None:
    """Give the templates the tag."""
    app.jinja_env.add_extension(Kept)
