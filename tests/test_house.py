"""The rules of this code base that a machine can check."""

import ast
import configparser
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 250
LONGEST_FUNCTION = 40

CODE = sorted((ROOT / "blog").rglob("*.py"))
SCRIPTS = sorted(path for path in (ROOT / "bin").iterdir() if path.is_file())
TEMPLATES = sorted((ROOT / "templates").rglob("*.*ml"))
SHEETS = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js"})
MEASURES = sorted((ROOT / "bench").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
BESIDE = sorted(set((ROOT / "tests").rglob("*.py")) - set(TESTS))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Functions, classes and their methods that others may call."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def by_name(node: ast.expr) -> str:
    """`bp.get` of the decorator `@bp.get("")`."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


@pytest.mark.parametrize("path", [*CODE, *MEASURES, *TESTS, *BESIDE, *TEMPLATES, *SHEETS], ids=name)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    if "versions" in path.parts:
        pytest.skip("a migration is as long as its tables")
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    if "versions" in path.parts:
        pytest.skip("a migration is as long as its tables")
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions(path)}
    assert {key: length for key, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", CODE, ids=name)
def test_what_others_call_says_what_they_get(path: Path) -> None:
    """Handlers say it by their route, commands by their help, methods of ours in their base."""
    if "versions" in path.parts:
        pytest.skip("a migration says it in its first line")
    module = ast.parse(path.read_text())
    nodes = list(public(module.body))
    said = {node.name for node in nodes if ast.get_docstring(node)}
    routes = re.compile(r"bp\.(get|post|route)|.*\b(command|group)")
    silent = [
        node.name
        for node in nodes
        if node.name not in said and not any(routes.match(by_name(d)) for d in node.decorator_list)
    ]
    assert silent == []


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_module_says_which_noun_it_is(path: Path) -> None:
    module = ast.parse(path.read_text())
    assert not module.body or ast.get_docstring(module)


@pytest.mark.parametrize("path", CODE, ids=name)
def test_which_database_it_is_is_asked_in_few_places(path: Path) -> None:
    allowed = (
        "lib/database.py",
        "lib/hotline.py",
        "lib/writing.py",
        "models/index.py",
        "models/entry.py",
        "transfer/backup.py",
        "migrations/",
    )
    if not any(part in name(path) for part in allowed):
        assert not re.search(r"is_sqlite\(|dialect\.name|get_backend_name", path.read_text())


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_mirror_what_they_test(path: Path) -> None:
    """`tests/lib/test_slugs.py` tests `blog/lib/slugs.py`, `test_markup_x.py` `markup/x.py`."""
    folder = path.parent.relative_to(ROOT / "tests")
    if folder.parts[:1] == ("browser",) or not folder.parts:
        return
    noun = path.stem.removeprefix("test_")
    homes = [ROOT / "blog" / folder, ROOT / folder]
    nouns = (noun, noun.replace("_", "/", 1))
    candidates = [home / f"{one}{end}" for home in homes for one in nouns for end in ("", ".py")]
    assert any(candidate.exists() for candidate in candidates), "nothing there has this name"


def test_every_template_compiles(app: Flask) -> None:
    for template in app.jinja_env.list_templates():
        app.jinja_env.get_template(template)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_brings_no_style_or_script_of_its_own(path: Path) -> None:
    """The content security policy would drop them, and say so only in a browser's console."""
    markup = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", markup)
    for attributes in re.findall(r"<script\b([^>]*)>", markup):
        assert "src=" in attributes or "application/ld+json" in attributes


@pytest.mark.parametrize("path", [*TEMPLATES, *SHEETS], ids=name)
def test_nothing_is_fetched_from_another_host(path: Path) -> None:
    fetching = r"""(?:src|srcset|poster)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import"""
    assert not re.search(fetching, path.read_text())


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_script_can_be_run(path: Path) -> None:
    assert os.access(path, os.X_OK)
    interpreter = path.read_text().partition("\n")[0]
    if interpreter == "#!/bin/sh":
        subprocess.run(["sh", "-n", path], check=True)


def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg")
    return parser


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_wheel_takes_every_package() -> None:
    listed = set(lines(setup()["options"]["packages"])) - {"blog.templates", "blog.static"}
    there = {name(path.parent).replace("/", ".") for path in CODE if path.name == "__init__.py"}
    assert listed == there


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("runtime", ("postgres", "math")), ("test", ("postgres", "math", "dev", "browser"))],
)
def test_what_is_required_is_locked_with_hashes(lock: str, extras: tuple[str, ...]) -> None:
    text = (ROOT / f"requirements/{lock}.txt").read_text()
    pins = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
    entries = re.findall(r"^[a-z0-9].*(?:\n    .*)*", text, re.MULTILINE)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"^-", text, re.MULTILINE), "it would name an index"
    config = setup()
    wanted = lines(config["options"]["install_requires"])
    for extra in extras:
        wanted += lines(config["options.extras_require"][extra])
    for line in wanted:
        requirement = Requirement(line)
        pin = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin), f"{line}: {pin} is locked; run bin/lock"
