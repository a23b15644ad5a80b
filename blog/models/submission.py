"""A submission: what a reader sent, on its way to being a comment."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError

from blog.lib import markup
from blog.lib.database import db, one_row, utcnow
from blog.models import correspondent, gate, notice, site, spam, verdict
from blog.models.article import Article
from blog.models.article import State as ArticleState
from blog.models.comment import Comment, State
from blog.models.correspondent import Correspondent
from blog.models.gate import Refused
from blog.models.verdict import Verdict, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a reader typed, where from, and the nonce of the form it came in."""

    name: str
    email: str
    website: str
    body: str
    parent_id: int | None
    wants_mail: bool
    trapped: bool
    nonce: str
    address: str
    by_author: bool = False

    def store(self, article: Row[*tuple[Any, ...]]) -> tuple[Comment, bool]:
        """The comment made of it, committed, and whether it is new.

        The nonce is unique: of the same form sent twice, at whatever distance and to whichever
        worker, the first is stored, and the others are answered with it. Raises gate.Refused.
        """
        parent = self._parent(article.id)
        html = markup.clean_comment(self.body)
        found = self._judge(html)
        asks = self.wants_mail and bool(self.email) and correspondent.can_write()
        asks = asks and correspondent.may_ask(self.address)
        try:
            comment = self._place(article.id, parent, html, found, asks)
        except IntegrityError:
            db.session.rollback()
            return self._stored_before(), False
        if asks:
            Correspondent.ask(self.email)
        if not self.by_author:
            notice.arrived(comment, article.title)
        if comment.state == State.APPROVED:
            notice.answered(comment)
        db.session.commit()
        return comment, True

    def _place(
        self,
        article_id: int,
        parent: Comment | None,
        html: str,
        found: Verdict,
        asks: bool,
    ) -> Comment:
        return Comment.place(
            article_id=article_id,
            name=self.name,
            email=self.email,
            website=self.website,
            body=self.body,
            html=html,
            parent=parent,
            state=found.state,
            score=found.score,
            reasons=found.packed,
            wants_mail=asks,
            address="" if self.by_author else self.address,
            by_author=self.by_author,
            nonce=self.nonce,
        )

    def _judge(self, html: str) -> Verdict:
        if self.by_author:
            return Verdict(State.APPROVED, 0.0, [])
        return verdict.judge(
            Words(
                name=self.name,
                email=self.email,
                website=self.website,
                body=self.body,
                html=html,
                address=self.address,
                trapped=self.trapped,
            )
        )

    def _parent(self, article_id: int) -> Comment | None:
        if self.parent_id is None:
            return None
        parent = gate.shown_comment(self.parent_id, article_id)
        if parent is None:
            raise Refused("parent", _("The comment you answer is gone."))
        return parent

    def _stored_before(self) -> Comment:
        row = one_row("SELECT id FROM comments WHERE nonce = ?", (self.nonce,))
        assert row is not None  # noqa: S101 - the nonce is the only unique value it brought
        return db.session.get_one(Comment, row[0])


def target(slug: str) -> Row[*tuple[Any, ...]] | None:
    """What a comment needs of the published article of that slug; None when there is none."""
    return db.session.execute(
        select(
            Article.id,
            Article.slug,
            Article.title,
            Article.comments_open,
            Article.published_at,
            Article.language,
        ).where(Article.slug == slug, Article.state == ArticleState.PUBLISHED)
    ).first()


def check_open(article: Row[*tuple[Any, ...]]) -> None:
    """Refuse when the comments of this article are closed. Raises gate.Refused."""
    if not is_open(article):
        raise Refused("", _("Comments are closed."))


def is_open(article: Any) -> bool:
    """Whether the article takes comments: it does, and it is not older than the setting says."""
    days = site.current().settings.close_after_days
    return bool(
        article.comments_open
        and (not days or utcnow() < article.published_at + timedelta(days=days))
    )


def change(comment: Comment, body: str) -> None:
    """Put the commenter's other text in place, judged anew: what was approved was the old one."""
    spam.teach(comment, "")
    comment.write(body)
    found = verdict.judge(
        Words(
            name=comment.name,
            email=comment.email,
            website=comment.website,
            body=comment.body,
            html=comment.html,
            address=comment.address,
            edited=True,
        )
    )
    # Only the admin lets out what was held.
    worse = {State.APPROVED: {State.HELD, State.SPAM}, State.HELD: {State.SPAM}}
    if found.state in worse.get(State(comment.state), ()):
        comment.move(found.state)
    comment.score, comment.reasons = found.score, found.packed
    db.session.commit()
