"""Deployment settings: each one once, with its type, its default and why it exists."""

import os
import re
import secrets
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(Exception):
    """A deployment setting makes no sense; the message names it and says what would."""


@dataclass(frozen=True, slots=True)
class Option:
    """One deployment setting: `BLOG_<name>` in the environment or `instance/config.py`."""

    name: str
    read: Callable[[str], object]
    default: str
    why: str


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise ValueError("a whole number from 0 to 999")
    return int(text)


def _log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("one of DEBUG, INFO, WARNING, ERROR")
    return text.upper()


def _log_format(text: str) -> str:
    if text.lower() not in {"text", "json"}:
        raise ValueError("text or json")
    return text.lower()


def _on_or_off(text: str) -> bool:
    if text.lower() not in {"on", "off"}:
        raise ValueError("on or off")
    return text.lower() == "on"


def _database_url(text: str) -> str:
    """The URL as SQLAlchemy 2.1 wants it: no `postgres://`, and psycopg 3 as the driver."""
    if not text:
        return text
    match = re.fullmatch(
        r"(sqlite|postgres|postgresql|postgresql\+psycopg)://(.*)", text, re.DOTALL
    )
    if match is None:
        raise ValueError("an address that starts with sqlite:/// or postgresql://")
    scheme, rest = match.groups()
    if scheme == "sqlite":
        if not rest.startswith("/") or len(rest) < 2 or rest == "/:memory:":
            raise ValueError("a file: sqlite:///blog.db or sqlite:////var/lib/suibi/blog.db")
        return text
    return f"postgresql+psycopg://{rest}"


def _mail_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ValueError("an address such as smtp://user:password@mail.example.org:587")
    return text


def _secret(text: str) -> str:
    if text and len(text) < 16:
        raise ValueError("at least 16 characters that nobody can guess")
    return text


OPTIONS = (
    Option(
        "DATABASE_URL",
        _database_url,
        "",
        "Where the blog is kept; blog.db in the instance folder when empty.",
    ),
    Option(
        "SECRET_KEY",
        _secret,
        "",
        "Signs forms and cookies; made once in instance/secret_key when empty.",
    ),
    Option("PROXIES", _whole_number, "0", "How many proxies may name the reader's address."),
    Option(
        "MEDIA_FOLDER", str, "", "Where uploads are kept; media in the instance folder when empty."
    ),
    Option("MAIL_URL", _mail_url, "", "The mail server; without one mail waits in the outbox."),
    Option("LOG_LEVEL", _log_level, "INFO", "How much is written to the log."),
    Option("LOG_FORMAT", _log_format, "text", "Lines for people, or json for a machine."),
    Option(
        "LOG_REQUESTS",
        _on_or_off,
        "off",
        "One line a request, without address, query and browser of the reader.",
    ),
)


def load(instance: Path, overrides: Mapping[str, object]) -> dict[str, object]:
    """Every deployment setting by name, read from overrides, environment, file, default.

    Raises BadSetting naming the first one that makes no sense, and any name nobody knows.
    """
    known = {option.name for option in OPTIONS}
    stored = _stored(instance)
    for name in [*stored, *(key for key in os.environ if key.startswith("BLOG_"))]:
        if name.removeprefix("BLOG_") not in known | {"INSTANCE_FOLDER"}:
            raise BadSetting(f"{name} is not a setting of this blog.")
    config: dict[str, object] = dict(overrides)
    for option in OPTIONS:
        if option.name in overrides:
            raw = str(overrides[option.name])
        else:
            key = f"BLOG_{option.name}"
            raw = os.environ.get(key, stored.get(key, option.default)).strip()
        try:
            config[option.name] = option.read(raw)
        except ValueError as error:
            raise BadSetting(f"BLOG_{option.name} must be {error}, not {raw!r}.") from None
    config["DATABASE_URL"] = _absolute(instance, str(config["DATABASE_URL"]))
    config["MEDIA_FOLDER"] = str(instance / (str(config["MEDIA_FOLDER"]) or "media"))
    config["SECRET_KEY"] = config["SECRET_KEY"] or _kept_secret(instance)
    return config


def _stored(instance: Path) -> dict[str, str]:
    """The BLOG_ names that `instance/config.py` sets."""
    path = instance / "config.py"
    if not path.is_file():
        return {}
    module = types.ModuleType("config")
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)  # noqa: S102 - the owner's own settings file, as Flask reads its own
    except Exception as error:
        raise BadSetting(f"{path} cannot be read: {error}") from error
    return {name: str(value) for name, value in vars(module).items() if name.startswith("BLOG_")}


def _absolute(instance: Path, url: str) -> str:
    """The database address with a file inside the instance folder when it is relative.

    Flask-SQLAlchemy would put a relative file into `instance/instance/`.
    """
    if not url:
        return f"sqlite:///{instance / 'blog.db'}"
    if url.startswith("sqlite:///"):
        return f"sqlite:///{instance / url.removeprefix('sqlite:///')}"
    return url


def _kept_secret(instance: Path) -> str:
    """The secret of this instance, made by whichever process comes first.

    It is written aside and linked into place, so that no process ever reads half of it.
    """
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        draft = instance / f".secret_key.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
