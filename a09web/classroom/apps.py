from __future__ import annotations

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "a09web.classroom"

    def ready(self) -> None:
        from django.urls import register_converter

        from a09web.live.hub import hub

        from . import codes, due, ending, painters, rooms

        register_converter(codes.CodeInPath, "code")
        due.WORKS[ending.EXPIRE_CLASS] = ending.expire
        hub.register(rooms.CLASS, rooms.class_versions, painters.paint_class, rooms.guard_class)
        hub.register(rooms.CONSOLE, rooms.console_versions, painters.paint_console, rooms.guard_console)
