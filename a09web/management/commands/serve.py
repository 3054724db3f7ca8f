"""`manage.py serve`: the whole app in one process, with the server options that it needs."""

from __future__ import annotations

import os
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template import engines
from django.urls import get_resolver

from a09web import readiness
from a09web.classroom.due import SECONDS_BETWEEN_SCANS, keep_doing
from a09web.collector import keep_tidy, settle
from a09web.connections import BoundedHttp, CountedSocket
from a09web.greeting import greeting
from a09web.kit.reachable import hosts_at
from a09web.links.drawing import drawing
from a09web.logs.apart import checking
from a09web.model.machine import machine_for
from a09web.reloading import serve_reloading
from a09web.sandbox.outlook import lookout
from a09web.sandbox.panels import render_twins
from a09web.untouched import plan
from a09web.workbooks import FIRST

MAX_FRAME_BYTES = 64 * 1024
STARTUP_FAILURE = 3


class Command(BaseCommand):
    help = "Serves pages, static files and sockets in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default=8000, type=int)
        parser.add_argument("--tell", action="store_true", help="say where the pages are, and how phones get there")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        try:
            with socket.create_server((host, port)):
                pass
        except (OSError, OverflowError) as problem:
            why = getattr(problem, "strerror", None) or problem
            raise CommandError(
                f"Nothing can be served at {host}:{port}: {why}. Choose another port, such as PORT=8001."
            ) from None
        try:
            readiness.check()
        except readiness.NotReady as why:
            raise CommandError(str(why)) from None
        answer_at(host)
        if options["tell"]:
            self.stdout.write("\n".join(greeting(host, port)))
            self.stdout.flush()
        how: dict[str, Any] = {
            "host": host,
            "port": port,
            "lifespan": "off",
            "backlog": 2048,
            "log_level": "warning",
            "http": BoundedHttp,
            "ws": CountedSocket,
            "proxy_headers": bool(settings.TRUSTED_PROXIES),
            "forwarded_allow_ips": settings.TRUSTED_PROXIES,
            "ws_max_size": MAX_FRAME_BYTES,
            "ws_per_message_deflate": False,
            "timeout_graceful_shutdown": 10,
        }
        if settings.IN_DEVELOPMENT:
            serve_reloading(**how)
            return
        plan()
        load_everything()
        settle()
        stop = threading.Event()
        threading.Thread(target=keep_doing, args=(stop, SECONDS_BETWEEN_SCANS), name="due", daemon=True).start()
        threading.Thread(target=keep_tidy, args=(stop,), name="collector", daemon=True).start()
        server = Server(uvicorn.Config("a09web.asgi:application", **how), stop)
        with suppress(KeyboardInterrupt):  # it has ended in order before it says so
            server.run()
        if not server.started:
            sys.exit(STARTUP_FAILURE)


def answer_at(host: str) -> None:
    """Who listens at an address answers to it. In production the hosts are named, and no others count."""
    if settings.PRODUCTION:
        return
    settings.ALLOWED_HOSTS = list(dict.fromkeys([*settings.ALLOWED_HOSTS, *hosts_at(host)]))
    os.environ["ALLOWED_HOSTS"] = ",".join(settings.ALLOWED_HOSTS)  # for the process that reloads


class Server(uvicorn.Server):
    """Also ends what works beside the pages; afterwards uvicorn lets the signal end this process at once."""

    def __init__(self, config: uvicorn.Config, stop: threading.Event) -> None:
        super().__init__(config)
        self._stop = stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._stop.set()
        lookout().close()
        drawing.close()
        checking.close()


def load_everything() -> None:
    """Loads and compiles what the first requests would wait for."""
    import_module(settings.ASGI_APPLICATION.rpartition(".")[0])
    get_resolver().url_patterns  # noqa: B018 – reading them imports every page
    machine_for(FIRST.bounds())
    templates: Any = engines["jinja2"]
    for name in templates.env.list_templates():
        templates.env.get_template(name)
    render_twins(FIRST)  # and with it the grammar that colours the source
