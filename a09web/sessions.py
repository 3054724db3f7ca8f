"""Sessions in the database, which keeps no key of them: whoever reads the file or a backup can sign in as nobody."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as StoredInDatabase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

KEY_BYTES = 20
"""As a hexadecimal number it has the 40 characters of a session key."""


class SessionStore(StoredInDatabase):
    """As Django's, under a hash of the key. A key is random enough to need no salt."""

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = self.session_key if session_key is None else session_key
        if key is not None:
            super().delete(kept_as(key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = kept_as(made.session_key)
        return made

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found: AbstractBaseSession | None = self.model.objects.filter(
            session_key=kept_as(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found


def kept_as(session_key: str) -> str:
    return blake2b(session_key.encode(), digest_size=KEY_BYTES).hexdigest()
