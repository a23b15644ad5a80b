"""Storing a parcel in the blog: the same for every format, in slices that no reader waits for."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from blog.lib import slugs
from blog.lib.database import db, utcnow
from blog.lib.terminal import gettext as _
from blog.models import intake, lock, site
from blog.models.article import Article, State
from blog.models.correspondent import Correspondent
from blog.models.intake import Arrival
from blog.models.page import Page
from blog.models.redirect import Redirect
from blog.models.tag import SEPARATOR
from blog.transfer import aftermath, gallery, press, remarks
from blog.transfer import plan as planning
from blog.transfer.parcel import Finding, Parcel, PlainPage, Post, Reference
from blog.transfer.plan import Plan, Report

SLICE_SECONDS = 0.04
"""How long a transaction should last: every reading of an article is a write and waits for it."""
Step = Callable[[int], None]


def write(parcel: Parcel, *, dry_run: bool = False, step: Step = lambda _done: None) -> Report:
    """Store what the blog does not have yet; `step` hears of each article that was dealt with."""
    report = Report(findings=parcel.findings)
    plan = planning.make(parcel, report)
    if dry_run:
        report.articles, report.pages = len(plan.posts), len(plan.pages)
        report.comments = remarks.count(parcel, plan.slugs)
        report.pictures = len(gallery.wanted(parcel, plan.posts, plan.pages))
        db.session.rollback()
        return report
    if plan.empty and parcel.settings:
        _settle(parcel)
    categories, tags = _shelves(parcel, plan.posts)
    pictures = gallery.store(parcel, plan.posts, plan.pages, report.findings)
    report.pictures = len(pictures.addresses)

    def address(reference: Reference) -> str | None:
        if reference.kind == "picture":
            return pictures.addresses.get(reference.key)
        return plan.slugs.get(reference.key)

    sheets = [_sheet(post, parcel, address, pictures) for post in plan.posts]
    arrivals = (
        _arrival(post, sheet, made, plan, parcel.references.fill(post.cover, address))
        for post, sheet, made in zip(
            plan.posts, sheets, press.spread(press.render, sheets), strict=True
        )
    )
    for chunk in _slices(zip(plan.posts, arrivals, strict=True)):
        ready = [_shelved(post, arrival, categories, tags) for post, arrival in chunk]
        _store([post for post, _digest in chunk], ready, plan, report)
        step(len(chunk))
    aftermath.settle(parcel, plan)
    for page in plan.pages:
        _write_page(page, parcel.references.fill(page.body, address), plan)
        report.pages += 1
    report.comments = remarks.store(parcel, plan.ids)
    Correspondent.restore(parcel.answers)
    db.session.commit()
    return report


def _settle(parcel: Parcel) -> None:
    """Take over the settings, one by one: a name or value nobody knows is reported, not fatal."""
    for name, value in parcel.settings.items():
        try:
            site.change({name: value})
        except (KeyError, ValueError) as error:
            parcel.note(
                "blog.json",
                _("setting %(name)r is left as it is (%(error)s)", name=name, error=error),
            )
    db.session.commit()


def _shelves(
    parcel: Parcel, posts: Sequence[Post]
) -> tuple[dict[tuple[str, ...], tuple[int, int]], dict[str, int]]:
    described: dict[tuple[str, ...], dict[str, object]] = {
        ((item.parent, item.name) if item.parent else (item.name,)): {
            "slug": item.slug,
            "description": item.description,
            "position": item.position,
        }
        for item in parcel.categories
    }
    paths = [*described, *(post.category for post in posts if post.category)]
    categories = intake.need_categories(paths, described) if paths else {}
    wanted = {_tag(item.name): item.slug for item in parcel.tags}
    for post in posts:
        for name in post.tags:
            wanted.setdefault(_tag(name), "")
    tags = intake.need_tags(wanted) if wanted else {}
    shelves = [
        ((item.parent, item.name) if item.parent else (item.name,), item.former)
        for item in parcel.categories
    ]
    _leave({old: categories[path][0] for path, former in shelves for old in former}, "categories")
    _leave(
        {old: tags[_tag(item.name).casefold()] for item in parcel.tags for old in item.former},
        "tags",
    )
    return categories, tags


def _leave(paths: dict[str, int], kind: str) -> None:
    """Let these paths lead to the targets of these numbers, committed in slices."""
    for chunk in intake.chunks(list(paths.items())):
        Redirect.leave_all(dict(chunk), kind)
        db.session.commit()


def _sheet(
    post: Post,
    parcel: Parcel,
    address: Callable[[Reference], str | None],
    pictures: gallery.Gallery,
) -> press.Sheet:
    fill = parcel.references.fill
    shown = {
        pictures.addresses[item.key]: pictures.known[item.key]
        for item in parcel.references.of(post.body)
        if item.kind == "picture" and item.key in pictures.known
    }
    body, intro = fill(post.body, address), fill(post.intro, address)
    return press.Sheet(post.title, body, post.allow_html, intro, shown)


def _arrival(post: Post, sheet: press.Sheet, made: press.Print, plan: Plan, cover: str) -> Arrival:
    written = post.published_at or utcnow()
    state = intake.state_at(post.published_at, post.draft)
    guard = post.password_hash or lock.hashed(post.password)
    if guard and state is State.PUBLISHED:
        state = State.LOCKED
    return Arrival(
        fields={
            "state": state,
            "slug": plan.slugs[post.key].removeprefix("/articles/"),
            "title": post.title,
            "language": post.language,
            "pinned": post.pinned,
            "comments_open": post.comments_open,
            "allow_html": post.allow_html,
            "password_hash": guard,
            "cover": cover,
            "description": post.description,
            "own_excerpt": post.excerpt or made.intro,
            "created_at": post.created_at or written,
            "updated_at": post.updated_at or written,
            "published_at": None if post.draft else post.published_at,
            "source": f"{post.key}#{post.digest}",
            "body": sheet.body,
        },
        made=made.made,
        excerpt=made.excerpt,
        views=post.views,
        former=post.former,
    )


def _shelved(
    post: Post,
    arrival: Arrival,
    categories: dict[tuple[str, ...], tuple[int, int]],
    tags: dict[str, int],
) -> Arrival:
    return Arrival(
        fields=arrival.fields,
        made=arrival.made,
        excerpt=arrival.excerpt,
        category=categories.get(post.category),
        tags=tuple(dict.fromkeys(tags[_tag(name).casefold()] for name in post.tags)),
        views=arrival.views,
        former=arrival.former,
    )


def _slices(items: Iterator[Any]) -> Iterator[list[Any]]:
    """The items in lists as long as a transaction of them may take, by how long the last took."""
    size = 8
    while chunk := [item for _number, item in zip(range(size), items, strict=False)]:
        started = time.monotonic()
        yield chunk
        taken = time.monotonic() - started
        size = max(8, min(200, round(size * min(2.0, SLICE_SECONDS / max(taken, 1e-4)))))
        # Whoever waits for the lock looks every third of a millisecond: leave it open that long.
        time.sleep(min(0.003, taken / 8))


def _store(posts: Sequence[Post], arrivals: Sequence[Arrival], plan: Plan, report: Report) -> None:
    try:
        ids = intake.add(arrivals)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if len(posts) > 1:  # someone wrote meanwhile: find out which of them it was
            for post, arrival in zip(posts, arrivals, strict=True):
                _store([post], [arrival], plan, report)
            return
        slug = slugs.unique(str(arrivals[0].fields["slug"]), Article.slug_taken)
        arrivals[0].fields["slug"] = slug  # type: ignore[index]  # a dict, made above
        try:
            ids = intake.add(arrivals)
            db.session.commit()
        except IntegrityError as error:
            db.session.rollback()
            report.findings.append(
                Finding(posts[0].path, _("was refused (%(orig)s)", orig=error.orig), lost=True)
            )
            return
    plan.ids.update(zip((post.key for post in posts), ids, strict=True))
    report.articles += len(ids)


def _write_page(page: PlainPage, body: str, plan: Plan) -> None:
    slug = plan.slugs[page.key].removeprefix("/pages/")
    written = page.created_at or utcnow()
    stored = Page(
        slug=slug,
        language=page.language,
        published=not page.draft,
        position=page.position,
        description=page.description,
        created_at=written,
        source=f"{page.key}#{page.digest}",
    )
    stored.write(title=page.title, body=body)
    stored.updated_at = page.updated_at or written
    for path in page.former:
        if path != f"/pages/{slug}":
            Redirect.leave(path, "pages", stored.id)
    db.session.commit()


def _tag(name: str) -> str:
    """The name of one tag: with a comma in it, the editor would take it for two."""
    return " ".join(SEPARATOR.sub(" ", name).lstrip(" #\uff03").split()) or name
