"""The group of verbs.  Their help texts stand here, so that --help imports no verb at all."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence

import click

from stabcheck.cli import interrupts
from stabcheck.cli.exit_codes import EXIT_CODES_HELP, ExitCode
from stabcheck.cli.mistakes import Mistake, Unwritable, closest
from stabcheck.cli.streams import full_device, open_stdout, say, silence

__all__ = ["main", "stabcheck"]

VERBS = {
    "prove": "Prove the catalogue's identities over the reals, or refute them.",
    "sweep": "Find the floats at which forms break, where, why and by how much.",
    "check": "Judge a function of your own: proof, sweep, contracts, the smallest failing input.",
    "ci": "Assert that every claim, promise and prediction comes out as its page says.",
    "list": "List the pages, their forms and their claims.",
    "explain": "Explain one page: formula, derivation, why its forms break, and where.",
}


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

    \b
      stabcheck list                  what the catalogue holds
      stabcheck explain logsumexp     a page: why its forms hold or break
      stabcheck prove 'exp(x + y) = exp(x)*exp(y)'
      stabcheck sweep sigmoid --format float32
      stabcheck COMMAND --help        what a command takes
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv`` (default: the process's own); exit with the run's code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is not None:
        return _run(arguments)
    interrupts.watch()
    code = _run(arguments)
    interrupts.settle()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        return _call(arguments)
    except Mistake as mistake:
        if interrupts.is_interrupted():
            return _break_off()
        return _refuse(arguments, mistake, mistake.exit_code)
    except click.UsageError as mistake:
        hint = f"{mistake.ctx.command_path} --help shows what it takes" if mistake.ctx else ""
        refused = Mistake(mistake.format_message().rstrip("."), hint)
        return _refuse(arguments, refused, ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        return _break_off()
    except Exception as error:  # noqa: BLE001 - the last resort: a traceback must never exit 1
        return _stumble(arguments, error)


def _call(arguments: list[str]) -> int:
    open_stdout()
    try:
        returned = stabcheck.main(arguments, prog_name="stabcheck", standalone_mode=False)
    except SystemExit:  # so click leaves when the reader of a help text has seen enough
        return ExitCode.AS_EXPECTED
    return int(returned or ExitCode.AS_EXPECTED)


def _stumble(arguments: list[str], error: Exception) -> int:
    """What nobody foresaw: a defect, unless the user has broken off or the device is full."""
    if interrupts.is_interrupted():
        return _break_off()
    full = full_device(error)
    if full is not None:
        silence(sys.stdout)
        return _refuse(arguments, full, full.exit_code)
    for line in traceback.format_exception(error):
        say(line.rstrip())
    message = f"internal error: {type(error).__name__}: {error}"
    defect = Mistake(message, "a defect of stabcheck: please report it")
    return _refuse(arguments, defect, ExitCode.INTERNAL)


def _break_off() -> int:
    if interrupts.is_interrupted():
        interrupts.settle()
    say("interrupted")
    return ExitCode.INTERRUPTED


def _refuse(arguments: list[str], mistake: Mistake, code: ExitCode) -> int:
    """Say what is wrong on stderr, and in the machine-readable outputs that were asked for.

    Where it is an output that cannot be written, no file is.
    """
    from stabcheck.cli.outputs import report_refusal
    from stabcheck.report.run import Problem

    problem = Problem(mistake.message, mistake.hint)
    for label, text in (("error", problem.message), ("hint", problem.hint)):
        if text:
            say(f"{label}: {text}")
    report_refusal(arguments, problem, code, to_files=not isinstance(mistake, Unwritable))
    return int(code)
