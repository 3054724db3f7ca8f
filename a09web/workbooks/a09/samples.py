"""Logs to try the page with that checks them."""

from __future__ import annotations

from a09web.model.logged import Sample

LATE_RESULT = """\
{"at": "2026-03-02T09:00:00Z", "event": "scheduled", "run": "invoice-4711", "due": "2026-03-02T09:00:05Z"}
{"at": "2026-03-02T09:00:01Z", "event": "scheduled", "run": "invoice-4712", "due": "2026-03-02T09:00:05Z"}
{"at": "2026-03-02T09:00:05.120Z", "event": "materialized", "run": "invoice-4711"}
{"at": "2026-03-02T09:00:05.125Z", "event": "materialized", "run": "invoice-4712"}
{"at": "2026-03-02T09:00:06Z", "event": "claimed", "run": "invoice-4711", "worker": "host-a/31"}
{"at": "2026-03-02T09:00:06Z", "event": "claimed", "run": "invoice-4712", "worker": "host-b/12"}
{"at": "2026-03-02T09:00:09Z", "event": "completed", "run": "invoice-4712", "worker": "host-b/12"}
{"at": "2026-03-02T09:00:36Z", "event": "expired", "run": "invoice-4711"}
{"at": "2026-03-02T09:00:37Z", "event": "claimed", "run": "invoice-4711", "worker": "host-b/12"}
{"at": "2026-03-02T09:00:41Z", "event": "completed", "run": "invoice-4711", "worker": "host-a/31"}
{"at": "2026-03-02T09:00:42Z", "event": "checkpoint", "upto": "2026-03-02T09:00:10Z"}
"""
TWO_CLAIMS = """\
at,event,run,worker,epoch,due,upto
0,scheduled,mail-1,,,10,
0,scheduled,mail-2,,,10,
10,materialized,mail-1,,,,
10,materialized,mail-2,,,,
11,claimed,mail-1,sender-1,1,,
11.4,claimed,mail-1,sender-2,1,,
12,claimed,mail-2,sender-2,1,,
13,completed,mail-1,sender-1,1,,
14,completed,mail-2,sender-2,1,,
"""
SAMPLES = (
    Sample("late-result", "JSON lines, in which a late result counts", LATE_RESULT),
    Sample("two-claims", "CSV, in which two workers take one run", TWO_CLAIMS),
)
