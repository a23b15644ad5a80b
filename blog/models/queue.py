"""The admin's queue: comments by where they stand, and the decisions on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Row, Select, func, or_, select

from blog.lib import paging
from blog.lib.database import db
from blog.lib.writing import begin_write
from blog.models import notice, site, spam
from blog.models.article import Article
from blog.models.comment import REPORTED, Comment, State
from blog.models.report import Report

PER_PAGE: Final = 50
AT_ONCE: Final = 200


class Deed(StrEnum):
    """What the admin may do with comments."""

    APPROVE = "approve"
    SPAM = "spam"
    REMOVE = "remove"
    SETTLE = "settle"  # a reported comment is fine


STATES: Final = {Deed.APPROVE: State.APPROVED, Deed.SPAM: State.SPAM, Deed.REMOVE: State.REMOVED}
TAUGHT: Final = {State.APPROVED: "ham", State.SPAM: "spam"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which comments are asked for: a state, "reported" or "all", an article, words."""

    state: str = State.HELD
    article_id: int | None = None
    words: str = ""

    def select(self) -> Select[int]:
        """The ids of what passes; comments wiped of their text are shown nowhere."""
        query = select(Comment.id)
        if self.state in {State.REMOVED, "all"}:
            query = query.where(Comment.body != "")
        if self.state == "reported":
            query = query.where(REPORTED)
        elif self.state != "all":
            query = query.where(Comment.state == self.state)
        if self.article_id is not None:
            query = query.where(Comment.article_id == self.article_id)
        for word in self.words.split()[:5]:
            query = query.where(
                or_(
                    *(
                        column.icontains(word, autoescape=True)
                        for column in (Comment.body, Comment.name, Comment.email, Comment.address)
                    )
                )
            )
        return query


def comments(wanted: Filter, number: int) -> paging.Page[Row[*tuple[Any, ...]]]:
    """That page of what passes the filter, the newest first, each with its article.

    Raises NotFound past the end.
    """
    total = _total(wanted)
    start = paging.offset(number, PER_PAGE, total)
    ids = wanted.select()
    shown = db.session.scalars(ids.order_by(Comment.id.desc()).limit(PER_PAGE).offset(start)).all()
    rows = db.session.execute(
        select(Comment, Article.slug, Article.title, Article.language)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id.in_(shown))
        .order_by(Comment.id.desc())
    ).all()
    return paging.Page(rows, number, PER_PAGE, total)


def pages(wanted: Filter) -> int:
    """How many pages there are of what passes the filter, at least one."""
    return paging.Page((), 1, PER_PAGE, _total(wanted)).count


def _total(wanted: Filter) -> int:
    return db.session.scalar(select(func.count()).select_from(wanted.select().subquery())) or 0


def counts() -> dict[str, int]:
    """How many comments stand in each state, and how many were reported."""
    rows = db.session.execute(
        select(Comment.state, func.count().label("number")).group_by(Comment.state)
    )
    found = {state.value: 0 for state in State} | {row.state: row.number for row in rows}
    reported = select(func.count()).select_from(Comment).where(REPORTED)
    return found | {"reported": db.session.scalar(reported) or 0}


def held() -> int:
    """How many comments wait for the admin."""
    return db.session.scalar(select(func.count()).where(Comment.state == State.HELD)) or 0


def decide(ids: Sequence[int], deed: Deed) -> dict[int, str]:
    """Do this with these comments and learn from it, committed; where each changed one stood."""
    begin_write()
    chosen = db.session.scalars(
        select(Comment)
        .where(Comment.id.in_(ids[:AT_ONCE]), Comment.body != "")
        .order_by(Comment.id)
        .with_for_update()
    ).all()
    before = {}
    for comment in chosen:
        if comment.reports:
            Report.settle(comment.id)
        if deed is not Deed.SETTLE and comment.state != STATES[deed]:
            before[comment.id] = comment.state
            _move(comment, STATES[deed])
    db.session.commit()
    return before


def undo(token: str) -> int:
    """Put the comments of this token back where they stood, committed; how many."""
    try:
        before: dict[str, list[int]] = _undoing().loads(token)
    except BadSignature:
        return 0
    begin_write()
    done = 0
    for state, ids in before.items():
        for comment in db.session.scalars(select(Comment).where(Comment.id.in_(ids))):
            if comment.body and comment.state != state:
                _move(comment, State(state))
                done += 1
    db.session.commit()
    return done


def undo_token(before: dict[int, str]) -> str:
    """What `undo` takes, signed so that nobody else can write one."""
    states: dict[str, list[int]] = {}
    for id, state in before.items():
        states.setdefault(state, []).append(id)
    return str(_undoing().dumps(states))


def answer(comment: Comment, body: str, name: str) -> Comment:
    """The author's answer to a comment, which is approved with it; committed."""
    if comment.state != State.APPROVED:
        _move(comment, State.APPROVED)
    placed = Comment.place(
        article_id=comment.article_id,
        parent=comment,
        name=name,
        body=body,
        by_author=True,
        state=State.APPROVED,
    )
    notice.answered(placed)
    db.session.commit()
    return placed


def ban(address: str) -> None:
    """Send whatever comes from this network address to the spam from now on; committed."""
    listed = site.current().settings.blocked_addresses
    if address and address not in listed:
        site.change({"blocked_addresses": (*listed, address)})
    db.session.commit()


def lift_ban(address: str) -> None:
    """Let this network address comment again; committed."""
    listed = site.current().settings.blocked_addresses
    site.change({"blocked_addresses": tuple(line for line in listed if line != address)})
    db.session.commit()


def _move(comment: Comment, state: State) -> None:
    first = comment.floor is None
    comment.move(state)
    if not comment.by_author:
        spam.teach(comment, TAUGHT.get(state, ""))
    if first and state is State.APPROVED:
        notice.answered(comment)


def _undoing() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="undo a decision")
