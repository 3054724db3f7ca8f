"""What matters most, once more in Firefox: the same tests with another browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from .firefox import firefox
from .test_bugs import test_the_board_shows_a_zombie
from .test_every_window import some
from .test_every_window import test_the_board_stays_where_it_is_when_something_breaks as _stays
from .test_keys import (
    test_a_whole_break_with_the_keyboard_alone,
    test_text_mode_says_the_state_in_sentences_and_is_kept,
    test_the_list_of_keys_opens_and_closes,
)
from .test_keys import test_holding_an_arrow_key_through_fifty_steps_loses_none as _holding_loses_none
from .test_look import test_light_and_dark_are_both_designed
from .test_questions import test_with_the_scanners_fairness_back_on_work_is_late_and_not_lost
from .test_views import (
    test_choosing_a_run_shows_what_can_be_done_with_it_and_does_it,
    test_on_a_phone_the_board_comes_first,
    test_the_projector_page_fits_an_old_projector_and_stays_one,
    test_the_projector_page_is_read_from_the_last_row,
)
from .visitors import Visitor

__all__ = [
    "test_a_whole_break_with_the_keyboard_alone",
    "test_choosing_a_run_shows_what_can_be_done_with_it_and_does_it",
    "test_light_and_dark_are_both_designed",
    "test_on_a_phone_the_board_comes_first",
    "test_the_board_shows_a_zombie",
    "test_text_mode_says_the_state_in_sentences_and_is_kept",
    "test_the_list_of_keys_opens_and_closes",
    "test_the_projector_page_fits_an_old_projector_and_stays_one",
    "test_the_projector_page_is_read_from_the_last_row",
    "test_with_the_scanners_fairness_back_on_work_is_late_and_not_lost",
]


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with firefox(playwright) as browser:
        yield browser


@some("CheckpointAdvance")
def test_the_board_stays_where_it_is_when_something_breaks(visitor: Visitor, bug: str) -> None:
    _stays(visitor, bug)


@pytest.mark.night
def test_holding_an_arrow_key_through_fifty_steps_loses_none(visitor: Visitor) -> None:
    _holding_loses_none(visitor)
