"""The `stanceshift` command: gathers the commands of the subpackages and shows errors as plain messages."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from stanceshift import __version__
from stanceshift.errors import StanceshiftError

COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("stanceshift.corpus.add_commands", "add_command"),
    "agreement": ("stanceshift.labels.evaluation_commands", "agreement_command"),
    "build-model": ("stanceshift.labels.model_commands", "build_model"),
    "check": ("stanceshift.corpus.commands", "check_command"),
    "compare": ("stanceshift.shifts.commands", "compare_command"),
    "export-labelstudio": ("stanceshift.labels.evaluation_commands", "labelstudio_export_command"),
    "fetch": ("stanceshift.corpus.add_commands", "fetch_command"),
    "import": ("stanceshift.corpus.add_commands", "import_command"),
    "import-labelstudio": ("stanceshift.labels.evaluation_commands", "labelstudio_import_command"),
    "label": ("stanceshift.labels.label_command", "label_command"),
    "measure": ("stanceshift.labels.evaluation_commands", "measure_command"),
    "report": ("stanceshift.reports.commands", "report_command"),
    "review": ("stanceshift.labels.evaluation_commands", "review_command"),
    "screenshots": ("stanceshift.reports.commands", "screenshots_command"),
    "serve": ("stanceshift.reports.commands", "serve_command"),
    "trace": ("stanceshift.shifts.commands", "trace_command"),
}
"""Command -> module and object; a module is imported when its command is called, so that each starts fast."""


class LazyGroup(click.Group):
    """A click group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Show how positions in diplomatic communiqués shift, with the words that carry every claim."""


def main() -> None:
    """Run the command line; a `StanceshiftError` becomes a message and exit status 1."""
    try:
        cli(standalone_mode=True)
    except StanceshiftError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
