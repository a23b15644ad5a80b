"""What is written to the log: lines for people or JSON, and requests without what is personal."""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from gunicorn.glogging import Logger as GunicornLogger

FORMATS = ("text", "json")
# What stands behind these opens something: a comment's page, the first login, a draft, mail.
KEYS = re.compile(r"^(/(?:comments/\d+|setup|captcha|mail/[^/]+|preview)/)[^/.]+")
PLAIN = "%(asctime)s [%(process)d] [%(levelname)s] %(message)s"

requests = logging.getLogger("blog.requests")
requests.disabled = True


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, message, and the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
        }
        entry |= getattr(record, "request", None) or {"message": record.getMessage()}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def init_app(app: Flask) -> None:
    """Write to standard error from the level on that the settings name, in their format."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(str(app.config["LOG_FORMAT"])))
    logger = logging.getLogger("blog")
    logger.handlers = [handler]
    logger.setLevel(str(app.config["LOG_LEVEL"]))
    logger.propagate = bool(app.testing)
    requests.setLevel(logging.INFO)
    requests.disabled = not app.config["LOG_REQUESTS"]


def formatter(name: str) -> logging.Formatter:
    """The formatter of that name, one of FORMATS."""
    return JsonFormatter() if name == "json" else logging.Formatter(PLAIN)


def fields(
    environ: Mapping[str, Any], status: object, sent: int | None, took: timedelta
) -> dict[str, Any]:
    """What is told of a request: no address, no query, no cookie, no browser, no key in its path.

    `status` is a number or starts with one, as in "200 OK".
    """
    prefix, path = (
        str(environ.get(name, "")).encode("latin-1", "replace").decode("utf-8", "replace")
        for name in ("SCRIPT_NAME", "PATH_INFO")
    )
    return {
        "method": str(environ.get("REQUEST_METHOD", "-")),
        "path": prefix + KEYS.sub(r"\1…", path),
        "status": int(str(status).split()[0]),
        "bytes": sent or 0,
        "milliseconds": round(took.total_seconds() * 1000, 1),
    }


class Logger(GunicornLogger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's logger, which knows of every request, those that never reach Flask as well."""

    def access(
        self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: timedelta
    ) -> None:
        """Write one line, if the settings ask for it."""
        if requests.disabled:
            super().access(resp, req, environ, request_time)
            return
        told = fields(environ, resp.status, getattr(resp, "sent", 0), request_time)
        line = "{method} {path} {status} {bytes} bytes {milliseconds} ms".format(**told)
        # A path may hold anything; a line stays a line.
        shown = "".join(char if char.isprintable() else "?" for char in line)
        requests.info("%s", shown, extra={"request": told})
