"""The parts of the app, each put in its place."""

import os
import re
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from blog.blueprints import (
    admin,
    articles,
    auth,
    captcha,
    comment_feeds,
    comments,
    errors,
    feeds,
    mail,
    media,
    pages,
    private,
    search,
    share,
    sitemap,
    system,
    tags,
)
from blog.lib import assets, csrf, incoming, pagecache, security
from blog.lib import captcha as tokens
from blog.lib.database import Hotline, Unavailable
from blog.lib.gathering import Gathering
from blog.models import (
    bin,
    door,
    flag,
    gathered,
    heat,
    indexing,
    library,
    login,
    moved,
    outbox,
    personal,
    site,
    views,
    visit,
)
from blog.models.article import Article
from blog.models.chore import Housekeeping
from blog.transfer.daily import Daily

KEPT = re.compile(
    r"/(?:$|(?P<articles>articles/[^/]+$)|categories/[^/]+$|tags(?:/[^/]+)?$|archive(?:/|$)"
    r"|pages/[^/]+$|links$|sitemap$"
    r"|(?:(?:categories|tags)/[^/]+/)?feed(?:\.[a-z]+)?\.(?:atom|json)$)"
)


def top_folder() -> Path:
    """The folder of `templates/` and `static/`: the package once installed, else beside it."""
    package = Path(__file__).parent
    return package if (package / "templates").is_dir() else package.parent


def guard_requests(app: Flask) -> None:
    """Limits on what comes in, and the site's own address."""
    incoming.init_app(app)
    csrf.init_app(app)

    @app.before_request
    def _own_address() -> ResponseReturnValue | None:
        if pagecache.uncounted(request.environ):
            raise Unavailable
        if request.endpoint == "system.health":
            return None
        if not app.testing:
            app.extensions["housekeeping"].start()
        flag.notice_forwarded()
        if not site.serves(request.host):
            if request.method not in {"GET", "HEAD"}:
                abort(400)
            return redirect(site.address() + incoming.asked(request.path), 308)
        incoming.bound_form(of_reader=not {"admin", "auth"} & set(request.blueprints))
        path = request.path
        if path != "/" and path.endswith("/"):
            return redirect(request.script_root + incoming.asked("/" + path.strip("/")), 308)
        return None

    @app.context_processor
    def _site() -> dict[str, object]:
        return {"site": g.site} if "site" in g else {}


def register(app: Flask) -> None:
    """The blueprints; commands and migrations too, unless this process only serves."""
    for module in (
        articles, comments, comment_feeds, captcha, mail, tags, pages, search, media, system, auth,
        admin, errors, feeds, share, sitemap, private,
    ):  # fmt: skip
        app.register_blueprint(module.bp)
    if app.testing or app.debug:
        from blog.blueprints import gallery

        app.register_blueprint(gallery.bp)
    if app.testing or "FLASK_RUN_FROM_CLI" in os.environ:
        from blog import cli, migrations

        app.cli.add_command(cli.blog)
        migrations.migrate.init_app(app)


def keep_house(app: Flask) -> None:
    """What is done by the clock."""

    def publish() -> timedelta:
        Article.publish_due()
        return timedelta(seconds=2)

    def derive() -> timedelta:
        return timedelta(seconds=1 if Article.derive_stale() else 60)

    def index() -> timedelta:
        return timedelta(seconds=1 if indexing.catch_up() else 30)

    gathering = app.extensions["gathering"] = Gathering()
    app.extensions["housekeeping"] = Housekeeping(
        app,
        {
            "publish": publish,
            "days": heat.close_days,
            "heat": heat.warm,
            "derive": derive,
            "door": door.sweep,
            "files": library.empty_bin,
            "bin": bin.empty,
            "mail": outbox.send_due,
            "erase": personal.erase_old,
            "index": index,
            "visits": visit.sweep,
            "backup": Daily(),
        },
        beats=(lambda: gathered.write_down(gathering),),
        prompt={"publish"},
    )


def put_in_front(app: Flask, static: Path) -> None:
    """The WSGI layers, the innermost first."""
    app.wsgi_app = assets.Served(  # type: ignore[method-assign]  # Flask's own way to add a layer
        app.wsgi_app,
        assets.init_app(app, static),
        allow_all_origins=False,
        # Every name here carries its content's hash.
        immutable_file_test=r"/static/",
        add_headers_function=lambda headers, _path, _url: [
            headers.__setitem__(name, value) for name, value in security.STATIC_HEADERS.items()
        ],
    )
    hotline: Hotline = app.extensions["hotline"]
    app.wsgi_app = pagecache.PageCache(  # type: ignore[method-assign]
        app.wsgi_app,
        count=lambda hits: views.count(hits, hotline),
        fill=_filler(str(app.config["SECRET_KEY"]).encode()),
        pages=KEPT,
        queries={"articles": "comments"},
        aside=moved.HOME_ASKED,
        bypass=login.COOKIE,
        seen=app.extensions["gathering"].see,
    )
    if proxies := int(str(app.config["PROXIES"])):
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app,
            x_for=proxies,
            x_proto=proxies,
            x_host=proxies,
            x_prefix=proxies,
        )


def _filler(secret: bytes) -> pagecache.Filler:
    """What stands in a kept page's holes: the views, also by thousands, and a form's token."""

    def fill(hole: str, counted: int | None, count: int) -> bytes:
        if hole == "token":
            return tokens.issue(secret, counted or 0, time.time()).encode()
        return f"{count:,}".encode() if hole == "grouped" else str(count).encode()

    return fill
