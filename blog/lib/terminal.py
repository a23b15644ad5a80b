"""The words of commands: in the language of the terminal, or of the desk that started one."""

import gettext as catalogues
import os
from functools import cache
from pathlib import Path

LANGUAGE = "LANGUAGE"
"""The variable that goes before all others, as GNU gettext asks for a language."""
_VARIABLES = (LANGUAGE, "LC_ALL", "LC_MESSAGES", "LANG")
_FOLDER = Path(__file__).resolve().parent.parent / "translations"


def gettext(message: str, **values: object) -> str:
    """The message with its values, in Chinese where that is asked for, else in English."""
    return _catalogue(_language()).gettext(message) % values


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The message for that number, which stands in it as `num`, with thousands parted."""
    words = _catalogue(_language()).ngettext(one, many, num)
    return words % {"num": f"{num:,}", **values}


def _language() -> str:
    asked = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return "zh" if asked.startswith("zh") else "en"


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation("messages", _FOLDER, [language])
