"""Compiled templates, kept in files: to compile them all takes half a second, which a server need not spend each time.

A file counts only for the very text of its template, for this version of Jinja2, and for these filters, whose results
may be part of what is compiled. It is code, so that it counts only if it is signed, too. What cannot be read is
compiled as ever; what cannot be written is not kept.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from django.utils.crypto import constant_time_compare, salted_hmac
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

SIGNATURE_BYTES = 32


class Compiled(BytecodeCache):
    """The compiled templates in a folder. `filters` is the source of whatever templates may use."""

    def __init__(self, folder: Path, filters: bytes) -> None:
        self._folder = folder
        self._made_by = b"\n".join((version("jinja2").encode(), filters, b""))

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            kept = (self._folder / bucket.key).read_bytes()
            signature, code = kept[:SIGNATURE_BYTES], kept[SIGNATURE_BYTES:]
            if constant_time_compare(signature, self._signature(code)):
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            # Written aside and renamed whole, as another process may read it.
            descriptor, aside = tempfile.mkstemp(dir=self._folder)
            try:
                with open(descriptor, "wb") as file:
                    file.write(self._signature(code) + code)
                os.replace(aside, self._folder / bucket.key)
            except OSError:
                os.unlink(aside)

    def _signature(self, code: bytes) -> bytes:
        return salted_hmac("a09web.compiled", self._made_by + code, algorithm="sha256").digest()
