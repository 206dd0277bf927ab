"""Numbers as people read them."""

from __future__ import annotations

from residency.plan.record import Metric

_COUNT_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
_BYTE_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def duration(seconds: float) -> str:
    """Seconds as `0.4s`, `12s`, `3m 07s` or `2h 05m`."""
    if seconds < 10:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02d}s"
    return f"{whole // 3600}h {whole % 3600 // 60:02d}m"


def count(number: float) -> str:
    """A number of things with three digits: `950`, `12.3k`, `21.2B`."""
    for one, unit in _COUNT_UNITS:
        if number >= one * 0.9995:  # what would round up to 1000 of the unit below
            return f"{number / one:.3g}{unit}"
    return f"{number:.0f}"


def size(number: float) -> str:
    """Bytes with a binary unit: `512 B`, `1.3 GiB`."""
    for unit in _BYTE_UNITS:
        if number < 1024 or unit == _BYTE_UNITS[-1]:
            break
        number /= 1024
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"


def figure(number: float) -> str:
    """A measured value with four digits; whole numbers stay whole."""
    whole = number.is_integer() and abs(number) < 1e15
    return str(int(number)) if whole else f"{number:.4g}"


def value(number: float) -> str:
    """A score: three decimals, four digits where it is large."""
    return f"{number:.3f}" if abs(number) < 10 else figure(number)


def metric(one: Metric) -> str:
    """A value with its 95% interval and its n: `0.83 [0.74, 0.90] n=64`."""
    parts = [value(one.value)]
    if one.low is not None and one.high is not None:
        parts.append(f"[{one.low:.3f}, {one.high:.3f}]")
    if one.n is not None:
        parts.append(f"n={one.n}")
    return " ".join(parts)
