"""Looking back: what was read, when, and about by whom."""

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from blog.lib import charts
from blog.lib.charts import Point
from blog.lib.database import db
from blog.models import statistics, visit
from blog.models.article import Article
from blog.models.statistics import Day
from blog.models.views import ArticleViews
from blog.models.visit import Kind

bp = Blueprint("stats", __name__, url_prefix="/stats")

RANGES = (7, 30, 90, 365)
USUAL = 30
ARTICLES = 50
NAMES = 20


@bp.get("")
def index() -> str:
    wanted = _wanted()
    days = statistics.of_site(wanted)
    first = days[0].day
    return render_template(
        "admin/stats/index.html",
        ranges_offered=RANGES,
        wanted=wanted,
        days=days,
        chart=_chart(days),
        articles=statistics.most_read(wanted, ARTICLES),
        visits=visit.days(first),
        names={kind.value: visit.names(kind, first, NAMES) for kind in Kind},
        share=charts.share,
    )


@bp.get("/articles/<int:id>")
def article(id: int) -> str:
    wanted = _wanted()
    found = db.session.get(Article, id) or abort(404)
    days = statistics.of_article(id, wanted)
    return render_template(
        "admin/stats/article.html",
        ranges_offered=RANGES,
        wanted=wanted,
        article=found,
        views=db.session.get_one(ArticleViews, id).views,
        days=days,
        chart=_chart(days),
    )


def _wanted() -> int:
    """How many days the address asks for; 404 for what is not offered."""
    raw = request.args.get("days", str(USUAL))
    if raw not in map(str, RANGES):
        abort(404)
    return int(raw)


def _chart(days: list[Day]) -> Markup:
    return charts.bars(
        [Point(f"{day.day:%m-%d}", day.views) for day in days],
        name="readings",
        title=_("Views in the last %(days)s days", days=len(days)),
        description=_("One bar a day, today the last. The table holds the same numbers."),
    )
