"""The catalogues are whole, and what is compiled is what is written."""

import io
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from blog.lib import captcha
from blog.lib.i18n import HTML_LANGUAGES, LANGUAGES
from blog.models import privacy

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "blog/translations"


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Every message in the code and the templates, by its English singular."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    messages: set[str] = set()
    for mapping in mappings:
        folder, _, pattern = mapping["pattern"].partition("/")
        found = extract_from_dir(
            ROOT / folder,
            [(pattern, mapping["method"])],
            {pattern: mapping},
            keywords=DEFAULT_KEYWORDS | {"mark": None},
        )
        for _file, _line, message, _comments, _context in found:
            messages.add(message if isinstance(message, str) else message[0])
    return messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_in_the_catalogue_and_no_other(language: str, used: set[str]) -> None:
    written = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue(language)
        if message.id
    }
    assert written == used, "run bin/translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    """English may leave a singular empty: the message is English already."""
    open_ones = []
    for message in catalogue(language):
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        empty_is_fine = language == "en" and isinstance(message.id, str)
        if message.id and (message.fuzzy or not (empty_is_fine or all(texts))):
            open_ones.append(message.id)
    assert open_ones == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_ends_between_a_mark_of_the_search_and_its_word(language: str) -> None:
    """A word joiner (U+2060), which nobody sees in the catalogue."""
    (hint,) = (str(one.string) for one in catalogue(language) if "-excluded" in str(one.id))
    assert "-\u2060" in hint, "a hyphen alone at the end of a line"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    whole = catalogue(language)
    assert [f"{message.id}: {error}" for message, errors in whole.check() for error in errors] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue(language))
    fresh.seek(0)
    with (CATALOGUES / language / "LC_MESSAGES/messages.mo").open("rb") as file:
        compiled, wanted = read_mo(file), read_mo(fresh)
    assert texts(compiled) == texts(wanted), "run bin/translate"


def texts(catalogue: Catalog) -> list[tuple[object, object]]:
    return sorted(((one.id, one.string) for one in catalogue if one.id), key=str)


@pytest.mark.parametrize("known", [HTML_LANGUAGES, captcha.NUMBERS, privacy.TITLES, privacy.TEXTS])
def test_whatever_knows_one_language_knows_all(known: dict[str, object]) -> None:
    assert known.keys() == LANGUAGES.keys()
