"""What the documents say is so: commands work, links lead somewhere, names are the code's."""

import ast
import os
import re
import subprocess
from pathlib import Path
from shlex import quote

import pytest
from babel.messages.pofile import read_po
from selectolax.lexbor import LexborHTMLParser

from blog.config import OPTIONS
from blog.lib import markup
from tests.support.server import ROOT

PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
}
OPERATE = PAGES["docs/operate.md"]
every_page = pytest.mark.parametrize("page", PAGES)

BLOCK = re.compile(r"^ *```(\S*) ?(.*)\n((?:.*\n)*?) *```$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(
    r"(?<![\w/.-])(?:blog|templates|static|tests|bin|bench|deploy|docs|requirements|\.ci)/[\w./-]*\w"
)
TEST = re.compile(r"([\w/]+\.py)::(test_\w+)")
# A word of the desk, as *English* (中文).
LABEL = re.compile(r"\*([A-Z][^*\n]+)\*\s\(([^)\x00-\x7f][^)]*)\)")


def settings_table() -> str:
    shown = [(option.name, f"`{option.default}`" * bool(option.default)) for option in OPTIONS]
    rows = [
        f"| `BLOG_{name}` | {default} | {option.why} |"
        for (name, default), option in zip(shown, OPTIONS, strict=True)
    ]
    rows.append(
        "| `BLOG_INSTANCE_FOLDER` | `instance` | The folder of all that is the blog's own. |"
    )
    return "\n".join(["| setting | default | why |", "|---|---|---|", *rows])


def test_the_table_of_settings_is_that_of_the_code() -> None:
    assert settings_table() in OPERATE, f"put this in its place:\n{settings_table()}"


def tried(page: str) -> list[str]:
    """The commands of a page that are marked as tried."""
    return [
        text for kind, more, text in BLOCK.findall(PAGES[page]) if (kind, more) == ("sh", "tried")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if tried(page)])
def test_what_a_page_says_to_type_works(page: str, tmp_path: Path) -> None:
    """All blocks in one script: each stands on those before it, as they do for a reader."""
    script = "set -eu\n" + "\n".join(tried(page)).replace("bin/", f"{quote(str(ROOT))}/bin/")
    own = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env=own | {"BLOG_INSTANCE_FOLDER": str(tmp_path / "instance")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@every_page
def test_a_command_is_tried_or_says_why_not(page: str) -> None:
    """The guide for operators says it once for all: those others need root, or another machine."""
    for kind, more, text in BLOCK.findall(PAGES[page]):
        if kind == "sh" and not (page == "docs/operate.md" and not more):
            assert more == "tried" or re.fullmatch(r"untried: .+", more), text


@every_page
def test_every_command_it_names_exists(page: str) -> None:
    from blog.cli import COMMANDS

    named = re.findall(r"(?:bin/flask|flask) blog ([a-z][a-z-]+)", PAGES[page])
    assert set(named) <= set(COMMANDS)
    for script in re.findall(r"(?<![\w/])bin/[a-z]+", PAGES[page]):
        assert (ROOT / script).stat().st_mode & 0o111, script


@every_page
def test_every_link_leads_somewhere(page: str) -> None:
    for address in LINK.findall(PAGES[page]):
        if re.match(r"(?:https?|mailto):|/|address$", address):
            continue
        path, _, anchor = address.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), address
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}
            assert anchor in anchors, address


@every_page
def test_every_file_it_names_exists(page: str) -> None:
    for path in PATH.findall(PAGES[page]):
        assert (ROOT / path).exists(), path


@every_page
def test_every_setting_of_the_machine_it_names_exists(page: str) -> None:
    named = set(re.findall(r"BLOG_[A-Z_]+", PAGES[page]))
    assert named <= {f"BLOG_{option.name}" for option in OPTIONS} | {"BLOG_INSTANCE_FOLDER"}


@pytest.mark.parametrize("page", ["docs/security.md", "SECURITY.md"])
def test_every_test_that_shows_a_claim_exists(page: str) -> None:
    for file, name in TEST.findall(PAGES[page]):
        tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, name


def test_every_claim_about_security_names_a_test() -> None:
    claims, _, honest = PAGES["docs/security.md"].partition("## What is not protected")
    items = re.findall(r"^- (?:.+\n)(?:  .+\n)*", claims, re.MULTILINE)
    assert len(items) > 30
    assert [item for item in items if not TEST.search(item)] == []
    assert honest


def test_words_of_the_desk_are_those_it_shows() -> None:
    with (ROOT / "blog/translations/zh/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="zh")
    chinese = {one.id: one.string for one in catalogue if not one.context}
    shown = LABEL.findall(PAGES["docs/write.md"])
    assert len(shown) > 20
    assert [(word, said) for word, said in shown if chinese.get(word) != said] == []


def test_the_markdown_it_shows_is_what_the_blog_understands() -> None:
    (source,) = (
        text
        for kind, more, text in BLOCK.findall(PAGES["docs/write.md"])
        if (kind, more) == ("markdown", "tried")
    )
    made = markup.render(source)
    page = LexborHTMLParser(made.html)
    for shown in (
        *("h2", "strong", "em", "s", "code", 'a[href^="https://example"]', "ol ul li", "table"),
        *("input[checked]", "blockquote", ".footnotes", "math", ".math", "a.card.video"),
        *("figure img[alt]", "figcaption"),
    ):
        assert page.css_first(shown), shown
    assert not re.search(r"\*\*|~~|\[\^|\$\$|!\[", made.text)
