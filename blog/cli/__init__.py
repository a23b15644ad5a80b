"""`flask blog …`: the blog without a browser."""

import click

from blog.cli import upkeep


@click.group(help="Look after the blog.")
def blog() -> None:
    pass


for command in (upkeep.upgrade,):
    blog.add_command(command)
