import os
import zipfile
from pathlib import Path

import pytest

from blog.transfer import source
from blog.transfer.source import Refused
from tests.transfer.files import put


def packed(folder: Path, entries: dict[str, bytes]) -> Path:
    path = folder / "blog.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_a_folder_shows_its_files(tmp_path: Path) -> None:
    put(tmp_path, "a/b.md", "b")
    put(tmp_path, ".git/config", "x")
    put(tmp_path, "node_modules/c.md", "x")
    with source.opened(tmp_path) as files:
        assert list(files.sizes) == ["a/b.md"]
        assert files.text("a/b.md") == b"b"


def test_a_zip_shows_its_files_without_the_folder_around_them(tmp_path: Path) -> None:
    with source.opened(
        packed(tmp_path, {"blog-main/a/b.md": b"b", "blog-main/c.md": b"c"})
    ) as files:
        assert sorted(files.sizes) == ["a/b.md", "c.md"]
        assert files.text("a/b.md") == b"b"


def test_names_that_windows_wrote_in_gbk_are_read(tmp_path: Path) -> None:
    raw = "中文.md".encode("gbk")
    path = packed(tmp_path, {"xxxx.md": b"x"})
    path.write_bytes(path.read_bytes().replace(b"xxxx.md", raw))
    with source.opened(path) as files:
        assert list(files.sizes) == ["中文.md"]


def test_a_link_out_of_the_folder_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "secret", "x")
    put(tmp_path, "blog/a.md", "a")
    (tmp_path / "blog/b.md").symlink_to(tmp_path / "secret")
    (tmp_path / "blog/c.md").symlink_to(tmp_path / "blog/a.md")
    with source.opened(tmp_path / "blog") as files:
        assert list(files.sizes) == ["a.md", "c.md"]
        assert "leads out" in files.passed["b.md"]


def test_a_pipe_in_the_folder_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with source.opened(tmp_path) as files:
        assert not files.sizes


@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", "a/../../b.md", "C:\\a.md"])
def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="leads out"), source.opened(packed(tmp_path, {name: b"x"})):
        pass


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = packed(tmp_path, {"a.md": b"0" * 20_000_000})
    with pytest.raises(Refused, match="packed too tightly"), source.opened(bomb):
        pass


def test_a_zip_with_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_FILES", 2)
    full = packed(tmp_path, {f"{number}.md": b"x" for number in range(3)})
    with pytest.raises(Refused, match="more than 2 files"), source.opened(full):
        pass


def test_a_zip_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_BYTES", 10)
    with (
        pytest.raises(Refused, match="unpacks to more"),
        source.opened(packed(tmp_path, {"a.md": b"x" * 11})),
    ):
        pass


def test_folders_nested_too_deeply_are_refused(tmp_path: Path) -> None:
    deep = packed(tmp_path, {"x/" * 40 + "a.md": b"x", "b.md": b"y"})
    with pytest.raises(Refused, match="nested deeper"), source.opened(deep):
        pass


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, {"a.md": b"hello hello hello " * 99})
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)
    with source.opened(path) as files, pytest.raises(Refused, match="damaged"):
        files.text("a.md")


def test_a_text_that_is_too_large_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.md", b"x" * (source.LARGEST_TEXT + 1))
    with source.opened(tmp_path) as files, pytest.raises(Refused, match="larger than 2 MB"):
        files.text("a.md")


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no file or folder"), source.opened(tmp_path / "nothing"):
        pass
