"""WordPress: its export file (WXR), with pictures from its media folder where that came along."""

import re
from collections import Counter
from datetime import UTC, datetime, tzinfo

from blog.lib.terminal import gettext as _
from blog.transfer import fields, hypertext, moments, prose, wpitem, wpremarks, wpterms, wxr
from blog.transfer.parcel import Parcel, PlainPage, Post
from blog.transfer.source import Source
from blog.transfer.wpcodes import Codes
from blog.transfer.wpitem import name_of
from blog.transfer.wpmedia import Pictures, address_of
from blog.transfer.wxr import Export, Item

NAME = "WordPress"
_DYNAMIC = re.compile(r"<!--\s{0,9}wp:([\w/-]{1,80})(?:\s[^>]{0,5000})?/-->")
_MORE = re.compile(r"<!--\s{0,9}more\b.{0,200}?-->", re.DOTALL)
_REST = re.compile(r"<!--\s{0,9}(?:nextpage|noteaser)\s{0,9}-->")
_COUNTERS = ("views", "post_views_count", "_post_views", "wpb_post_views_count", "post_views")
_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseop_description")
_SILENT = frozenset(
    ("attachment", "nav_menu_item", "revision", "oembed_cache", "customize_changeset")
)


def detect(source: Source) -> bool:
    """Whether there is an XML file that says it is WordPress's export."""
    return bool(wxr.files(source))


def read(source: Source, zone: tzinfo) -> Parcel:
    """All posts, pages and comments; a date not in UTC is in `zone`. Raises Refused."""
    export = Export()
    for path in wxr.files(source):
        wxr.read(source, path, export)
    parcel = Parcel()
    blog = _Blog(source, zone, export, parcel)
    for item in blog.texts:
        try:
            blog.take(item)
        except hypertext.TooDeep as error:
            parcel.lose(name_of(item), str(error))
        item.fields.clear()  # or a large file would stand in memory twice
    blog.report()
    return parcel


