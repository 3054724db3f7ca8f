from __future__ import annotations

from django.urls import path

from . import health
from .lessons import views as lessons
from .sandbox import matrix, settings_page, space, views, ways

urlpatterns = [
    path("", views.home, name="home"),
    path("s/", views.create, name="create"),
    path("s/<slug:public_id>/", views.sandbox, name="sandbox"),
    path("s/<slug:public_id>/fork/", views.fork, name="fork"),
    path("s/<slug:public_id>/compare/", views.compare, name="compare"),
    path("s/<slug:public_id>/space/", space.space_page, name="space"),
    path("s/<slug:public_id>/settings/", settings_page.settings_page, name="settings"),
    path("s/<slug:public_id>/ways/<slug:prop>/", ways.ways_page, name="ways"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("lessons/", lessons.index, name="lessons"),
    path("lessons/continue/<str:ticket>/", lessons.resume, name="resume"),
    path("lessons/<slug:slug>/", lessons.overview, name="lesson"),
    path("lessons/<slug:slug>/<slug:part>/", lessons.part, name="part"),
    path("healthz", health.healthz, name="healthz"),
]

handler400 = "a09web.errors.bad_request"
handler403 = "a09web.errors.forbidden"
handler404 = "a09web.errors.not_found"
handler500 = "a09web.errors.server_error"
