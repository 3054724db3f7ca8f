"""Settings from the environment, strictly: a value that makes no sense is refused with a sentence."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from ipaddress import ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def env_bool(name: str, default: bool) -> bool:
    """`True` or `False`, spelled so. Raises `ImproperlyConfigured` for anything else."""
    text = os.environ.get(name, str(default))
    if text not in ("True", "False"):
        raise ImproperlyConfigured(f"{name} must be True or False, not {text!r}.")
    return text == "True"


def env_int(name: str, default: int, lowest: int = 1) -> int:
    """A whole number of at least `lowest`. Raises `ImproperlyConfigured` otherwise."""
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < lowest:
        raise ImproperlyConfigured(f"{name} must be a whole number, {lowest} or more, not {text[:60]!r}.")
    return int(text)


def env_list(name: str, default: str = "") -> list[str]:
    """Words separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def env_networks(name: str) -> list[str]:
    """Addresses and networks separated by commas. Raises `ImproperlyConfigured` for what is neither."""
    found = env_list(name)
    for each in found:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} names {each[:60]!r}, which is no address and no network such as 127.0.0.1 or 10.0.0.0/8."
            ) from None
    return found


def env_hosts(name: str, default: str, *, any_host: bool) -> list[str]:
    """Names of hosts separated by commas. Raises `ImproperlyConfigured` for addresses of pages, and for `*` unless any
    host may be meant."""
    found = env_list(name, default)
    if not found:
        raise ImproperlyConfigured(f"{name} is empty. Name the hosts that this server answers for, with commas.")
    for host in found:
        if "/" in host:
            raise ImproperlyConfigured(f"{name} names {host[:60]!r}. Name the host alone, such as example.org.")
        if host == "*" and not any_host:
            raise ImproperlyConfigured(f"{name} is *, which is every host. Name those that this server answers for.")
    return found


def env_directory(name: str, default: Path) -> Path:
    """A directory, which need not exist yet. Raises `ImproperlyConfigured` for an empty name: it would be whichever
    directory one happens to be in."""
    text = os.environ.get(name, str(default))
    if not text.strip():
        raise ImproperlyConfigured(f"{name} is empty. Name a directory, or do not set it at all.")
    return Path(text)


def env_secret(name: str, fallback: Path | None) -> str:
    """A secret from `NAME`, or from the file that `NAME_FILE` names.

    Without either, the secret is read from `fallback`, which is made on first use (for one machine, one person).
    Raises `ImproperlyConfigured` when there is no fallback either.
    """
    if name in os.environ:
        return _not_empty(name, os.environ[name])
    if f"{name}_FILE" in os.environ:
        path = Path(os.environ[f"{name}_FILE"])
        if not path.is_file():
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which is not a file.")
        return _not_empty(f"{name}_FILE", path.read_text().strip())
    if fallback is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it to a long random text, or set {name}_FILE to a file that holds one."
        )
    return _made_once(fallback)


def _not_empty(name: str, secret: str) -> str:
    if not secret.strip():
        raise ImproperlyConfigured(f"{name} is empty. Set it to a long random text, or do not set it at all.")
    return secret


def _made_once(path: Path) -> str:
    if path.is_file():
        return _not_empty(f"The file {path}", path.read_text().strip())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"VAR_DIR names {path.parent}, which cannot be a directory: {problem.strerror}."
        ) from None
    # Written aside and linked whole: a second process that starts now finds the whole secret or none.
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    with open(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    os.unlink(aside)
    return path.read_text().strip()
