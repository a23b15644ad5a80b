"""What to do when a program that some tests drive is not installed."""

import os
from typing import NoReturn

import pytest


def missing(what: str, package: str) -> NoReturn:
    """Fail in CI, skip elsewhere, saying which Debian package would help."""
    message = f"{what} is missing: apt install {package}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
