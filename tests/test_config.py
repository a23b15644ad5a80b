import stat
import threading
from pathlib import Path

import pytest

from blog import config
from blog.config import BadSetting


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in config.OPTIONS:
        monkeypatch.delenv(f"BLOG_{option.name}", raising=False)


def test_every_setting_has_a_default_that_works(tmp_path: Path) -> None:
    loaded = config.load(tmp_path, {})
    assert set(loaded) == {option.name for option in config.OPTIONS}
    assert loaded["DATABASE_URL"] == f"sqlite:///{tmp_path}/blog.db"
    assert loaded["MEDIA_FOLDER"] == f"{tmp_path}/media"


def test_overrides_stand_above_the_environment_and_that_above_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.py").write_text("BLOG_PROXIES = 1\nBLOG_LOG_LEVEL = 'debug'\n")
    assert config.load(tmp_path, {})["PROXIES"] == 1
    monkeypatch.setenv("BLOG_PROXIES", "2")
    assert config.load(tmp_path, {})["PROXIES"] == 2
    assert config.load(tmp_path, {"PROXIES": 3})["PROXIES"] == 3
    assert config.load(tmp_path, {})["LOG_LEVEL"] == "DEBUG"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "blog.db"),
        ("SECRET_KEY", "short"),
        ("PROXIES", "-1"),
        ("PROXIES", "one"),
        ("PROXIES", "1000"),
        ("MAIL_URL", "http://mail.example"),
        ("MAIL_URL", "smtp://"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_bad_value_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BLOG_{name}", value)
    with pytest.raises(BadSetting, match=f"BLOG_{name} must be"):
        config.load(tmp_path, {})


def test_a_name_nobody_knows_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOG_PROXY", "1")
    with pytest.raises(BadSetting, match="BLOG_PROXY is not a setting"):
        config.load(tmp_path, {})


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("BLOG_PROXIES =")
    with pytest.raises(BadSetting, match=r"config\.py cannot be read"):
        config.load(tmp_path, {})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("sqlite:////var/lib/blog.db", "sqlite:////var/lib/blog.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_a_database_address_is_made_whole(tmp_path: Path, given: str, kept: str) -> None:
    assert config.load(tmp_path, {"DATABASE_URL": given})["DATABASE_URL"] == kept


def test_a_relative_database_lies_in_the_instance_folder(tmp_path: Path) -> None:
    loaded = config.load(tmp_path, {"DATABASE_URL": "sqlite:///my.db"})
    assert loaded["DATABASE_URL"] == f"sqlite:///{tmp_path}/my.db"


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = config.load(tmp_path, {})["SECRET_KEY"]
    assert len(str(first)) == 64
    assert config.load(tmp_path, {})["SECRET_KEY"] == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_workers_that_start_together_share_one_secret(tmp_path: Path) -> None:
    found: list[object] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        found.append(config.load(tmp_path, {})["SECRET_KEY"])

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
