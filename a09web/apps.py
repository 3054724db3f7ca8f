from __future__ import annotations

from django.apps import AppConfig


class A09WebConfig(AppConfig):
    name = "a09web"
