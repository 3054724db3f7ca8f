from __future__ import annotations

import pytest

from a09web.invalid_input import InvalidInput
from a09web.kit.numbers import parse_count


@pytest.mark.parametrize("text", ["0", "7", "999999999", "007"])
def test_a_number_is_ascii_digits(text: str) -> None:
    assert parse_count("It", text) == int(text)


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1e3", "1_0", "١", "²", "1\x00", "9" * 10, "9" * 10_000])
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(InvalidInput, match="^It must be a number.$"):
        parse_count("It", text)
