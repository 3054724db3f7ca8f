from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from a09web.kit.refusals import Refused, Stale
from a09web.sandbox.models import Sandbox, ScheduleEntry, Step
from a09web.sandbox.services import (
    Gone,
    NotYours,
    StepRefused,
    add_branch,
    create_sandbox,
    delete_untouched,
    fork_sandbox,
    move_cursor,
    rename_sandbox,
    take_step,
)
from a09web.sandbox.tree import Tree
from a09web.workbooks.a09.bounds import Bounds

from .making import ALICE, BOB, ZOMBIE, made, move, names, step, stored, tree_of

pytestmark = pytest.mark.django_db

NO_SUCH_STEP = "This sandbox has no step 99."
NOT_YOURS = "This sandbox belongs to somebody else. Fork it to step it yourself."
STALE = "The sandbox had moved on before your click arrived, so nothing was done."


def attempt(
    sandbox: Sandbox, name: str, *, at: int | None = None, version: int | None = None, actor: str = ALICE
) -> None:
    take_step(
        sandbox=sandbox,
        tree=tree_of(sandbox),
        actor=actor,
        version=sandbox.version if version is None else version,
        at=sandbox.cursor if at is None else at,
        name=name,
    )


def untouched_by(sandbox: Sandbox) -> tuple[Any, ...]:
    """Everything that a write could change."""
    found = stored(sandbox)
    return found.version, found.cursor, found.tip, found.last_number, found.owner, found.touched, sandbox.steps.count()


# Creating


def test_a_new_sandbox_stands_at_the_initial_state() -> None:
    sandbox = create_sandbox(owner=ALICE, bounds=Bounds(due=(2, 1, 4), workers=3, max_time=5, max_epoch=1))
    found = stored(sandbox)
    assert (found.version, found.cursor, found.tip, found.last_number) == (0, 0, 0, 0)
    assert found.bounds == Bounds(due=(2, 1, 4), workers=3, max_time=5, max_epoch=1)
    assert (found.owner, found.bugs, found.forked_from) == (ALICE, frozenset(), None)
    assert list(found.schedule.values_list("run", "due")) == [("r1", 2), ("r2", 1), ("r3", 4)]


def test_the_bugs_at_the_start_are_kept_in_the_order_of_the_workbook() -> None:
    sandbox = made(bugs={"DuplicateClaim", "EarlyRelease"})
    assert stored(sandbox).bugs_at_start == "EarlyRelease,DuplicateClaim"
    assert stored(sandbox).bugs == {"EarlyRelease", "DuplicateClaim"}


def test_all_six_bugs_fit_into_their_column() -> None:
    from a09web.workbooks.a09 import A09

    column = Sandbox._meta.get_field("bugs_at_start")
    assert column.max_length is not None
    assert len(",".join(A09.bug_names)) <= column.max_length


def test_a_sandbox_can_be_given_its_public_id_but_only_once() -> None:
    assert create_sandbox(owner="", bounds=Bounds(), public_id="first").get_absolute_url() == "/s/first/"
    with pytest.raises(IntegrityError):
        create_sandbox(owner="", bounds=Bounds(), public_id="first")


# Stepping


def test_a_step_is_stored_and_becomes_the_present() -> None:
    sandbox = made("Tick")
    found = stored(sandbox)
    assert (found.version, found.cursor, found.tip, found.last_number) == (1, 1, 1, 1)
    assert list(found.steps.values_list("number", "parent", "name", "depth")) == [(1, 0, "Tick", 1)]
    assert (sandbox.version, sandbox.cursor, sandbox.tip, sandbox.last_number) == (1, 1, 1, 1)


def test_steps_follow_one_another() -> None:
    sandbox = made(*ZOMBIE)
    assert names(sandbox) == list(ZOMBIE)
    assert [s.depth for s in sandbox.steps.all()] == [1, 2, 3, 4]
    assert stored(sandbox).version == 4


def test_a_toggle_is_a_step_like_any_other() -> None:
    sandbox = made("+EarlyRelease", "Materialize(r1)", "-EarlyRelease")
    assert names(sandbox) == ["+EarlyRelease", "Materialize(r1)", "-EarlyRelease"]


