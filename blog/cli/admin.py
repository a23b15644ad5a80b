"""Commands for the admin's account, for who has a shell instead of a browser."""

import sys

import click
from flask.cli import with_appcontext

from blog.lib.database import db
from blog.lib.terminal import gettext as _
from blog.models.audit import AuditEntry, Event
from blog.models.login import Login
from blog.models.recovery import RecoveryCode
from blog.models.user import (
    LONGEST_NAME,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    AlreadyThere,
    User,
    tidy_name,
)

from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, one line."
)


@click.command()
@click.option("--name", help="The name to log in with; asked for when missing.")
@from_stdin
@with_appcontext
def create_admin(name: str | None, password_stdin: bool) -> None:
    """Make the admin of a blog that has none."""
    if User.admin():
        raise click.ClickException(
            _("There is an admin already. `flask blog reset-password` gives a new password.")
        )
    name = tidy_name(name if name is not None else click.prompt(_("Name")))
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        said = _("1 to %(most)s characters", most=LONGEST_NAME)
        raise click.BadParameter(said, param_hint="--name")
    try:
        User.create(name, _password(password_stdin))
    except AlreadyThere:
        raise click.ClickException(_("Another process made the admin just now.")) from None
    AuditEntry.write(Event.CREATED)
    db.session.commit()
    click.echo(_("%(name)s can log in at /login.", name=name))


@click.command()
@from_stdin
@with_appcontext
def reset_password(password_stdin: bool) -> None:
    """Give the admin a new password and close every login."""
    user = _admin()
    user.set_password(_password(password_stdin))
    Login.close_all(user)
    AuditEntry.write(Event.PASSWORD_CHANGED)
    db.session.commit()
    click.echo(_("%(name)s has a new password; every login is closed.", name=user.name))


@click.command()
@with_appcontext
def reset_two_factor() -> None:
    """Turn two-step login off, for who lost phone and recovery codes."""
    user = _admin()
    user.turn_two_factor_off()
    RecoveryCode.clear(user)
    AuditEntry.write(Event.TWO_FACTOR_OFF)
    db.session.commit()
    click.echo(_("%(name)s logs in by password alone.", name=user.name))


def _admin() -> User:
    user = User.admin()
    if user is None:
        raise click.ClickException(_("There is no admin yet. `flask blog create-admin` makes one."))
    return user


def _password(from_input: bool) -> str:
    if from_input:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise click.ClickException(
            _(
                "A password has %(least)s to %(most)s characters.",
                least=SHORTEST_PASSWORD,
                most=LONGEST_PASSWORD,
            )
        )
    return str(password)
