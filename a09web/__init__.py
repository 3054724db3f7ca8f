"""A09 Failure Workbook, live: break a small job scheduler by hand and see which property broke, and why."""