def test_a_step_touches_the_sandbox() -> None:
    sandbox = made()
    Sandbox.objects.filter(pk=sandbox.pk).update(touched=timezone.now() - timedelta(days=9))
    step(sandbox, "Tick")
    assert timezone.now() - stored(sandbox).touched < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Materialize(r1)", "Materialize(r1) is not enabled. r1 is not due yet: its time is 1 and it is 0 now."),
        (
            "Claim(w1,r1)",
            "Claim(w1,r1) is not enabled. r1 is not materialized, so there is nothing to claim.",
        ),
        ("Claim(w9,r1)", "There is no step “Claim(w9,r1)” here. A step is one of "),
        ("", "There is no step “” here."),
        ("tick", "There is no step “tick” here."),
        ("Tick ", "There is no step “Tick ” here."),
        ("Tick\x00", "There is no step “Tick\x00” here."),
        ("Init", "There is no step “Init” here."),
        ("-EarlyRelease", "EarlyRelease is off already; a toggle must change something."),
        ("+Gremlin", "There is no bug “Gremlin”. The six are EarlyRelease, "),
        ("+", "There is no bug “”."),
    ],
)
def test_a_step_that_is_not_enabled_is_refused_with_the_reason(name: str, sentence: str) -> None:
    sandbox = made()
    before = untouched_by(sandbox)
    with pytest.raises(Refused) as refused:
        attempt(sandbox, name)
    assert str(refused.value).startswith(sentence)
    assert refused.value.status == 422
    assert untouched_by(sandbox) == before


def test_a_refusal_keeps_the_guards_that_fail() -> None:
    sandbox = made()
    with pytest.raises(StepRefused) as refused:
        attempt(sandbox, "Materialize(r1)")
    assert [guard.number for guard in refused.value.failing] == [5]
    with pytest.raises(StepRefused) as unknown:
        attempt(sandbox, "Claim(w9,r1)")
    assert unknown.value.failing == ()


def test_a_bug_that_is_on_cannot_be_switched_on_again() -> None:
    sandbox = made("+DuplicateClaim")
    with pytest.raises(Refused, match="DuplicateClaim is on already; a toggle must change something"):
        attempt(sandbox, "+DuplicateClaim")


def test_a_refusal_says_at_most_a_line_of_what_was_typed() -> None:
    sandbox = made()
    for name in ("x" * 100_000, "+" + "x" * 100_000):
        with pytest.raises(Refused) as refused:
            attempt(sandbox, name)
        assert len(str(refused.value)) < 400


def test_a_step_from_a_step_that_does_not_exist_is_refused() -> None:
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    with pytest.raises(Refused, match=NO_SUCH_STEP):
        attempt(sandbox, "Tick", at=99)
    assert untouched_by(sandbox) == before


def test_a_stranger_may_not_step() -> None:
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    with pytest.raises(NotYours) as refused:
        attempt(sandbox, "Materialize(r1)", actor=BOB)
    assert (str(refused.value), refused.value.status) == (NOT_YOURS, 403)
    assert untouched_by(sandbox) == before


def test_a_sandbox_without_an_owner_belongs_to_whoever_writes_first() -> None:
    sandbox = made(owner="")
    step(sandbox, "Tick", actor=BOB)
    assert stored(sandbox).owner == BOB
    with pytest.raises(NotYours):
        attempt(stored(sandbox), "Materialize(r1)", actor=ALICE)


def test_a_refused_step_does_not_take_a_sandbox_over() -> None:
    sandbox = made(owner="")
    with pytest.raises(Refused):
        attempt(sandbox, "Materialize(r1)", actor=BOB)
    assert stored(sandbox).owner == ""


@pytest.mark.parametrize("version", [0, 2, 999_999_999])
def test_a_step_made_from_another_version_is_stale(version: int) -> None:
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    with pytest.raises(Stale) as refused:
        attempt(sandbox, "Materialize(r1)", version=version)
    assert str(refused.value).startswith(STALE)
    assert refused.value.status == 409
    assert untouched_by(sandbox) == before


