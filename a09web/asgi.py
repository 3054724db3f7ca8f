"""Everything in one process: pages, static files and sockets.

Pages run through Django's WSGI handler in one worker thread with one database connection, beside a few lanes that have
one of their own (`lanes.py`): under ASGI each request would get a thread and a connection of its own, and they would
fight for the processor and for SQLite's write lock (measured: half a second at 100 steps a second against some 20 ms).
"""

from __future__ import annotations

import os
from typing import Any, cast

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a09web.settings")
pages: Any = get_wsgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.urls import path, re_path
from servestatic import ServeStaticASGI

from .development import never_outdated, static_from_sources
from .http import MayLeave, WholeRequest
from .lanes import Lanes
from .live.socket import nowhere, room_socket

sockets: list[Any] = [
    path("ws/<slug:kind>/<slug:name>/", cast(Any, room_socket)),
    re_path("", cast(Any, nowhere)),
]


def forbid_guessing(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def with_static_files(app: Any) -> ServeStaticASGI:
    if settings.IN_DEVELOPMENT:
        return static_from_sources(app, forbid_guessing)
    return ServeStaticASGI(
        app,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        add_headers_function=forbid_guessing,
        immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$",
    )


if settings.IN_DEVELOPMENT:
    pages = never_outdated(pages)

whole = WholeRequest(Lanes(pages), limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, large=settings.LARGE_UPLOADS)
application = ProtocolTypeRouter(
    {
        "http": MayLeave(with_static_files(whole)),
        "websocket": AllowedHostsOriginValidator(URLRouter(sockets)),
    }
)
