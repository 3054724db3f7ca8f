from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string

from a09web.workbooks import WORKBOOKS


class A09WebConfig(AppConfig):
    name = "a09web"

    def ready(self) -> None:
        """Registers the workbooks that an operator has besides those of the app."""
        for path in settings.WORKBOOKS:
            workbook = import_string(path)
            WORKBOOKS[workbook.slug] = workbook
