"""Values as JSON and YAML give them, made fit for a database, a feed and a terminal."""

from typing import Any

from blog.lib.markup.text import tidy


def fit(value: Any) -> Any:
    """The value with nothing in its texts, however deep, that UTF-8 or XML refuses.

    JSON may hold half an emoji (an excerpt that JavaScript cut in its middle) or a NUL.
    """
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return {fit(name): fit(item) for name, item in value.items()}
    return [fit(item) for item in value] if isinstance(value, list) else value
