"""Articles as their writer sees them: the list, and the page one is written on."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from blog.forms import article_list
from blog.forms.article import ArticleForm
from blog.forms.base import row_id, ticked
from blog.lib import paging
from blog.lib.database import db, utcnow
from blog.lib.undo import offer
from blog.models import checklist, desk, site
from blog.models.article import Article, State
from blog.models.autosave import Autosave, Behind
from blog.models.category import Category
from blog.models.desk import Deed, Sort
from blog.models.preview import Preview
from blog.models.tag import Tag

bp = Blueprint("articles", __name__, url_prefix="/articles")

DATED = {State.PUBLISHED, State.LOCKED, State.SCHEDULED}
MOST_TAGS = 300


@bp.get("")
def index() -> str:
    wish = article_list.wish()
    return render_template(
        "admin/articles/index.html",
        page=desk.articles(wish, paging.wanted()),
        counts=desk.counts(),
        wish=wish,
        asked=article_list.asked,
        sorts=list(Sort),
    )


@bp.post("/bulk")
def bulk() -> ResponseReturnValue:
    """Do one thing to all that are ticked; what was deleted offers to come back."""
    wish = article_list.wish()
    wanted = request.form.get("do", "")
    if wanted not in list(Deed):
        abort(400)
    deed = Deed(wanted)
    shelf = row_id(request.form.get("category", ""))
    category = db.session.get(Category, shelf) if shelf else None
    done = desk.do(deed, ticked(), category)
    if not done:
        flash(_("Tick the articles first."), "error")
    elif deed is Deed.BIN:
        _offer_undo(done)
    elif deed is Deed.UNBIN:
        flash(ngettext("%(num)d article is back.", "%(num)d articles are back.", len(done)))
    elif deed is Deed.ERASE:
        flash(
            ngettext(
                "%(num)d article is gone for good.",
                "%(num)d articles are gone for good.",
                len(done),
            )
        )
    else:
        flash(ngettext("%(num)d article changed.", "%(num)d articles changed.", len(done)))
    return redirect(url_for(".index", **article_list.asked(wish)), 303)


@bp.get("/new")
def new() -> str:
    return _page(ArticleForm.blank())


@bp.post("/new")
def create() -> ResponseReturnValue:
    form = ArticleForm()
    if saved := form.sent_before():
        if form.repeats(saved) and saved.state == State.DRAFT:
            return _settle(saved, form)
        # There the text that is saved is shown, beside what was sent if that differs.
        return redirect(url_for(".edit", id=saved.id), 303 if form.repeats(saved) else 307)
    if not form.validate():
        return _page(form), 422
    try:
        form.claim()
    except Behind as behind:
        return _page(form.beside(behind)), 409
    article = Article.create(form.draft())
    form.settle(article)
    return _settle(article, form)


@bp.get("/<int:id>")
def edit(id: int) -> str:
    article = db.session.get(Article, id) or abort(404)
    return _page(ArticleForm.opened(article))


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    article = db.session.get(Article, id) or abort(404)
    form = ArticleForm(article)
    if not form.validate():
        return _page(form), 422
    try:
        form.claim()
        article.write(form.draft())
        form.settle(article)
        return _settle(article, form)
    except (Behind, StaleDataError) as meanwhile:  # stale: between reading and writing
        return _page(form.beside(meanwhile)), 409


def _settle(article: Article, form: ArticleForm) -> ResponseReturnValue:
    """Do what the pressed button says, keep it all, and show the article as it now stands."""
    deed = request.form.get("do", "save")
    said = _move(article, deed, form.moment)
    db.session.commit()
    if deed == "bin":
        _offer_undo([article.id])
        return redirect(url_for(".index"), 303)
    flash(said)
    return redirect(url_for(".edit", id=article.id), 303)


def _move(article: Article, deed: str, moment: datetime | None) -> str:
    """Move the article on its way; the sentence that says so."""
    said = _("Saved.")
    match deed:
        case "publish":
            article.publish(moment or utcnow())
            waits = article.state == State.SCHEDULED
            said = _("Scheduled.") if waits else _("Published.")
        case "withdraw" | "restore":
            article.withdraw()
            said = _("It is a draft now.")
        case "bin":
            article.bin()
        case "link":
            Preview.make(article)
            said = _("The link is below. It shows the article as it was last saved.")
        case "unlink":
            Preview.take_back(article)
            said = _("The link works no longer.")
    moved = deed in {"publish", "bin"}
    if not moved and article.state == State.DRAFT:
        article.plan(moment)
    elif not moved and article.state in DATED and moment not in {None, article.published_at}:
        article.publish(moment)
    return str(said)


def _offer_undo(ids: list[int]) -> None:
    said = ngettext("%(num)d article is in the bin.", "%(num)d articles are in the bin.", len(ids))
    offer(said, url_for(".bulk"), ids, deed=Deed.UNBIN)


def _page(form: ArticleForm) -> str:
    article: Article | None = form.stored
    language = article.language if article else site.current().settings.language
    return render_template(
        "admin/articles/edit.html",
        form=form,
        article=article,
        unsaved=[] if article or form.typed else Autosave.unsaved("articles"),
        link=Preview.of(article) if article else None,
        twins=desk.twins(language),
        tags=Tag.used(MOST_TAGS),
        kinds=list(checklist.Kind),
    )
