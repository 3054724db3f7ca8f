from __future__ import annotations

from django.urls import path

from . import making_views, results_views, views

urlpatterns = [
    path("", views.index, name="exercises"),
    path("made/", making_views.made, name="exercises_made"),
    path("made/new/", making_views.make, name="exercise_new"),
    path("made/<slug:public_id>/", making_views.edit, name="exercise_edit"),
    path("made/<slug:public_id>/delete/", making_views.delete, name="exercise_delete"),
    path("made/<slug:public_id>/results/", results_views.table, name="exercise_results"),
    path("made/<slug:public_id>/results.<slug:form>", results_views.file, name="exercise_results_file"),
    path("x/<slug:public_id>/", views.stored, name="exercise_made"),
    path("<slug:name>/", views.starter, name="exercise"),
]
