"""The smallest workbook that shows what A09 does not have: a step that leads back, other sorts, other variables.

Read beside `spec/Desk.tla`.
"""

from __future__ import annotations

from dataclasses import dataclass

from a09web.model.bounds import Bounds as ModelBounds
from a09web.model.bounds import Parameter, parameter
from a09web.model.declared import Actor, Bug, Fairness, Guard, Help, Liveness, Look, Property, Story, Transition
from a09web.model.effects import Insert, Remove, assign
from a09web.model.expressions import Param
from a09web.model.quantified import exists, for_all
from a09web.model.repairs import Repair, again, asks
from a09web.model.sorts import Sort
from a09web.model.terms import Cardinality, Constant, Nth, Read, SetTerm
from a09web.model.variables import Natural, SetOf
from a09web.model.workbook import Workbook

GUESTS = Sort("Guests", "guest", "g")
MARKS = Sort("1..MaxMark", "mark")


@dataclass(frozen=True)
class Bounds(ModelBounds):
    asked: tuple[int, ...] = parameter(
        (1, 1),
        Parameter(
            "The number of guests",
            "max_mark",
            "Asked",
            each=GUESTS,
            members=3,
            one="A number of marks",
            beyond="{member} asks for {value}, but from 1 to {limit}, which is {most}, can be had.",
            about="how many marks each guest asks for",
            has="asks for",
            label="Marks asked for",
        ),
    )
    max_mark: int = parameter(1, Parameter("MaxMark", 2, "MaxMark", size_of=MARKS, about="the most marks of one"))


GUEST, CLERK = Actor("guest", GUESTS), Actor("clerk")

INSIDE = SetOf("inside", of=(GUESTS,))
LEFT = SetOf("left", of=(GUESTS,))
MARK = Natural("mark", GUESTS, most="max_mark")

g, n = Param("g", GUESTS), Param("n", MARKS)
inside, left, mark, asked = SetTerm(INSIDE), SetTerm(LEFT), Read(MARK, g), Constant("Asked", g)

IS_INSIDE = Guard(inside.has(g), "{g} is inside.", "{g} is not inside.")

ENTER = Transition(
    "Enter",
    GUEST,
    (g,),
    "A guest comes to the desk.",
    guards=(
        Guard(~inside.has(g), "{g} is outside.", "{g} is inside already."),
        Guard(inside.is_empty(), "Nobody is inside.", "{inside} is at the desk.", removed_by="Crowding"),
    ),
    effects=(Insert(inside, (g,)), Remove(left, (g,))),
)
STAMP = Transition(
    "Stamp",
    CLERK,
    (g, n),
    "The clerk gives the next mark.",
    guards=(
        IS_INSIDE,
        Guard((mark + 1).equals(n), "{n} is the next mark of {g}.", "{g} has {mark[g]} and does not get {n} next."),
    ),
    effects=(assign(mark, n),),
)
LEAVE = Transition(
    "Leave",
    GUEST,
    (g,),
    "A guest goes.",
    guards=(
        IS_INSIDE,
        Guard(
            asked <= mark,
            "{g} has {mark[g]} of {Asked[g]}.",
            "{g} has {mark[g]} of {Asked[g]}, and waits.",
            removed_by="EarlyLeave",
        ),
    ),
    effects=(Remove(inside, (g,), skipped_by="Lingering", does="let {g} out"), Insert(left, (g,))),
)

DESK = Workbook(
    slug="desk",
    name="Desk",
    bounds=Bounds,
    sorts=(GUESTS, MARKS),
    about=GUESTS,
    variables=(INSIDE, LEFT, MARK),
    actors=(GUEST, CLERK),
    transitions=(ENTER, STAMP, LEAVE),
    properties=(
        Property("AtMostOneInside", for_all(g, Cardinality(inside) <= 1, within=inside), "One at a time."),
        Property("LeftHaveTheirMarks", for_all(g, asked <= mark, within=left), "Nobody goes without the marks."),
        Property("LeftAreOut", for_all(g, left.has(g).implies(~inside.has(g))), "Who has left is not inside."),
    ),
    look=Look((), g, (("inside", inside.has(g)), ("gone", left.has(g)), ("outside", None))),
    liveness=(
        Liveness(
            "SomebodyIsMarked",
            exists(g, mark > 0),
            "Somebody gets a mark.",
            subject="The clerk",
            helps=(Help("Enter", (Nth(GUESTS, 0),)),),
        ),
        Liveness("EachIsMarked", mark > 0, "Each gets a mark.", each=g, helps=(Help("Enter", (g,)),)),
        Liveness(
            "EachLeavesAgain",
            ~inside.has(g),
            "Who enters leaves.",
            each=g,
            given=inside.has(g),
            helps=(Help("Leave", (g,)),),
        ),
        # Where it is missed somebody may always enter, and others do: a promise that is kept by being done.
        Liveness(
            "AllMeet",
            for_all(g, inside.has(g)),
            "All are there at once.",
            subject="The clerk",
            helps=(Help("Enter", (Nth(GUESTS, 0),)),),
        ),
        Liveness("MarksEnd", mark <= 1, "In the end nobody has two.", each=g, lasts=True, helps=(Help("Leave", (g,)),)),
    ),
    fairness=(
        Fairness("Enter"),
        Fairness("Stamp", (g,), given=mark.equals(0)),
        Fairness("Leave", (g,)),
    ),
    bugs=(
        Bug("Crowding", "Enter", "A guest does not wait for the desk.", "AtMostOneInside", "One at a time."),
        Bug("EarlyLeave", "Leave", "A guest goes without a mark.", "LeftHaveTheirMarks", "Wait for it."),
        Bug("Lingering", "Leave", "A guest says goodbye and stays.", "LeftAreOut", "Go when you go."),
    ),
    story=Story(
        bug="EarlyLeave",
        steps=("Enter(g1)", "Leave(g1)"),
        words="A **guest** comes for a mark, which the **clerk** stamps.",
        title="In and out",
        question="g1 is inside and has no mark yet. What does it do? Leave(g1) tells.",
        ends="The guest goes home without what it came for.",
    ),
    repairs=(
        Repair("one-by-one", "Crowding", (again(ENTER, "Crowding"),)),
        Repair(
            "not-twice",
            "Crowding",
            (asks("Enter", mark.equals(0), "{g} has no mark yet.", "{g} has a mark already."),),
        ),
    ),
    work="EachIsMarked",
    done="Each has a mark.",
)
