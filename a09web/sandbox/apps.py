from __future__ import annotations

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "a09web.sandbox"

    def ready(self) -> None:
        from a09web.live.hub import hub

        from .rooms import ROOM_KIND, versions

        hub.register(ROOM_KIND, versions)
