"""What text wears when it has been through terminals, mail, chats, trackers and logs; and how it is taken off."""

from __future__ import annotations

import codecs
import html
import json
import quopri
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .found import BadUpload

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_PACKED = {b"PK\x03\x04": "a zip archive", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF", b"\x89PNG": "a picture"}
_PACKED |= {b"\xff\xd8\xff": "a picture", b"GIF8": "a picture"}

_END_OF_LINE = re.compile(r"\r\n|\n|\r")
_ANSI = re.compile(
    r"(?:\x1b|\x9b|␛|\^\[|\\x1[bB]|\\u001[bB]|\\033|\\e)"
    r"(?:\[[0-9:;<=>?]*[ -/]*[@-~]|[\]_P^][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[()][A-Z0-9])|\[\d{1,3}(?:;\d{1,3})*m"
)
"""Also where the escape itself was lost: no value of TLA+ begins with `[31m`."""
_TAGS = (
    "br|p|div|span|pre|code|td|tr|th|table|tbody|li|ul|ol|b|i|u|em|strong|font|a|html|body|head|hr|blockquote|tt|samp"
)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|pre)>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s+[\w-]+=[^<>]*)?\s*/?>|<!--.{{0,400}}?-->|<!DOCTYPE[^<>]*>", re.IGNORECASE)
_FENCE = re.compile(
    r"^\W{0,8}(?:`{3,}|~{3,})\s*[\w.+-]*\s*$|\{(?:noformat|code|quote|panel)(?::[^{}]*)?\}|\[/?code\]", re.I
)
_ESCAPED = re.compile(r"(?:\bState \d{1,6}:|(?<!\d)\d{1,6}: <)[^\\]{0,400}(?:\\{1,4}r)?\\{1,4}n[^\w\\/]{0,8}/\\")
"""The head of a state and what is below it, in one string."""
_ESCAPED_END = re.compile(r"(?<![/\\])(?:\\{1,4}r)?\\{1,4}n")
_ESCAPED_MARK = re.compile(r"(?<![/\\])\\([\[\]{}<>()_|])")
"""As Markdown and wikis have it. No operator of TLA+ that stands in a value is written so."""
_QUOTED_PRINTABLE = re.compile(r"=3D|=C2=A0|=E2=8[0-9]=[89AB][0-9A-F]")
_LOGGED = ("log", "message", "msg", "text", "line", "textPayload", "MESSAGE")
"""Where programs that log in JSON, a line each, put what was printed."""

_DECODER = json.JSONDecoder()

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‘’‚′", "'"),
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("⟨〈《«⟪", "<<"),
        **dict.fromkeys("⟩〉》»⟫", ">>"),
        **dict.fromkeys("\x00\x07\x08\x0e\x0f\x1a", ""),
        **dict.fromkeys("\x0b\x0c\x85\u2028\u2029\t", " "),
        "∧": "/\\",
        "⋀": "/\\",
        "↦": "|->",
        "→": "->",
        "≜": "==",
        "␣": " ",
    }
)


class Line(NamedTuple):
    """A line of a text, or a part of one, with the number that the file counts. `foreign` says that it does not begin
    as the others do, so that somebody else may have written it."""

    number: int
    text: str
    foreign: bool = False


def text_of(data: bytes) -> str:
    """The text of a file in any of the encodings that programs write. Raises `BadUpload`."""
    for mark, kind in _PACKED.items():
        if data.startswith(mark):
            raise BadUpload(f"The file is {kind}, not text. A trace is text: what TLC prints, or JSON.")
    for encoding in (*(name for mark, name in _MARKS if data.startswith(mark)), *_without_mark(data)):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x01-\x06\x10-\x19]", text):  # terminals also ring, go back, and change their letters
            return text
    raise BadUpload("The file is not text. A trace is text: what TLC prints, or JSON.")


def _without_mark(data: bytes) -> Iterator[str]:
    """Encodings to try. TLC's text is nearly all ASCII, so that in UTF-16 every other byte is 0."""
    even, odd = data[:2000:2].count(0), data[1:2000:2].count(0)
    if even + odd > len(data[:2000]) // 4:
        yield "utf-16-le" if odd > even else "utf-16-be"
    yield from ("utf-8", "cp1252")


def lines_of(text: str) -> list[Line]:
    """The lines as they are, counted as editors count them."""
    return [Line(number, line) for number, line in enumerate(_END_OF_LINE.split(text), start=1)]


