"""The promises of a live class, measured at the real server: `python -m tests.load.classroom`."""
