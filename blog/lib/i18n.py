"""The language of the interface: the site's own, never the reader's."""

from gettext import NullTranslations

from babel.dates import get_month_names
from flask import Flask, current_app, g
from flask_babel import Babel, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


def mark(message: str) -> str:
    """The message itself, marked for the catalogues; translated where it is shown."""
    return message


def month_name(month: str) -> str:
    """The short name of a month given as YYYY-MM, in the site's language: 11月, Nov."""
    names = get_month_names("abbreviated", "stand-alone", g.get("language", "zh"))
    return str(names[int(month[5:])])


def sentences(*said: str) -> str:
    """These sentences after one another; a Chinese full stop brings its own room."""
    return ("" if g.get("language", "zh") == "zh" else " ").join(filter(None, said))


def init_app(app: Flask) -> None:
    """Let Flask-Babel follow the language that the site's settings name."""
    Babel(
        app,
        default_translation_directories="translations",
        locale_selector=lambda: g.get("language", "zh"),
    )
    # Flask-Babel asks for the locale at each word, and Jinja calls three functions for one.
    words = {"gettext": _gettext, "_": _gettext, "ngettext": _ngettext, "pgettext": _pgettext}
    app.jinja_env.globals.update(words)


def _catalogue() -> NullTranslations:
    known: dict[str, NullTranslations] = current_app.extensions.setdefault("catalogues", {})
    language = g.get("language", "zh")
    found = known.get(language)
    if found is None:
        found = known[language] = get_translations()
    return found


@pass_eval_context
def _gettext(here: EvalContext, message: str, **values: object) -> str:
    return _filled(here, _catalogue().gettext(message), values)


@pass_eval_context
def _ngettext(here: EvalContext, one: str, many: str, num: int, **values: object) -> str:
    return _filled(here, _catalogue().ngettext(one, many, num), {"num": num, **values})


@pass_eval_context
def _pgettext(here: EvalContext, context: str, message: str, **values: object) -> str:
    return _filled(here, _catalogue().pgettext(context, message), values)


def _filled(here: EvalContext, words: str, values: dict[str, object]) -> str:
    """The words with their values, which are escaped where the template's are."""
    return (Markup(words) if here.autoescape else words) % values  # noqa: S704 - of our catalogues
