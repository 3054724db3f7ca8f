from __future__ import annotations

from a09web.kit.public_ids import PUBLIC_ID_LENGTH, PUBLIC_ID_LETTERS, new_public_id


def test_public_ids_are_random_and_easy_to_read_out() -> None:
    ids = {new_public_id() for _ in range(20)}
    assert len(ids) == 20
    assert all(len(name) == PUBLIC_ID_LENGTH and set(name) <= set(PUBLIC_ID_LETTERS) for name in ids)
    assert not set("01ilo") & set(PUBLIC_ID_LETTERS)
