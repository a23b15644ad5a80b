"""`flask blog …`: the blog without a browser."""

from importlib import import_module
from typing import IO, Any

import click

from blog.lib.terminal import gettext as _

COMMANDS = {
    "upgrade": "upkeep",
    "reindex": "upkeep",
    "backup": "backup",
    "restore": "backup",
    "copy-to": "move",
    "check": "check",
    "create-admin": "admin",
    "reset-password": "admin",
    "reset-two-factor": "admin",
    "import": "content",
    "export": "content",
    "demo": "content",
}
"""Each command and the file it is in, which is read when it is asked for: a start takes a
quarter of a second less than with all that the importers need."""


class _Failed(click.ClickException):
    """What could not be done, all of it in the language of the terminal."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(_("Error: %(said)s", said=self.message), file=file, err=file is None)


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError:  # comes with how the command is used
            raise
        except click.ClickException as error:
            raise _Failed(error.message) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        verb = "import_" if cmd_name == "import" else cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"blog.cli.{COMMANDS[cmd_name]}"), verb)
        return command


@click.group(cls=_Commands, help="Look after the blog.")
def blog() -> None:
    pass
