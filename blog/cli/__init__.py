"""`flask blog …`: the blog without a browser."""

import click

from blog.cli import admin, backup, check, content, move, upkeep


@click.group(help="Look after the blog.")
def blog() -> None:
    pass


for command in (
    upkeep.upgrade,
    upkeep.reindex,
    backup.backup,
    backup.restore,
    move.copy_to,
    check.check,
    admin.create_admin,
    admin.reset_password,
    admin.reset_two_factor,
    content.import_,
    content.export,
    content.demo,
):
    blog.add_command(command)
