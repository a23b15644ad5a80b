"""Articles as their writer sees them: the list, and the page one is written on."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from blog.forms.article import ArticleForm
from blog.lib import paging
from blog.lib.database import db, utcnow
from blog.models import desk
from blog.models.article import Article, State
from blog.models.category import Category

bp = Blueprint("articles", __name__, url_prefix="/articles")

DATED = {State.PUBLISHED, State.SCHEDULED}


@bp.get("")
def index() -> str:
    wanted = request.args.get("state")
    if wanted is not None and wanted not in list(State):
        abort(404)
    state = State(wanted) if wanted else None
    return render_template(
        "admin/articles/index.html",
        page=desk.articles(state, paging.wanted()),
        counts=desk.counts(),
        state=state,
    )


@bp.get("/new")
def new() -> str:
    return _page(ArticleForm())


@bp.post("/new")
def create() -> ResponseReturnValue:
    form = ArticleForm()
    if not form.validate():
        return _page(form), 422
    article = Article.create(form.draft(_category(form)))
    return _settle(article, form)


@bp.get("/<int:id>")
def edit(id: int) -> str:
    article = db.session.get(Article, id) or abort(404)
    return _page(ArticleForm(article))


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    article = db.session.get(Article, id) or abort(404)
    form = ArticleForm(article)
    if not form.validate():
        return _page(form), 422
    if form.revision.data != str(article.revision):
        return _conflict(id, form)
    try:
        article.write(form.draft(_category(form)))
        return _settle(article, form)
    except StaleDataError:  # another save came between reading and writing
        db.session.rollback()
        return _conflict(id, form)


def _settle(article: Article, form: ArticleForm) -> ResponseReturnValue:
    """Do what the pressed button says, keep it all, and show the article as it now stands."""
    said = _move(article, request.form.get("do", "save"), form.moment)
    db.session.commit()
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
            said = _("Moved to the bin.")
        case _save if article.state in DATED and moment not in {None, article.published_at}:
            article.publish(moment)
    return str(said)


def _category(form: ArticleForm) -> Category | None:
    if form.new_category.data:
        return desk.category_named(form.new_category.data)
    return db.session.get(Category, form.category.data) if form.category.data else None


def _conflict(id: int, form: ArticleForm) -> ResponseReturnValue:
    """Both texts side by side: the form as typed, ready to be saved over what is stored."""
    stored = db.session.get(Article, id, populate_existing=True) or abort(404)
    form.revision.data = str(stored.revision)
    return _page(form, ArticleForm(stored, posted=False)), 409


def _page(form: ArticleForm, kept: ArticleForm | None = None) -> str:
    return render_template("admin/articles/edit.html", form=form, article=form.article, kept=kept)
