"""What is written: the templates and the sheets, in their own folders and in those of workbooks."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKBOOKS = ROOT / "a09web" / "workbooks"
TEMPLATES = sorted(
    path
    for folder, wanted in ((ROOT / "templates", "**/*.*"), (WORKBOOKS, "*/*.*"))
    for path in folder.glob(wanted)
    if path.suffix in {".html", ".svg"}
)
SHEETS = sorted([*ROOT.glob("styles/*.css"), *ROOT.glob("static/a09/*.css"), *WORKBOOKS.glob("*/board.css")])
