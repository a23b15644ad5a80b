"""What each of the thousands of apps in the tests would make alike, made once and kept.

Two thirds of a test of a page went into compiling the templates and routes of its own app.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from blog.assembly import top_folder
from blog.lib import assets

STATIC = top_folder() / "static"


class Templates(BytecodeCache):
    """Templates as they were compiled, by name and content."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


class Once:
    """Keeps what apps make alike, for as long as `patch` lasts."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.templates = Templates()
        self.folder = folder
        joined = assets._joined
        ours = cache(joined)
        # A test that writes files of its own may change them.
        patch.setattr(
            assets,
            "_joined",
            lambda source, bundle: (ours if source == STATIC else joined)(source, bundle),
        )
        patch.setattr(Rule, "compile", _remembering(Rule.compile))

    def share_files(self, instance: Path) -> None:
        """Let an app to be made, and servers beside it, find joined files in their folder."""
        for name in ("static", "templates"):
            (self.folder / name).mkdir(exist_ok=True)
            (instance / name).symlink_to(self.folder / name)

    def share_templates(self, app: Flask) -> None:
        """Let an app find the templates that another compiled."""
        app.jinja_env.bytecode_cache = self.templates


def _remembering(make: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """`Rule.compile`, whose outcome is the same in every app, done once for each rule."""
    made: dict[tuple[object, ...], Rule] = {}

    def compile_once(rule: Rule) -> None:
        key = (
            (rule.rule, rule.subdomain, rule.host, str(rule.defaults), rule.merge_slashes),
            (rule.map.host_matching, *map(id, rule.map.converters.values())),
        )
        if key not in made:
            make(rule)
            made[key] = rule
            return
        first = made[key]
        rule._parts, rule._trace, rule._converters = first._parts, first._trace, first._converters
        rule.arguments |= first.arguments
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, getattr(first, name).__func__.__get__(rule))

    return compile_once
