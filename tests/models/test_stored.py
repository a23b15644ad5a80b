from contextlib import suppress
from dataclasses import fields

import pytest

from blog.lib.database import db
from blog.models import stored
from blog.models.setting import Settings
from blog.models.stored import Setting
from blog.models.value import Refused

STRANGE: list[object] = [
    None,
    [],
    {},
    "x" * 100_000,
    "a\x00b",
    -1,
    10**30,
    True,
    "nonsense",
    object(),
]


def test_every_default_is_a_value_the_setting_takes() -> None:
    defaults = Settings()
    for item in fields(Settings):
        value = getattr(defaults, item.name)
        assert stored.check(item.name, value) == value


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_a_strange_value_is_refused_and_never_fails(name: str) -> None:
    for value in STRANGE:
        with suppress(Refused):
            stored.check(name, value)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("title", " 店 ", "店"),
        ("articles_per_page", " 20 ", 20),
        ("address", "https://example.org/", "https://example.org"),
        ("address", "HTTPS://Example.org:443", "https://example.org"),
        ("address", "http://example.org:8080/", "http://example.org:8080"),
        ("address", "https://例子.中国", "https://xn--fsqu00a.xn--fiqs8s"),
        ("address", "http://[::1]:8000", "http://[::1]:8000"),
        ("time_zone", "Europe/Paris", "Europe/Paris"),
        ("icp", "京ICP备12345678号-1", "京ICP备12345678号-1"),
        ("icp", " 粤icp备 2021000001号 ", "粤ICP备2021000001号"),
        ("icp", "沪ICP备１２３４５６７８号－２", "沪ICP备12345678号-2"),
        ("icp", "", ""),
        ("police", "京公网安备 11010502030143号", "京公网安备11010502030143号"),
        (
            "verifications",
            (
                "google-site-verification=a_b-1\n"
                '<meta name="baidu-site-verification" content="codeva-1" />'
            ),
            ("google-site-verification=a_b-1", "baidu-site-verification=codeva-1"),
        ),
        ("menu", [{"label": "首页", "url": "/", "x": "y"}, {}], ({"label": "首页", "url": "/"},)),
    ],
)
def test_a_value_is_kept_as_it_is_meant(name: str, value: object, kept: object) -> None:
    assert stored.check(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x" * 61),
        ("articles_per_page", "0"),
        ("articles_per_page", "many"),
        ("language", "fr"),
        ("time_zone", "Mars/Base"),
        ("address", "example.org"),
        ("address", "https://example.org/blog"),
        ("address", "javascript:alert(1)"),
        ("address", "https://["),
        ("address", "https://[x]"),
        ("address", "https://example.org:99999"),
        ("address", "https://a..org"),
        ("address", "https://a b"),
        ("address", "https://me:word@example.org"),
        ("address", "https://example.org\\@elsewhere.example"),
        ("address", 'https://"><script>'),
        ("address", "https://example.org?x"),
        ("address", "https://example.org:0"),
        ("address", "http://[v1.x]"),
        ("address", "http://[fe80::1%eth0]"),
        ("menu", "首页"),
        ("menu", [{"label": "首页", "url": ""}]),
        ("menu", [{"label": "", "url": "/"}]),
        ("menu", [{"label": "x", "url": "javascript:alert(1)"}]),
        ("links", [{"name": "x", "url": "//example.org"}]),
        ("icp", "ICP备12345678号"),
        ("icp", "京ICP备12345678"),
        ("icp", "火ICP备12345678号"),
        ("police", "京公网安备1101050203号"),
        ("police", "11010502030143"),
        ("verifications", "abc123"),
        ("verifications", 'x="><script>'),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(name: str, value: object) -> None:
    with pytest.raises(Refused):
        stored.check(name, value)


def test_a_name_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        stored.check("nonsense", 1)


@pytest.mark.usefixtures("app")
def test_settings_are_stored_and_read_again() -> None:
    stored.store({"title": "店", "articles_per_page": 3})
    db.session.commit()
    assert (stored.load().title, stored.load().articles_per_page) == ("店", 3)
    assert stored.load().time_zone == "Asia/Shanghai"


@pytest.mark.usefixtures("app")
def test_nothing_is_stored_when_one_value_is_refused() -> None:
    with pytest.raises(Refused):
        stored.store({"title": "店", "language": "fr"})
    db.session.commit()
    assert stored.load().title == Settings().title


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("text", ["{", '"Mars/Base"', "null"])
def test_a_stored_value_that_makes_no_sense_gives_way(text: str) -> None:
    db.session.add(Setting(name="time_zone", value=text))
    db.session.commit()
    assert stored.load().time_zone == "Asia/Shanghai"
