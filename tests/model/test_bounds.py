"""Bounds: what the app offers, and the sentence for everything else."""

from __future__ import annotations

import pytest

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Parameter
from a09web.model.sorts import Sort
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.sorts import EPOCHS, RUNS, WORKERS


def test_the_workbooks_bounds_are_the_default() -> None:
    assert Bounds() == Bounds(due=(1, 2), workers=2, max_time=3, max_epoch=2)


def test_runs_and_workers_are_named_by_number() -> None:
    bounds = Bounds(due=(2, 1, 2, 1), workers=3, max_time=2)
    assert bounds.runs == ("r1", "r2", "r3", "r4")
    assert bounds.worker_names == ("w1", "w2", "w3")


def test_how_many_members_a_sort_may_have_at_all() -> None:
    assert [Bounds.most_members(sort) for sort in (RUNS, WORKERS, EPOCHS)] == [4, 3, 3]
    assert (Bounds.highest("due"), Bounds.highest("max_time"), Bounds.highest(5)) == (8, 8, 5)
    with pytest.raises(KeyError):
        Bounds.most_members(Sort("Others", "other", "o"))


def test_the_number_of_a_member_is_stated_in_words() -> None:
    due = dict(Bounds.parameters())["due"]
    assert (due.states("r1", 2), due.lists("r1", 2), due.open_question) == (
        "r1 is due at 2",
        "r1 at 2",
        "when runs are due",
    )
    bare = Parameter("The number of guests", 3, each=RUNS, about="how much each asks for", has="asks for")
    assert (bare.states("r1", 2), bare.lists("r1", 2), bare.open_question) == (
        "r1 asks for 2",
        "r1 asks for 2",
        "how much each asks for",
    )


@pytest.mark.parametrize(
    "bounds",
    [
        lambda: Bounds(due=(1,), workers=1, max_time=1, max_epoch=1),
        lambda: Bounds(due=(8, 8, 8, 8), workers=3, max_time=8, max_epoch=3),
    ],
)
def test_the_ends_of_the_ranges_are_offered(bounds: type[Bounds]) -> None:
    assert bounds().max_time in (1, 8)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due": ()}, "The number of runs must be from 1 to 4, not 0."),
        ({"due": (1, 1, 1, 1, 1)}, "The number of runs must be from 1 to 4, not 5."),
        ({"workers": 0}, "The number of workers must be from 1 to 3, not 0."),
        ({"workers": 4}, "The number of workers must be from 1 to 3, not 4."),
        ({"due": (1,), "max_time": 0}, "MaxTime must be from 1 to 8, not 0."),
        ({"max_time": 9}, "MaxTime must be from 1 to 8, not 9."),
        ({"max_epoch": 0}, "MaxEpoch must be from 1 to 3, not 0."),
        ({"max_epoch": 4}, "MaxEpoch must be from 1 to 3, not 4."),
        ({"due": (1, 4)}, "r2 is due at 4, but a due time must be from 1 to MaxTime, which is 3."),
        ({"due": (0, 1)}, "r1 is due at 0, but a due time must be from 1 to MaxTime, which is 3."),
        ({"due": (-1,)}, "r1 is due at -1, but a due time must be from 1 to MaxTime, which is 3."),
    ],
)
def test_a_bound_out_of_range_is_refused_in_one_sentence(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Bounds(**given)  # type: ignore[arg-type]
    assert str(refused.value) == sentence
