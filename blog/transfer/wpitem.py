"""What is to be known of one WordPress post by itself."""

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from blog.transfer import fields, wpautop, wxr
from blog.transfer.wxr import Item

_BLOCK = re.compile(r"<!--\s{0,9}/?wp:.{0,100000}?-->", re.DOTALL)
_CLASSIC = re.compile(r"<!-- wp:freeform -->(.{0,2000000}?)<!-- /wp:freeform -->", re.DOTALL)


def name_of(item: Item) -> str:
    """How the report names a post: its title and number."""
    return f"“{wxr.words(item.title)[:80]}” ({item.post_type} {item.post_id})"


def html_of(text: str, blocks: bool) -> str:
    """The text as the theme showed it, from the block editor or the classic one."""
    if not blocks:
        return wpautop.paragraphs(text)
    return _BLOCK.sub("", _CLASSIC.sub(lambda found: wpautop.paragraphs(found[1]), text))


def title_of(item: Item, markdown: str) -> str:
    """The title, or for the many posts without one their first words."""
    given = wxr.words(item.title)[:300]
    return given or re.sub(r"[#*_>\[\]\\!`]+|suibi-\S+", "", markdown).strip()[:40] or "—"


def digest_of(item: Item) -> str:
    """What changes when the post does."""
    parts = (item.post_id, item.title, item.content, item.excerpt, item.status, item.post_name)
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:16]


def first(item: Item, names: Iterable[str]) -> str:
    """The first of these meta fields that says something, on one line."""
    return next((" ".join(item.meta[name].split()) for name in names if item.meta.get(name)), "")


def number(text: str) -> int:
    """The number from 0 that the text is, else 0."""
    return int(text) if re.fullmatch(r"\s*[0-9]{1,12}\s*", text) else 0


def plain(address: str) -> str:
    """An address as links to one text are compared: without scheme, www, anchor, final slash."""
    return re.sub(r"^(?:https?://)?(?:www\.)?|#.*$", "", address).rstrip("/")


def addresses_of(item: Item, home: tuple[str, str]) -> list[str]:
    """What other texts may call this one: its address and both of its short ones."""
    short = [f"{plain(''.join(home))}{at}{item.post_id}" for at in ("/?p=", "/?page_id=")]
    return [plain(item.link.strip()), plain(item.guid.strip()), *short]


def home_of(link: str) -> tuple[str, str]:
    """Host and path, without its final slash, of a blog at that address; empty where it is none."""
    try:
        parts = urlsplit(link.strip())
        return parts.hostname or "", parts.path.rstrip("/")
    except ValueError:
        return "", ""


def former(item: Item, home: tuple[str, str], attachments: Iterable[Item]) -> tuple[str, ...]:
    """Where the text once stood: its address, its number, the slugs it had before.

    The pages of its attachments lead to the text too.
    """
    host, root = home
    own = [item.link, f"{root}/?p={item.post_id}"]
    if item.post_type == "page":
        own.append(f"{root}/?page_id={item.post_id}")
    for attachment in attachments:
        own += [attachment.link, f"{root}/?attachment_id={attachment.post_id}"]
    hosts = {"", host, f"www.{host}", host.removeprefix("www.")}
    at = [fields.path_of(each) for each in own if home_of(each)[0] in hosts]
    folder, _, name = at[0].rpartition("/")
    if name and "?" not in name:
        at += [fields.path_of(f"{folder}/{old}") for old in item.old_slugs]
    return tuple(dict.fromkeys(path for path in at if path))
