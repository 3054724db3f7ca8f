from __future__ import annotations

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "a09web.classroom"

    def ready(self) -> None:
        from a09web.live.hub import hub

        from . import due, export, rooms

        due.WORKS[due.EXPIRE_CLASS] = export.expire
        hub.register(rooms.CLASS, rooms.versions, rooms.paint_class, rooms.guard_class)
        hub.register(rooms.CONSOLE, rooms.versions, rooms.paint_console, rooms.guard_console)
