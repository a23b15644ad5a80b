"""Static files: joined, hashed, compressed ahead."""

import gzip
import re
from pathlib import Path

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from blog.lib.assets import Assets, Served
from tests.support.server import ROOT


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    for name, text in {
        "css/layers.css": "@layer base, parts; /* a\n remark */",
        "css/base.css": "@layer base {\n  a { color: red }\n}",
        "css/desk/table.css": "@layer parts { td { color: blue } }",
        "js/theme.js": "// why\nconst theme = 1;",
        "js/reader/one.js": "const name = 1;",
        "js/reader/two.js": "const name = 2;",
        "js/desk/edit.js": "const name = 3;",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def content(assets: Assets, name: str) -> str:
    return (assets.target / assets.names[name]).read_text()


def test_the_layers_stand_first_and_the_desk_has_its_own(source: Path, tmp_path: Path) -> None:
    assets = Assets(source, tmp_path / "made")
    assert content(assets, "app.css").startswith("@layer base,parts;\n@layer base{a{color:red}}")
    assert "blue" not in content(assets, "app.css")
    assert "blue" in content(assets, "desk.css")
    assert "remark" not in content(assets, "app.css")


def test_each_module_keeps_its_names_to_itself(source: Path, tmp_path: Path) -> None:
    assets = Assets(source, tmp_path / "made")
    assert "{\nconst name = 1;\n}\n{\nconst name = 2;\n}" in content(assets, "reader.js")
    assert "why" not in content(assets, "theme.js")


def test_what_needs_the_page_runs_when_it_has_been_read(source: Path, tmp_path: Path) -> None:
    script = content(Assets(source, tmp_path / "made"), "reader.js")
    at_once, late = script.split('addEventListener("DOMContentLoaded", () => {')
    assert "const theme = 1" in at_once
    assert "const name = 1" in late
    assert late.endswith("})")


@pytest.mark.parametrize("script", ["reader.js", "comments.js"])
def test_no_remark_is_sent_to_a_reader(script: str, tmp_path: Path) -> None:
    sent = content(Assets(ROOT / "static", tmp_path / "made"), script)
    assert re.findall(r"(?:^|\s)//.*", sent) == []


def test_a_name_changes_with_its_content_alone(source: Path, tmp_path: Path) -> None:
    before = Assets(source, tmp_path / "made").names
    assert Assets(source, tmp_path / "made").names == before
    (source / "css/base.css").write_text("a { color: green }")
    after = Assets(source, tmp_path / "made").names
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"app.css", "desk.css"}


def test_each_file_lies_there_compressed(source: Path, tmp_path: Path) -> None:
    assets = Assets(source, tmp_path / "made")
    for name in assets.names.values():
        packed = (assets.target / f"{name}.gz").read_bytes()
        assert gzip.decompress(packed) == (assets.target / name).read_bytes()


def test_a_string_in_a_style_sheet_stays_as_it_is(source: Path, tmp_path: Path) -> None:
    (source / "css/base.css").write_text('a::before { content: " ; {x}: y"; }')
    assert 'a::before{content:" ; {x}: y"}' in content(Assets(source, tmp_path / "made"), "app.css")


@pytest.fixture
def served(source: Path, tmp_path: Path) -> tuple[Client, str, bytes]:
    """A client of the layer, the path of the style sheet, and what is in it."""
    (source / "css/pages.css").write_text("@layer parts { td { color: blue } }\n" * 50)
    assets = Assets(source, tmp_path / "made")
    (assets.target / "old.css").write_text("left by another release")
    name = assets.names["app.css"]
    layer = Served(Request.application(lambda _request: Response("the app's")), assets)
    return Client(layer), f"/static/{name}", (assets.target / name).read_bytes()


def test_a_file_comes_packed_to_who_can_unpack_it(served: tuple[Client, str, bytes]) -> None:
    client, path, content = served
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert (plain.status_code, plain.data) == (200, content)
    assert plain.headers["Content-Type"].startswith("text/css")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == content
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_part_and_a_question_are_answered_as_well(served: tuple[Client, str, bytes]) -> None:
    client, path, content = served
    tag = client.get(path).headers["ETag"]
    for answer, status, body in (
        (client.head(path), 200, b""),
        (client.get(path, headers={"Range": "bytes=0-3"}), 206, content[:4]),
        (client.get(path, headers={"If-None-Match": tag}), 304, b""),
        (client.post(path), 405, b""),
    ):
        assert (answer.status_code, answer.data) == (status, body)
        answer.close()


def test_what_is_no_file_of_this_release_is_the_apps(served: tuple[Client, str, bytes]) -> None:
    client, path, _content = served
    for other in ("/static/old.css", "/static/", path + "/", "/"):
        assert client.get(other).data == b"the app's"
