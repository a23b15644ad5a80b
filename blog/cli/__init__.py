"""`flask blog …`: the blog without a browser."""

from importlib import import_module

import click

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


class _Commands(click.Group):
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
