r"""``--output latex``: what ``prove`` found, as a handout: one document of article and amsmath.

It is ASCII throughout, and text from outside comes in escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import TextIO

from stabcheck.ci import ClaimCheck, claim_findings
from stabcheck.proof import DerivationResult, DerivationStep, ProofResult, Step
from stabcheck.reading.sheet import SheetResult
from stabcheck.report.latex_lines import Line, aligned
from stabcheck.report.latex_point import listed, point
from stabcheck.report.latex_sheet import sheet_section
from stabcheck.report.latex_text import formula, prose
from stabcheck.report.run import Run

__all__ = ["write"]

_HEAD = r"""\documentclass[a4paper]{article}
\usepackage{amsmath,amssymb}
\setlength{\textwidth}{16.5cm}
\setlength{\oddsidemargin}{-0.3cm}
\setlength{\textheight}{24cm}
\setlength{\topmargin}{-1.5cm}
\setlength{\parindent}{0pt}
\setlength{\emergencystretch}{3em}
\allowdisplaybreaks
\begin{document}"""


def write(run: Run, stream: TextIO) -> None:
    """Write the handout of a run of ``prove`` to ``stream``; raises ValueError for others."""
    if run.command != "prove":
        raise ValueError(f"a handout is for prove, not for {run.command}")
    stream.write("\n\n".join([_HEAD, *_sections(run), r"\end{document}"]) + "\n")


def _sections(run: Run) -> Iterator[str]:
    checks = [result for result in run.results if isinstance(result, ClaimCheck)]
    for (page, title), group in groupby(checks, key=lambda check: (check.page, check.title)):
        heading = f"{page}: {title}" if title else page
        yield rf"\section*{{{prose(heading)}}}"
        for check in group:
            yield from _claim(check, with_steps="steps" in run.options)
    for result in run.results:
        if isinstance(result, SheetResult):
            yield from sheet_section(result)
    if not run.results:
        yield "No claims."


# --- a claim --------------------------------------------------------------------------------


def _claim(check: ClaimCheck, *, with_steps: bool) -> Iterator[str]:
    proof = check.proof
    yield rf"\paragraph{{{prose(proof.name)}}} {prose(proof.title)}"
    if proof.assumptions:
        yield rf"For {listed(proof.assumptions)}:"
    if proof.lhs_latex or proof.lhs:
        left, right = _sides(proof.lhs_latex, proof.rhs_latex, proof.lhs, proof.rhs)
        yield aligned([Line(left, right)])
    yield rf"\textbf{{{proof.verdict}}}{_verdict(proof)}"
    for finding in claim_findings(check):
        if finding.status != "as expected":
            said = f"{finding.check}: expected {finding.expected}, found {finding.found}"
            yield rf"\emph{{Not as expected}}: {prose(said)}."
    for derivation in proof.derivations:
        yield from _derivation(derivation)
    if with_steps and proof.steps:
        yield from _steps(proof.steps)


def _verdict(proof: ProofResult) -> str:
    """What stands behind the verdict: its conditions, its point, or what resisted."""
    said = f" if {listed(proof.conditions)}" if proof.conditions else ""
    if proof.counterexample is not None:
        said += f" {point(proof.counterexample)}"
    if proof.residual:
        said += rf". What resisted: {_resisted(proof.residual)}"
    return f"{said}."


def _resisted(residual: str) -> str:
    """A difference in normal form, or a reason in words: these are ASCII and have spaces."""
    is_formula = any(sign in residual for sign in "·−^Σ/√(") or " " not in residual
    return rf"\({formula(residual)}\)" if is_formula else prose(residual)


def _sides(left_latex: str, right_latex: str, left: str, right: str) -> tuple[str, str]:
    """Both sides in LaTeX, from their Unicode where nothing better is known."""
    return left_latex or formula(left), right_latex or formula(right)


# --- derivations and steps ------------------------------------------------------------------


def _derivation(derivation: DerivationResult) -> Iterator[str]:
    yield rf"\emph{{{prose(derivation.title)}}}"
    hypotheses: tuple[str, ...] = ()
    for given, group in groupby(derivation.steps, key=lambda step: step.given):
        if given != hypotheses and not all(each in derivation.title for each in given):
            yield f"given {listed(given)}:"
        hypotheses = given
        yield aligned(_chain(list(group)))


def _chain(steps: list[DerivationStep]) -> Iterator[Line]:
    """The lines of a derivation; one that goes on from the line above leaves its left side out."""
    follows = [False, *(step.lhs == before.rhs for before, step in pairwise(steps))]
    for step, is_next in zip(steps, follows, strict=True):
        left, right = _sides(step.lhs_latex, step.rhs_latex, step.lhs, step.rhs)
        yield Line("" if is_next else left, right, step.reason, _remark(step))


def _remark(step: DerivationStep) -> str:
    said = [] if step.verdict == "PROVED" else [rf"\textbf{{{step.verdict}}}"]
    if step.conditions:
        said.append(f"if {listed(step.conditions)}")
    if step.note:
        said.append(prose(step.note))
    return ", ".join(said)


def _steps(steps: tuple[Step, ...]) -> Iterator[str]:
    count = len(steps)
    yield rf"\emph{{The proof, in {count} {'step' if count == 1 else 'steps'}}}"
    conditions: tuple[str, ...] = ()
    for wanted, group in groupby(steps, key=lambda step: step.conditions):
        if wanted != conditions:
            yield f"where {listed(wanted) or 'nothing is assumed'}:"
        conditions = wanted
        yield aligned(
            Line(*_sides(s.before_latex, s.after_latex, s.before, s.after), s.reason) for s in group
        )
