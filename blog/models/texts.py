"""What is written on the desk: articles and pages, by the first part of their places."""

from typing import Any

from blog.lib.database import db
from blog.models.article import Article
from blog.models.page import Page

Text = Article | Page

KINDS: dict[str, type[Text]] = {"articles": Article, "pages": Page}


def find(kind: str, id: int) -> Text | None:
    """The text at the place `articles/12`; None when there is none, or no such kind."""
    noun: Any = KINDS.get(kind)
    found: Text | None = db.session.get(noun, id) if noun else None
    return found
