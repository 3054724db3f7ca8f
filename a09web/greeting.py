"""What `serve --tell` says to whoever starts it: where the pages are, how phones come in, who can sign in."""

from __future__ import annotations

import io
from collections.abc import Iterator

import segno
from django.conf import settings
from django.urls import reverse

from .classroom import first_teacher
from .kit.reachable import hosts_at, is_own

ALONE = (
    "No phone gets there: that address is this machine's own. For a class start it with make class instead, which "
    "listens in the network."
)
NO_NETWORK = (
    "This machine is in no network, so that no phone gets here. Join the one that the phones are in, or open one of "
    "your own (a hotspot), and start again."
)


def greeting(host: str, port: int) -> Iterator[str]:
    """The lines. In production it is the proxy that is reached, under the names that this server answers to."""
    hosts = settings.ALLOWED_HOSTS if settings.PRODUCTION else hosts_at(host)
    bases = [f"https://{each}" if settings.PRODUCTION else f"http://{each}:{port}" for each in hosts]
    base = bases[0] if bases else f"http://127.0.0.1:{port}"
    yield f"Serving {base}/ until you press Ctrl+C"
    if not hosts:
        yield NO_NETWORK
    elif is_own(hosts[0]):
        yield ALONE
    else:
        door = base + reverse("door")
        yield from ("", f"Phones in the same network come in at {door}", _in_blocks(door))
        yield f"Teach at {base}{reverse('teach')}. Let this machine not fall asleep."
        if others := bases[1:]:
            yield f"If phones do not get there, it is also at {', '.join(f'{each}/' for each in others)}"
    if first_teacher.is_wanted():
        yield f"No teacher has an account yet. Make the first one's within the hour: {base}{first_teacher.path()}"


def _in_blocks(address: str) -> str:
    """A QR code of half blocks, as a terminal shows them."""
    drawn = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(drawn, compact=True)
    return drawn.getvalue()
