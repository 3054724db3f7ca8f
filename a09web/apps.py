from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS


class A09WebConfig(AppConfig):
    name = "a09web"

    def ready(self) -> None:
        """Registers the workbooks that an operator has besides those of the app, and the work of each day."""
        from a09web.classroom import due

        from . import untouched

        due.WORKS[untouched.FORGET] = untouched.forget_on
        for path in settings.WORKBOOKS:
            register(path)


def register(path: str) -> None:
    """Makes the workbook at a dotted path one of the app's. Raises `ImproperlyConfigured`."""
    try:
        workbook = import_string(path)
    except ImportError as problem:
        raise ImproperlyConfigured(f"WORKBOOKS names {path}, which cannot be imported: {problem}.") from None
    if not isinstance(workbook, Workbook):
        raise ImproperlyConfigured(f"WORKBOOKS names {path}, which is no workbook.")
    if WORKBOOKS.setdefault(workbook.slug, workbook) is not workbook:
        raise ImproperlyConfigured(f"WORKBOOKS names {path}, but another workbook has the slug {workbook.slug}.")
