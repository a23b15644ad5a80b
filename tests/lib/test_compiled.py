"""Templates as they were compiled, kept from one process and one start to the next."""

import stat
from pathlib import Path
from urllib.request import urlopen

import pytest
from jinja2 import DictLoader, Environment
from jinja2.bccache import Bucket

from blog.lib.compiled import Compiled
from tests.conftest import Live


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def _generate(self, *args: object, **options: object) -> str:
        self.compiled += 1
        return super()._generate(*args, **options)  # type: ignore[arg-type]


def started(folder: Path, text: str = "{{ 1 + 1 }} 页") -> Counting:
    """What a process that has just started has: nothing but the folder."""
    return Counting(loader=DictLoader({"page.html": text}), bytecode_cache=Compiled(folder))


def page(environment: Counting) -> tuple[str, int]:
    """The page, and how many templates were compiled for it."""
    return environment.get_template("page.html").render(), environment.compiled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where one process has compiled and kept the page."""
    folder = tmp_path / "templates"
    assert page(started(folder)) == ("2 页", 1)
    return folder


def test_the_next_process_compiles_nothing(folder: Path) -> None:
    assert page(started(folder)) == ("2 页", 0)


def test_the_folder_is_for_the_owner_alone(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_changed_template_is_compiled_anew(folder: Path) -> None:
    assert page(started(folder, "{{ 1 + 2 }}")) == ("3", 1)
    assert page(started(folder, "{{ 1 + 2 }}")) == ("3", 0)


def test_what_another_release_made_is_compiled_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jinja2.__version__", "0.0.1")
    assert page(started(folder)) == ("2 页", 1)


def test_what_other_extensions_of_ours_made_is_compiled_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = tmp_path / "fragments.py"
    edited.write_text("an extension that makes something else of the text")
    monkeypatch.setattr("blog.lib.fragments.__file__", str(edited))
    assert page(started(folder)) == ("2 页", 1)


@pytest.mark.parametrize("left", [0, 1, 20, 60, -1])
def test_a_file_that_is_cut_short_is_compiled_anew(folder: Path, left: int) -> None:
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert page(started(folder)) == ("2 页", 1)
    assert page(started(folder)) == ("2 页", 0)


def test_a_full_disk_costs_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Bucket, file: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Bucket, "write_bytecode", full)
    assert page(started(tmp_path / "templates")) == ("2 页", 1)
    assert list((tmp_path / "templates").iterdir()) == []


def test_a_folder_that_cannot_be_made_costs_no_page(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("a file where the folder should be")
    assert page(started(tmp_path / "templates")) == ("2 页", 1)


def test_a_server_keeps_what_it_compiled(live: Live, tmp_path: Path) -> None:
    urlopen(f"{live().url}/").close()
    assert list((tmp_path / "templates").iterdir())