def test_of_two_writers_that_saw_the_same_version_one_is_stale() -> None:
    sandbox = made("Tick")
    one, other = stored(sandbox), stored(sandbox)
    trees = Tree.of(one), Tree.of(other)
    take_step(sandbox=one, tree=trees[0], actor=ALICE, version=1, at=1, name="Materialize(r1)")
    before = untouched_by(sandbox)
    with pytest.raises(Stale):
        take_step(sandbox=other, tree=trees[1], actor=ALICE, version=1, at=1, name="+EarlyRelease")
    with pytest.raises(Stale):
        move_cursor(sandbox=stored(sandbox), tree=trees[1], actor=ALICE, version=1, to=0)
    assert untouched_by(sandbox) == before


def test_a_move_that_saw_an_old_version_is_stale_even_if_it_looked_before() -> None:
    sandbox = made("Tick")
    seen, tree = stored(sandbox), tree_of(sandbox)
    step(sandbox, "Materialize(r1)")
    before = untouched_by(sandbox)
    with pytest.raises(Stale):
        move_cursor(sandbox=seen, tree=tree, actor=ALICE, version=1, to=0)
    assert untouched_by(sandbox) == before


def test_a_writer_that_lost_the_race_for_an_unowned_sandbox_is_told_whose_it_is() -> None:
    sandbox = made(owner="")
    seen, tree = stored(sandbox), tree_of(sandbox)
    step(sandbox, "Tick", actor=BOB)
    before = untouched_by(sandbox)
    with pytest.raises(NotYours):
        take_step(sandbox=seen, tree=tree, actor=ALICE, version=0, at=0, name="Tick")
    assert untouched_by(sandbox) == before


def test_a_sandbox_that_has_another_owner_meanwhile_is_not_written_to() -> None:
    """Even if its version tells nothing: the owner is looked at again in the very statement that writes."""
    sandbox = made("Tick")
    seen, tree = stored(sandbox), tree_of(sandbox)
    Sandbox.objects.filter(pk=sandbox.pk).update(owner=BOB)
    before = untouched_by(sandbox)
    with pytest.raises(NotYours):
        take_step(sandbox=seen, tree=tree, actor=ALICE, version=1, at=1, name="Materialize(r1)")
    assert untouched_by(sandbox) == before


def test_a_step_that_cannot_be_stored_leaves_nothing_behind() -> None:
    sandbox = made("Tick")
    Step.objects.create(sandbox=sandbox, number=2, parent=1, name="Materialize(r1)", depth=2)
    before = untouched_by(sandbox)
    with pytest.raises(IntegrityError):
        take_step(sandbox=stored(sandbox), tree=tree_of(sandbox), actor=ALICE, version=1, at=1, name="Materialize(r1)")
    assert untouched_by(sandbox) == before


def test_the_same_step_twice_leads_to_the_same_branch() -> None:
    sandbox = made("Tick", "Materialize(r1)")
    move(sandbox, 1)
    step(sandbox, "Materialize(r1)")
    found = stored(sandbox)
    assert (found.cursor, found.tip, found.last_number, found.steps.count()) == (2, 2, 2, 2)
    assert found.version == 4


def test_the_same_step_again_finds_the_future_that_was_tried_from_it() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    move(sandbox, 0)
    step(sandbox, "Tick")
    assert (stored(sandbox).cursor, stored(sandbox).tip) == (1, 3)


def test_another_step_from_an_earlier_place_is_a_branch_and_the_old_future_stays() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    move(sandbox, 2)
    step(sandbox, "Claim(w2,r1)")
    assert names(sandbox) == ["Tick", "Materialize(r1)", "Claim(w2,r1)"]
    assert names(sandbox, 3) == ["Tick", "Materialize(r1)", "Claim(w1,r1)"]
    assert (stored(sandbox).cursor, stored(sandbox).tip) == (4, 4)


def test_a_step_may_start_from_a_place_that_is_not_the_present() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    attempt(sandbox, "Claim(w2,r1)", at=2)
    assert names(sandbox) == ["Tick", "Materialize(r1)", "Claim(w2,r1)"]
    assert stored(sandbox).steps.get(number=4).depth == 3


