"""What every test may ask for: an app on a fresh database, a client, a real server."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy.engine import make_url

from blog import create_app
from blog.lib import slugs
from blog.lib.database import db
from blog.models import user
from blog.models.login import COOKIE, Login
from blog.models.user import User
from tests.factories import change_settings
from tests.support import postgresql, server
from tests.support.apps import SECRET_KEY, close, settings_for
from tests.support.clients import Client, Runner
from tests.support.needed import missing
from tests.support.once import Once
from tests.support.statements import Statements

REAL_HASH, QUICK_HASH = user.METHOD, "scrypt:512:8:1"

# A slow machine is no reason to fail, and CI tries the same examples every time.
settings.register_profile("suibi", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("suibi")
# Commands speak the language of the terminal, whoever's it is.
os.environ["LANGUAGE"] = "en"

POSTGRESQL = pytest.StashKey[str | None]()

Live = Callable[..., server.Server]
Sql = Callable[[], AbstractContextManager[Statements]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgresql",
        action="store_true",
        help="keep the blog of every test in a temporary PostgreSQL server; "
        "leaves out tests that use no database",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL, whose address the xdist workers are told."""
    worker = getattr(config, "workerinput", None)
    config.stash[POSTGRESQL] = worker["postgresql"] if worker else None
    if worker is None and config.option.postgresql and (programs := postgresql.programs()):
        running = postgresql.Server(programs)
        config.stash[POSTGRESQL] = running.url
        config.add_cleanup(running.stop)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgresql"] = node.config.stash[POSTGRESQL]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.postgresql:
        leave_out = [
            item for item in items if "database_url" not in getattr(item, "fixturenames", ())
        ]
        config.hook.pytest_deselected(items=leave_out)
        items[:] = [item for item in items if item not in leave_out]
    # Begun last, a long one would keep the other processes waiting at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Keep the collector of rubbish from searching, thousands of times, what stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def database_server(pytestconfig: pytest.Config) -> str | None:
    """The address of the PostgreSQL server; None when the tests run on SQLite."""
    if not pytestconfig.option.postgresql:
        return None
    return pytestconfig.stash[POSTGRESQL] or missing("PostgreSQL", "postgresql")


@pytest.fixture(scope="session")
def migrated(database_server: str | None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that was migrated once and is copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    if database_server:
        url = postgresql.create(database_server)
    else:
        url = f"sqlite:///{folder / 'blog.db'}"
    app = create_app(settings_for(url, folder))
    result = app.test_cli_runner().invoke(args=["blog", "upgrade"])
    assert result.exit_code == 0, result.output
    close(app)
    return url


@pytest.fixture(scope="session")
def reused(database_server: str | None, migrated: str) -> Iterator[postgresql.Reused | None]:
    """The database that the tests of this worker take in turn; None on SQLite."""
    if database_server is None:
        yield None
        return
    database = postgresql.Reused(database_server, migrated)
    yield database
    database.drop()


@pytest.fixture
def database_url(reused: postgresql.Reused | None, migrated: str, tmp_path: Path) -> str:
    """The address of a fresh, migrated database of this test's own."""
    if reused:
        return reused.take()
    shutil.copyfile(migrated.removeprefix("sqlite:///"), tmp_path / "blog.db")
    return f"sqlite:///{tmp_path / 'blog.db'}"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Once]:
    """What the apps of all tests have in common."""
    with pytest.MonkeyPatch.context() as patch:
        yield Once(patch, tmp_path_factory.mktemp("once"))


@pytest.fixture
def app(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, once: Once
) -> Iterator[Flask]:
    """The blog, empty, with an app context pushed so that models can be used at once."""
    # A worker reads titles in a child process to save memory; tests would start thousands.
    monkeypatch.setattr(slugs, "readings_apart", slugs.readings)
    # A password costs 0.2 s of a core, as it should.
    monkeypatch.setattr(user, "METHOD", QUICK_HASH)
    monkeypatch.setattr(user, "_NOBODY", user._NOBODY.replace(REAL_HASH, QUICK_HASH))
    once.share_files(tmp_path)
    app = create_app(settings_for(database_url, tmp_path))
    once.share_templates(app)
    app.test_client_class = Client
    app.test_cli_runner_class = Runner
    with app.app_context():
        yield app
    close(app)


@pytest.fixture
def client(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client


class Auth:
    """The admin, in the browser of `client`. `/login` itself has tests of its own."""

    name, password = "writer", "a password for the tests"

    def __init__(self, client: Client) -> None:
        self.client = client

    def login(self) -> Login:
        """Let the admin in, who is made when there is none."""
        user = User.admin() or User.create(self.name, self.password)
        token = Login.open(user, "", lasting=False)
        db.session.commit()
        self.client.set_cookie(COOKIE, token)
        opened = Login.of(token)
        assert opened
        return opened


@pytest.fixture
def auth(client: Client) -> Auth:
    """`auth.login()` lets the admin in; from then on `client` may use the desk."""
    return Auth(client)


@pytest.fixture
def runner(app: Flask) -> Runner:
    runner = app.test_cli_runner()
    assert isinstance(runner, Runner)
    return runner


@pytest.fixture
def sql(app: Flask) -> Sql:
    """`with sql() as asked: ...`, then `len(asked)` and `asked.statements`."""
    return lambda: Statements(app).listening()


@pytest.fixture
def live(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Live]:
    """`live(workers=2, BLOG_LOG_LEVEL="DEBUG")`: a real server on the database of `app`."""
    running: list[server.Server] = []

    def start(workers: int = 2, **environment: str) -> server.Server:
        db.session.commit()
        here = {
            "BLOG_DATABASE_URL": database_url,
            "BLOG_SECRET_KEY": SECRET_KEY,
            "BLOG_MEDIA_FOLDER": str(tmp_path / "media"),
            "BLOG_INSTANCE_FOLDER": str(tmp_path),
        }
        log = tmp_path / f"server-{len(running)}.log"
        running.append(server.Server(log, workers, here | environment))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def admin(auth: Auth) -> Client:
    """The client of the admin, whose desk speaks English."""
    change_settings(language="en")
    auth.login()
    return auth.client


@pytest.fixture
def sqlite_file(app: Flask) -> Path:
    """The file of the database, for what takes its lock; PostgreSQL locks rows."""
    url = make_url(str(app.config["DATABASE_URL"]))
    if url.get_backend_name() != "sqlite":
        pytest.skip("PostgreSQL locks rows")
    return Path(str(url.database))
