"""The first page of the desk: how the blog does, and what waits."""

from flask import Blueprint, render_template
from flask_babel import gettext as _

from blog.lib import charts
from blog.lib.charts import Point
from blog.models import overview

bp = Blueprint("overview", __name__)


@bp.get("")
def show() -> str:
    found = overview.current()
    chart = charts.bars(
        [Point(f"{day.day:%m-%d}", day.views) for day in found.days],
        name="readings",
        title=_("Views in the last %(days)s days", days=len(found.days)),
        description=_("One bar a day, today the last. The table holds the same numbers."),
    )
    return render_template("admin/overview/show.html", overview=found, chart=chart)
