"""Pictures and files: the library, what comes in, the words of each, the bin."""

from collections.abc import Sequence
from contextlib import closing
from http import HTTPStatus

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from blog.forms import media as forms
from blog.forms.base import ticked
from blog.forms.media import WordsForm
from blog.lib import filetypes, paging
from blog.lib.database import db
from blog.lib.filetypes import MB, Kind
from blog.lib.i18n import sentences
from blog.lib.undo import offer
from blog.models import library, login
from blog.models.library import Wish
from blog.models.login import Login
from blog.models.media import Media
from blog.models.upload import Refused

bp = Blueprint("media", __name__, url_prefix="/media")

LARGEST_FILE = max(filetypes.LARGEST.values())
LARGEST_REQUEST = LARGEST_FILE + MB  # what the form wraps around the file
MOST_DRAINED = 4 * LARGEST_REQUEST


@bp.url_value_preprocessor
def take_large_files(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let who is logged in send more than readers may, before anything reads the form."""
    if request.method == "POST" and Login.of(request.cookies.get(login.COOKIE)):
        request.max_content_length = LARGEST_REQUEST


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A browser that is still sending shows no answer, so what it sends is read first."""
    if not Login.of(request.cookies.get(login.COOKIE)):
        return render_template("errors/error.html", error=error), error.code or 413
    left = MOST_DRAINED
    while left > 0 and (read := len(request.environ["wsgi.input"].read(min(left, MB)))):
        left -= read
    said = _(
        "That is too much at once: at most %(megabytes)d MB are taken.",
        megabytes=LARGEST_FILE // MB,
    )
    return _refuse([said], HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@bp.get("")
def index() -> str:
    return _page(forms.wish(), paging.wanted())


@bp.post("")
def upload() -> ResponseReturnValue:
    """Keep what is taken of the files; say of each other why it is not."""
    stored: list[Media] = []
    refused: list[str] = []
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    for file in request.files.getlist("file"):
        name = file.filename or ""
        if not name:
            continue
        try:
            stored.append(_store(file, name))
        except Refused as error:
            if not refused:
                status = HTTPStatus(forms.STATUS.get(error.reason, status))
            refused.append(forms.sentence(name, error))
    if refused or not stored:
        said = ngettext("%(num)d file is uploaded.", "%(num)d files are uploaded.", len(stored))
        return _refuse(refused or [_("Choose a file first.")], status, said if stored else "")
    if _asks_for_json():
        return jsonify(_told(stored[0])), HTTPStatus.CREATED
    flash(ngettext("%(num)d file is uploaded.", "%(num)d files are uploaded.", len(stored)))
    if len(stored) == 1:
        return redirect(url_for(".show", id=stored[0].id), 303)
    return redirect(url_for(".index"), 303)


@bp.get("/<int:id>")
def show(id: int) -> str:
    media = db.session.get(Media, id) or abort(404)
    return _one(media, WordsForm(media))


@bp.post("/<int:id>")
def describe(id: int) -> ResponseReturnValue:
    media = db.session.get(Media, id) or abort(404)
    form = WordsForm(media)
    if not form.validate():
        return _one(media, form), 422
    library.describe(media, form.alt.data or "", form.caption.data or "")
    flash(_("Saved."))
    return redirect(url_for(".show", id=id), 303)


@bp.post("/bin")
def throw_away() -> ResponseReturnValue:
    gone = library.bin(ticked())
    if gone:
        offer(_binned(gone), url_for(".restore"), [media.id for media in gone])
    return _back(gone)


@bp.post("/restore")
def restore() -> ResponseReturnValue:
    back = library.restore(ticked())
    db.session.commit()
    if back:
        flash(ngettext("%(num)d file is back.", "%(num)d files are back.", len(back)))
    return _back(back)


@bp.post("/erase")
def erase() -> ResponseReturnValue:
    gone = library.erase(ticked())
    if gone:
        flash(ngettext("%(num)d file is gone for good.", "%(num)d files are gone for good.", gone))
    return _back(gone)


def _binned(gone: Sequence[Media]) -> str:
    shown = sum(bool(library.uses(media)) for media in gone)
    if len(gone) == 1:
        said = _("“%(name)s” is in the bin.", name=gone[0].name)
        gap = _("It is still named in a text, which shows a gap now.")
    else:
        said = ngettext("%(num)d file is in the bin.", "%(num)d files are in the bin.", len(gone))
        gap = ngettext(
            "%(num)d of them is still named in a text, which shows a gap now.",
            "%(num)d of them are still named in texts, which show gaps now.",
            shown,
        )
    return sentences(said, gap if shown else "")


def _store(file: FileStorage, name: str) -> Media:
    """The file, kept and committed. Raises upload.Refused."""
    with closing(file):
        data = file.stream.read(LARGEST_FILE + 1)
    media = Media.store(data, name)
    db.session.commit()
    return media


def _back(done: object) -> ResponseReturnValue:
    """The list that was there before, in which nothing may have been ticked."""
    if not done:
        flash(_("Tick the files first."), "error")
    return redirect(url_for(".index", **forms.asked(forms.wish())), 303)


def _asks_for_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _told(media: Media) -> dict[str, object]:
    return {
        "url": media.address,
        "markdown": media.markdown,
        "width": media.width,
        "height": media.height,
        "name": media.name,
        "page": url_for(".show", id=media.id),
    }


def _refuse(reasons: list[str], status: HTTPStatus, said: str = "") -> ResponseReturnValue:
    if _asks_for_json():
        return jsonify(error=" ".join(reasons)), status
    return _page(Wish(), 1, reasons, said), status


def _page(wish: Wish, number: int, refused: list[str] | None = None, said: str = "") -> str:
    return render_template(
        "admin/media/index.html",
        page=library.listed(wish, number),
        counts=library.counts(),
        wish=wish,
        asked=forms.asked,
        kinds=list(Kind),
        refused=refused or [],
        said=said,
    )


def _one(media: Media, form: WordsForm) -> str:
    uses = library.uses(media)
    return render_template("admin/media/show.html", media=media, form=form, uses=uses)
