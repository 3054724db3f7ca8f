"""What A09 does not have in its states: functions of numbers, pairs of one sort, a sort that a full set shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from a09web.model import bounds as model
from a09web.model.bounds import Parameter, parameter
from a09web.model.declared import Look
from a09web.model.expressions import Param
from a09web.model.machine import machine_for
from a09web.model.sorts import Sort
from a09web.model.variables import Natural, SetOf
from a09web.model.workbook import Workbook
from a09web.scenarios.traces.found import BadUpload, Found, Told
from a09web.scenarios.traces.naming import renamed
from a09web.scenarios.traces.notation import plain
from a09web.scenarios.traces.shapes import shaped
from a09web.scenarios.widening import least, widened

BINS, LEVELS, CARTS = Sort("Bins", "bin", "b"), Sort("1..MaxLevel", "level"), Sort("Carts", "cart", "c")


@dataclass(frozen=True)
class Bounds(model.Bounds):
    weight: tuple[int, ...] = parameter(
        (2, 4), Parameter("The number of bins", "max_weight", "Weight", each=BINS, members=4, has="weighs")
    )
    max_weight: int = parameter(4, Parameter("MaxWeight", 7, "MaxWeight"))
    max_level: int = parameter(3, Parameter("MaxLevel", 5, "MaxLevel", size_of=LEVELS))
    carts: int = parameter(1, Parameter("The number of carts", 2, size_of=CARTS))


FREE = SetOf("free", of=(BINS,), is_full=True)
LOAD = Natural("load", LEVELS, most="max_weight")
ON = SetOf("on", of=(BINS, BINS), noun="pairs")
USED = SetOf("used", CARTS, of=(LEVELS,))
STORE = Workbook(
    slug="store",
    name="Store",
    bounds=Bounds,
    sorts=(BINS, LEVELS, CARTS),
    about=None,
    variables=(FREE, LOAD, ON, USED),
    actors=(),
    transitions=(),
    properties=(),
    look=Look((), Param("b", BINS), ()),
)


def state(**values: Any) -> Found:
    said = {
        "free": frozenset({"b1", "b2"}),
        "load": (0, 0, 0),
        "on": frozenset(),
        "used": {"c1": frozenset()},
        **values,
    }
    return Found("Line 1, state 1", (), shaped(STORE, "Line 1, state 1", said))


def told(*states: Found, **constants: Any) -> Told:
    return Told(STORE, states=list(states), constants=constants)


def test_the_shape_is_that_of_the_machine() -> None:
    assert state().values == machine_for(Bounds()).variables(machine_for(Bounds()).initial)
    values = state(on=frozenset({("b2", "b1"), ("b1", "b2")}), used={"c1": frozenset({2, 1})}).values
    assert values["on"] == [["b1", "b2"], ["b2", "b1"]]
    assert values["used"] == {"c1": [1, 2]}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"load": {"x": 1}}, "load is [x |-> 1], a function, where a number for each level belongs."),
        ({"on": frozenset({"b1"})}, 'on is {"b1"}, a set, where a set of pairs belongs.'),
        ({"on": frozenset({("b1",)})}, 'on is {<<"b1">>}, a set, where a set of pairs belongs.'),
        ({"used": {"c1": 1}}, "used is [c1 |-> 1], a function, where a set of levels for each cart belongs."),
        ({"free": 0}, "free is 0, a number, where a set of bins belongs."),
    ],
)
def test_another_shape_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(BadUpload) as refused:
        state(**values)
    assert str(refused.value) == f"Line 1, state 1: {message}"


def test_json_has_lists_for_sets_and_strings_for_numbers() -> None:
    assert plain(LOAD, {"1": 4, "2": 0}) == {1: 4, 2: 0}
    assert plain(LOAD, [4, 0]) == (4, 0)
    assert plain(ON, [["b1", "b2"]]) == frozenset({("b1", "b2")})
    assert plain(USED, {"c1": [1]}) == {"c1": frozenset({1})}
    assert plain(FREE, 3) == 3


def test_pairs_are_renamed_and_numbers_are_not() -> None:
    found = renamed(
        told(
            state(
                free=frozenset({"x", "y"}),
                on=frozenset({("y", "x")}),
                load={1: 0, 2: 0},
                used={"left": frozenset({1}), "right": frozenset()},
            )
        )
    )
    assert found.states[0].values == {
        "free": ["b1", "b2"],
        "load": {1: 0, 2: 0},
        "on": [["b2", "b1"]],
        "used": {"c1": [1], "c2": []},
    }
    assert found.notes == [
        "The bins have other names here, by their order: x is b1, y is b2.",
        "The carts have other names here, by their order: left is c1, right is c2.",
    ]


def test_there_are_as_many_members_as_the_first_state_shows() -> None:
    first = state(free=frozenset({"b1", "b2", "b3", "b4"}), load=(0, 0), used={"c1": frozenset(), "c2": frozenset()})
    assert widened(told(first)) == Bounds(weight=(2, 4, 6, 7), max_weight=7, max_level=2, carts=2)
    assert widened(told(state(free=frozenset({"b1"})))) == Bounds(weight=(2,))
    assert least(told(first), Bounds(), "max_level") == 2


def test_numbers_of_the_states_widen_what_limits_them() -> None:
    assert widened(told(state(), state(load=(0, 6, 0)))).given["max_weight"] == 6
    assert widened(told(state(), state(load=(0, 6, 0)), MaxWeight=7)).given["max_weight"] == 7
    assert widened(told(state(), state(load=(0, 99, 0)))).given["max_weight"] == 7
