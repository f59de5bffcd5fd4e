"""What a misprinted term may have meant: the same term with one sign turned."""

from __future__ import annotations

from collections.abc import Iterator

from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import Symbol
from stabcheck.carriers.term import Term
from stabcheck.reading.sheet.judge import judge
from stabcheck.reading.sheet.refusal import NotRead

__all__ = ["turned_sign"]

_MOST_TRIED = 24
_TURNED = {"add": "subtract", "subtract": "add"}


def turned_sign(term: Symbol, meant: Symbol) -> str:
    """The one term that differs in a sign and equals ``meant``, in print; else nothing."""
    fitting = []
    for tried, candidate in enumerate(_variants(term.term)):
        if tried >= _MOST_TRIED:
            break
        try:
            verdict = judge(Symbol(candidate, term.axes), meant).verdict
        except NotRead:
            continue
        if verdict == "PROVED":
            fitting.append(write(candidate))
    return fitting[0] if len(set(fitting)) == 1 else ""


def _variants(term: Term) -> Iterator[Term]:
    """The term with one + made − or one − made +, or a minus sign dropped."""
    if term.op in _TURNED:
        yield Term(_TURNED[term.op], *term.parts)
    if term.op == "negative":
        yield term.parts[0]
    if term.op in {"named", "derivative"}:
        return
    for place, part in enumerate(term.parts):
        if isinstance(part, Term):
            for variant in _variants(part):
                yield Term(term.op, *term.parts[:place], variant, *term.parts[place + 1 :])
