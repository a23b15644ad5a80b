"""The comments of a parcel."""

import re
from collections.abc import Mapping

from blog.lib import markup
from blog.lib.database import db
from blog.models import voice
from blog.models.comment import State
from blog.models.voice import Voice
from blog.transfer import press
from blog.transfer.parcel import Parcel, Remark

SLICE = 100
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def count(parcel: Parcel, articles: Mapping[str, object]) -> int:
    """How many comments are new, of those whose article is among these keys."""
    known = _known(parcel)
    return sum(remark.key not in known and remark.post in articles for remark in parcel.remarks)


def store(parcel: Parcel, ids: Mapping[str, int]) -> int:
    """Store the comments that are new under the articles of these ids by key; how many."""
    known = _known(parcel)
    fresh = [r for r in parcel.remarks if r.key not in known and r.post in ids]
    fresh.sort(key=lambda remark: remark.created_at)
    voices = [
        _voice(remark, ids[remark.post], html)
        for remark, html in zip(
            fresh, press.spread(markup.clean_comment, [r.body for r in fresh]), strict=True
        )
    ]
    for start in range(0, len(voices), SLICE):
        voice.add(voices[start : start + SLICE], known)
        db.session.commit()
    return len(voices)


def _known(parcel: Parcel) -> dict[str, tuple[int, int]]:
    prefixes = {remark.key.partition(":")[0] for remark in parcel.remarks}
    found: dict[str, tuple[int, int]] = {}
    for prefix in prefixes:
        found |= voice.known_by(f"{prefix}:")
    return found


def _voice(remark: Remark, article_id: int, html: str) -> Voice:
    return Voice(
        source=remark.key,
        article_id=article_id,
        parent=remark.parent,
        state=State(remark.state),
        html=html,
        floor=remark.floor,
        fields={
            "name": remark.name,
            "email": remark.email.lower(),
            # Readers meet it as a link, and files may say anything.
            "website": remark.website if _WEB.fullmatch(remark.website) else "",
            "body": remark.body,
            "created_at": remark.created_at,
            "by_author": remark.by_author,
            "edited_at": remark.edited_at,
            "wants_mail": remark.wants_mail,
        },
    )
