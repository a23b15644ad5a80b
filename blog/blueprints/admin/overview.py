"""The first page of the desk."""

from flask import Blueprint, render_template

from blog.models import desk
from blog.models.flag import FORWARDED, Flag

bp = Blueprint("overview", __name__)


@bp.get("")
def show() -> str:
    return render_template(
        "admin/overview.html", overview=desk.overview(), forwarded=Flag.standing(FORWARDED)
    )
