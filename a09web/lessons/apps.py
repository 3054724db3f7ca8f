from __future__ import annotations

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "a09web.lessons"

    def ready(self) -> None:
        from django.core.checks import register

        from .checks import content_is_valid

        register(content_is_valid)
