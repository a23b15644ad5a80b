"""A client and a command runner whose requests and commands begin with nothing pushed.

Tests hold an app context, so that factories and models work in them. Flask would let a request
made inside it share that context: `g` and the session would live on from one request to the next,
as they never do in a server.
"""

import contextvars
from typing import Any

from click.testing import Result
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from blog.lib.database import db


class Client(FlaskClient):
    """A browser without script. What the test has set up is committed before it asks."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        return contextvars.Context().run(super().open, *args, **kwargs)


class Runner(FlaskCliRunner):
    """`runner.invoke(args=["blog", "upgrade"])`, after committing what the test has set up."""

    def invoke(self, *args: Any, **kwargs: Any) -> Result:
        db.session.commit()
        return contextvars.Context().run(super().invoke, *args, **kwargs)
