"""Commands speak the language of the terminal."""

import pytest

from blog.lib import terminal


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"LANGUAGE": "zh"}, "没有导出任何内容。"),
        ({"LANGUAGE": "zh_TW:zh", "LANG": "en_GB.UTF-8"}, "没有导出任何内容。"),
        ({"LANG": "zh_CN.UTF-8"}, "没有导出任何内容。"),
        ({"LANGUAGE": "", "LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "Nothing was exported."),
        ({"LANG": "de_DE.UTF-8"}, "Nothing was exported."),
        ({}, "Nothing was exported."),
    ],
)
def test_the_first_variable_that_says_something_decides(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal.gettext("Nothing was exported.") == said


@pytest.mark.parametrize(
    ("language", "num", "said"),
    [
        ("en", 1, "1 article"),
        ("en", 1200, "1,200 articles"),
        ("zh", 1, "1 篇文章"),
        ("zh", 1200, "1,200 篇文章"),
    ],
)
def test_a_number_takes_its_form(
    monkeypatch: pytest.MonkeyPatch, language: str, num: int, said: str
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    assert terminal.ngettext("%(num)s article", "%(num)s articles", num) == said
