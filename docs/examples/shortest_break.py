"""Finds a shortest way to break something while a bug is on, and prints its link.

    python shortest_break.py http://127.0.0.1:8000 DuplicateClaim

Needs nothing but Python.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def call(address: str, given: Any = None) -> Any:
    """GETs, or POSTs what is given; a refusal ends the program with its reason."""
    body = None if given is None else json.dumps(given).encode()
    try:
        with urlopen(Request(address, body, {"Content-Type": "application/json"})) as answer:
            return json.load(answer)
    except HTTPError as refused:
        sys.exit(json.load(refused)["detail"])


def main(site: str, bug: str) -> None:
    api = f"{site}/api"
    start = call(f"{api}/scenarios", {"bugs": [bug]})
    while not (found := call(f"{api}/scenarios/{start['text']}/outlook"))["is_done"]:
        time.sleep(1)
    if not found["ahead"]:
        sys.exit(f"Nothing can break: {found['states']} states were checked.")
    nearest = found["ahead"][0]
    shown = call(f"{api}/scenarios", {"bugs": [bug], "steps": nearest["steps"]})
    print(f"{nearest['name']} breaks after {len(nearest['steps'])} steps: {'; '.join(nearest['steps'])}")
    for broken in shown["moment"]["properties"]:
        if not broken["holds"]:
            print(f"{broken['why']}. {' '.join(broken['blame'])}")
    print(shown["url"])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2])
