"""Whose folder it is: where each blog program keeps its articles, pages and pictures."""

import re
from enum import StrEnum
from pathlib import PurePosixPath

from blog.transfer.source import Source

TEXTS = frozenset((".md", ".markdown", ".mdown", ".mkd"))
PICTURES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"))
# Folders that a program publishes as the root of the site.
ROOTS = ("", "static", "source", "assets", "content", "public")
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)")
_ABOUT_THE_FOLDER = re.compile(
    r"(?:readme|licen[cs]e|contributing|changelog|code_of_conduct|security)\b", re.IGNORECASE
)
_LANGUAGE = re.compile(r"\.(zh|en)(?:-[a-z]+)?$", re.IGNORECASE)


class Dialect(StrEnum):
    """The program that a folder of Markdown was written for."""

    OWN = "our own"
    HEXO = "Hexo"
    JEKYLL = "Jekyll"
    HUGO = "Hugo"
    PLAIN = "Markdown"


class Kind(StrEnum):
    """What a file becomes, unless its fields say otherwise."""

    POST = "post"
    DRAFT = "draft"
    PAGE = "page"
    NONE = "none"


def texts(source: Source) -> list[str]:
    """The paths of all Markdown files, in order."""
    return sorted(p for p in source.sizes if PurePosixPath(p).suffix.lower() in TEXTS)


def of(source: Source) -> Dialect:
    """The program whose folders and files these are."""
    names = set(source.sizes)
    if "blog.json" in names:
        return Dialect.OWN
    posts = [path for path in names if re.search(r"(?:^|/)_(?:posts|drafts)/", path)]
    dated = any(_DATED.match(PurePosixPath(path).name) for path in posts)
    if posts and dated and not any(path.startswith("source/") for path in posts):
        return Dialect.JEKYLL
    if posts:
        return Dialect.HEXO
    hugo = {"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml"}
    if names & hugo or any(p.startswith(("content/", "config/_default/")) for p in names):
        return Dialect.HUGO
    if any(PurePosixPath(path).name == "_index.md" for path in names):
        return Dialect.HUGO
    return Dialect.PLAIN


def kind(dialect: Dialect, path: str) -> Kind:
    """What the file at that path is for the program."""
    file = PurePosixPath(path)
    parts = file.parts
    if dialect is Dialect.OWN and parts[0] in {"articles", "pages"}:
        return Kind.PAGE if parts[0] == "pages" else Kind.POST
    if _ABOUT_THE_FOLDER.match(file.name) or file.name.startswith("_index."):
        return Kind.NONE
    if dialect in {Dialect.HEXO, Dialect.JEKYLL}:
        if "_drafts" in parts:
            return Kind.DRAFT
        return Kind.POST if "_posts" in parts else Kind.PAGE
    if dialect is Dialect.HUGO:
        inner = parts[parts.index("content") + 1 :] if "content" in parts else parts
        depth = len(inner) - (stem(path) == "index")
        return Kind.PAGE if depth <= 1 and "content" in parts else Kind.POST
    return Kind.PAGE if parts[0] == "pages" and len(parts) > 1 else Kind.POST


def stem(path: str) -> str:
    """The file's name without its suffix and the language some programs put before it."""
    return _LANGUAGE.sub("", PurePosixPath(path).stem)


def name(path: str) -> str:
    """What the file is called in its blog: `a-b` for `2021-03-24-a-b.md` and `a-b/index.md`."""
    plain = stem(path)
    if plain == "index" and "/" in path:
        plain = PurePosixPath(path).parent.name
    return _DATED.sub("", plain)


def date(path: str) -> str:
    """The date before the file's name, or nothing."""
    named = PurePosixPath(path).parent.name if stem(path) == "index" else stem(path)
    found = _DATED.match(named)
    return found[0].rstrip("-") if found else ""


def language(path: str) -> str:
    """The language that the file's name ends in, or nothing."""
    found = _LANGUAGE.search(PurePosixPath(path).stem)
    return found[1].lower() if found else ""
