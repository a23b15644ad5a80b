"""The comments of a WordPress export."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC

from blog.lib.i18n import mark
from blog.lib.terminal import gettext as _
from blog.transfer import hypertext, moments, wxr
from blog.transfer.parcel import Parcel, Remark
from blog.transfer.wpautop import paragraphs
from blog.transfer.wpitem import name_of
from blog.transfer.wxr import Item

_OTHERS = {"pingback": mark("pingbacks"), "trackback": mark("trackbacks")}
_STATES = {"1": "approved", "approve": "approved", "0": "held", "hold": "held", "spam": "spam"}


def take(item: Item, post: str, prefix: str, writers: Collection[str], parcel: Parcel) -> None:
    """Add the item's comments to the parcel; `writers` are the mail addresses of its authors."""
    left: Counter[str] = Counter()
    for row in item.comments:
        kind = row.get("comment_type", "") or "comment"
        state = _STATES.get(row.get("comment_approved", "1").strip())
        if kind != "comment":
            name = _OTHERS.get(kind, "")
            left[_(name) if name else _("comments of type %(kind)r", kind=kind)] += 1
        elif state is None:
            left[_("comments from the bin")] += 1
        elif (found := _remark(row, post, prefix, state, writers)) is None:
            left[_("comments without text or date")] += 1
        else:
            parcel.remarks.append(found)
    for what, count in left.items():
        parcel.note(name_of(item), _("leaves out %(what)s (%(count)s)", count=count, what=what))


def _remark(
    row: dict[str, str], post: str, prefix: str, state: str, writers: Collection[str]
) -> Remark | None:
    try:
        date = moments.read(row.get("comment_date_gmt") or row.get("comment_date"), UTC)
        body = hypertext.to_markdown(paragraphs(row.get("comment_content", "")), raw=False).text
    except ValueError:
        return None
    if not body.strip():
        return None
    email = row.get("comment_author_email", "").strip()[:200]
    website = row.get("comment_author_url", "").strip()
    parent = row.get("comment_parent", "0").strip()
    by_author = row.get("comment_user_id", "0") not in {"", "0"} and email.lower() in writers
    return Remark(
        key=f"{prefix}:comment:{row.get('comment_id', '')}",
        post=post,
        parent=None if parent in {"", "0"} else f"{prefix}:comment:{parent}",
        name=wxr.words(row.get("comment_author", ""))[:60] or "Anonymous",
        body=body.strip(),
        created_at=date,
        email=email if "@" in email else "",
        website=website[:300],
        state=state,
        by_author=by_author,
    )
