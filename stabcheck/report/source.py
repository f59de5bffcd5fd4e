"""A formula as its author typed it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

__all__ = ["body_lines", "one_line"]


def body_lines(function: Callable[..., Any]) -> list[str]:
    """The lines of a function's body, without its docstring; empty where there is no source.

    Of a lambda they are its expression, where it is the only one in its statement.
    """
    try:
        source = textwrap.dedent(inspect.getsource(function))
        definition = ast.parse(source).body[0]
    except (OSError, TypeError, SyntaxError):
        return []
    if not isinstance(definition, ast.FunctionDef):
        lambdas = [node for node in ast.walk(definition) if isinstance(node, ast.Lambda)]
        return [ast.unparse(lambdas[0].body)] if len(lambdas) == 1 else []
    body = definition.body
    if ast.get_docstring(definition) is not None:
        body = body[1:]
    lines = source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
    return textwrap.dedent("\n".join(lines)).splitlines()


def one_line(function: Callable[..., Any]) -> str:
    """The formula, if the function is one ``return``; its statements joined by ``;`` if not."""
    lines = [line.partition("  #")[0] for line in body_lines(function)]
    if any(line.startswith((" ", ")", "]")) for line in lines):
        return " ".join(line.strip() for line in lines).removeprefix("return ")
    return "; ".join(lines).removeprefix("return ").replace("; return ", "; ")
