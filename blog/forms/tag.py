"""Forms of tags."""

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, ValidationError

from blog.forms.base import FILL_IN, Form, at_most, check_slug, one_line, strip
from blog.models import tag_care
from blog.models.tag import SEPARATOR, Tag
from blog.models.tag_care import Sort, Wish

LONGEST_NAME = 40


def _one_tag(_form: Form, field: StringField) -> None:
    if SEPARATOR.search(field.data or "") or (field.data or "").startswith(("#", "\uff03")):
        raise ValidationError(gettext("A tag has no commas in it and no # before it."))


class NewTagForm(Form):
    """A tag to be made."""

    name = StringField(
        _("New tag"),
        filters=[one_line],
        validators=[DataRequired(FILL_IN), at_most(LONGEST_NAME), _one_tag],
    )


class TagForm(Form):
    """What the admin sets on a tag."""

    name = StringField(
        _("Name"),
        filters=[one_line],
        validators=[DataRequired(FILL_IN), at_most(LONGEST_NAME), _one_tag],
    )
    slug = StringField(_("Address"), filters=[strip], validators=[DataRequired(FILL_IN)])

    def __init__(self, tag: Tag) -> None:
        """The form as posted, else as the tag is."""
        self.tag = tag
        super().__init__(obj=tag)

    def validate_name(self, field: StringField) -> None:
        """A name that no other tag has: two of one name are merged instead."""
        other = Tag.by_names([field.data or ""]).get(field.data or "")
        if other is not None and other.id != self.tag.id:
            raise ValidationError(
                gettext(
                    "There is a tag “%(name)s” already: merge this one into it", name=other.name
                )
            )

    def validate_slug(self, field: StringField) -> None:
        """An address that can be typed and that no other tag has."""
        check_slug(Tag, field.data or "", self.tag.id)


class MergeForm(Form):
    """The tag that others become."""

    into = StringField(
        _("They become"),
        filters=[one_line],
        validators=[DataRequired(FILL_IN), at_most(LONGEST_NAME), _one_tag],
    )

    def validate_into(self, field: StringField) -> None:
        """A tag that there is."""
        if (field.data or "") not in Tag.by_names([field.data or ""]):
            raise ValidationError(gettext("There is no tag “%(name)s”", name=field.data))


def wish() -> Wish:
    """What the address asks for; what makes no sense there is left out."""
    sort = request.args.get("sort", "")
    return Wish(
        query=request.args.get("q", "").strip()[: tag_care.LONGEST_QUERY],
        unused=request.args.get("unused") == "1",
        sort=Sort(sort) if sort in list(Sort) else Sort.COUNT,
    )


def asked(wish: Wish, **changes: str | None) -> dict[str, str]:
    """The wish as the query of an address, with these changes; None takes a part out."""
    query: dict[str, str | None] = {
        "q": wish.query or None,
        "unused": "1" if wish.unused else None,
        "sort": None if wish.sort == Sort.COUNT else wish.sort.value,
    }
    return {name: value for name, value in (query | changes).items() if value is not None}
