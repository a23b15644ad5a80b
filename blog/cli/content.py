"""Commands that bring articles in, and that carry them all out."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from blog.cli.backup import tell
from blog.lib.terminal import gettext as _
from blog.lib.terminal import ngettext
from blog.models import site
from blog.transfer import demo as sample
from blog.transfer import export as exporting
from blog.transfer import fetch, formats, source, writer
from blog.transfer.plan import Report
from blog.transfer.source import Joined, Refused, Source
from blog.transfer.trouble import Trouble
from blog.transfer.writer import Step

MOST_LINES = 200


class _Counter:
    def __init__(self, total: int) -> None:
        self.total, self.done, self.told = total, 0, 0.0

    def step(self, done: int) -> None:
        self.done += done
        if time.monotonic() - self.told > 1 or self.done == self.total:
            self.told = time.monotonic()
            told = {"done": f"{self.done:,}", "total": f"{self.total:,}"}
            click.echo(_("%(done)s of %(total)s articles …", **told), err=True)


@contextmanager
def _progress(total: int) -> Iterator[Step]:
    """What hears of each article that was dealt with: a bar on a terminal, nothing in a pipe."""
    if "SUIBI_PROGRESS" in os.environ:  # a job of the desk, which shows these lines
        yield _Counter(total).step
        return
    if total == 0 or not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=total, label=_("Articles"), file=sys.stderr) as bar:
        yield bar.update


@contextmanager
def _opened(path: Path, media: Path | None) -> Iterator[Source]:
    """The files of both places as one."""
    with ExitStack() as stack:
        files = stack.enter_context(source.opened(path))
        if media is not None:
            files = Joined(files, stack.enter_context(source.opened(media)))
        yield files


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come in, and store nothing.")
@click.option(
    "--media",
    type=click.Path(path_type=Path, exists=True),
    help="A folder or zip with the pictures, such as wp-content/uploads.",
)
@click.option(
    "--fetch-media",
    is_flag=True,
    help="Copy pictures that stand on other sites; else they are listed.",
)
@with_appcontext
def import_(path: Path, dry_run: bool, media: Path | None, fetch_media: bool) -> None:
    """Bring in articles: WordPress's export (WXR), Ghost's (JSON), or a folder or zip of Markdown
    with front matter (Hugo, Hexo, Jekyll, our own export).

    Run twice, it adds nothing twice. What is here already stays as it is here.
    """
    try:
        with _opened(path, media) as files:
            tell(_("reading %(path)s", path=path))
            parcel = formats.of(files).read(files, site.current().settings.zone)
            if fetch_media:
                fetch.bring(parcel, fetch.Fetcher())
            else:
                fetch.name(parcel)
            with _progress(0 if dry_run else len(parcel.posts)) as step:
                report = writer.write(parcel, dry_run=dry_run, step=step)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    _tell(report, dry_run=dry_run)
    if report.lost:
        sys.exit(1)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def export(folder: Path) -> None:
    """Write the blog to FOLDER, new or empty: Markdown with front matter, comments, media.

    `import` makes the same blog of it. Safe while the site serves.
    """
    try:
        with _progress(site.marks().published) as step:
            done = exporting.export(folder, step=step)
    except Trouble as trouble:
        raise click.ClickException(str(trouble)) from None
    for path in done.missing:
        click.echo(_("media/%(path)s: is missing from the media folder.", path=path), err=True)
    files = ngettext("%(num)s media file", "%(num)s media files", done.media)
    held = [*_texts(done.articles, done.pages, done.comments), files]
    click.echo(_("%(folder)s holds %(what)s.", folder=folder, what=_(", ").join(held)))
    if done.missing:
        sys.exit(1)


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty blog with sample articles, comments and views."""
    try:
        report = sample.load()
    except Refused as refused:
        click.echo(str(refused))
        return
    _tell(report)


def _texts(articles: int, pages: int, comments: int) -> list[str]:
    """So many of each, in words."""
    return [
        ngettext("%(num)s article", "%(num)s articles", articles),
        ngettext("%(num)s page", "%(num)s pages", pages),
        ngettext("%(num)s comment", "%(num)s comments", comments),
    ]


def _tell(report: Report, *, dry_run: bool = False) -> None:
    for finding in report.findings[:MOST_LINES]:
        click.echo(str(finding), err=True)
    if len(report.findings) > MOST_LINES:
        more = len(report.findings) - MOST_LINES
        click.echo(_("… and %(more)s more like these.", more=more), err=True)
    for changed in report.changed[:MOST_LINES]:
        said = _("%(path)s: is already here and stays; the file has changed.", path=changed)
        click.echo(said, err=True)
    pictures = ngettext("%(num)s picture", "%(num)s pictures", report.pictures)
    what = _(", ").join([*_texts(report.articles, report.pages, report.comments), pictures])
    click.echo(_("Would add %(what)s.", what=what) if dry_run else _("Added %(what)s.", what=what))
    if report.known:
        click.echo(
            ngettext("%(num)s was here already.", "%(num)s were here already.", report.known)
        )
    if report.lost:
        click.echo(
            ngettext(
                "%(num)s file could not be read.",
                "%(num)s files could not be read.",
                len(report.lost),
            )
        )