def test_what_is_enabled_depends_on_where_the_step_starts() -> None:
    sandbox = made("Tick", "Materialize(r1)")
    with pytest.raises(Refused, match="is not materialized"):
        attempt(sandbox, "Claim(w1,r1)", at=1)
    attempt(sandbox, "Claim(w1,r1)", at=2)


def test_a_sandbox_holds_a_limited_number_of_steps(settings: Any) -> None:
    settings.STEPS_PER_SANDBOX = 2
    sandbox = made("Tick", "Materialize(r1)")
    before = untouched_by(sandbox)
    with pytest.raises(
        Refused, match="2 steps.* Go back to an earlier step and fork there: the fork keeps only the steps up to it."
    ):
        attempt(sandbox, "Claim(w1,r1)")
    assert untouched_by(sandbox) == before


def test_a_full_sandbox_can_still_be_walked(settings: Any) -> None:
    settings.STEPS_PER_SANDBOX = 2
    sandbox = made("Tick", "Materialize(r1)")
    move(sandbox, 0)
    step(sandbox, "Tick", "Materialize(r1)")
    assert names(sandbox) == ["Tick", "Materialize(r1)"]


def test_a_fork_at_an_earlier_step_of_a_full_sandbox_has_room_for_more_as_its_refusal_says(settings: Any) -> None:
    settings.STEPS_PER_SANDBOX = 2
    sandbox = made("Tick", "Materialize(r1)")
    fork = fork_sandbox(sandbox=sandbox, tree=tree_of(sandbox), owner=ALICE, at=1)
    step(fork, "Materialize(r1)")
    assert names(fork) == ["Tick", "Materialize(r1)"]


# Several steps at once


def branch(sandbox: Sandbox, *steps: str, at: int = 0, stay: bool = False, actor: str = ALICE) -> None:
    tree, version = tree_of(sandbox), sandbox.version
    add_branch(sandbox=sandbox, tree=tree, actor=actor, version=version, at=at, names=steps, stay=stay)


def test_a_branch_of_several_steps_is_one_write() -> None:
    sandbox = made()
    branch(sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)")
    found = stored(sandbox)
    assert (found.version, found.cursor, found.tip, found.last_number) == (1, 3, 3, 3)
    assert names(sandbox) == ["Tick", "Materialize(r1)", "Claim(w1,r1)"]
    assert [step_.depth for step_ in sandbox.steps.all()] == [1, 2, 3]


def test_a_branch_may_lie_ahead() -> None:
    sandbox = made("Tick")
    branch(sandbox, "Materialize(r1)", "Claim(w1,r1)", at=1, stay=True)
    found = stored(sandbox)
    assert (found.version, found.cursor, found.tip, found.last_number) == (2, 1, 3, 3)
    assert names(sandbox, 3) == ["Tick", "Materialize(r1)", "Claim(w1,r1)"]


def test_a_branch_shares_the_steps_that_were_taken_before() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    branch(sandbox, "Tick", "Materialize(r1)", "Claim(w2,r1)")
    assert (stored(sandbox).cursor, stored(sandbox).last_number) == (4, 4)
    assert names(sandbox) == ["Tick", "Materialize(r1)", "Claim(w2,r1)"]
    assert names(sandbox, 3) == ["Tick", "Materialize(r1)", "Claim(w1,r1)"]
    branch(sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)")
    assert (stored(sandbox).cursor, stored(sandbox).steps.count()) == (3, 4)


def test_a_branch_that_does_not_fit_is_not_added_in_part(settings: Any) -> None:
    settings.STEPS_PER_SANDBOX = 3
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    with pytest.raises(Refused, match="3 steps"):
        branch(sandbox, "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", at=1)
    assert untouched_by(sandbox) == before
    branch(sandbox, "Materialize(r1)", "Claim(w1,r1)", at=1)


