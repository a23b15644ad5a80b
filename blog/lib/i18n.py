"""The language of the interface: the site's own, never the reader's."""

from gettext import NullTranslations

from flask import Flask, g
from flask_babel import Babel, get_translations

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
    # Flask-Babel asks for the locale at each word, which took a quarter of an article page.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's i18n extension
        gettext=lambda message: _catalogue().gettext(message),
        ngettext=lambda one, many, count: _catalogue().ngettext(one, many, count),
        pgettext=lambda context, message: _catalogue().pgettext(context, message),
        npgettext=lambda context, one, many, count: _catalogue().npgettext(
            context, one, many, count
        ),
        newstyle=True,
    )


def _catalogue() -> NullTranslations:
    found: NullTranslations = g.get("catalogue") or get_translations()
    g.catalogue = found
    return found
