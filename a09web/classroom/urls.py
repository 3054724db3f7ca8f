from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from . import entering, gradebook_views, student, teacher
from .first_teacher import make_first
from .signing_in import SignOut, sign_in, sign_up

urlpatterns = [
    path("c/", entering.door, name="door"),
    path("C/", RedirectView.as_view(pattern_name="door")),
    path("C/<code:code>/", RedirectView.as_view(pattern_name="class")),  # as a phone writes the first letter
    path("c/<code:code>/", student.class_page, name="class"),
    path("c/<code:code>/screen/", student.screen, name="screen"),
    path("c/<code:code>/vote/", student.cast, name="vote"),
    path("c/<code:code>/copy/", student.copy, name="copy"),
    path("c/<code:code>/mine/", student.mine, name="mine"),
    path("c/<code:code>/exercise/", student.exercise, name="class_exercise"),
    path("c/<code:code>/news/", student.news, name="news"),
    path("c/<code:code>/me/", student.card, name="card"),
    path("c/<code:code>/back/", entering.back, name="back"),
    path("c/<code:code>/qr.svg", entering.join_code, name="join_code"),
    path("teach/", teacher.classes, name="teach"),
    path("teach/sign-in/", sign_in, name="sign_in"),
    path("teach/sign-out/", SignOut.as_view(), name="sign_out"),
    path("teach/sign-up/", sign_up, name="sign_up"),
    path("teach/first/<str:ticket>/", make_first, name="first_teacher"),
    path("teach/<slug:public_id>/", teacher.console, name="console"),
    path("teach/<slug:public_id>/do/", teacher.act, name="act"),
    path("teach/<slug:public_id>/progress/", teacher.progress, name="progress"),
    path("teach/<slug:public_id>/people/", teacher.people, name="people"),
    path("teach/<slug:public_id>/traces/", teacher.traces, name="traces"),
    path("teach/<slug:public_id>/exercises/", teacher.exercises, name="class_exercises"),
    path("teach/<slug:public_id>/results/", gradebook_views.gradebook, name="gradebook"),
    path("teach/<slug:public_id>/afterwards/", gradebook_views.summary, name="afterwards"),
    path("teach/<slug:public_id>/export.json", teacher.export, name="export"),
    path("teach/<slug:public_id>/delete/", teacher.delete, name="delete_class"),
    path("teach/<slug:public_id>/<str:kind>", teacher.results, name="results"),
]
