"""The queue: what readers wrote, and what the admin makes of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blog.forms.base import row_id, row_ids
from blog.forms.queue import AnswerForm, CommentForm
from blog.lib import paging
from blog.lib.database import db
from blog.lib.undo import offer
from blog.models import queue, site, verdict
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.queue import Deed, Filter
from blog.models.report import KINDS, Report

bp = Blueprint("comments", __name__, url_prefix="/comments")

SHOWN = (*State, "reported", "all")


@bp.get("")
def index() -> str:
    wanted = _wanted()
    page = queue.comments(wanted, paging.wanted())
    return render_template(
        "admin/comments/index.html",
        page=page,
        wanted=wanted,
        article=db.session.get(Article, wanted.article_id) if wanted.article_id else None,
        counts=queue.counts(),
        reasons=verdict.REASONS,
    )


@bp.post("")
def decide() -> ResponseReturnValue:
    """One comment by its own button, or all that were chosen; back to the same list."""
    deed, _between, one = request.form.get("do", "").partition(" ")
    if deed not in list(Deed):
        abort(400)
    ids = [one] if one else request.form.getlist("id")
    before = queue.decide(row_ids(ids), Deed(deed))
    if not ids:
        flash(_("Tick the comments first."), "error")
    elif not before:
        flash(_said(Deed(deed), 0))
    else:
        back = f"{url_for('.undo')}?{request.query_string.decode('latin-1')}"
        offer(_said(Deed(deed), len(before)), back, token=queue.undo_token(before))
    return redirect(_list(), 303)


@bp.post("/undo")
def undo() -> ResponseReturnValue:
    done = queue.undo(request.form.get("token", ""))
    flash(
        ngettext(
            "%(num)d comment is back where it stood.",
            "%(num)d comments are back where they stood.",
            done,
        )
    )
    return redirect(_list(), 303)


@bp.get("/<int:id>")
def edit(id: int) -> str:
    comment = db.session.get(Comment, id) or abort(404)
    return _page(comment, CommentForm(obj=comment), AnswerForm(formdata=None))


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    comment = db.session.get(Comment, id) or abort(404)
    form = CommentForm(obj=comment)
    if not form.validate():
        return _page(comment, form, AnswerForm(formdata=None)), 422
    comment.write(
        form.body.data or "",
        name=form.name.data or "",
        email=form.email.data or "",
        website=form.website.data or "",
    )
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".edit", id=id), 303)


@bp.post("/<int:id>/answer")
def answer(id: int) -> ResponseReturnValue:
    """The author's answer; what it answers is approved with it."""
    comment = db.session.get(Comment, id) or abort(404)
    form = AnswerForm()
    if not form.validate():
        return _page(comment, CommentForm(obj=comment, formdata=None), form), 422
    settings = site.current().settings
    queue.answer(comment, form.body.data or "", settings.author or settings.title)
    flash(_("Your reply is posted."))
    return redirect(_list(), 303)


@bp.post("/<int:id>/ban")
def ban(id: int) -> ResponseReturnValue:
    """Send what comes from the comment's network address to the spam, or let it comment again."""
    comment = db.session.get(Comment, id) or abort(404)
    if request.form.get("do") == "lift":
        queue.lift_ban(comment.address)
        flash(_("This network address may comment again."))
    else:
        queue.ban(comment.address)
        flash(_("Comments from this network address go to spam from now on."))
    return redirect(url_for(".edit", id=id), 303)


def _page(comment: Comment, form: CommentForm, answering: AnswerForm) -> str:
    listed = site.current().settings.blocked_addresses
    return render_template(
        "admin/comments/edit.html",
        comment=comment,
        article=db.session.get_one(Article, comment.article_id),
        form=form,
        answering=answering,
        reasons=verdict.REASONS,
        reports=Report.of(comment.id),
        report_kinds={code: _(label) for code, label in KINDS.items()},
        banned=bool(comment.address) and verdict.banned(comment.address, listed),
    )


def _list() -> str:
    """The same page of the same list; the last one when what was decided has emptied this."""
    page = min(paging.wanted(), queue.pages(_wanted()))
    return url_for(
        ".index",
        state=request.args.get("state"),
        article=request.args.get("article"),
        q=request.args.get("q"),
        page=page if page > 1 else None,
    )


def _wanted() -> Filter:
    """The filter in the address; 404 for one that makes no sense."""
    state = request.args.get("state", State.HELD)
    article = request.args.get("article", "")
    article_id = row_id(article)
    if state not in SHOWN or (article and article_id is None):
        abort(404)
    return Filter(state, article_id, request.args.get("q", "")[:100])


def _said(deed: Deed, number: int) -> str:
    said = {
        Deed.APPROVE: ngettext("%(num)d comment approved.", "%(num)d comments approved.", number),
        Deed.SPAM: ngettext(
            "%(num)d comment moved to spam.", "%(num)d comments moved to spam.", number
        ),
        Deed.REMOVE: ngettext("%(num)d comment deleted.", "%(num)d comments deleted.", number),
        Deed.SETTLE: _("The reports are settled."),
    }
    return str(said[deed])
