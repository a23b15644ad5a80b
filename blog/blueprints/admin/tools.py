"""Tools: long commands started as processes of their own, and how they get on."""

from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from blog.lib.filetypes import MB
from blog.models import backup, job, login
from blog.models.job import Job, Kind, State
from blog.models.login import Login

bp = Blueprint("tools", __name__, url_prefix="/tools")

LARGEST_REQUEST = 2048 * MB


@bp.url_value_preprocessor
def take_large_files(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let who is logged in send a whole blog, before anything reads the form."""
    if request.method == "POST" and Login.of(request.cookies.get(login.COOKIE)):
        request.max_content_length = LARGEST_REQUEST


@bp.get("")
def index() -> str:
    return _page()


@bp.post("/import")
def bring() -> ResponseReturnValue:
    """Start an import of an uploaded file, or of a file or folder on the server."""
    place = job.prepare()
    path = _given("file", "path", place)
    if path is None:
        place.rmdir()
        return _page(_("Choose a file, or name one on the server.")), 422
    if not _is_there(path):
        place.rmdir()
        return _page(_("There is no file or folder %(path)s.", path=str(path))), 422
    options = [f"--{name}" for name in ("dry-run", "fetch-media") if request.form.get(name)]
    media = _given("media", "media_path", place)
    if media is not None and _is_there(media):
        options.append(f"--media={media}")
    return _begin(place, Kind.IMPORT, path.name, [*options, "--", str(path)])


@bp.post("/<any(export, backup, check, reindex):kind>")
def start(kind: str) -> ResponseReturnValue:
    """Start a command that needs to know nothing, or show the one that has not ended yet."""
    for one in job.unended():
        if one.kind == kind:
            return redirect(url_for(".show", id=one.id), 303)
    place = job.prepare()
    arguments = {
        Kind.EXPORT: [str(place / "export")],
        Kind.BACKUP: [str(place / job.RESULTS[Kind.BACKUP])],
    }
    return _begin(place, Kind(kind), "", arguments.get(Kind(kind), []))


@bp.route("/restore", methods=["GET", "POST"])
def restore() -> ResponseReturnValue:
    """Choose a backup and let the blog be as it was; for who typed the password lately."""
    if not g.login.fresh:
        return redirect(url_for("admin.account.confirm", next="/admin/tools/restore"), 303)
    kept = {file.name: file for file in backup.files()}
    if request.method == "GET":
        return render_template("admin/tools/restore.html", files=kept.values())
    chosen, place = kept.get(request.form.get("name", "")), job.prepare()
    path = _given("file", "", place)
    if path is None and chosen is not None:
        path = chosen.held_in(place)
    if path is None:
        place.rmdir()
        problem = _("Choose a backup.")
        page = render_template("admin/tools/restore.html", files=kept.values(), problem=problem)
        return page, 422
    return _begin(place, Kind.RESTORE, path.name, ["--", str(path)])


@bp.get("/backups/<path:name>")
def hand_out(name: str) -> ResponseReturnValue:
    """A backup that is kept here. It may hold the secret, so the password is asked for first."""
    if not g.login.fresh:
        return redirect(url_for("admin.account.confirm", next="/admin/tools/restore"), 303)
    found = next((file for file in backup.files() if file.name == name), None) or abort(404)
    return _sent(found.path, Path(found.name).name)


@bp.get("/<id>")
def show(id: str) -> str:
    found = _job(id)
    waits = found.state is State.WAITING and len(job.unended()) > 1
    return render_template("admin/tools/show.html", job=found, waits=waits)


@bp.post("/<id>/stop")
def stop(id: str) -> ResponseReturnValue:
    _job(id).stop()
    return redirect(url_for(".show", id=id), 303)


@bp.get("/<id>/result")
def result(id: str) -> ResponseReturnValue:
    """What a job made. A backup knows how the writer logs in, so it asks for the password first."""
    found = _job(id)
    if found.kind is Kind.BACKUP and not g.login.fresh:
        return redirect(url_for("admin.account.confirm", next=url_for(".show", id=id)), 303)
    path = found.result or abort(404)
    return _sent(path, f"blog-{found.began_at:%Y-%m-%d}{path.suffix}")


def _sent(path: Path, name: str) -> Response:
    response = send_file(path, as_attachment=True, download_name=name, conditional=True)
    response.headers["Cache-Control"] = "no-store"
    return response


def _given(upload: str, path: str, place: Path) -> Path | None:
    """The file that was sent, kept in the job's folder, or the one on the server by its path."""
    file: FileStorage | None = request.files.get(upload)
    if file is not None and file.filename:
        kept = place / upload / _plain(file.filename)
        kept.parent.mkdir()
        file.save(kept)
        return kept
    named = request.form.get(path, "").strip()
    if not named or "\0" in named:
        return None
    with suppress(RuntimeError):  # ~ of a user whom this machine does not know
        return Path(named).expanduser()
    return Path(named)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than any file has
        return False


def _plain(sent: str) -> str:
    """The name of a file that was sent, without folders; one of ours if no file can have it."""
    name = sent.rpartition("/")[2]
    if name.strip(".") and name.isprintable() and len(name.encode()) < 200:
        return name
    suffix = Path(name).suffix
    return f"file{suffix}" if suffix[1:].isalnum() and len(suffix) < 10 else "file"


def _begin(place: Path, kind: Kind, words: str, arguments: list[str]) -> ResponseReturnValue:
    begun = job.begin(place, kind, words, arguments)
    return redirect(url_for(".show", id=begun.id), 303)


def _job(id: str) -> Job:
    return job.of(id) or abort(HTTPStatus.NOT_FOUND)


def _page(problem: str = "") -> str:
    return render_template(
        "admin/tools/index.html", jobs=job.newest(), unended=job.unended(), problem=problem
    )
