"""By which addresses this machine is reached by others in its networks."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import IPv4Address, ip_address

import psutil
from django.conf import settings
from django.http import HttpRequest

EVERYWHERE = ("0.0.0.0", "::")
ELSEWHERE = "192.0.2.1"
"""An address that is nobody's (RFC 5737). Nothing is sent there: to be about to tells which way out is taken."""


def addresses() -> list[str]:
    """The IPv4 addresses of this machine that others can reach, first that of the way out; none without a network."""
    found = dict.fromkeys([*_on_the_way_out(), *_in_networks()])
    return [each for each in found if _is_for_others(each)]


def hosts_at(host: str) -> list[str]:
    """What a browser names as the host of a server that listens at this one."""
    if host in EVERYWHERE:
        return addresses()
    return [f"[{host}]" if ":" in host else host]


def url_for_others(request: HttpRequest, path: str) -> str:
    """The address of a page, as other machines reach it: whoever opens it at this very machine's own address, such as
    127.0.0.1, is given one that leads here from elsewhere, too, if this server answers to any."""
    url, host = request.build_absolute_uri(path), _named(request)
    reached = next(filter(_is_for_others, settings.ALLOWED_HOSTS), host) if is_own(host) else host
    return url.replace(f"//{host}", f"//{reached}", 1)


def is_for_this_machine_alone(request: HttpRequest) -> bool:
    """Whether nobody else gets to where the request was sent, nor to anything else that this server answers to."""
    return is_own(_named(request)) and not any(map(_is_for_others, settings.ALLOWED_HOSTS))


def _named(request: HttpRequest) -> str:
    """The host without its port."""
    host = request.get_host()
    return host if host.endswith("]") else host.rsplit(":", 1)[0]


def is_own(host: str) -> bool:
    """Whether only this machine itself gets to that host."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_for_others(host: str) -> bool:
    try:
        address = IPv4Address(host)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def _on_the_way_out() -> list[str]:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect((ELSEWHERE, 9))
        return [way.getsockname()[0]]
    return []


def _in_networks() -> list[str]:
    return [each.address for card in psutil.net_if_addrs().values() for each in card if each.family == socket.AF_INET]
