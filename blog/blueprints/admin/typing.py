"""What the editor asks for while one types: autosave, the true rendering, an address."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blog.forms import text
from blog.forms.base import row_id
from blog.lib import markup, slugs, templating
from blog.lib.database import db, utcnow
from blog.models import checklist, derived, texts
from blog.models.article import Article
from blog.models.autosave import Autosave, Behind
from blog.models.texts import Text

bp = Blueprint("typing", __name__)


@bp.post("/autosave/<kind>/<ref>")
def autosave(kind: str, ref: str) -> ResponseReturnValue:
    """Keep what is typed; 409 when the text was saved, or is typed, elsewhere meanwhile."""
    stored = _stored(kind, ref)
    revision = row_id(request.form.get("revision", "")) or 0
    if stored is not None and stored.revision != revision:
        return _behind(_("This text was saved elsewhere after you opened it."))
    version, tab = (request.form.get(name, "")[:40] for name in ("version", "tab"))
    place = f"{kind}/{ref}"
    try:
        kept = Autosave.keep(place, text.typed(), revision=revision, version=version, tab=tab)
    except Behind:
        db.session.rollback()
        return _behind(_("This text is being written in another window or on another device."))
    db.session.commit()
    return jsonify(version=kept.version, at=templating.stamp(kept.saved_at)[11:])


@bp.post("/autosave/<kind>/<ref>/discard")
def discard(kind: str, ref: str) -> ResponseReturnValue:
    """Forget what was typed and not saved."""
    stored = _stored(kind, ref)
    Autosave.drop(f"{kind}/{ref}")
    db.session.commit()
    flash(_("Discarded. This is the text as it was last saved.") if stored else _("Discarded."))
    where = url_for(f"admin.{kind}.edit", id=stored.id) if stored else url_for(f"admin.{kind}.new")
    return redirect(where, 303)


@bp.post("/preview")
def preview() -> ResponseReturnValue:
    """The text as readers will see it: for script its parts, else a whole page."""
    typed = text.typed()
    title, body = typed.get("title", "")[: text.LONGEST_TITLE], typed.get("body", "")
    if len(body) > text.LONGEST_BODY:
        abort(413)
    allowed = "allow_html" in typed
    made = markup.render(body, title=title, allow_html=allowed, picture=derived.picture)
    if request.accept_mimetypes.best != "application/json":
        shown: dict[str, object] = {
            "title": title,
            "html": made.html,
            "han": made.han,
            "words": made.words,
        }
        shown |= {"language": typed.get("language", "zh"), "published_at": utcnow()}
        return render_template("articles/preview.html", article=shown)
    hints = render_template("admin/_hints.html", hints=checklist.look(made, typed))
    html = render_template("admin/_rendered.html", made=made)
    count = render_template("admin/_count.html", made=made)
    return jsonify(html=html, count=count, hints=hints)


@bp.get("/slug")
def suggest() -> ResponseReturnValue:
    """The address that a title would get."""
    title = request.args.get("title", "").strip()[: text.LONGEST_TITLE]
    slug = Article.free_slug(slugs.slugify_apart(title)) if title else ""
    return jsonify(slug=slug)


def _stored(kind: str, ref: str) -> Text | None:
    """What the place stands for; None for a text that was never saved, 404 for none at all."""
    if kind in texts.KINDS and ref.startswith("new-") and len(ref) <= 44:
        return None
    id = row_id(ref)
    return (texts.find(kind, id) if id is not None else None) or abort(404)


def _behind(said: str) -> ResponseReturnValue:
    return jsonify(error=said), 409
