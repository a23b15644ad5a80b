"""Slugs, and the tags and categories that a draft brings along.

All that has to be spelled is asked of one child process before anything is written: SQLite's
write lock, which every reader's hit needs, is never held while that child runs.
"""

from collections.abc import Iterable, Mapping

from blog.lib import slugs
from blog.lib.database import db
from blog.models import site
from blog.models.category import Category
from blog.models.draft import Draft
from blog.models.tag import Tag

Spoken = Mapping[str, str]
"""The slug that the sound of a text makes, by the text."""


def spell(draft: Draft, *, title: bool) -> Spoken:
    """The slugs of what this draft brings that has none yet; of its title too if asked."""
    texts = [draft.title] if title else []
    if draft.new_category and Category.named(draft.new_category) is None:
        texts.append(draft.new_category)
    names = tidy(draft.tags)
    known = Tag.by_names(names)
    texts += [name for name in names if name not in known]
    return dict(zip(texts, (reading.slug for reading in slugs.readings_apart(texts)), strict=True))


def tidy(names: Iterable[str]) -> list[str]:
    """The names without space around them, each once, none empty."""
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def category(draft: Draft, spoken: Spoken) -> Category | None:
    """The category of the draft, made when its name is new."""
    if not draft.new_category:
        return draft.category
    found = Category.named(draft.new_category)
    if found is None:
        slug = Category.free_slug(_slug(draft.new_category, spoken))
        found = Category(name=draft.new_category, slug=slug)
        db.session.add(found)
        db.session.flush()
        site.redress()
    return found


def tags(draft: Draft, spoken: Spoken) -> list[Tag]:
    """The tags of the draft in its order, those that are new made."""
    names = tidy(draft.tags)
    known = Tag.by_names(names)
    for name in names:
        if name not in known:
            known[name] = Tag(name=name, slug=Tag.free_slug(_slug(name, spoken)))
            db.session.add(known[name])
            db.session.flush()
    return [known[name] for name in names]


def _slug(name: str, spoken: Spoken) -> str:
    # Unspoken is only what was deleted between the spelling and now.
    return spoken.get(name) or slugs.slugify_apart(name)
