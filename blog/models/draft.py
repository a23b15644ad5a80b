"""What a writer sets on an article, and where an article stands."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text

from blog.models.category import Category


class State(StrEnum):
    """Where an article stands; public lists ask for PUBLISHED and never look at the clock."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    LOCKED = "locked"  # published behind a password, listed nowhere
    BINNED = "binned"


PUBLIC = (State.PUBLISHED, State.LOCKED)
LISTED = text("state = 'published'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a writer sets on an article.

    `new_category` names one at the top, made when there is none, and stands above `category`.
    `password` is what readers need: None leaves it as it is, an empty one takes it off.
    """

    title: str
    body: str
    slug: str = ""
    category: Category | None = None
    new_category: str = ""
    tags: tuple[str, ...] = ()
    language: str = "zh"
    twin_id: int | None = None
    excerpt: str = ""
    description: str = ""
    cover: str = ""
    pinned: bool = False
    comments_open: bool = True
    allow_html: bool = False
    password: str | None = None
