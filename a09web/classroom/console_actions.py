"""What a teacher does in the console but stepping: the field `do` of a form says what."""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict

from a09web.exercises.services import exercise_with_key
from a09web.exercises.variants import prepare
from a09web.invalid_input import InvalidInput
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.refusals import Refused
from a09web.links.unstored import scenario_of
from a09web.sandbox.finding import again_or_404
from a09web.sandbox.moment import Moment
from a09web.sandbox.tree import Tree
from a09web.wording import are, counted

from . import services
from .asking import check_asked
from .console import Taught
from .ending import end_class, keep_days
from .models import Classroom, Participant
from .rehearsal import add_simulated, answer_simulated, remove_simulated
from .starting import scenario_from


def perform(form: QueryDict, classroom: Classroom) -> Outcome:
    """Does what a form asks for, and says what came of it."""
    do = ACTIONS.get(form.get("do", ""))
    try:
        if do is None:
            raise InvalidInput("The form asks for nothing that there is.")
        return Outcome(do(form, classroom) or "")
    except (InvalidInput, Refused) as refused:
        return Outcome.of(refused)


def form_of(sent: QueryDict) -> QueryDict:
    """What was sent; a button of its own says it all in one value, such as `switch name=is_free on=yes`."""
    form = sent.copy()
    do, *pairs = form.get("act", "").split() or [""]
    for pair in pairs:
        name, _, value = pair.partition("=")
        form[name] = value
    if do:
        form["do"] = do
    return form


def _phase(form: QueryDict, classroom: Classroom) -> None:
    minutes = number_in(form, "minutes", 0) if form.get("minutes") else 0
    services.set_phase(classroom=classroom, phase=form.get("phase", ""), minutes=minutes)
    answer_simulated(classroom)


def _timer(form: QueryDict, classroom: Classroom) -> None:
    services.set_timer(classroom=classroom, minutes=number_in(form, "minutes"))


def _more(form: QueryDict, classroom: Classroom) -> None:
    services.extend_timer(classroom=classroom)


def _ask(form: QueryDict, classroom: Classroom) -> None:
    sandbox = again_or_404(classroom.sandbox)
    here = scenario_of(Moment(sandbox, Tree.of(sandbox), sandbox.cursor, may_step=False))
    asked = check_asked(form.get("kind", ""), here, form.get("about", ""))
    services.ask(classroom=classroom, asked=asked, number=number_in(form, "number"))
    answer_simulated(classroom)


def _ask_variant(form: QueryDict, classroom: Classroom) -> None:
    asked = Taught(classroom).asked
    if asked is None:
        raise Refused("Nothing is asked yet.")
    services.ask_variant(classroom=classroom, asked=asked, number=number_in(form, "number"))
    answer_simulated(classroom)


def _exercise(form: QueryDict, classroom: Classroom) -> None:
    key = form.get("exercise", "")
    exercise = exercise_with_key(key)
    if exercise is None:
        raise InvalidInput("There is no such exercise.")
    prepare(exercise)  # so that a class which begins at once waits for nothing
    services.set_exercise(classroom=classroom, key=key)


def _histogram(form: QueryDict, classroom: Classroom) -> None:
    services.set_histogram(classroom=classroom, state=form.get("state", ""))


def _switch(form: QueryDict, classroom: Classroom) -> None:
    services.switch(classroom=classroom, name=form.get("name", ""), on=form.get("on") == "yes")


def _rotate(form: QueryDict, classroom: Classroom) -> str:
    services.rotate_code(classroom=classroom, code=form.get("code", ""))
    classroom.refresh_from_db()
    return f"The code is now {classroom.code}. Who is in stays in."


def _notes(form: QueryDict, classroom: Classroom) -> str:
    version = number_in(form, "version")
    services.write_notes(classroom=classroom, notes=form.get("notes", "").replace("\r\n", "\n"), version=version)
    return "Your notes are stored."


def _restart(form: QueryDict, classroom: Classroom) -> str:
    source = form.get("source", "").strip()
    if not source:
        raise InvalidInput("Paste a link or name a lesson to put it on the board, or type “start” for the start.")
    scenario = scenario_from("" if source.lower() == "start" else source, classroom.sandbox.declared)
    services.start_from(classroom=classroom, scenario=scenario)
    return "The board was changed. “Back to the board before” brings the old one again."


def _before(form: QueryDict, classroom: Classroom) -> None:
    services.go_back(classroom=classroom)


def _example(form: QueryDict, classroom: Classroom) -> None:
    exercise = Taught(classroom).exercise
    if exercise is None:
        raise Refused("No exercise is chosen, so there is nothing to show of it.")
    services.show_example(classroom=classroom, text=form.get("example", ""), hides_bugs=exercise.kind.hides_bugs)


def _sandbox(form: QueryDict, classroom: Classroom) -> None:
    services.hide_example(classroom=classroom)


def _keep(form: QueryDict, classroom: Classroom) -> str:
    keep_days(classroom=classroom, days=number_in(form, "days"))
    return f"The class is kept until {classroom.expires.strftime('%-d %B %Y')}."


def _end(form: QueryDict, classroom: Classroom) -> str:
    end_class(classroom=classroom)
    return "The class has ended. Its results are kept until it expires."


def _someone(form: QueryDict, classroom: Classroom) -> Participant:
    found = classroom.participants.filter(public_id=form.get("who", "")).first()
    if found is None:
        raise InvalidInput("Nobody in this class has that id.")
    found.classroom = classroom
    return found


def _rename(form: QueryDict, classroom: Classroom) -> None:
    services.rename(participant=_someone(form, classroom), name=form.get("name", ""))


def _remove(form: QueryDict, classroom: Classroom) -> None:
    services.remove(participant=_someone(form, classroom))


def _restore(form: QueryDict, classroom: Classroom) -> None:
    services.restore(participant=_someone(form, classroom))


def _simulate(form: QueryDict, classroom: Classroom) -> str:
    wanted = number_in(form, "students")
    if wanted == 0:
        remove_simulated(classroom=classroom)
        return "The simulated students are gone, and all that they did."
    add_simulated(classroom=classroom, wanted=wanted)
    told = f"{counted(wanted, 'simulated student')} {are(wanted)} in the class."
    return f"{told} {'It answers' if wanted == 1 else 'They answer'} what you ask."


ACTIONS: dict[str, Callable[[QueryDict, Classroom], str | None]] = {
    "phase": _phase,
    "timer": _timer,
    "more": _more,
    "ask": _ask,
    "variant": _ask_variant,
    "exercise": _exercise,
    "histogram": _histogram,
    "switch": _switch,
    "rotate": _rotate,
    "notes": _notes,
    "restart": _restart,
    "before": _before,
    "example": _example,
    "sandbox": _sandbox,
    "keep": _keep,
    "end": _end,
    "rename": _rename,
    "remove": _remove,
    "restore": _restore,
    "simulate": _simulate,
}
