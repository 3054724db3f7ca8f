"""The pages of the lessons. What is right is judged on the server; no page holds an answer before it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from a09web.invalid_input import InvalidInput
from a09web.kit.htmx import is_htmx
from a09web.kit.outcome import Outcome
from a09web.kit.owner import owner_of, remember
from a09web.kit.refusals import Refused
from a09web.kit.viewing import is_presented
from a09web.model.machine import machine_for
from a09web.model.verdicts import FIXES, judge
from a09web.sandbox.addresses import workbook_or_404, workbook_url
from a09web.sandbox.limits import check_may_create
from a09web.sandbox.services import sandbox_from
from a09web.workbooks import FIRST, WORKBOOKS
from a09web.workbooks.face import Board
from a09web.workbooks.faces import draw, draw_state

from . import progress as services
from .asking import guard_choices
from .content import NONE, PARTS, Lesson, general, lessons, topics
from .guide import Guide
from .judging import choices, judge_answer, judge_prediction
from .models import Progress
from .pictures import pictures_of
from .prose import to_html, to_inline
from .recall import questions_for, recalled
from .stage import PLAYED, LessonStage
from .topics import Topic


@require_safe
@never_cache
def index(request: HttpRequest, slug: str = FIRST.slug) -> HttpResponse:
    """The lessons of a workbook, with how far one has come."""
    workbook, owner = workbook_or_404(slug), owner_of(request)
    known = {each.slug: each for each in Progress.objects.filter(owner=owner, workbook=slug)}
    guides = [Guide(lesson, PARTS[0], known.get(lesson.slug)) for lesson in lessons(workbook)]
    context = {
        "workbook": workbook,
        "is_first": workbook is FIRST,
        "others": [each for each in WORKBOOKS.values() if each is not workbook and lessons(each)],
        "guides": guides,
        "topics": topics(workbook),
        "ticket": _link(request, owner) if known else "",
    }
    return render(request, "lessons/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def overview(request: HttpRequest, name: str, slug: str = FIRST.slug) -> HttpResponse:
    """The contents of a lesson, or a topic. A POST with `start` leads to the first part that is not done, one with
    `forget` starts the lesson over."""
    for topic in topics(workbook_or_404(slug)):
        if topic.slug == name:
            return _topic(request, topic)
    lesson, owner = lesson_or_404(slug, name), owner_of(request)
    progress = services.progress_of(owner, lesson)
    if request.method == "POST" and "start" in request.POST:
        return _begun(request, Guide(lesson, PARTS[0], progress))
    if request.method == "POST" and progress is not None and "forget" in request.POST:
        services.start_over(progress)
        return HttpResponseRedirect(workbook_url("lesson", lesson.workbook, name))
    guide = Guide(lesson, PARTS[0], progress)
    ticket = _link(request, owner) if progress is not None else ""
    return render(request, "lessons/overview.html", {"guide": guide, "ticket": ticket})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def part(request: HttpRequest, name: str, part: str, slug: str = FIRST.slug) -> HttpResponse:
    """One of the seven parts. Nothing is stored for a learner who has not pressed Start."""
    lesson, owner = lesson_or_404(slug, name), owner_of(request)
    if part not in PARTS:
        raise Http404
    if request.method == "POST" and "start" in request.POST:
        return _begun(request, Guide(lesson, part, None), request.path)
    progress = services.progress_of(owner, lesson)
    if progress is None:
        return _not_started(request, Guide(lesson, part, None, is_presented(request)))
    if part in PLAYED:
        return LessonStage(request, lesson, part, progress).respond()
    return _asked(request, Guide(lesson, part, progress, is_presented(request)), progress)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resume(request: HttpRequest, ticket: str) -> HttpResponse:
    """Lets this browser go on as the learner who made the link. A GET only asks: chat programs open links too."""
    owner = services.owner_of_ticket(ticket)
    if owner is None:
        raise Http404
    if request.method == "POST":
        response: HttpResponse = HttpResponseRedirect(reverse("lessons"))
        remember(response, owner)
        return response
    started = Progress.objects.filter(owner=owner)
    begun = set(started.values_list("workbook", "slug"))
    every = (lesson for workbook in WORKBOOKS.values() for lesson in lessons(workbook))
    titles = [lesson.title for lesson in every if (lesson.workbook.slug, lesson.slug) in begun]
    return render(request, "lessons/resume.html", {"titles": titles, "is_already": owner == owner_of(request)})


def lesson_or_404(workbook: str, name: str) -> Lesson:
    for lesson in lessons(workbook_or_404(workbook)):
        if lesson.slug == name:
            return lesson
    raise Http404


def _begun(request: HttpRequest, guide: Guide, address: str = "") -> HttpResponse:
    """Starts a lesson, or goes on with it, at that address or at the first part that is not done."""
    owner = owner_of(request)
    try:
        if guide.progress is None:
            check_may_create(owner, request.META.get("REMOTE_ADDR", ""))
    except Refused as refused:
        context = {"guide": guide, "outcome": Outcome.of(refused)}
        return render(request, "lessons/start.html", context, status=refused.status)
    services.begin(owner, guide.lesson)
    response: HttpResponse = HttpResponseRedirect(address or guide.open_part.address)
    remember(response, owner)
    return response


def _not_started(request: HttpRequest, guide: Guide) -> HttpResponse:
    """What a part shows before its lesson is started, also to a page that was made before it was started over."""
    outcome = Outcome()
    if request.method == "POST":
        outcome = Outcome("This lesson is not started, or was started over meanwhile, so nothing was kept.", 409)
    response = render(request, "lessons/start.html", {"guide": guide, "outcome": outcome}, status=outcome.status)
    if is_htmx(request):
        response["HX-Redirect"] = request.path
    return response


def _asked(request: HttpRequest, guide: Guide, progress: Progress) -> HttpResponse:
    """A part that asks something or tells something, without a sandbox."""
    lesson, outcome = guide.lesson, Outcome()
    asks: dict[str, tuple[str, Callable[[Progress, Lesson, str], None]]] = {
        "predict": ("prediction", services.predict),
        "repair": ("repair", services.try_repair),
        "check": ("answer", services.answer),
    }
    if request.method == "POST" and guide.part in asks:
        field, store = asks[guide.part]
        is_recall = guide.part == "check" and "recall" in request.POST
        try:
            if is_recall:
                services.recall(progress, questions_for(lesson), request.POST.dict())
            else:
                store(progress, lesson, request.POST.get(field, ""))
        except InvalidInput as wrong:
            said = "Please answer each of the questions." if is_recall else "Please choose an answer first."
            outcome = Outcome(str(wrong) if request.POST.get(field) else said, 422)
        else:
            return HttpResponseRedirect(request.get_full_path() + ("#recall" if is_recall else "#answer"))
    if guide.part == "production":
        services.see(progress, guide.part)
    context = {
        "guide": guide,
        "progress": progress,
        "outcome": outcome,
        "typed": request.POST,
        **SHOWN[guide.part](lesson, progress),
    }
    return render(request, f"lessons/{guide.part}.html", context, status=outcome.status)


def _predict(lesson: Lesson, progress: Progress) -> dict[str, Any]:
    judged, predictions = None, services.chosen(progress, lesson).predictions
    if predictions:
        judged = judge_prediction(lesson, services.option_of(lesson, predictions[-1]))
    start = draw_state(machine_for(lesson.bounds), machine_for(lesson.bounds).initial)
    is_told = judged is not None and progress.broke_in is not None
    picture = draw_state(machine_for(lesson.bounds), judged.state) if is_told and judged is not None else None
    return {"judged": judged, "start": start, "picture": picture, "nothing": NONE}


def _repair(lesson: Lesson, progress: Progress) -> dict[str, Any]:
    tried = services.chosen(progress, lesson).repairs
    latest = tried[-1] if tried else ""
    cards = []
    for option in lesson.repairs:
        verdict = judge(option.repair, lesson.bounds) if option.repair.name in tried else None
        cards.append((option, verdict, pictures_of(lesson, option.repair, verdict) if verdict else []))
    return {"cards": cards, "latest": latest, "is_fixed": any(card[1] and card[1].kind == FIXES for card in cards)}


def _production(lesson: Lesson, progress: Progress) -> dict[str, Any]:
    return {}


def _check(lesson: Lesson, progress: Progress) -> dict[str, Any]:
    played = lesson.check.played
    answers = services.chosen(progress, lesson).answers
    judged = judge_answer(lesson, answers[-1]) if answers else None
    after: Board | None = None
    if judged is not None and judged.state is not None:
        after = draw_state(played.machine, judged.state)
    steps = [entry.step for entry in played.entries[1:]]
    return {"choices": choices(lesson.check), "judged": judged, "now": draw(played), "after": after, "steps": steps,
            "nothing": NONE, "recalled": recalled(progress, lesson), "guard_choices": guard_choices,
            "general": general(lesson.workbook), "topics": topics(lesson.workbook)}  # fmt: skip


SHOWN: dict[str, Callable[[Lesson, Progress], dict[str, Any]]] = {
    "predict": _predict,
    "repair": _repair,
    "production": _production,
    "check": _check,
}


def _topic(request: HttpRequest, topic: Topic) -> HttpResponse:
    """A POST with the name of a scenario opens it in a sandbox of one's own."""
    outcome = Outcome()
    if request.method == "POST":
        scenario = topic.scenarios.get(request.POST.get("scenario", ""))
        if scenario is None:
            raise Http404
        owner = owner_of(request)
        try:
            check_may_create(owner, request.META.get("REMOTE_ADDR", ""))
        except Refused as refused:
            outcome = Outcome.of(refused)
        else:
            made = sandbox_from(scenario.whole, owner=owner)
            response = HttpResponseRedirect(made.get_absolute_url())
            remember(response, owner)
            return response
    pictures = {name: draw(scenario.played) for name, scenario in topic.scenarios.items()}
    context = {"topic": topic, "pictures": pictures, "outcome": outcome, "to_html": to_html, "to_inline": to_inline}
    return render(request, "lessons/topic.html", context, status=outcome.status)


def _link(request: HttpRequest, owner: str) -> str:
    """The address with which another browser goes on."""
    return request.build_absolute_uri(reverse("resume", args=[services.ticket_of(owner)]))
