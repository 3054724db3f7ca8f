from __future__ import annotations

from django.urls import include, path

from . import health
from .across import views as across
from .api import views as api_views
from .exercises import views as exercises
from .glossary.views import glossary
from .lessons import views as lessons
from .links import oembed, opening
from .links import views as links
from .logs import views as logs
from .sandbox import matrix, settings_page, space, views, ways, would_take

urlpatterns = [
    path("", views.home, name="home"),
    path("s/", views.create, name="create"),
    path("s/<slug:public_id>/", views.sandbox, name="sandbox"),
    path("s/<slug:public_id>/fork/", views.fork, name="fork"),
    path("s/<slug:public_id>/compare/", views.compare, name="compare"),
    path("s/<slug:public_id>/space/", space.space_page, name="space"),
    path("s/<slug:public_id>/settings/", settings_page.settings_page, name="settings"),
    path("s/<slug:public_id>/ways/<slug:prop>/", ways.ways_page, name="ways"),
    path("s/<slug:public_id>/takes/<slug:prop>/", would_take.would_take_page, name="would_take"),
    path("s/<slug:public_id>/share/", links.share_sandbox, name="share_sandbox"),
    path("w/<slug:slug>/", views.create, name="create_of"),
    path("w/<slug:slug>/matrix/", matrix.matrix, name="matrix_of"),
    path("w/<slug:slug>/glossary/", glossary, name="glossary_of"),
    path("w/<slug:slug>/lessons/", lessons.index, name="lessons_of"),
    path("w/<slug:slug>/lessons/<slug:name>/", lessons.overview, name="lesson_of"),
    path("w/<slug:slug>/lessons/<slug:name>/<slug:part>/", lessons.part, name="part_of"),
    path("w/<slug:slug>/exercises/", exercises.index, name="exercises_of"),
    path("w/<slug:slug>/exercises/<slug:name>/", exercises.starter, name="exercise_of"),
    path("t/", opening.open_page, name="open"),
    path("t/<str:text>/", links.scenario_page, name="scenario"),
    path("t/<str:text>/fork/", links.fork, name="fork_scenario"),
    path("t/<str:text>/share/", links.share, name="share"),
    path("t/<str:text>/compare/", links.side_page, {"page": "compare"}),
    path("t/<str:text>/space/", links.side_page, {"page": "space"}),
    path("t/<str:text>/ways/<slug:prop>/", links.side_page, {"page": "ways"}),
    path("t/<str:text>/takes/<slug:prop>/", links.side_page, {"page": "takes"}),
    path("t/<str:text>/<str:name>", links.download, name="download"),
    path("l/<slug:public_id>/", links.short_page, name="short"),
    path("l/<slug:public_id>/share/", links.short_share, name="short_share"),
    path("l/<slug:public_id>/fork/", links.fork_short, name="fork_short"),
    path("l/<slug:public_id>/qr.svg", links.short_qr, name="short_qr"),
    path("l/<slug:public_id>/<path:rest>", links.beside_short, name="beside_short"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("api/", api_views.docs_page, name="api_docs"),
    path("api/", api_views.api.urls),
    path("matrix/", matrix.matrix, name="matrix"),
    path("logs/", logs.logs_page, name="logs"),
    path("meet/", across.meet, name="meet"),
    path("which/", across.which, name="which"),
    path("which/<path:way>/", across.which, name="which_at"),
    path("cases/", across.cases, name="cases"),
    path("glossary/", glossary, name="glossary"),
    path("lessons/", lessons.index, name="lessons"),
    path("lessons/continue/<str:ticket>/", lessons.resume, name="resume"),
    path("lessons/<slug:name>/", lessons.overview, name="lesson"),
    path("lessons/<slug:name>/<slug:part>/", lessons.part, name="part"),
    path("exercises/", include("a09web.exercises.urls")),
    path("", include("a09web.classroom.urls")),
    path("healthz", health.healthz, name="healthz"),
]

handler400 = "a09web.errors.bad_request"
handler403 = "a09web.errors.forbidden"
handler404 = "a09web.errors.not_found"
handler500 = "a09web.errors.server_error"
