"""A server that starts anew whenever code changes, for whoever changes it."""

from __future__ import annotations

import threading
from typing import Any

import uvicorn
from django.conf import settings


def serve_reloading(**options: Any) -> None:
    """Serves, and starts the process that answers anew when code changes. Who asks meanwhile waits."""
    folder = str(settings.BASE_DIR / "a09web")
    uvicorn.run("a09web.reloading:working_app", factory=True, reload=True, reload_dirs=[folder], **options)


def working_app() -> Any:
    """The app, and the thread that does what is due, in a process that was just started."""
    from a09web.asgi import application  # which sets Django up, so that the rest can be imported
    from a09web.classroom.due import SECONDS_BETWEEN_SCANS, keep_doing

    stop = threading.Event()
    threading.Thread(target=keep_doing, args=(stop, SECONDS_BETWEEN_SCANS), name="due", daemon=True).start()
    return application
