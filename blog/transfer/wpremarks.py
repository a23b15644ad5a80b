"""The comments of a WordPress export."""

import re
from collections import Counter
from collections.abc import Collection
from datetime import UTC

from blog.transfer import hypertext, moments, wxr
from blog.transfer.parcel import Parcel, Remark
from blog.transfer.wpautop import paragraphs
from blog.transfer.wpitem import name_of
from blog.transfer.wxr import Item

_STATES = {"1": "approved", "approve": "approved", "0": "held", "hold": "held", "spam": "spam"}


def take(item: Item, post: str, prefix: str, writers: Collection[str], parcel: Parcel) -> None:
    """Add the item's comments to the parcel; `writers` are the mail addresses of its authors."""
    left: Counter[str] = Counter()
    for row in item.comments:
        kind = row.get("comment_type", "") or "comment"
        state = _STATES.get(row.get("comment_approved", "1").strip())
        if kind != "comment":
            left[f"{kind}s" if kind in {"pingback", "trackback"} else f"of type {kind!r}"] += 1
        elif state is None:
            left["comments from the bin"] += 1
        elif (found := _remark(row, post, prefix, state, writers)) is None:
            left["comments without text or date"] += 1
        else:
            parcel.remarks.append(found)
    for what, count in left.items():
        parcel.note(name_of(item), f"leaves out {count} {what}")


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
        website=website[:300] if re.match(r"https?://[^\s]+\Z", website) else "",
        state=state,
        by_author=by_author,
    )
