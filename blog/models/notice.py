"""What is mailed about comments: to the admin what came in, to a commenter an answer."""

from flask_babel import gettext as _
from sqlalchemy import select

from blog.lib import markup
from blog.lib.database import db
from blog.models import site
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.correspondent import Consent, Correspondent, can_write
from blog.models.outbox import Kind, Letter

SHOWN_CHARACTERS = 500


def are_wanted() -> bool:
    """Whether anybody may have to be mailed about a comment."""
    settings = site.current().settings
    return can_write() or bool(settings.mail_notices and settings.mail_address)


def arrived(comment: Comment, title: str) -> None:
    """Tell the admin of a new comment that is shown or held; spam is not worth a mail.

    Without a site address there is no link: it would follow the Host, which a stranger chooses.
    """
    settings = site.current().settings
    if not (settings.mail_notices and settings.mail_address) or comment.state == State.SPAM:
        return
    held = comment.state == State.HELD
    subject = _("Held comment on “%(title)s”") if held else _("New comment on “%(title)s”")
    subject %= {"title": title}
    lines = [f"{subject} · {comment.name}", _shown(comment)]
    if settings.address:
        lines.append(f"{site.address()}/admin/comments?state={comment.state}")
    Letter.post(Kind.NOTICE, settings.mail_address, subject, "\n\n".join(lines))


def answered(comment: Comment) -> None:
    """Tell whoever asked for it that this comment, now shown, answers theirs."""
    if comment.parent_id is None or not can_write():
        return
    parent = db.session.get(Comment, comment.parent_id)
    if parent is None or not parent.wants_mail or not parent.email:
        return
    if parent.state != State.APPROVED or parent.email == comment.email:
        return
    reader = db.session.scalar(
        select(Correspondent).where(
            Correspondent.email == parent.email, Correspondent.consent == Consent.GIVEN
        )
    )
    title = db.session.scalar(select(Article.title).where(Article.id == comment.article_id))
    if reader is None or title is None:
        return
    Letter.post(
        Kind.ANSWER,
        reader.email,
        _("%(name)s replied to you on “%(title)s”", name=comment.name, title=title),
        _(
            "%(name)s wrote:\n\n%(text)s\n\nRead and answer it here:\n%(url)s\n\n"
            "No more mail from this blog:\n%(stop)s",
            name=comment.name,
            text=_shown(comment),
            url=f"{site.address()}/comments/{comment.id}",
            stop=reader.url,
        ),
        reader.url,
    )


def _shown(comment: Comment) -> str:
    return markup.excerpt(markup.comment_text(comment.html), SHOWN_CHARACTERS)
