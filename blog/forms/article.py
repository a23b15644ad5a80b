"""The form an article is written in."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from blog.forms.base import at_most, choices, one_line, strip
from blog.forms.category import LONGEST_NAME as LONGEST_CATEGORY
from blog.forms.tag import LONGEST_NAME
from blog.forms.text import TextForm
from blog.lib.database import db
from blog.models import lock, site
from blog.models.article import Article, Draft
from blog.models.autosave import Autosave
from blog.models.category import Category
from blog.models.standing import FIRST_YEAR, LAST_YEAR
from blog.models.tag import SEPARATOR

MOST_TAGS = 20
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
# A path of this site, or a picture elsewhere.
_COVER = re.compile(r"(?:/(?!/)|https://)[^\s\"'<>\\]+")


class ArticleForm(TextForm):
    """All that a writer sets on an article."""

    noun = Article
    category = SelectField(_("Category"), coerce=int, default=0)
    new_category = StringField(
        _("New category"), filters=[one_line], validators=[at_most(LONGEST_CATEGORY)]
    )
    # `tags` is the id of the tags on a reader's page, which has a dress of its own.
    tags = StringField(_("Tags"), filters=[strip], validators=[at_most(1000)], id="article-tags")
    twin = StringField(
        _("The same in the other language"), filters=[strip], validators=[at_most(500)]
    )
    published_at = DateTimeLocalField(
        _("Publish at"), format=MOMENT_FORMATS, validators=[Optional()]
    )
    pinned = BooleanField(_("Pinned"))
    comments_open = BooleanField(_("Comments open"))
    allow_html = BooleanField(_("HTML in the text"))
    cover = StringField(_("Cover"), filters=[strip], validators=[at_most(500)])
    excerpt = TextAreaField(_("Excerpt"), filters=[strip], validators=[at_most(1000)])
    protected = BooleanField(_("Only with a password"))
    password = StringField(
        _("Password of the article"), filters=[strip], validators=[at_most(lock.LONGEST)]
    )

    def __init__(
        self, stored: Article | None = None, *, typed: Autosave | None = None, posted: bool = True
    ) -> None:
        super().__init__(stored, typed=typed, posted=posted)
        home = site.current()
        trails = ((id, " › ".join(shelf.name for shelf in home.trail(id))) for id in home.shelves)
        self.category.choices = choices([(0, gettext("None")), *trails])

    def validate_published_at(self, field: DateTimeLocalField) -> None:
        """A year that every zone, the archive and an import know."""
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(
                gettext(
                    "Please give a year from %(first)s to %(last)s.",
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            )

    def validate_cover(self, field: StringField) -> None:
        """A picture that the policy of the site lets browsers load."""
        if field.data and not _COVER.fullmatch(field.data):
            raise ValidationError(
                gettext("Please give a path such as /media/…, or an address with https.")
            )

    def validate_twin(self, field: StringField) -> None:
        """An article in another language than this one."""
        if not field.data:
            return
        other = self._twin()
        if other is None or other is self.stored:
            raise ValidationError(gettext("No article has this address."))
        if other.language == self.language.data:
            raise ValidationError(
                gettext("“%(title)s” is in the same language.", title=other.title)
            )

    def validate_password(self, field: StringField) -> None:
        """There is one when one is needed."""
        had = self.stored is not None and self.stored.password_hash
        if self.protected.data and not field.data and not had:
            raise ValidationError(gettext("Please choose a password for the article."))

    def repeats(self, saved: Article) -> bool:
        """As for every text; a password, of which no digest is kept, must be the one it has."""
        typed = self.password.data if self.protected.data else ""
        same = not typed or lock.fits(saved.password_hash, typed)
        return super().repeats(saved) and same

    def _category(self) -> Category | None:
        return db.session.get(Category, self.category.data) if self.category.data else None

    def _twin(self) -> Article | None:
        path = re.split("[?#]", self.twin.data or "")[0]
        return Article.by_slug(unquote(path).rstrip("/").rpartition("/")[2])

    def validate_tags(self, _field: StringField) -> None:
        """Not more than anyone reads."""
        names = self.tag_names
        if len(names) > MOST_TAGS or any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(
                gettext(
                    "At most %(tags)d tags of at most %(characters)d characters, please.",
                    tags=MOST_TAGS,
                    characters=LONGEST_NAME,
                )
            )

    @property
    def tag_names(self) -> tuple[str, ...]:
        """The tags as typed between commas of any script, each once."""
        names = (
            str(one_line(name)).lstrip("#\uff03").strip()
            for name in SEPARATOR.split(self.tags.data or "")
        )
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def moment(self) -> datetime | None:
        """When to publish: the site's local time as typed, in UTC."""
        typed: datetime | None = self.published_at.data
        if typed is None:
            return None
        return typed.replace(tzinfo=site.current().settings.zone).astimezone(UTC)

    def draft(self) -> Draft:
        """What was typed."""
        twin = self._twin() if self.twin.data else None
        return Draft(
            title=self.title.data or "",
            body=self.body.data or "",
            slug=self.slug.data or "",
            category=self._category(),
            new_category=self.new_category.data or "",
            tags=self.tag_names,
            language=self.language.data,
            twin_id=twin.id if twin else None,
            excerpt=self.excerpt.data or "",
            description=self.description.data or "",
            cover=self.cover.data or "",
            pinned=self.pinned.data,
            comments_open=self.comments_open.data,
            allow_html=self.allow_html.data,
            password=(self.password.data or None) if self.protected.data else "",
        )

    def values(self) -> dict[str, object]:
        """The fields of the article, or those that a new one begins with."""
        settings = site.current().settings
        article: Article | None = self.stored
        if article is None:
            return {"language": settings.language, "comments_open": True}
        twin = db.session.get(Article, article.twin_id) if article.twin_id else None
        local = article.published_at and article.published_at.astimezone(settings.zone)
        comma = "、" if article.language == "zh" else ", "
        names = "title body slug language pinned comments_open allow_html description cover"
        return {name: getattr(article, name) for name in (*names.split(), "revision")} | {
            "category": article.category_id or 0,
            "tags": comma.join(tag.name for tag in article.tags),
            "published_at": local and local.replace(tzinfo=None),
            "excerpt": article.own_excerpt,
            "twin": twin.slug if twin else "",
            "protected": bool(article.password_hash),
        }
