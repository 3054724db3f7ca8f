from __future__ import annotations

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "a09web.classroom"

    def ready(self) -> None:
        from a09web.live.hub import hub

        from . import rooms

        hub.register(rooms.CLASS, rooms.versions, rooms.paint_class, rooms.guard_class)
        hub.register(rooms.CONSOLE, rooms.versions, rooms.paint_console, rooms.guard_console)
