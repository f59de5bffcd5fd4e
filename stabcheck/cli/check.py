"""``stabcheck check``."""

from __future__ import annotations

from typing import Any, Literal

import click

from stabcheck.cli.exit_codes import EXIT_CODES_HELP
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.cli.page_files import pages_option
from stabcheck.report.run import Run

__all__ = ["command"]

_HOW = "How it is called; what is not said is found by a dry run"


@click.command("check", epilog=EXIT_CODES_HELP)
@click.argument("function")
@click.option("--as", "quantity", metavar="QUANTITY", required=True, help="What it should compute.")
@click.option("--args", metavar="Y,X", help="The quantity's arguments in the function's order.")
@click.option(
    "--axis", metavar="N", type=int, help="The axis to reduce, passed on as axis= or dim=."
)
@click.option(
    "--kw", "keywords", metavar="NAME=VALUE", multiple=True, help="Passed on; repeatable."
)
@click.option("--rows", is_flag=True, help="It takes 2-D arrays, and reduces each row.")
@click.option(
    "--reduction", type=click.Choice(["mean", "sum"]), help="It returns one number for a batch."
)
@click.option("--scalar", is_flag=True, help="It takes one number at a time.")
@click.option("--sign", type=click.Choice(["1", "-1"]), default="1", help="-1: it is asked at -x.")
@click.option(
    "--library",
    metavar="NAME",
    help="Whose arrays it takes (numpy, torch, jax); default: found from its module.",
)
@click.option(
    "--format",
    "formats",
    metavar="FORMAT",
    multiple=True,
    help="A format, such as float32; repeatable.  [default: all four that it takes]",
)
@click.option(
    "--probe",
    "probes",
    metavar="PROBE",
    multiple=True,
    help="A line of inputs, such as 'x=s'; repeatable.",
)
@click.option(
    "--at", metavar="BITS", help="Judge one input alone: its bits in hex, or its decimal."
)
@click.option("--require", metavar="A,B", help="What decides.  [default: range,absolute,special]")
@click.option(
    "--max-ulp",
    metavar="T",
    type=float,
    help="The error allowed, t, in ulp.  [default: 64, and of vectors n more]",
)
@click.option("--approximates", type=float, metavar="EPS", help="The error that it declares.")
@click.option(
    "--grad",
    "gradient",
    is_flag=False,
    flag_value="autodiff",
    metavar="[MODULE:GRAD]",
    help="Judge its derivative, too: by autodiff, or a function that computes it.",
)
@click.option("--against", metavar="MODULE:OTHER", help="Another implementation, side by side.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=float,
    default=10.0,
    help="What one call may take.  [default: 10]",
)
@click.option(
    "--memory",
    metavar="SIZE",
    default="4G",
    help="What its calls may use (512M, 2G).  [default: 4G]",
)
@pages_option
@output_option("check")
def command(
    function: str,
    quantity: str,
    at: str | None,
    outputs: tuple[str, ...],
    reduction: Literal["mean", "sum"] | None,
    **given: Any,
) -> int:
    """Judge FUNCTION, which is MODULE:FUNCTION or path/to/file.py:FUNCTION, as QUANTITY.

    It is traced and put to the proof engine, and swept over the floats on its own library's
    arrays, in a process of its own.  The contracts in --require decide; the rest is reported.  An
    error of t ulp is allowed, beside what rounding the input alone may do (the condition number).

    \b
      stabcheck check mylib.losses:softmax --as softmax --format float32
      stabcheck check path/to/file.py:sigmoid --as sigmoid --max-ulp 4 --grad
    """
    with reporting(outputs) as write:
        from stabcheck.cli.checking import check_one, code_of, find_page, settings_of
        from stabcheck.cli.replaying import refuse_formats_for_ci

        if at is not None:
            refuse_formats_for_ci(outputs)
        settings = settings_of(given, reduction)
        result = check_one(function, quantity, settings, at)
        pages = {quantity: find_page(quantity)}
        return write(Run("check", (result,), code_of(result), pages=pages))
