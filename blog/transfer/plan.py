"""What of a parcel the blog does not have yet, and under which address it will stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from blog.lib import slugs
from blog.lib.database import db, utcnow
from blog.models.article import Article
from blog.models.page import Page
from blog.transfer.parcel import Finding, Parcel, PlainPage, Post


@dataclass(slots=True)
class Report:
    """What came in, what was there already, and what is to be said of single files."""

    articles: int = 0
    pages: int = 0
    comments: int = 0
    pictures: int = 0
    known: int = 0
    changed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def lost(self) -> list[Finding]:
        """The files that were not taken."""
        return [finding for finding in self.findings if finding.lost]


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a parcel is new, and under which slug each of its articles stands or will stand."""

    posts: list[Post]
    pages: list[PlainPage]
    slugs: dict[str, str]
    ids: dict[str, int]
    empty: bool


def make(parcel: Parcel, report: Report) -> Plan:
    """Leave out what came in before: by its key, by its content, or the same article by slug."""
    rows = db.session.execute(
        select(Article.id, Article.slug, Article.source, Article.title, Article.published_at)
    ).all()
    pages = db.session.execute(select(Page.slug, Page.source, Page.title, Page.created_at)).all()
    taken = {row.slug: row for row in rows}
    plan = Plan([], [], {}, {}, not rows and not pages)
    sources = {row.source.rpartition("#")[0]: row for row in rows if row.source}
    digests = {row.source.rpartition("#")[2]: row for row in rows if row.source}
    fresh = []
    for post in sorted(parcel.posts, key=lambda post: post.published_at or utcnow()):
        same = taken.get(post.slug)
        if same is not None and (same.title, same.published_at) != (post.title, _date(post)):
            same = None
        row = sources.get(post.key) or digests.get(post.digest) or same
        if row is None:
            fresh.append(post)
            continue
        plan.ids[post.key], plan.slugs[post.key] = row.id, f"/articles/{row.slug}"
        report.known += 1
        if row.source and not row.source.endswith(f"#{post.digest}"):
            report.changed.append(post.path)
    _name(fresh, set(taken), plan)
    _plan_pages(parcel, pages, plan, report)
    return plan


def _plan_pages(
    parcel: Parcel, pages: Sequence[Row[*tuple[Any, ...]]], plan: Plan, report: Report
) -> None:
    known = {row.source.rpartition("#")[0] for row in pages if row.source}
    digested = {row.source.rpartition("#")[2] for row in pages if row.source}
    names = {(row.slug, row.title): row.created_at for row in pages}
    used = {row.slug for row in pages}
    for page in parcel.pages:
        same = names.get((page.slug, page.title))
        if same is not None and page.created_at not in {None, same}:
            same = None  # every blog has a page 关于
        if page.key in known or page.digest in digested or same is not None:
            report.known += 1
            plan.slugs[page.key] = f"/pages/{page.slug}"
            continue
        slug = slugs.unique(page.slug or slugs.slugify(page.title), used.__contains__)
        used.add(slug)
        plan.slugs[page.key] = f"/pages/{slug}"
        plan.pages.append(page)


def _date(post: Post) -> object:
    return None if post.draft else post.published_at


def _name(fresh: Sequence[Post], taken: set[str], plan: Plan) -> None:
    """Give each new article a slug of its own; their titles are read by sound all at once."""
    silent = [post.title for post in fresh if not post.slug]
    spoken = iter(slugs.readings(silent) if silent else [])
    for post in fresh:
        slug = slugs.unique(post.slug or next(spoken).slug, taken.__contains__)
        taken.add(slug)
        plan.slugs[post.key] = f"/articles/{slug}"
        plan.posts.append(post)
