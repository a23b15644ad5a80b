"""A submission: what a reader sent, on its way to being a comment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _

from blog.lib import markup
from blog.lib.database import Run, bound, db, moment, new_mark, one_row, transaction, utcnow
from blog.models import correspondent, gate, notice, site, spam, verdict
from blog.models.comment import Comment, State
from blog.models.correspondent import Correspondent
from blog.models.gate import Refused
from blog.models.verdict import Verdict, Words

AGAIN = timedelta(hours=1)
"""How long the same text under the same article is taken for one that was sent twice."""


class Target(NamedTuple):
    """What a comment needs of the published article it goes to."""

    id: int
    slug: str
    title: str
    language: str
    comments_open: bool
    published_at: datetime | None


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

    def store(self, article: Target) -> tuple[int, bool]:
        """The id of the comment made of it, committed, and whether it is new.

        The nonce is unique: of the same form sent twice, at whatever distance and to whichever
        worker, the first is stored, and the others are answered with it. Raises gate.Refused.
        """
        parent = self._parent(article.id)
        if not self.by_author and self._sent_before(article.id):
            raise Refused("body", _("You have sent this already."))
        html = markup.clean_comment(self.body)
        found = self._judge(html)
        asks = self.wants_mail and bool(self.email) and correspondent.can_write()
        asks = asks and correspondent.may_ask(self.address)
        try:
            id = self._write(article.id, parent, html, found, asks)
        except _Stored as stored:
            return int(stored.args[0][0]), False
        if notice.are_wanted():
            comment = db.session.get_one(Comment, id)
            if asks:
                Correspondent.ask(self.email)
            if not self.by_author:
                notice.arrived(comment, article.title)
            if comment.state == State.APPROVED:
                notice.answered(comment)
            db.session.commit()
        return id, True

    def _write(
        self, article_id: int, parent: Comment | None, html: str, found: Verdict, asks: bool
    ) -> int:
        """What `Comment.place` does, in plain SQL: through the session it takes ten times as long.

        Raises _Stored when the nonce is there already, or Refused; nothing is changed then.
        """
        values = self._columns(parent, html, found, asks) | {"article_id": article_id}
        with transaction() as run:
            if found.state is State.APPROVED:
                values["floor"] = _show(run, article_id)
            names, places = ", ".join(values), ", ".join("?" * len(values))
            row = run(
                f"INSERT INTO comments ({names}) VALUES ({places})"  # noqa: S608 - columns of our own
                " ON CONFLICT (nonce) DO NOTHING RETURNING id",
                tuple(values.values()),
            )
            if row is None:
                raise _Stored(run("SELECT id FROM comments WHERE nonce = ?", (self.nonce,)))
            if not self.by_author:
                gate.check_share(self.address, run)
            if parent is None:
                run("UPDATE comments SET root_id = id WHERE id = ?", row)
        return int(row[0])

    def _columns(
        self, parent: Comment | None, html: str, found: Verdict, asks: bool
    ) -> dict[str, object]:
        return {
            "parent_id": parent and parent.id,
            "root_id": parent and parent.root_id,
            "state": found.state.value,
            "by_author": self.by_author,
            "name": self.name,
            "email": self.email,
            "website": self.website,
            "body": self.body,
            "html": html,
            "created_at": bound(utcnow()),
            "address": "" if self.by_author else self.address,
            "wants_mail": asks,
            "reports": 0,
            "score": found.score,
            "reasons": found.packed,
            "taught": "",
            "nonce": self.nonce,
        }

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

    def _sent_before(self, article_id: int) -> bool:
        """Whether the same was sent from this address within the hour, by another form.

        Who goes back and sends again has a page with a new nonce. The stored comment is not
        answered with: many share an address, and its private page lets it be changed.
        """
        row = one_row(
            "SELECT 1 FROM"
            " (SELECT article_id, parent_id, name, body, created_at, nonce FROM comments"
            " WHERE address = ? ORDER BY id DESC LIMIT 20) AS latest WHERE article_id = ?"
            " AND coalesce(parent_id, 0) = ? AND name = ? AND body = ? AND created_at > ?"
            # The second of a double click, whose first has been stored since its form was opened.
            " AND nonce <> ?",
            (
                self.address,
                article_id,
                self.parent_id or 0,
                self.name,
                self.body,
                bound(utcnow() - AGAIN),
                self.nonce,
            ),
        )
        return row is not None

    def _parent(self, article_id: int) -> Comment | None:
        if self.parent_id is None:
            return None
        parent = gate.shown_comment(self.parent_id, article_id)
        if parent is None:
            raise Refused("parent", _("The comment you are replying to is gone."))
        return parent


class _Stored(Exception):
    """The nonce is there already: the row with the id of its comment."""


def _show(run: Run, article_id: int) -> int:
    """Count one more comment, let the pages that show it be built anew; the comment's floor."""
    row = run(
        "UPDATE articles SET comment_count = comment_count + 1, floors = floors + 1"
        " WHERE id = ? RETURNING floors",
        (article_id,),
    )
    run("UPDATE article_views SET mark = ? WHERE article_id = ?", (new_mark(), article_id))
    run("UPDATE site_marks SET lists = ?", (new_mark(),))
    assert row is not None  # noqa: S101 - the article was there a moment ago
    return int(row[0])


def target(slug: str) -> Target | None:
    """The published article of that slug; None when there is none."""
    row = one_row(
        "SELECT id, slug, title, language, comments_open, published_at FROM articles"
        " WHERE slug = ? AND state = 'published'",
        (slug,),
    )
    if row is None:
        return None
    id, slug, title, language, is_open, published_at = row
    return Target(id, slug, title, language, bool(is_open), moment(published_at))


def check_open(article: Target) -> None:
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
