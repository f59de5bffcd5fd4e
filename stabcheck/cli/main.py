"""The group of verbs.  Their help texts stand here, so that --help imports no verb at all."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from stabcheck.cli.exit_codes import EXIT_CODES_HELP, ExitCode
from stabcheck.cli.mistakes import Mistake, closest

if TYPE_CHECKING:
    from stabcheck.report.run import Problem

__all__ = ["main", "stabcheck"]

VERBS = {
    "prove": "Prove the catalogue's identities over the reals, or refute them.",
    "sweep": "Find the floats at which forms break, where, why and by how much.",
    "ci": "Assert that every claim, promise and prediction comes out as its page says.",
    "list": "List the pages, their forms and their claims.",
    "explain": "Explain one page: formula, derivation, why its forms break, and where.",
}

INTERRUPTED = 130  # 128 + SIGINT, as shells say it


class Verbs(click.Group):
    """A group that imports a verb's module only when that verb is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs, in the order in which they are met."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb's command, from the module of its name."""
        if cmd_name not in VERBS:
            raise Mistake(f"there is no command {cmd_name!r}", closest(cmd_name, VERBS))
        command: click.Command = importlib.import_module(f"stabcheck.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the verbs' section from the stored texts."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"stabcheck {version('stabcheck')}")
        ctx.exit()


@click.group(
    cls=Verbs,
    epilog=EXIT_CODES_HELP,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.pass_context
def stabcheck(ctx: click.Context) -> None:
    """Prove numerical identities, and find every float at which a formula breaks.

    A formula is proved equal to its definition over the reals, and the very same formula is swept
    over the floats against proven enclosures of the truth.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv`` (default: the process's own); exit with the run's code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    code = _run(arguments)
    if argv is None:
        sys.exit(code)
    return code


def _run(arguments: list[str]) -> int:
    try:
        returned = stabcheck.main(arguments, prog_name="stabcheck", standalone_mode=False)
        return int(returned or ExitCode.AS_EXPECTED)
    except Mistake as mistake:
        return _refuse(arguments, mistake.message, mistake.hint, mistake.exit_code)
    except click.UsageError as mistake:
        hint = f"{mistake.ctx.command_path} --help shows what it takes" if mistake.ctx else ""
        return _refuse(arguments, mistake.format_message().rstrip("."), hint, ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a traceback must never exit 1
        traceback.print_exc()
        message = f"internal error: {type(error).__name__}: {error}"
        return _refuse(
            arguments, message, "a defect of stabcheck: please report it", ExitCode.INTERNAL
        )


def _refuse(arguments: list[str], message: str, hint: str, code: ExitCode) -> int:
    """Say what is wrong on stderr, and in every machine-readable output that was asked for."""
    from stabcheck.cli.outputs import report_refusal
    from stabcheck.report.run import Problem

    _complain(Problem(message, hint))
    report_refusal(arguments, Problem(message, hint), code)
    return int(code)


def _complain(problem: Problem) -> None:
    encoding = sys.stderr.encoding or "ascii"
    for label, text in (("error", problem.message), ("hint", problem.hint)):
        if text:
            line = f"{label}: {text}".encode(encoding, "replace").decode(encoding)
            click.echo(line, err=True)
