"""Why a step runs: what differs from the last time it was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

CACHED = "unchanged"
NEVER = "not run before"


def differences(before: JsonValue, now: JsonValue, path: str = "") -> Iterator[str]:
    """The leaves in which two canonical identities differ, as `path: old -> new`."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted(before.keys() | now.keys()):
            place = f"{path}.{key}" if path else key
            yield from differences(before.get(key), now.get(key), place)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, (old, new) in enumerate(zip(before, now, strict=True)):
            yield from differences(old, new, f"{path}[{index}]")
    elif before != now:
        yield f"{path}: {_short(before)} -> {_short(now)}"


def _short(value: JsonValue) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 24 else text[:21] + "..."


def why(before: JsonValue | None, now: JsonValue, running: Mapping[str, str]) -> str:
    """One line: the first differences, or the earlier steps that run and so change the input.

    `running` maps the roles of inputs to the ids of earlier steps that are not cached.
    """
    if before is None:
        return NEVER
    found = [line for line in differences(before, now) if not line.startswith("inputs.")]
    if found:
        more = f" and {len(found) - 2} more" if len(found) > 2 else ""
        return "; ".join(line.removeprefix("work.") for line in found[:2]) + more
    if running:
        return f"follows {', '.join(sorted(set(running.values())))}"
    return "an input changed"
