"""The gate before a reader's form: its signed token, its code, and how often one may try.

A reader's form is not proven the way the admin's are. Flask-WTF keeps its token in a session, so
a page that shows one sets a cookie and cannot be kept for others; and a reader has no login whose
power a foreign site could borrow. What there is to prevent is a form sent from elsewhere, sent
twice, or sent by a program: a signed token with a nonce, Origin, and the code do that.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy import func, select

from blog.lib import captcha, security
from blog.lib.database import Run, db, one_row, utcnow
from blog.models import site
from blog.models.comment import Comment, State
from blog.models.limit import Limit, address_key

QUICKEST: Final = 2
"""Seconds under which nobody reads a form, fills it in and answers its code."""
TRIES: Final = 40
"""How often an hour an address may be refused before nothing of it is looked at."""
GUESSES: Final = 3
"""How often one code may be answered wrongly: a sum has but 17 results."""
PICTURES: Final = 120
SOUNDS: Final = 20
HOUR: Final = 3600


class Refused(Exception):
    """The form is not taken: the field it is about ("" for the whole form), and why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Ticket:
    """A form that came from a page of ours: its nonce, its age in seconds, its sender."""

    nonce: str
    age: float
    address: str

    @property
    def stored(self) -> int | None:
        """The id of the comment that was stored by this very form before."""
        row = one_row("SELECT id FROM comments WHERE nonce = ?", (self.nonce,))
        return None if row is None else int(row[0])


def secret() -> bytes:
    """What tokens are signed with."""
    return str(current_app.config["SECRET_KEY"]).encode()


def here() -> str:
    """The network address of this request, as comments keep it."""
    return address_key(request.remote_addr)


def issue(article_id: int) -> str:
    """A token for a form that is not kept."""
    return captcha.issue(secret(), article_id, time.time())


def open_ticket(token: str, article_id: int) -> Ticket:
    """The ticket of a form sent here. Raises Refused."""
    if not security.sent_from_here():
        raise Refused("", _("This was not sent from a page of this blog. Please send it again."))
    now = time.time()
    try:
        read = captcha.read(secret(), token, now)
    except captcha.Expired:
        raise Refused("", _("This page was open for too long. Please send it again.")) from None
    except captcha.Forged:
        raise Refused("", _("This form is damaged. Please send it again.")) from None
    if read.article_id != article_id:
        raise Refused("", _("This form is damaged. Please send it again."))
    return Ticket(read.nonce, now - read.issued, here())


def check_pace(ticket: Ticket) -> None:
    """Refuse what came too fast or too often. Raises Refused."""
    if Limit.taken(f"form {ticket.address}") >= TRIES:
        raise Refused("", _("Too many tries. Please wait an hour."))
    if ticket.age < QUICKEST:
        raise Refused("", _("That was too quick. Please send it again."))


def count_refusal() -> None:
    """Count a form that was refused; what is stored has a limit of its own."""
    Limit.take(f"form {here()}", TRIES, HOUR)


def check_code(ticket: Ticket, typed: str) -> None:
    """Refuse a wrong answer, and any answer after GUESSES wrong ones. Raises Refused."""
    key = f"guess {ticket.nonce}"
    right = captcha.accepts(secret(), ticket.nonce, typed)
    if not right:
        Limit.take(key, GUESSES, captcha.MAX_AGE)
    if not right or Limit.taken(key) >= GUESSES:
        raise Refused("captcha", _("The code is wrong. Here is a new one."))


def check_share(address: str, run: Run) -> None:
    """Refuse more comments from an address than it may send in an hour. Raises Refused.

    Counted in the transaction of `run`: what is not stored takes no share.
    """
    allowed = site.current().settings.comments_per_hour
    if not Limit.take(f"comment {address}", allowed, HOUR, run):
        raise Refused("", _("Too many comments for now. Please wait an hour."))


def asks_code(*, sent: bool) -> bool:
    """Whether the code is asked. A page shown to everyone cannot know an address: `sent` False."""
    settings = site.current().settings
    if settings.captcha != "after":
        return bool(settings.captcha == "always")
    if not sent:
        return False
    today = select(func.count()).where(
        Comment.address == here(), Comment.created_at > utcnow() - timedelta(days=1)
    )
    return (db.session.scalar(today) or 0) >= settings.captcha_after


def may_draw() -> bool:
    """Whether this address may have another picture now."""
    return Limit.take(f"picture {here()}", PICTURES, HOUR)


def may_speak() -> bool:
    """Whether this address may have another sound now: one costs as much as a hundred pages."""
    return Limit.take(f"sound {here()}", SOUNDS, HOUR)


def shown_comment(id: int, article_id: int) -> Comment | None:
    """The comment of that article which readers see and may answer."""
    found = db.session.get(Comment, id) if id < 2**31 else None
    if found is None or found.article_id != article_id or found.state != State.APPROVED:
        return None
    return found