def test_a_branch_is_guarded_like_a_step() -> None:
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    with pytest.raises(NotYours):
        branch(sandbox, "Materialize(r1)", at=1, actor=BOB)
    with pytest.raises(Refused, match=NO_SUCH_STEP):
        branch(sandbox, "Materialize(r1)", at=99)
    seen = stored(sandbox)
    seen.version = 0
    with pytest.raises(Stale):
        branch(seen, "Materialize(r1)", at=1)
    assert untouched_by(sandbox) == before


# Moving


def test_moving_back_and_forth_keeps_every_step() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    move(sandbox, 1)
    assert (stored(sandbox).cursor, stored(sandbox).tip, stored(sandbox).version) == (1, 3, 4)
    move(sandbox, 3)
    assert (stored(sandbox).cursor, stored(sandbox).tip, sandbox.steps.count()) == (3, 3, 3)


def test_reset_goes_to_the_initial_state_of_the_same_branch() -> None:
    sandbox = made("Tick", "Materialize(r1)")
    move(sandbox, 0)
    assert (stored(sandbox).cursor, stored(sandbox).tip) == (0, 2)


def test_moving_to_another_branch_takes_its_future_along() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")
    move(sandbox, 2)
    step(sandbox, "Claim(w2,r1)")
    move(sandbox, 3)
    assert (stored(sandbox).cursor, stored(sandbox).tip) == (3, 4)


def test_moving_to_where_one_is_writes_nothing() -> None:
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    move(sandbox, 1)
    assert untouched_by(sandbox) == before


def test_moving_to_nowhere_is_refused() -> None:
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    with pytest.raises(Refused, match=NO_SUCH_STEP):
        move(sandbox, 99)
    assert untouched_by(sandbox) == before


@pytest.mark.parametrize("to", [0, 1])
def test_a_stranger_may_not_move(to: int) -> None:
    sandbox = made("Tick")
    before = untouched_by(sandbox)
    with pytest.raises(NotYours):
        move(sandbox, to, actor=BOB)
    assert untouched_by(sandbox) == before


def test_a_move_takes_a_sandbox_over() -> None:
    sandbox = made(owner="")
    step(sandbox, "Tick", actor=BOB)
    Sandbox.objects.filter(pk=sandbox.pk).update(owner="")
    sandbox = stored(sandbox)
    move(sandbox, 0, actor=ALICE)
    assert stored(sandbox).owner == ALICE


def test_a_step_of_another_sandbox_is_no_step_of_this_one() -> None:
    mine = made("Tick")
    made("Tick", "Materialize(r1)")
    with pytest.raises(Refused, match="This sandbox has no step 2."):
        move(mine, 2)


# Forking


def test_a_fork_has_the_bounds_the_bugs_and_the_trace() -> None:
    bounds = Bounds(due=(1, 3, 2), workers=1, max_time=4, max_epoch=3)
    original = made("Tick", "Materialize(r1)", bugs={"StaleCompletion"}, bounds=bounds)
    fork = fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=2)
    found = stored(fork)
    assert (found.bounds, found.bugs_at_start, found.owner) == (bounds, "StaleCompletion", BOB)
    assert (found.cursor, found.tip, found.last_number, found.version) == (2, 2, 2, 0)
    assert names(fork) == ["Tick", "Materialize(r1)"]
    assert found.forked_from == original
    assert found.public_id != original.public_id


def test_a_fork_copies_the_path_alone_and_numbers_it_anew() -> None:
    original = made("Tick", "Materialize(r1)", "Claim(w1,r1)")
    move(original, 2)
    step(original, "Claim(w2,r1)", "Expire(r1)")
    fork = fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=5)
    rows = list(fork.steps.values_list("number", "parent", "name", "depth"))
    assert rows == [
        (1, 0, "Tick", 1),
        (2, 1, "Materialize(r1)", 2),
        (3, 2, "Claim(w2,r1)", 3),
        (4, 3, "Expire(r1)", 4),
    ]


def test_a_fork_at_the_initial_state_has_no_steps() -> None:
    original = made("Tick")
    fork = fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=0)
    assert (fork.cursor, fork.last_number, fork.steps.count()) == (0, 0, 0)


