"""Pixels of an SVG, drawn in a process of their own: the library that draws lets no other thread run meanwhile, and a
long trace takes a second."""

from __future__ import annotations

import font_source_sans_pro
import resvg_py

from a09web.kit.apart import Apart

FONTS = [
    font_source_sans_pro.SourceSansPro,
    font_source_sans_pro.SourceSansProSemibold,
    font_source_sans_pro.SourceSansProBold,
]


class Drawing(Apart):
    """The process that draws."""

    def png(self, svg: str, zoom: int) -> bytes:
        """`zoom` is how many pixels a pixel of the SVG has."""
        return self.run(_drawn, svg, zoom)


drawing = Drawing()


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