class _Blog:
    """What is known of the whole blog while its texts are taken one by one."""

    def __init__(self, source: Source, zone: tzinfo, export: Export, parcel: Parcel) -> None:
        self.source, self.zone, self.export, self.parcel = source, zone, export, parcel
        self.texts: list[Item] = []
        self.keys: dict[str, str] = {}
        self.left: Counter[str] = Counter()
        about = self.export.about
        self.home = wpitem.home_of(about.get("link", ""))
        self.prefix = f"wordpress:{''.join(self.home) or 'blog'}"
        self.writers = {a.get("author_email", "").strip().lower() for a in self.export.authors}
        self.parcel.settings = {
            name: about[key][:limit]
            for name, key, limit in (("title", "title", 60), ("tagline", "description", 120))
            if about.get(key)
        }
        seen: set[str] = set()
        attachments: dict[str, Item] = {}
        for item in self.export.items:
            if item.post_type == "attachment":
                attachments.setdefault(item.post_id, item)
            elif item.post_type in {"post", "page"} and item.post_id not in seen:
                seen.add(item.post_id)
                if item.status in {"trash", "auto-draft", "inherit"}:
                    self.left[_("entries that were %(status)s", status=item.status)] += 1
                else:
                    self.texts.append(item)
            elif item.post_type not in _SILENT | {"post", "page"}:
                self.left[_("entries of type %(post_type)r", post_type=item.post_type)] += 1
        self.attached: dict[str, list[Item]] = {}
        for item in attachments.values():
            self.attached.setdefault(item.post_parent, []).append(item)
        self.pictures = Pictures(self.source, self.parcel, attachments)
        self.shelves = wpterms.Shelves(self.export, self.parcel)
        self.galleries = {
            wpitem.plain(item.link): address_of(item) for item in attachments.values() if item.link
        }
        for item in self.texts:
            for address in wpitem.addresses_of(item, self.home):
                self.keys.setdefault(address, self.key(item))

    def key(self, item: Item) -> str:
        return f"{self.prefix}:{item.post_id}"

    def take(self, item: Item) -> None:
        """Add one post or page, with its comments, to the parcel."""
        if item.post_type == "page":
            self.parcel.pages.append(self._page(item))
            if item.comments:
                self.parcel.note(
                    name_of(item),
                    _(
                        "leaves out its comments, for plain pages have none (%(n)s)",
                        n=len(item.comments),
                    ),
                )
            return
        self.parcel.posts.append(self._post(item))
        wpremarks.take(item, self.key(item), self.prefix, self.writers, self.parcel)

    def _post(self, item: Item) -> Post:
        markdown, intro, html = self._body(item, raw=True)
        category, others = self.shelves.of(item)
        title = wpitem.title_of(item, markdown)
        date, draft = self._date(item)
        excerpt = hypertext.plain(item.excerpt)[:1000]
        return Post(
            key=self.key(item),
            path=name_of(item),
            digest=wpitem.digest_of(item),
            title=title,
            body=markdown,
            slug=fields.slug_of(item.post_name),
            published_at=date,
            updated_at=self._moment(item.post_modified_gmt, item.post_modified),
            draft=draft,
            language=fields.language("", title + markdown),
            category=category,
            tags=others,
            pinned=item.is_sticky.strip() == "1",
            comments_open=item.comment_status != "closed",
            allow_html=html,
            excerpt=excerpt,
            intro="" if excerpt else intro,
            description=wpitem.first(item, _DESCRIPTIONS)[:1000],
            cover=self._cover(item),
            password=item.post_password[:100],
            views=max((wpitem.number(item.meta.get(name, "")) for name in _COUNTERS), default=0),
            former=self._former(item),
        )

    def _page(self, item: Item) -> PlainPage:
        markdown = self._body(item, raw=False)[0]
        date, draft = self._date(item)
        if item.post_password:
            self.parcel.note(name_of(item), _("had a password and comes in as a draft"))
        title = wpitem.title_of(item, markdown)
        return PlainPage(
            key=self.key(item),
            path=name_of(item),
            digest=wpitem.digest_of(item),
            title=title,
            body=markdown,
            slug=fields.slug_of(item.post_name),
            created_at=date,
            updated_at=self._moment(item.post_modified_gmt, item.post_modified),
            draft=draft or bool(item.post_password),
            language=fields.language("", title + markdown),
            position=min(wpitem.number(item.menu_order), 9999),
            description=wpitem.first(item, _DESCRIPTIONS)[:1000],
            former=self._former(item),
        )

    def _moment(self, gmt: str, local: str) -> datetime | None:
        for text, zone in ((gmt, UTC), (local, self.zone)):
            try:
                return moments.read(text.strip(), zone)
            except (ValueError, OverflowError):
                continue  # a draft's is 0000-00-00
        return None

    def _date(self, item: Item) -> tuple[datetime | None, bool]:
        """When it was published, and whether it is to be a draft here."""
        date = self._moment(item.post_date_gmt, item.post_date)
        if item.status in {"publish", "future"} and date is not None:
            return date, False
        if item.status == "private":
            self.parcel.note(name_of(item), _("was private and comes in as a draft"))
        elif date is None and item.status in {"publish", "future"}:
            self.parcel.note(name_of(item), _("has no date and comes in as a draft"))
        return date, True

    def _body(self, item: Item, *, raw: bool) -> tuple[str, str, bool]:
        """Markdown with references, its part before the mark `more`, whether it holds HTML."""
        codes = Codes(lambda ids: self._gallery(item, ids))
        text = item.content.replace("\r\n", "\n")
        blocks = "<!-- wp:" in text
        if blocks and (alive := sorted(set(_DYNAMIC.findall(text)))):
            self.parcel.note(
                name_of(item),
                _("leaves out blocks that filled themselves: %(alive)s", alive=", ".join(alive)),
            )
        text = codes.plain(_REST.sub("", text))
        for name in dict.fromkeys(codes.unknown):
            self.parcel.note(
                name_of(item), _("has a shortcode [%(name)s] that stays as code", name=name)
            )
        before, mark, after = "", "", text
        if found := _MORE.search(text):
            before, mark, after = text[: found.start()], found[0], text[found.end() :]
        made = hypertext.to_markdown(
            wpitem.html_of(before, blocks) + wpitem.html_of(after, blocks), raw=raw
        )
        intro = (
            hypertext.to_markdown(wpitem.html_of(before, blocks), raw=False).text if mark else ""
        )
        return prose.readdress(made.text, self._address), intro, made.html

    def _former(self, item: Item) -> tuple[str, ...]:
        return wpitem.former(item, self.home, self.attached.get(item.post_id, ()))

    def _gallery(self, item: Item, ids: list[str] | None) -> str:
        if ids is None:
            ids = [attachment.post_id for attachment in self.attached.get(item.post_id, ())]
        return self.pictures.gallery(ids) if ids else ""

    def _address(self, target: str, shown: bool) -> str | None:
        within = self.home[0] if re.match("/(?!/)", target) else ""
        if key := self.keys.get(wpitem.plain(within + target)):
            return self.parcel.references.mark("post", key, target)
        if page := self.galleries.get(wpitem.plain(target)):
            return self.pictures.mark(page) or page
        if shown or re.search(r"\.\w{3,4}\Z", target.partition("?")[0]):
            found = self.pictures.mark(target)
            whole = self.pictures.whole(target)
            return found or (whole if shown and whole != target else None)
        return None

    def _cover(self, item: Item) -> str:
        attachment = self.pictures.attachments.get(item.meta.get("_thumbnail_id", ""))
        address = address_of(attachment) if attachment else ""
        return self.pictures.mark(address) or address if address else ""

    def report(self) -> None:
        """Say what of the whole file is left out."""
        for what, count in sorted(self.left.items()):
            self.parcel.note(
                self.source.name, _("leaves out %(what)s (%(count)s)", count=count, what=what)
            )
