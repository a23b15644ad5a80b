"""`flask blog …`: the blog without a browser."""

import click

from blog.cli import admin, backup, content, upkeep


@click.group(help="Look after the blog.")
def blog() -> None:
    pass


for command in (
    upkeep.upgrade,
    upkeep.reindex,
    backup.backup,
    backup.restore,
    admin.create_admin,
    admin.reset_password,
    admin.reset_two_factor,
    content.import_,
    content.demo,
):
    blog.add_command(command)
