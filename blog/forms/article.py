"""The form an article is written in."""

import re
from datetime import UTC, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from blog.forms.base import Form, choices, strip
from blog.lib import slugs
from blog.lib.i18n import LANGUAGES
from blog.models import site
from blog.models.article import Article, Draft
from blog.models.category import Category

LONGEST_TITLE = 200
LONGEST_BODY = 1_000_000
LONGEST_TAG = 40
MOST_TAGS = 20
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
# Commas and semicolons as ASCII and as full-width forms, and the ideographic comma.
_COMMA = re.compile("[,;\uff0c\uff1b\u3001\n]")


class ArticleForm(Form):
    """All that a writer sets on an article."""

    title = StringField(
        _("Title"), filters=[strip], validators=[DataRequired(), Length(max=LONGEST_TITLE)]
    )
    body = TextAreaField(_("Text"), validators=[Length(max=LONGEST_BODY)])
    slug = StringField(_("Address"), filters=[strip])
    category = SelectField(_("Category"), coerce=int, default=0)
    new_category = StringField(
        _("New category"), filters=[strip], validators=[Length(max=LONGEST_TITLE)]
    )
    # `tags` is the id of the tags on a reader's page, which has a dress of its own.
    tags = StringField(_("Tags"), filters=[strip], validators=[Length(max=1000)], id="article-tags")
    language = SelectField(_("Language"), choices=choices(LANGUAGES.items()))
    published_at = DateTimeLocalField(
        _("Publish at"), format=MOMENT_FORMATS, validators=[Optional()]
    )
    pinned = BooleanField(_("Pinned"))
    comments_open = BooleanField(_("Comments open"))
    allow_html = BooleanField(_("HTML in the text"))
    excerpt = TextAreaField(_("Excerpt"), filters=[strip], validators=[Length(max=1000)])
    description = TextAreaField(
        _("Description for search engines"), filters=[strip], validators=[Length(max=500)]
    )
    revision = HiddenField(default="0")

    def __init__(self, article: Article | None = None, *, posted: bool = True) -> None:
        """The form as posted (unless `posted` is False), else as the article is, else empty."""
        self.article = article
        options = {} if posted else {"formdata": None}
        super().__init__(data=_values(article), **options)
        home = site.current()
        trails = ((id, " › ".join(shelf.name for shelf in home.trail(id))) for id in home.shelves)
        self.category.choices = choices([(0, gettext("None")), *trails])

    def validate_slug(self, field: StringField) -> None:
        """An address that can be typed and that no other article has."""
        if not field.data:
            return
        if not slugs.valid(field.data):
            raise ValidationError(gettext("Small letters, digits and single hyphens"))
        other = Article.by_slug(field.data)
        if other is not None and other is not self.article:
            raise ValidationError(gettext("“%(title)s” has this address", title=other.title))

    def validate_tags(self, _field: StringField) -> None:
        """Not more than anyone reads."""
        names = self.tag_names
        if len(names) > MOST_TAGS or any(len(name) > LONGEST_TAG for name in names):
            raise ValidationError(
                gettext(
                    "At most %(tags)d tags of at most %(characters)d characters",
                    tags=MOST_TAGS,
                    characters=LONGEST_TAG,
                )
            )

    @property
    def tag_names(self) -> tuple[str, ...]:
        """The tags as typed between commas of any script, each once."""
        names = (
            name.strip().lstrip("#\uff03").strip() for name in _COMMA.split(self.tags.data or "")
        )
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def moment(self) -> datetime | None:
        """When to publish: the site's local time as typed, in UTC."""
        typed: datetime | None = self.published_at.data
        if typed is None:
            return None
        return typed.replace(tzinfo=site.current().settings.zone).astimezone(UTC)

    def draft(self, category: Category | None) -> Draft:
        """What was typed, with what this form does not show as the article has it."""
        return Draft(
            title=self.title.data or "",
            body=self.body.data or "",
            slug=self.slug.data or "",
            category=category,
            tags=self.tag_names,
            language=self.language.data,
            excerpt=self.excerpt.data or "",
            description=self.description.data or "",
            cover=self.article.cover if self.article else "",
            pinned=self.pinned.data,
            comments_open=self.comments_open.data,
            allow_html=self.allow_html.data,
        )


def _values(article: Article | None) -> dict[str, object]:
    settings = site.current().settings
    if article is None:
        return {"language": settings.language, "comments_open": True}
    local = article.published_at and article.published_at.astimezone(settings.zone)
    return {
        "title": article.title,
        "body": article.body,
        "slug": article.slug,
        "category": article.category_id or 0,
        "tags": "、".join(tag.name for tag in article.tags)
        if article.language == "zh"
        else ", ".join(tag.name for tag in article.tags),
        "language": article.language,
        "published_at": local and local.replace(tzinfo=None),
        "pinned": article.pinned,
        "comments_open": article.comments_open,
        "allow_html": article.allow_html,
        "excerpt": article.own_excerpt,
        "description": article.description,
        "revision": article.revision,
    }
