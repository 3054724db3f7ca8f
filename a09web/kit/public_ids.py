"""The ids in addresses, which nobody can guess and anybody can read aloud."""

from __future__ import annotations

import secrets

# No digits or letters that are mistaken for one another when read from a board.
PUBLIC_ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
PUBLIC_ID_LENGTH = 12


def new_public_id() -> str:
    return "".join(secrets.choice(PUBLIC_ID_LETTERS) for _ in range(PUBLIC_ID_LENGTH))
