"""Suibi 随笔: a mini blog for one writer, rendered on the server."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from blog import assembly, config
from blog.lib import compiled, database, fragments, i18n, logs, security, templating


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """The blog as a WSGI application; `overrides` stand above every other source of settings.

    Raises config.BadSetting when a deployment setting makes no sense.
    """
    overrides = overrides or {}
    instance = Path(
        str(overrides.get("INSTANCE") or os.environ.get("BLOG_INSTANCE_FOLDER") or "instance")
    ).absolute()
    top = assembly.top_folder()
    app = Flask(
        __name__,
        instance_path=str(instance),
        static_folder=None,
        template_folder=str(top / "templates"),
    )
    app.config.from_mapping(config.load(instance, overrides))
    logs.init_app(app)
    database.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    templating.init_app(app)
    fragments.init_app(app)
    compiled.init_app(app)
    assembly.guard_requests(app)
    assembly.register(app)
    assembly.keep_house(app)
    assembly.put_in_front(app, top / "static")
    return app
