"""Threads: the comments under an article as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, select

from blog.lib import paging
from blog.lib.database import db
from blog.lib.prepared import Prepared
from blog.models.comment import SHOWN, Comment, State

PER_PAGE = 100
"""Top-level comments on one page of a long discussion."""
# Made once, of plain tables: see listing.py.
_comments = Comment.__table__.c
_OF_ARTICLE = (
    select(
        _comments.id,
        _comments.parent_id,
        _comments.root_id,
        _comments.floor,
        _comments.state,
        _comments.by_author,
        _comments.name,
        _comments.website,
        _comments.html,
        _comments.created_at,
        _comments.edited_at,
    )
    .where(_comments.article_id == bindparam("article"), SHOWN)
    .order_by(_comments.id)
)
_ALL_OF_ARTICLE = Prepared(_OF_ARTICLE)
_ONE_PAGE = Prepared(
    _OF_ARTICLE.where(_comments.root_id.between(bindparam("first"), bindparam("last")))
)


@dataclass(slots=True)
class Node:
    """A comment as the page shows it, with the replies under it."""

    comment: Any
    depth: int
    replies: list["Node"] = field(default_factory=list)


def thread(article_id: int, comment_count: int, number: int) -> paging.Page[Node]:
    """That page of the discussion, by its top-level comments; 404 past its end.

    One statement unless there are more than a page of comments; then the ids of the top-level
    ones are read first.
    """
    if comment_count <= PER_PAGE:
        tops = _grow(_ALL_OF_ARTICLE.rows(article=article_id))
        paging.offset(number, PER_PAGE, len(tops))
        return paging.Page(tops, number, PER_PAGE, len(tops))
    roots = db.session.scalars(
        select(Comment.root_id)
        .where(Comment.article_id == article_id, SHOWN)
        .group_by(Comment.root_id)
        .order_by(Comment.root_id)
    ).all()
    start = paging.offset(number, PER_PAGE, len(roots))
    shown = roots[start : start + PER_PAGE]
    first, last = (shown[0], shown[-1]) if shown else (0, 0)
    rows = _ONE_PAGE.rows(article=article_id, first=first, last=last)
    return paging.Page(_grow(rows), number, PER_PAGE, len(roots))


def page_of(article_id: int, comment_count: int, root_id: int) -> int:
    """On which page of its article's discussion the thread of that top-level comment stands."""
    if comment_count <= PER_PAGE:
        return 1
    before = db.session.scalar(
        select(func.count(Comment.root_id.distinct())).where(
            Comment.article_id == article_id, Comment.root_id < root_id, SHOWN
        )
    )
    return (before or 0) // PER_PAGE + 1


def _grow(rows: Sequence[Any]) -> list[Node]:
    """The forest of these comments in the order of their ids, gaps without replies cut.

    Without recursion: no chain of replies is too long for it.
    """
    nodes: dict[int, Node] = {}
    tops: list[Node] = []
    for row in rows:
        parent = nodes.get(row.parent_id) or (
            nodes.get(row.root_id) if row.root_id != row.id else None
        )
        node = Node(row, parent.depth + 1 if parent else 1)
        nodes[row.id] = node
        (parent.replies if parent else tops).append(node)
    # A parent has the smaller id, so from the end each node's replies are settled before it.
    for node in reversed(nodes.values()):
        node.replies = _without_gaps(node.replies)
    return _without_gaps(tops)


def _without_gaps(nodes: list[Node]) -> list[Node]:
    return [node for node in nodes if node.comment.state != State.REMOVED or node.replies]