def test_a_fork_and_its_original_go_their_own_ways() -> None:
    original = made("Tick")
    fork = fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=1)
    before = untouched_by(original)
    step(fork, "Materialize(r1)", actor=BOB)
    assert untouched_by(original) == before
    step(original, "+EarlyRelease")
    assert names(fork) == ["Tick", "Materialize(r1)"]


def test_a_fork_at_a_step_that_does_not_exist_makes_nothing() -> None:
    original = made("Tick")
    with pytest.raises(Refused, match=NO_SUCH_STEP):
        fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=99)
    assert Sandbox.objects.count() == 1


@pytest.mark.parametrize("statement", ["the steps", "the sandbox"])
def test_a_fork_that_fails_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    original = made("Tick")
    save = Sandbox.save

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power is gone")

    def fails_to_update(self: Sandbox, *arguments: Any, **options: Any) -> None:
        if "forked_from" in options.get("update_fields", ()):
            fails()
        save(self, *arguments, **options)

    if statement == "the steps":
        monkeypatch.setattr(Step.objects, "bulk_create", fails)
    else:
        monkeypatch.setattr(Sandbox, "save", fails_to_update)
    with pytest.raises(RuntimeError):
        fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=1)
    assert (Sandbox.objects.count(), ScheduleEntry.objects.count()) == (1, 2)


def test_a_fork_keeps_the_link_that_its_original_was_made_from() -> None:
    original = create_sandbox(owner=ALICE, bounds=Bounds(), origin="abcdefgh2345")
    fork = fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=0)
    assert stored(fork).origin == "abcdefgh2345"


# Renaming


def test_a_sandbox_that_has_another_owner_meanwhile_is_not_renamed() -> None:
    """Whoever looked at it before somebody took it over is a stranger now."""
    sandbox = made(owner="")
    seen = stored(sandbox)
    step(sandbox, "Tick", actor=BOB)
    with pytest.raises(NotYours):
        rename_sandbox(sandbox=seen, actor=ALICE, title="Mine now")
    assert stored(sandbox).title == ""


def test_a_sandbox_that_was_deleted_meanwhile_is_not_renamed() -> None:
    sandbox = made()
    Sandbox.objects.filter(pk=sandbox.pk).delete()
    with pytest.raises(Gone):
        rename_sandbox(sandbox=sandbox, actor=ALICE, title="Too late")


# Deleting what nobody uses


def test_only_what_was_left_untouched_for_long_is_deleted() -> None:
    old, young = made("Tick"), made("Tick")
    Sandbox.objects.filter(pk=old.pk).update(touched=timezone.now() - timedelta(days=31))
    Sandbox.objects.filter(pk=young.pk).update(touched=timezone.now() - timedelta(days=29))
    assert delete_untouched(days=30) == 1
    assert list(Sandbox.objects.all()) == [young]
    assert list(Step.objects.values_list("sandbox", flat=True)) == [young.pk]


def test_a_fork_outlives_its_original() -> None:
    original = made("Tick")
    fork = fork_sandbox(sandbox=original, tree=tree_of(original), owner=BOB, at=1)
    Sandbox.objects.filter(pk=original.pk).update(touched=timezone.now() - timedelta(days=31))
    assert delete_untouched(days=30) == 1
    assert stored(fork).forked_from is None
    assert names(fork) == ["Tick"]


def test_the_command_says_how_many_it_deleted(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.SANDBOX_DAYS = 5
    for _ in range(2):
        Sandbox.objects.filter(pk=made().pk).update(touched=timezone.now() - timedelta(days=6))
    call_command("delete_untouched")
    call_command("delete_untouched")
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith("Deleted") and "sandbox" in line] == [
        "Deleted 2 sandboxes untouched for 5 days.",
        "Deleted 0 sandboxes untouched for 5 days.",
    ]


def test_the_first_sandbox_is_made_once_and_has_no_owner(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("first_sandbox", base="http://example.org")
    call_command("first_sandbox", base="http://example.org")
    assert capsys.readouterr().out == "A sandbox is ready: http://example.org/s/first/\n" * 2
    assert Sandbox.objects.get().owner == ""
