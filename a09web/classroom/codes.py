"""The code of a class, or of a student, in whatever somebody typed, pasted or read aloud.

The signs between its letters do not matter, nor does how a letter is written: small, wide, or on the keyboard of
another script. Around it may stand the address of the class, or a few words. There is never more than one code that a
text is taken for, so that nobody tries several at once.
"""

from __future__ import annotations

import re
from html import unescape
from unicodedata import category, decimal, normalize
from urllib.parse import unquote

from a09web.invalid_input import InvalidInput

from .alike import LIKE_CAPITALS
from .models import CODE_LENGTH, CODE_LETTERS

NONE_HAS = "0O1I"
MOST_TYPED = 2000
SHOWN = 24
"""Of what was typed so much is said again."""
_IN_ADDRESS = re.compile(r"(?:^|[/\\\s(<\[\"'])c[/\\]+([^/\\?#;&\s]+)|[?&]code=([^&#\s]+)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_LABEL = re.compile(r"[:=]")
_MISTAKEN = str.maketrans("I1", "LL")
"""No code has the one or the other; what looks like them is an L."""


class NoCode(InvalidInput):
    """What was typed is no code. The message says why."""


def read_code(typed: str) -> str:
    """The code. Raises `NoCode`."""
    raw = normalize("NFKC", unescape(typed[:MOST_TYPED]))
    text = normalize("NFKC", unquote(raw))
    in_addresses = _in_addresses(raw) or _in_addresses(text)
    if "</" in text:
        text = _TAG.sub(" ", text)
    for readings in [in_addresses] if in_addresses else [{_letters(text)}, {_letters(_LABEL.split(text)[-1])}]:
        whole = {letters for letters in readings if len(letters) == CODE_LENGTH}
        if whole:
            return _checked(_only(whole))
    found = set() if in_addresses else _among_words(text)
    if not found:
        raise NoCode(f"“{_shown(typed)}” is no code. A code has {CODE_LENGTH} letters from A to Z and digits.")
    return _only(found)


class CodeInPath:
    """A code in the path of an address. Where there is none, there is no such address."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return read_code(value)

    def to_url(self, value: str) -> str:
        return value


def _letters(text: str) -> str:
    """Its letters and digits as capitals; an accent, a sign or a blank is none, and what no key of ours is stays."""
    plain = normalize("NFKD", text.upper()).translate(LIKE_CAPITALS)
    return "".join(_letter(each) for each in plain if category(each) in ("Lu", "Ll", "Lt", "Lo", "Nd"))


def _letter(each: str) -> str:
    number = decimal(each, None)
    return each if number is None else str(number)


def _in_addresses(text: str) -> set[str]:
    return {_letters(unquote(found[1] or found[2])) for found in _IN_ADDRESS.finditer(text)}


def _among_words(text: str) -> set[str]:
    """What stands beside each other in a sentence and has the length and the letters of a code."""
    words = [letters for letters in map(_letters, re.split(r"[\s:=]+", text)) if letters]
    runs = ("".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, first + 7))
    return {run for run in runs if len(run) == CODE_LENGTH and set(run) <= set(CODE_LETTERS)}


def _only(codes: set[str]) -> str:
    if len(codes) > 1:
        raise NoCode(f"That may be one of several codes: {', '.join(sorted(codes)[:4])}. Please type one.")
    return codes.pop()


def _checked(letters: str) -> str:
    code = letters.translate(_MISTAKEN)
    wrong = [letter for letter in code if letter not in CODE_LETTERS]
    if wrong:
        no = "the letter O or the digit 0" if wrong[0] in NONE_HAS else f"“{wrong[0]}”"
        raise NoCode(f"“{letters}” is no code, for none has {no} in it. Please look again.")
    return code


def _shown(typed: str) -> str:
    line = " ".join(typed.split())
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"
