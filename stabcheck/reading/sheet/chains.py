"""A chain of equalities, link by link: definitions, choices, claims; and the misprint in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stabcheck.carriers.notation import write
from stabcheck.reading.sheet.assumptions import Assumption, told
from stabcheck.reading.sheet.carrying import carried_over
from stabcheck.reading.sheet.conditions import IndexConditions
from stabcheck.reading.sheet.definitions import function_defined, variable_defined
from stabcheck.reading.sheet.doubts import doubt, is_condition, is_in_doubt, names_in
from stabcheck.reading.sheet.hypotheses import ORDER, Hypotheses
from stabcheck.reading.sheet.judge import Judgement, judge
from stabcheck.reading.sheet.meaning import meaning_of
from stabcheck.reading.sheet.misprints import turned_sign
from stabcheck.reading.sheet.parsed import Parsed
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.report import Ledger
from stabcheck.reading.sheet.result import Misprint, SheetItem, SheetVerdict
from stabcheck.reading.sheet.roles import is_customary, role_of
from stabcheck.reading.sheet.scope import Definition, Problem
from stabcheck.reading.sheet.statements import EQUALITIES
from stabcheck.reading.sheet.tree import Tree

__all__ = ["ChainReader"]

#: Relations that say what something is, and claim nothing that could be false.
_NO_CLAIM = {"∈", "∉", "⊂", "⊆", "→", "∼"}


class ChainReader:
    """Takes the statements of a sheet in order and lists what holds."""

    def __init__(self, ledger: Ledger, conditions: IndexConditions) -> None:
        self.ledger, self.conditions = ledger, conditions
        self.hypotheses = Hypotheses()
        self._customary_seen: set[Tree] = set()
        self._unused: dict[tuple[Problem, str], int] = {}  # lines of conditions that go unused

    def take(self, entry: Parsed) -> None:
        """Check one statement; its names count as used from then on."""
        found, relations = entry.found, entry.found.statement.relations
        line = self.ledger.lines.at(found.statement.start)
        self.ledger.note_indices(entry.trees, found.problem, line)
        if found.range is not None:
            note = f"the range of the index {found.range[0]}"
            self.ledger.items.append(self._item(entry, 0, "DEFINITION", note))
            return
        if not relations:
            self._without_relation(entry)
        if id(entry) in self.conditions.stated:
            return
        for place, relation in enumerate(relations):
            if relation.text not in EQUALITIES:
                self._inequality(entry, place)
        equalities = [k for k, relation in enumerate(relations) if relation.text in EQUALITIES]
        items = {place: self._link(entry, place) for place in equalities}
        problem = self._gone_on(entry, items)
        self._of_some_indices(entry, items, problem)
        self._leave_doubtful(entry, items, problem)
        self._name_misprints(entry, items, problem)
        self.ledger.items += items.values()
        for tree in entry.trees:
            found.problem.note_use(tree, found.passage)

    def _without_relation(self, entry: Parsed) -> None:
        """A formula that claims nothing; unless it holds a sign that is not understood."""
        (tokens,), (side,) = entry.found.statement.sides, entry.sides
        if isinstance(side, NotRead) and any(token.text in EQUALITIES for token in tokens):
            title, source = entry.found.problem.title, self.ledger.source(tokens)
            self.ledger.not_read(tokens[0].start, title, source, str(side))

    # --- one equality

    def _link(self, entry: Parsed, place: int) -> SheetItem:
        try:
            return self._understood(entry, place)
        except NotRead as refusal:
            return self._item(entry, place, "NOT READ", str(refusal))

    def _understood(self, entry: Parsed, place: int) -> SheetItem:
        problem, statement = entry.found.problem, entry.found.statement
        left, right = _read(entry, place), _read(entry, place + 1)
        if place == 0 and entry.defines is not None:
            shown, note = function_defined(entry.defines, right, problem)
            return self._item(entry, 0, "DEFINITION", note, shown)
        relation = statement.relations[place]
        if entry.assumes is not None and problem.variable(entry.assumes.family) is None:
            return self._assumed(entry, entry.assumes)
        role = "claim"
        if place == 0:
            role = role_of(
                left, right, relation.text, problem, entry.found.cue, entry.found.passage
            )
        if role == "definition":
            shown = variable_defined(left, right, problem, self.ledger.line(relation))
            return self._item(entry, 0, "DEFINITION", "", shown)
        judgement = self._judgement(problem, left, right)
        if role == "choice" and judgement.verdict != "PROVED":
            note = "a choice for what was arbitrary"
            return self._item(entry, place, "CHOICE", note, judgement.understood)
        if place == 0 and judgement.verdict == "PROVED" and self._is_first(left):
            note = "the customary definition"
            return self._item(entry, place, "DEFINITION", note, judgement.understood)
        return self._judged(entry, place, judgement)

    def _gone_on(self, entry: Parsed, items: dict[int, SheetItem]) -> Problem:
        """Judge what does not hold once more, with names as earlier problems define them.

        What then holds takes the place of the items; the problem that the chain is read in.
        """
        problem = entry.found.problem
        open_places = [k for k in items if items[k].verdict in {"REFUTED", "UNDECIDED"}]
        carried = carried_over(problem, entry.trees) if open_places else None
        if carried is None:
            return problem
        longer, says = carried
        again = dict[int, SheetItem]()
        for place in open_places:
            try:
                sides = _read(entry, place), _read(entry, place + 1)
                judgement = self._judgement(longer, *sides)
            except NotRead:
                return problem
            again[place] = self._judged(entry, place, judgement)
        if all(item.verdict != "PROVED" for item in again.values()):
            return problem
        items |= {k: replace(item, given=(*item.given, *says)) for k, item in again.items()}
        return longer

    def _of_some_indices(
        self, entry: Parsed, items: dict[int, SheetItem], problem: Problem
    ) -> None:
        """Judge what does not hold of all indices under the conditions on them that stand near."""
        for place, item in items.items():
            near = self.conditions.near(entry.found.problem, item.line)
            for condition in near if item.verdict in {"REFUTED", "UNDECIDED"} else ():
                sides = (condition.of(_read(entry, each)) for each in (place, place + 1))
                judgement = self._judgement(problem, *sides)
                if judgement.verdict == "PROVED":
                    self.conditions.used.add(condition)
                    judgement = replace(judgement, understood=item.understood)
                    found = self._judged(entry, place, judgement)
                    says = f"{condition.text} (line {condition.line})"
                    items[place] = replace(found, given=(*found.given, says))
                    break

    def _leave_doubtful(self, entry: Parsed, items: dict[int, SheetItem], problem: Problem) -> None:
        """Take back that an equality is wrong which may mean something else."""
        for place, item in items.items():
            sides = [_read(entry, each) for each in (place, place + 1) if item.verdict == "REFUTED"]
            reason = doubt(sides, problem.families) or self._without_condition(sides, problem)
            if reason is not None:
                items[place] = self._item(entry, place, "NOT READ", reason, item.understood)

    def _without_condition(self, sides: Sequence[Tree], problem: Problem) -> str | None:
        """That a condition is stated of a name, which is not used, as a reason; None for none."""
        for name in names_in(sides):
            for above in problem.lineage:
                if (above, name) in self._unused:
                    return f"the condition on {name} (line {self._unused[above, name]}) is not used"
        return None

    def _assumed(self, entry: Parsed, assumption: Assumption) -> SheetItem:
        """A family that was arbitrary is held to its sum from here on."""
        problem, family = entry.found.problem, assumption.family
        left, right = (meaning_of(_read(entry, place), problem) for place in (0, 1))
        understood = f"{write(left.term)} = {write(right.term)}"
        line = self.ledger.line(entry.found.statement.relations[0])
        index, body = (assumption.index,), assumption.body
        problem.totals[family] = assumption.total
        problem.define(Definition(family, (), index, body, line, problem))
        note = f"an assumption about {family}, which was arbitrary; used from here on"
        return self._item(entry, 0, "CHOICE", note, understood)

    def _judgement(self, problem: Problem, left: Tree, right: Tree) -> Judgement:
        sides = meaning_of(left, problem), meaning_of(right, problem)
        return judge(*sides, self.hypotheses.in_force(problem))

    def _is_first(self, left: Tree) -> bool:
        """Whether this is the sheet's first equation for tanh(x) or its kind."""
        first = is_customary(left) and left not in self._customary_seen
        self._customary_seen.add(left)
        return first

    # --- items

    def _judged(self, entry: Parsed, place: int, judgement: Judgement) -> SheetItem:
        note = judgement.residual
        item = self._item(entry, place, judgement.verdict, note, judgement.understood)
        return replace(
            item,
            conditions=judgement.conditions,
            given=judgement.given,
            counterexample=told(judgement.counterexample, entry.found.problem.all_totals),
        )

    def _item(
        self, entry: Parsed, place: int, verdict: SheetVerdict, note: str, understood: str = ""
    ) -> SheetItem:
        statement, title = entry.found.statement, entry.found.problem.title
        relation = statement.relations[place]
        left, right = (self.ledger.source(side) for side in statement.sides[place : place + 2])
        source = f"{left} {self.ledger.between(relation.start, relation.end)} {right}".strip()
        return SheetItem(self.ledger.line(relation), title, source, understood, verdict, note)

    # --- inequalities

    def _inequality(self, entry: Parsed, place: int) -> None:
        """A hypothesis; or a claim, which is not checked; or a condition nobody can use."""
        relation, problem = entry.found.statement.relations[place], entry.found.problem
        if relation.text in _NO_CLAIM:
            return
        line = self.ledger.line(relation)
        item = self._item(
            entry, place, "NOT READ", f"{relation.text} is no equality; only these are checked"
        )
        if relation.text in ORDER and not is_in_doubt(entry.found, self.ledger.text):
            left, right = entry.sides[place : place + 2]
            if isinstance(left, Tree) and isinstance(right, Tree):
                sides, joins = (left, right), place > 0
                if self.hypotheses.assume(relation.text, sides, problem, line, joins=joins):
                    return
                for name in names_in(sides) if is_condition(entry.found, sides) else ():
                    self._unused.setdefault((problem, name), line)
        if relation.text in ORDER and entry.found.kind != "display":
            self.ledger.remark(line, problem, f"the condition {item.source} is not used")
            return
        self.ledger.items.append(item)

    # --- misprints

    def _name_misprints(self, entry: Parsed, items: dict[int, SheetItem], problem: Problem) -> None:
        """Name every term that both its neighbours contradict while they agree."""
        for place in sorted(items):
            beside = items.get(place + 1)
            if beside is None or not items[place].verdict == beside.verdict == "REFUTED":
                continue
            misprint = self._misprint(entry, place + 1, problem)
            if misprint is None:
                continue
            self.ledger.misprints.append(misprint)
            note = f"{misprint.understood} is a misprint: its neighbours agree without it"
            if misprint.meant:
                note += f"; {misprint.meant} would fit"
            for each in (place, place + 1):
                items[each] = replace(items[each], note=note)

    def _misprint(self, entry: Parsed, place: int, problem: Problem) -> Misprint | None:
        side = entry.found.statement.sides[place]
        left, term, right = (
            meaning_of(_read(entry, each), problem) for each in (place - 1, place, place + 1)
        )
        if judge(left, right, self.hypotheses.in_force(problem)).verdict != "PROVED":
            return None
        return Misprint(
            line=self.ledger.line(side[0]),
            problem=problem.title,
            source=self.ledger.source(side),
            understood=write(term.term),
            neighbours=(write(left.term), write(right.term)),
            meant=turned_sign(term, left),
        )


def _read(entry: Parsed, place: int) -> Tree:
    side = entry.sides[place]
    if isinstance(side, NotRead):
        raise side
    return side
