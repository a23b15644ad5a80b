"""Categories and tags of a WordPress export, brought down to one level of nesting."""

from collections import Counter

from blog.lib.terminal import gettext as _
from blog.transfer import fields, wpitem
from blog.transfer.parcel import Heading, Parcel
from blog.transfer.wxr import Export, Item, Term

DEEPEST = 20


class Shelves:
    """Where the categories of the old blog stand in this one."""

    def __init__(self, export: Export, parcel: Parcel) -> None:
        self.export = export
        self.parcel = parcel
        self.parents = Counter(term.parent for term in export.categories.values())
        for slug, term in export.categories.items():
            above = self._above(term)
            path = self._path(slug)
            if len(above) > 1:
                shown = " / ".join([*(a.name for a in above), term.name])
                parcel.note(
                    _("category “%(name)s”", name=term.name),
                    _("was %(shown)s and is now %(path)s", shown=shown, path=" / ".join(path)),
                )
            at = "/".join([*(a.slug for a in above), slug])
            parcel.categories.append(
                Heading(
                    name=path[-1],
                    slug=fields.slug_of(slug),
                    parent=path[0] if len(path) > 1 else "",
                    description=term.description[:300],
                    former=self._former(f"/category/{at}", f"/?cat={term.id}"),
                )
            )
        for slug, term in export.tags.items():
            parcel.tags.append(
                Heading(
                    name=_short(term.name),
                    slug=fields.slug_of(slug),
                    former=self._former(f"/tag/{slug}"),
                )
            )

    def _former(self, *addresses: str) -> tuple[str, ...]:
        """The paths of these addresses below that of the old blog."""
        _home, root = wpitem.home_of(self.export.about.get("link", ""))
        return tuple(path for each in addresses if (path := fields.path_of(root + each)))

    def of(self, item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The one category of a post, and its tags, which its other categories join."""
        slugs = [slug for kind, slug, _name in item.terms if kind == "category"]
        names = {slug: name for kind, slug, name in item.terms if kind == "category"}
        tags = [_short(name) for kind, _slug, name in item.terms if kind == "post_tag"]
        first = self._main(item, slugs)
        others = [
            _short(self.export.categories[s].name if s in self.export.categories else names[s])
            for s in slugs
            if s != first and s != "uncategorized" and s not in self._ancestors(first)
        ]
        path = self._path(first) or ((_short(names[first]),) if first in names else ())
        return path, tuple(dict.fromkeys(name for name in [*tags, *others] if name))[:100]

    def _main(self, item: Item, slugs: list[str]) -> str:
        """The category a plugin calls the main one, else the first that is nested deepest."""
        chosen = item.meta.get("_yoast_wpseo_primary_category", "")
        for slug in slugs:
            term = self.export.categories.get(slug)
            if chosen and term and term.id == chosen:
                return slug
        real = [slug for slug in slugs if slug != "uncategorized"] or slugs
        return max(real, key=lambda slug: len(self._ancestors(slug)), default="")

    def _ancestors(self, slug: str) -> list[str]:
        term = self.export.categories.get(slug)
        return [above.slug for above in self._above(term)] if term else []

    def _above(self, term: Term) -> list[Term]:
        """The categories above this one, the top first; circles end."""
        found: list[Term] = []
        parent = self.export.categories.get(term.parent)
        while parent and parent not in found and parent is not term and len(found) < DEEPEST:
            found.insert(0, parent)
            parent = self.export.categories.get(parent.parent)
        return found

    def _path(self, slug: str) -> tuple[str, ...]:
        term = self.export.categories.get(slug)
        if term is None:
            return ()
        return tuple(_short(each.name) for each in [*self._above(term)[:1], term])


def _short(name: str) -> str:
    return name[:60].strip()