def undressed(lines: Iterable[Line]) -> list[Line]:
    """The lines that say something, without colours, tags, entities, fences and typographic signs; several where a tag
    breaks one."""
    return [
        Line(line.number, _plain(part).rstrip(), line.foreign)
        for line in _printable(_logged(list(lines)))
        if line.text.strip()
        for part in _BREAK.sub("\n", _unescaped(_told(_ANSI.sub("", line.text)))).split("\n")
    ]


def _told(text: str) -> str:
    """What a program printed, where another one shows it as a string."""
    if not _ESCAPED.search(text):
        return text
    return re.sub(r'\\{1,4}"', '"', _ESCAPED_END.sub("\n", text))


def _unescaped(text: str) -> str:
    for _ in range(3):  # entities of entities, as trackers make them
        text, before = html.unescape(text), text
        if text == before:
            break
    return text


def _plain(text: str) -> str:
    text = _TAG.sub("", text).translate(_FOLDED)
    if not text.isascii():
        text = "".join(_folded(letter) for letter in text)
    text = _ESCAPED_MARK.sub(r"\1", _FENCE.sub("", re.sub(r"/\\{2,}", r"/\\", text)))
    return text if re.search(r'(?<!\\)"', text) else text.replace('\\"', '"')


def _folded(letter: str) -> str:
    """Every kind of blank as a blank, nothing for what has no width, and a fullwidth letter as a usual one."""
    kind = unicodedata.category(letter)
    if kind == "Zs":
        return " "
    return "" if kind == "Cf" else chr(ord(letter) - 0xFEE0) if "\uff01" <= letter <= "\uff5e" else letter


def _logged(lines: list[Line]) -> list[Line]:
    """What was printed, where each line is an object of JSON with it in it."""
    if not any(_payload(line.text) is not None for line in lines[:20]):
        return lines
    said = [(line, _payload(line.text)) for line in lines]
    return [
        line._replace(text=part)
        for line, payload in said
        for part in (line.text if payload is None else payload).rstrip("\n").split("\n")
    ]


def _payload(text: str) -> str | None:
    begins = text.find('{"')
    if begins < 0:
        return None
    try:
        read, _ = _DECODER.raw_decode(text, begins)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict) or "states" in read:
        return None
    return next((said for name in _LOGGED if isinstance(said := read.get(name), str)), None)


def _printable(lines: list[Line]) -> list[Line]:
    """Mail as it travels, in quoted-printable, as it was written."""
    if not any(_QUOTED_PRINTABLE.search(line.text) for line in lines):
        return lines
    joined: list[Line] = []
    soft = False
    for line in lines:
        text, ends = line.text.rstrip(), soft
        soft = text.endswith("=")
        text = text.removesuffix("=")
        if ends:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + text)
        else:
            joined.append(line._replace(text=text))
    return [
        line._replace(text=quopri.decodestring(line.text.encode("utf-8", "replace")).decode("utf-8", "replace"))
        for line in joined
    ]


# What stands before and behind every line


def aligned(lines: Iterable[Line], before: str, behind: str, content: re.Pattern[str]) -> list[Line]:
    """The lines without what stands before and behind each: quotes, the time, a number, the name of a container; the
    border of a table, a sign for the end of a line. `before` and `behind` are what one of them has there."""
    if before.strip():
        lines = _without_prefix(lines, before, content)
    if behind := behind.strip():
        lines = [Line(n, text.rstrip().removesuffix(behind).rstrip(), foreign) for n, text, foreign in lines]
    if before.count('"') % 2:
        lines = [line._replace(text=line.text.replace('""', '"').replace('\\"', '"')) for line in lines]
    return list(lines)


def _without_prefix(lines: Iterable[Line], prefix: str, content: re.Pattern[str]) -> Iterator[Line]:
    """Digits of the prefix may differ. A line that begins in another way is kept from where `content` is found in it,
    or else as it is, and called foreign."""
    shape = _shape(prefix)
    for line in lines:
        if found := shape.match(line.text):
            yield line._replace(text=line.text[found.end() :])
        elif found := content.search(line.text):
            yield line._replace(text=line.text[found.start() :])
        else:
            yield line._replace(foreign=bool(line.text.strip()))


def _shape(prefix: str) -> re.Pattern[str]:
    parts = re.findall(r"\d+|\s+|[^\d\s]+", prefix.strip())
    made = "".join(r"\d+" if part.isdigit() else r"\s+" if part.isspace() else re.escape(part) for part in parts)
    return re.compile(rf"\s*{made}\s*")
