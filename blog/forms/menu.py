"""The form of the menu that readers see."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField

from blog.forms.base import Form, choices
from blog.forms.rows import Row, RowsField, Takes
from blog.models import site
from blog.models.page import Page
from blog.models.site import Site

TOPS = 4


class MenuForm(Form):
    """The entries, and what can be added to them."""

    menu = RowsField(_("Menu"), columns=("label", "url"), validators=[Takes()])
    pick = SelectField(_("Add a page of this blog"), validate_choice=False, default="")

    def __init__(self) -> None:
        """The form as posted, else as the setting is."""
        self.checked: dict[str, object] = {}
        home = site.current()
        super().__init__(data={"menu": home.settings.menu})
        self.known = known(home)
        taken = {row["url"] for row in self.menu.data}
        self.pick.choices = choices(
            [("", "…")] + [(url, label) for url, label in self.known.items() if url not in taken]
        )

    def add(self) -> None:
        """Put the page that was picked at the end of the menu."""
        url = self.pick.data or ""
        if url in self.known:
            self.menu.data.append({"label": self.known[url].rpartition(" › ")[2], "url": url})

    @property
    def preview(self) -> list[Row]:
        """What readers would see: without entries the menu that follows the categories."""
        whole = [row for row in self.menu.data if all(row.values())]
        return whole or default(site.current())


def known(home: Site) -> dict[str, str]:
    """The pages a menu can lead to: label by path."""
    paths = {
        "/": gettext("Home"),
        "/tags": gettext("Tags"),
        "/archive": gettext("Archive"),
        "/links": gettext("Links"),
        "/sitemap": gettext("Site map"),
        "/search": gettext("Search"),
    }
    for shelf in home.shelves.values():
        names = " › ".join(one.name for one in home.trail(shelf.id))
        paths[f"/categories/{shelf.slug}"] = names
    return paths | {f"/pages/{page.slug}": page.title for page in Page.listed()}


def default(home: Site) -> list[Row]:
    """The menu that readers see while none is set, as templates/base.html has it."""
    shelves = {shelf.name: f"/categories/{shelf.slug}" for shelf in home.tops()[:TOPS]}
    names = {gettext("Home"): "/"} | shelves
    names |= {gettext("Tags"): "/tags", gettext("Archive"): "/archive"}
    return [{"label": label, "url": url} for label, url in names.items()]
