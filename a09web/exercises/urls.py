from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="exercises"),
    path("x/<slug:public_id>/", views.stored, name="exercise_made"),
    path("<slug:key>/", views.starter, name="exercise"),
]
