"""Pixels of an SVG, drawn in a process of their own: the library that draws lets no other thread run meanwhile, and a
long trace takes a second."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import font_source_sans_pro
import resvg_py

FONTS = [
    font_source_sans_pro.SourceSansPro,
    font_source_sans_pro.SourceSansProSemibold,
    font_source_sans_pro.SourceSansProBold,
]
NICENESS = 10


class Drawing:
    """The process that draws, one picture after the other. It begins with the first picture."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: ProcessPoolExecutor | None = None

    def png(self, svg: str, zoom: int) -> bytes:
        """`zoom` is how many pixels a pixel of the SVG has. Should the process have been killed, another draws."""
        try:
            return self._begun().submit(_drawn, svg, zoom).result()
        except BrokenProcessPool:
            self.close()
            return self._begun().submit(_drawn, svg, zoom).result()

    def close(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.shutdown(cancel_futures=True)

    def _begun(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._process is None:
                context = multiprocessing.get_context("spawn")
                self._process = ProcessPoolExecutor(1, context, initializer=_begin)
            return self._process


drawing = Drawing()


def _begin() -> None:
    """In the process: it gives way to others, and does not outlive the server, however that ends."""
    os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _drawn(svg: str, zoom: int) -> bytes:
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=FONTS,
            font_family="Source Sans Pro",
            sans_serif_family="Source Sans Pro",
            monospace_family="Source Sans Pro",
        )
    )
