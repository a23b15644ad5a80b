"""Articles as their writer sees them: the list, and the page one is written on."""

import secrets
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy.orm.exc import StaleDataError

from blog.forms import shelf
from blog.forms.article import ArticleForm
from blog.lib import paging
from blog.lib.database import db, utcnow
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
    wish = shelf.wish()
    return render_template(
        "admin/articles/index.html",
        page=desk.articles(wish, paging.wanted()),
        counts=desk.counts(),
        wish=wish,
        asked=shelf.asked,
        sorts=list(Sort),
    )


@bp.post("/bulk")
def bulk() -> ResponseReturnValue:
    """Do one thing to all that are ticked; what was deleted offers to come back."""
    wish = shelf.wish()
    wanted = request.form.get("do", "")
    if wanted not in list(Deed):
        abort(400)
    deed = Deed(wanted)
    number = request.form.get("category", type=int)
    category = db.session.get(Category, number) if number else None
    done = desk.do(deed, shelf.chosen(), category)
    if not done:
        flash(_("Tick the articles first."), "error")
    elif deed is Deed.BIN:
        _offer_undo(done)
    else:
        flash(ngettext("%(num)d article is done.", "%(num)d articles are done.", len(done)))
    return redirect(url_for(".index", **shelf.asked(wish)), 303)


@bp.get("/new")
def new() -> str:
    key = request.args.get("key", "")[:40]
    typed = Autosave.of(f"articles/new-{key}") if key else None
    form = ArticleForm(typed=typed.typed) if typed else ArticleForm()
    form.key.data = key if typed else secrets.token_hex(8)
    form.version.data = typed.version if typed else ""
    return _page(form, typed=typed)


@bp.post("/new")
def create() -> ResponseReturnValue:
    form = ArticleForm()
    if not form.validate():
        return _page(form), 422
    article = Article.create(form.draft())
    Autosave.drop(f"articles/new-{form.key.data}")
    return _settle(article, form)


@bp.get("/<int:id>")
def edit(id: int) -> str:
    article = db.session.get(Article, id) or abort(404)
    typed = Autosave.of(article.place)
    if typed is None:
        return _page(ArticleForm(article))
    form = ArticleForm(article, typed=typed.typed)
    form.version.data, form.revision.data = typed.version, str(article.revision)
    kept = ArticleForm(article, posted=False) if typed.revision != article.revision else None
    return _page(form, kept, typed)


@bp.post("/<int:id>")
def update(id: int) -> ResponseReturnValue:
    article = db.session.get(Article, id) or abort(404)
    form = ArticleForm(article)
    if not form.validate():
        return _page(form), 422
    try:
        Autosave.check(article.place, form.version.data or "", form.tab.data or "")
        if form.revision.data != str(article.revision):
            return _conflict(id, form)
        article.write(form.draft())
        Autosave.drop(article.place)
        return _settle(article, form)
    except Behind as behind:
        return _conflict(id, form, behind.other)
    except StaleDataError:  # another save came between reading and writing
        db.session.rollback()
        return _conflict(id, form)


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
        case _save if article.state in DATED and moment not in {None, article.published_at}:
            article.publish(moment)
    return str(said)


def _offer_undo(ids: list[int]) -> None:
    flash(Markup(render_template("admin/articles/_undo.html", ids=ids)))  # noqa: S704 - a template escapes


def _conflict(id: int, form: ArticleForm, other: Autosave | None = None) -> ResponseReturnValue:
    """Both texts side by side: the form as typed, ready to be saved over what else there is."""
    stored = db.session.get(Article, id, populate_existing=True) or abort(404)
    form.revision.data = str(stored.revision)
    form.version.data = other.version if other else form.version.data
    kept = ArticleForm(stored, typed=other.typed if other else None, posted=False)
    return _page(form, kept, other), 409


def _page(form: ArticleForm, kept: ArticleForm | None = None, typed: Autosave | None = None) -> str:
    article = form.article
    language = article.language if article else site.current().settings.language
    return render_template(
        "admin/articles/edit.html",
        form=form,
        article=article,
        kept=kept,
        typed=typed,
        unsaved=[] if article or typed else Autosave.unsaved("articles"),
        link=Preview.of(article) if article else None,
        twins=desk.twins(language),
        tags=Tag.used(MOST_TAGS),
        kinds=list(checklist.Kind),
    )
