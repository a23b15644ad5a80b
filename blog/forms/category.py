"""Forms of categories: what one is, and where its articles go."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from blog.forms.base import FILL_IN, Form, at_most, check_slug, choices, one_line, strip
from blog.models import category_care, site
from blog.models.category import Category
from blog.models.site import Shelf

LONGEST_NAME = 60
LONGEST_DESCRIPTION = 300


class CategoryForm(Form):
    """What the admin sets on a category."""

    name = StringField(
        _("Name"), filters=[one_line], validators=[DataRequired(FILL_IN), at_most(LONGEST_NAME)]
    )
    slug = StringField(_("Address"), filters=[strip])
    description = TextAreaField(
        _("Description"), filters=[strip], validators=[at_most(LONGEST_DESCRIPTION)]
    )
    parent = SelectField(_("Under"), coerce=int, default=0)

    def __init__(self, shelf: Shelf | None = None) -> None:
        """The form as posted, else as the category is, else empty."""
        self.shelf = shelf
        data = {"parent": shelf.parent_id or 0} if shelf else {}
        super().__init__(obj=shelf, data=data)
        home = site.current()
        tops = [] if shelf and home.children(shelf.id) else home.tops()
        self.parent.choices = choices(
            [(0, gettext("Nothing: at the top"))]
            + [(top.id, top.name) for top in tops if not shelf or top.id != shelf.id]
        )

    def validate_name(self, field: StringField) -> None:
        """A name that no sibling has."""
        parent_id = self.parent.data or None
        for other in site.current().shelves.values():
            same = other.name == field.data and other.parent_id == parent_id
            if same and not (self.shelf and other.id == self.shelf.id):
                raise ValidationError(
                    gettext("There is a category “%(name)s” here already", name=other.name)
                )

    def validate_slug(self, field: StringField) -> None:
        """An address that can be typed and that no other category has."""
        if field.data:
            check_slug(Category, field.data, self.shelf.id if self.shelf else None)


class HeirForm(Form):
    """Where the articles of a category go."""

    into = SelectField(_("They go to"), coerce=int)

    def __init__(self, id: int, *, none: bool) -> None:
        """`none` offers no category at all as well."""
        super().__init__()
        self.none = none
        home = site.current()
        heirs = [
            (heir.id, " › ".join(shelf.name for shelf in home.trail(heir.id)))
            for heir in category_care.heirs(id)
        ]
        first = gettext("No category") if none else gettext("Choose one")
        self.into.choices = choices([(0, first), *heirs])

    def validate_into(self, field: SelectField) -> None:
        """A choice: nothing is merged by a slip."""
        if not field.data and not self.none:
            raise ValidationError(gettext("Please choose where they go."))
