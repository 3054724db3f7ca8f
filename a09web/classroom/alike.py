"""When two names are the same to whoever reads them, however they are typed.

A name has three readings: as it is written, in capitals, and in small letters. Names are alike if one reading of both
is the same: `В` is a B and `в` is none, so that `Вова` is like `BOBA` in capitals alone. The letters are those of the
confusables of Unicode (UTS 39) in the scripts of common keyboards, one for one. `rn` is not taken for `m`, nor an
accent for nothing: Arnie is not Amie, and José not Jose.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category, normalize

Readings = tuple[str, str, str]

_CAPITALS = {
    "A": "ΑАᎪ", "B": "ꞴΒВᏴ", "C": "ϹⲤСᏟ", "D": "Ꭰ", "E": "ΕЕᎬ", "F": "ꞘϜ", "G": "ԌᏀᏳ", "H": "ΗⲎНᎻ", "I": "ΙⲒІӀ",
    "J": "ꞲͿЈᎫ", "K": "ΚⲔКᏦ", "L": "ⳐᏞ", "M": "ΜϺⲘМᎷ", "N": "ΝⲚ", "O": "ΟⲞОՕ〇", "P": "ΡⲢРᏢ", "Q": "Ԛ", "R": "ƦᎡᏒ",
    "S": "ЅՏᏕᏚ", "T": "ΤⲦТᎢ", "U": "Ս", "V": "ѴᏙ", "W": "ԜᎳᏔ", "X": "ꞳΧⲬХ", "Y": "ΥϒⲨУҮᎩᎽ", "Z": "ΖᏃ",
    "2": "ꝚƧϨ", "3": "ꞫȜƷꝪЗӠ", "4": "Ꮞ", "5": "Ƽ", "6": "ⳒᏮ", "8": "Ȣ",
}  # fmt: skip
_SMALL = {
    "a": "ᴀɑαа", "b": "ʙƄьᖯ", "c": "ᴄϲⲥсꮯ", "d": "ᴅԁ", "e": "ᴇꬲеҽ", "f": "ꜰꬵꞙẝք", "g": "ɢɡᶃƍց", "h": "ʜһհ",
    "i": "ıɪɩιіꙇꭵ", "j": "ᴊϳј", "l": "ʟƖǀӏⲒ", "n": "ɴոռ", "o": "ᴏᴑꬽοⲟоჿօ", "p": "ᴘρϱⲣр", "q": "ԛգզ",
    "r": "ʀꭇꭈᴦⲅгꮁ", "s": "ꜱƽѕꮪ", "k": "ᴋ", "m": "ᴍ", "t": "ᴛ", "u": "ꞟᴜꭎꭒʋυս", "v": "ᴠνѵꮩ", "w": "ɯᴡѡԝաꮃ",
    "x": "х", "y": "ɣᶌʏỿꭚγүуყ", "z": "ᴢꮓ", "6": "б", "8": "ȣ",
}  # fmt: skip


def _table(*rows: dict[str, str]) -> dict[int, str]:
    return {ord(like): letter for row in rows for letter, likes in row.items() for like in likes}


LIKE_CAPITALS = _table(_CAPITALS)
"""From a letter that looks like a capital or a digit to that."""
_WRITTEN = _table(_SMALL, _CAPITALS, {"|": "Il1ƖǀӏΙІӀⲒ", "O": "0"})
_IN_CAPITALS = _table(_CAPITALS, {"O": "0", "I": "1|"})
_IN_SMALL = _table(_SMALL, {"o": "0〇", "l": "1|"})
_SIGNS = _table({"'": "’‘ʼʻʹ`´′", "ی": "يى", "ک": "ك", "ه": "ەہ"})
"""The same sign or letter on the keyboards of others."""
_UNSEEN = frozenset(
    chr(number)
    for first, last in ((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
                        (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF))
    for number in range(first, last + 1)
)  # fmt: skip
"""Letters and marks that draw nothing of their own."""


def is_seen(letter: str) -> bool:
    """Whether a letter, taken by itself, is anything to look at."""
    return category(letter)[0] in "LNPS" and letter not in _UNSEEN and letter != "\u2800"


@lru_cache(maxsize=4096)
def readings(name: str) -> Readings:
    """As it is written, in capitals, and in small letters."""
    plain = " ".join(normalize("NFKD", "".join(map(_plain, name))).split())
    small = normalize("NFKD", plain.casefold()).replace("i\u0307", "i")  # of a Turkish İ
    return plain.translate(_WRITTEN).casefold(), small.upper().translate(_IN_CAPITALS), small.translate(_IN_SMALL)


def _plain(letter: str) -> str:
    if letter in _UNSEEN or category(letter) == "Cf":
        return ""
    if category(letter) == "Pd" or letter == "−":
        return "-"
    return " " if letter == "\u2800" else letter.translate(_SIGNS)


class Taken:
    """The names that are taken."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list[str]()
        self._known = dict[tuple[int, str], str]()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        self.names.append(name)
        self._known |= dict.fromkeys(enumerate(readings(name)), name)

    def like(self, name: str) -> str | None:
        """The one that looks like this name, if any."""
        return next((self._known[each] for each in enumerate(readings(name)) if each in self._known), None)
