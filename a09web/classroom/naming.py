"""Friendly names of two words, so that nobody has to give one."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

from a09web.invalid_input import InvalidInput
from a09web.scenarios.lines import clean, is_printable

from .alike import is_seen
from .models import NAME_LENGTH

REROLLS = 3


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


HOW = _words(
    "Amber Brave Bright Calm Candid Clever Cosy Crisp Daring Deft Eager Early Fair "
    "Fleet Fond Frank Gentle Glad Golden Green Happy Hardy Honest Jolly Keen Kind "
    "Lively Lucky Mellow Merry Mild Neat Nimble Noble Patient Plain Proud Quick Quiet "
    "Rapid Ready Royal Silver Smart Snowy Solid Spry Steady Sunny Swift Tidy Trusty "
    "Vivid Warm Wise Witty "
)
WHO = _words(
    "Badger Bear Beaver Bee Bison Camel Cat Crane Cricket Crow Deer Dolphin Dove "
    "Eagle Elk Falcon Ferret Finch Fox Frog Gecko Goat Goose Hare Hawk Hedgehog "
    "Heron Horse Ibis Jackdaw Kestrel Koala Lark Lemur Lion Lizard Lynx Magpie Mole "
    "Moose Mouse Newt Otter Owl Panda Puffin Quail Rabbit Raven Robin Salmon Seal "
    "Sparrow Stork Swan Tiger Toad Vole Wolf Wren Yak Zebra "
)


def name_for(ticket: str, roll: int) -> str:
    """The name that somebody with that ticket is offered at a roll: always the same."""
    number = int.from_bytes(blake2b(f"{ticket} {roll}".encode(), digest_size=8).digest())
    return f"{HOW[number % len(HOW)]} {WHO[number // len(HOW) % len(WHO)]}"


def parse_name(text: str) -> str:
    """A nickname. Raises `InvalidInput`."""
    name = clean(unicodedata.normalize("NFC", text))
    if not any(map(is_seen, name)) or len(name) > NAME_LENGTH or not is_printable(name):
        raise InvalidInput(f"A name has 1 to {NAME_LENGTH} letters, digits, signs and blanks.")
    return name
