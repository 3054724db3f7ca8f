"""Each model is declared twice, in Python and in TLA+: action by action, the two say the same."""

from __future__ import annotations

import re
from typing import Any

import pytest

from a09web.model.declared import Guard, Liveness, Property, Transition
from a09web.model.effects import Effect
from a09web.model.workbook import Workbook
from a09web.specs.modules import text_of
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.declaration import MATERIALIZE

SHARED = len(MATERIALIZE.guards) - 1
"""So many guards of Materialize stand in Materializable, where Tick reads them too."""


of_each = pytest.mark.parametrize("workbook", WORKBOOKS.values(), ids=WORKBOOKS)


def each(what: str) -> pytest.MarkDecorator:
    """Each of the transitions, properties or goals of each workbook."""
    found = [(workbook, one) for workbook in WORKBOOKS.values() for one in getattr(workbook, what)]
    ids = [f"{workbook.slug}: {head_of(one) if isinstance(one, Transition) else one.name}" for workbook, one in found]
    return pytest.mark.parametrize(("workbook", "declared"), found, ids=ids)


def definition(workbook: Workbook[Any], head: str) -> list[str]:
    """The lines of a definition, from below its head to the next empty line, each with single blanks."""
    found = re.search(rf"^{re.escape(head)} ==\s(.*?)(?:\n\n|\n\(\*)", text_of(workbook), re.DOTALL | re.MULTILINE)
    assert found is not None, head
    return [" ".join(line.split()) for line in found[1].splitlines() if line.strip()]


def split(lines: list[str]) -> list[tuple[str, str]]:
    """The conjuncts of an action, each with the comment beside it."""
    parts = [line.removeprefix("/\\ ").partition("\\* ") for line in lines]
    assert all(line.startswith("/\\ ") for line in lines)
    return [(formula.strip(), comment.strip()) for formula, _, comment in parts]


def guard_line(number: int, guard: Guard) -> tuple[str, str]:
    condition = f'"{guard.removed_by}" \\notin Bugs => ' if guard.removed_by else ""
    return condition + str(guard.test), f"{number}{' (bound)' if guard.bound else ''}"


def effect_line(effect: Effect) -> tuple[str, str]:
    if effect.skipped_by is None:
        return str(effect), ""
    primed, _, value = str(effect).partition(" = ")
    return f'{primed} = IF "{effect.skipped_by}" \\in Bugs THEN {primed.rstrip(chr(39))} ELSE {value}', ""


def unchanged_line(workbook: Workbook[Any], transition: Transition) -> tuple[str, str]:
    changed = {str(effect).partition("'")[0] for effect in transition.effects}
    return f"UNCHANGED <<{', '.join(name for name in workbook.variable_names if name not in changed)}>>", ""


def head_of(transition: Transition) -> str:
    parameters = ", ".join(parameter.name for parameter in transition.parameters)
    return f"{transition.name}({parameters})" if parameters else transition.name


@of_each
def test_the_variables_have_one_order(workbook: Workbook[Any]) -> None:
    [listed] = re.findall(r"^vars == <<(.*?)>>", text_of(workbook), re.DOTALL | re.MULTILINE)
    assert tuple(listed.replace(",", " ").split()) == workbook.variable_names


@each("transitions")
def test_an_action_says_what_its_declaration_says(workbook: Workbook[Any], declared: Transition) -> None:
    guards = [guard_line(number, guard) for number, guard in enumerate(declared.guards, start=1)]
    if declared is MATERIALIZE:
        assert split(definition(workbook, "Materializable(r)")) == guards[:SHARED]
        guards[:SHARED] = [("Materializable(r)", f"1 to {SHARED}")]
    effects = [effect_line(effect) for effect in declared.effects]
    said = split(definition(workbook, head_of(declared)))
    assert said == [*guards, *effects, unchanged_line(workbook, declared)]


@each("properties")
def test_a_property_says_what_its_declaration_says(workbook: Workbook[Any], declared: Property) -> None:
    assert definition(workbook, declared.name) == [str(declared.formula)]


@each("liveness")
def test_a_liveness_property_says_what_its_declaration_says(workbook: Workbook[Any], declared: Liveness) -> None:
    assert definition(workbook, declared.name) == [declared.formula]


@of_each
def test_the_properties_stand_in_their_order(workbook: Workbook[Any]) -> None:
    names = (*workbook.property_names, *workbook.liveness_names)
    places = [text_of(workbook).index(f"\n{prop} ==") for prop in names]
    assert places == sorted(places)


@of_each
def test_the_module_knows_no_other_actions(workbook: Workbook[Any]) -> None:
    following = "\n".join(definition(workbook, "Next"))
    called = re.findall(r"(\w+)(?:\(([\w, ]+)\))?$", following, re.MULTILINE)
    heads = {head_of(transition) for transition in workbook.transitions}
    assert {f"{name}({given})" if given else name for name, given in called} == heads


def listed(workbook: Workbook[Any], name: str) -> tuple[str, ...]:
    """The strings of a set that the module defines."""
    [names] = re.findall(rf"^{name} == \{{(.*?)\}}", text_of(workbook), re.DOTALL | re.MULTILINE)
    return tuple(re.findall(r'"(\w+)"', names))


@of_each
def test_the_bugs_and_what_is_fair_have_the_same_names(workbook: Workbook[Any]) -> None:
    assert listed(workbook, "AllBugs") == workbook.bug_names
    if not workbook.unfair_under:
        assert listed(workbook, "FairActions") == workbook.fair_actions


def test_a_bug_may_take_a_promise_away() -> None:
    assert listed(A09, "AllFairActions") == A09.fair_actions
    [(bug, unfair)] = A09.unfair_under.items()
    assert definition(A09, "FairActions") == [
        f'IF "{bug}" \\in Bugs THEN AllFairActions \\ {{"{unfair}"}} ELSE AllFairActions'
    ]
