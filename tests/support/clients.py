"""A client and a command runner whose requests and commands begin with nothing pushed.

Tests hold an app context, so that factories and models work in them. Flask would let a request
made inside it share that context: `g` and the session would live on from one request to the next,
as they never do in a server. Each commits first what the test has set up, so that it is seen; what
the test holds is read anew afterwards.
"""

import contextvars
from typing import Any

from click.testing import Result
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from blog.lib.database import db
from blog.models import site


class Client(FlaskClient):
    """A browser without script."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        site.forget()
        return response


class Runner(FlaskCliRunner):
    """`runner.invoke(args=["blog", "upgrade"])`."""

    def invoke(self, *args: Any, **kwargs: Any) -> Result:
        db.session.commit()
        result: Result = contextvars.Context().run(super().invoke, *args, **kwargs)
        site.forget()
        return result
