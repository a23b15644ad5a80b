"""Comments as readers send, see, change and report them."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blog.forms.comment import CommentForm, sum_in_words
from blog.forms.commenter import EditForm, ReportForm
from blog.lib import security
from blog.lib.database import db
from blog.models import gate, reading, submission, thread
from blog.models.article import Article
from blog.models.comment import Comment, State, key_of
from blog.models.gate import Refused, Ticket
from blog.models.report import Report
from blog.models.submission import Target

bp = Blueprint("comments", __name__)

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@bp.post("/articles/<slug:slug>/comments")
def add(slug: str) -> ResponseReturnValue:
    """Store a comment, or answer with the page, the reasons and all that was typed."""
    article = submission.target(slug) or abort(404)
    form = CommentForm(article, request.form)
    if "again" in request.form:
        return _refuse(form, slug, 200)
    try:
        ticket = gate.open_ticket(form.token.data or "", article.id)
        if ticket.stored is not None:
            return _answer(ticket.stored, ticket, article, 200)
        id, new = _admit(form, ticket, article)
    except Refused as refused:
        if refused.message:
            form.errors_of(refused.field).append(refused.message)
        gate.count_refusal()
        return _refuse(form, slug, 422)
    return _answer(id, ticket, article, 201 if new else 200)


def _admit(form: CommentForm, ticket: Ticket, article: Target) -> tuple[int, bool]:
    """The stored comment's id, and whether it is new. Raises Refused; the form tells its errors."""
    valid = form.validate()
    submission.check_open(article)
    if not form.as_author:
        gate.check_pace(ticket)
        if form.asks_code:
            gate.check_code(ticket, form.captcha.data or "")
    if not valid:
        raise Refused("", "")
    return form.submitted(ticket).store(article)


def _answer(id: int, ticket: Ticket, article: Target, status: int) -> ResponseReturnValue:
    """The way to the comment's private page; for script the comment and a fresh form."""
    private = f"{request.script_root}/comments/{id}/{key_of(id, ticket.nonce)}"
    if not _by_script():
        return redirect(private, 303)
    comment = db.session.get_one(Comment, id)
    html = render_template("comments/_stored.html", comment=comment, article=article)
    token = gate.issue(article.id)
    fresh = {"token": token, "sum": sum_in_words(token)}
    return {"id": id, "html": html, "url": private} | fresh, status, PRIVATE


def _refuse(form: CommentForm, slug: str, status: int) -> ResponseReturnValue:
    """The article's page with the form as it was typed and a fresh code; for script the form."""
    db.session.rollback()
    form.renew()
    if _by_script():
        html = render_template("comments/_form.html", form=form, article=form.article)
        return {"form": html}, status, PRIVATE
    page = reading.open_article(slug) or abort(404)
    html = render_template("articles/show.html", page=page, views=page.article.views, form=form)
    return html, status, PRIVATE


@bp.get("/comments/<int:id>")
def find(id: int) -> ResponseReturnValue:
    """Where the comment now stands: the page of its article's discussion that shows it."""
    comment, article = _shown(id)
    page = thread.page_of(article.id, article.comment_count, comment.root_id or comment.id)
    query = f"?comments={page}" if page > 1 else ""
    return redirect(f"{_path(article)}{query}#comment-{comment.id}", 302)


@bp.get("/comments/<int:id>/reply")
def reply(id: int) -> ResponseReturnValue:
    """The form for an answer, on a page of its own: with script it moves under the comment."""
    comment, article = _shown(id)
    if not submission.is_open(article):
        return redirect(f"{_path(article)}#comment-{id}", 302)
    form = CommentForm(article)
    form.parent.data = str(id)
    form.renew()
    html = render_template("comments/reply.html", comment=comment, article=article, form=form)
    return html, 200, PRIVATE


@bp.route("/comments/<int:id>/report", methods=["GET", "POST"])
def report(id: int) -> ResponseReturnValue:
    """Say that a comment should not stand here."""
    comment, article = _shown(id)
    form = ReportForm(request.form if request.method == "POST" else None)
    status, done = 200, False
    if request.method == "POST":
        try:
            ticket = gate.open_ticket(form.token.data or "", article.id)
            if not form.validate():
                raise Refused("", "")
            done = Report.file(id, form.kind.data, form.note.data or "", ticket.address)
            if not done:
                raise Refused("", _("Too many tries. Please wait an hour."))
        except Refused as refused:
            status = 422
            if refused.message:
                form.form_errors.append(refused.message)
    form.token.data = gate.issue(article.id)
    html = render_template(
        "comments/report.html", comment=comment, article=article, form=form, done=done
    )
    return html, status, PRIVATE


@bp.get("/comments/<int:id>/<string(length=32):key>")
def own(id: int, key: str) -> ResponseReturnValue:
    """The commenter's own page of that comment."""
    comment = Comment.by_key(id, key) or abort(404)
    return _own(comment, EditForm(data={"body": comment.body}), 200)


@bp.post("/comments/<int:id>/<string(length=32):key>")
def change(id: int, key: str) -> ResponseReturnValue:
    """Another text, or none: its commenter edits or deletes it. The key proves who asks."""
    comment = Comment.by_key(id, key) or abort(404)
    form = EditForm(request.form)
    if not security.sent_from_here():
        form.form_errors.append(
            _("This was not sent from a page of this blog. Please send it again.")
        )
    elif comment.editable_until is None:
        form.form_errors.append(_("This comment can no longer be changed."))
    elif request.form.get("do") == "delete":
        comment.wipe()
        db.session.commit()
        return redirect(request.script_root + request.path, 303)
    elif form.validate():
        submission.change(comment, form.body.data or "")
        return redirect(request.script_root + request.path, 303)
    return _own(comment, form, 422)


def _own(comment: Comment, form: EditForm, status: int) -> ResponseReturnValue:
    article = db.session.get_one(Article, comment.article_id)
    html = render_template("comments/own.html", comment=comment, article=article, form=form)
    return html, status, PRIVATE


def _shown(id: int) -> tuple[Comment, Article]:
    """A comment that readers see, and its article; 404 for any other."""
    comment = db.session.get(Comment, id)
    if comment is None or comment.state != State.APPROVED:
        abort(404)
    article = db.session.get_one(Article, comment.article_id)
    if article.state != "published":
        abort(404)
    return comment, article


def _path(article: Any) -> str:
    return f"{request.script_root}/articles/{article.slug}"


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
