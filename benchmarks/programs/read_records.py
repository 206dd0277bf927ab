"""A peer, run as a program: read and parse every record of a store, print the ids of its steps.

The floor of a cached re-run: it knows what to look for, checks nothing and resolves no plan.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """One id a line."""
    for path in Path(sys.argv[1]).glob("*/*/*/*/record.json"):
        print(json.loads(path.read_bytes())["step"])


if __name__ == "__main__":
    main()
