"""The language of the interface: the site's own, never the reader's."""

from flask import Flask, g
from flask_babel import Babel

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


def mark(message: str) -> str:
    """The message itself, marked for the catalogues; translated where it is shown."""
    return message


def init_app(app: Flask) -> None:
    """Let Flask-Babel follow the language that the site's settings name."""
    Babel(
        app,
        default_translation_directories="translations",
        locale_selector=lambda: g.get("language", "zh"),
    )
