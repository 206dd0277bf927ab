"""Numbers and codes of the fourth set; those that a standard lays down have its check digit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from benchmarks.safe_harbor import identifiers as first
from benchmarks.safe_harbor.identifiers import masks
from benchmarks.safe_harbor.third import codes as third
from benchmarks.safe_harbor.wordlists import listed

Maker = Callable[[Random], str]


def udi(draw: Random) -> str:
    """A unique device identifier of GS1, as its label or its scanner writes it."""
    return draw.choice((first.udi, third.udi))(draw)


def coder(path: Path) -> Callable[[str, str, Random], str]:
    """What draws a code by its name in a country's form: of the file, else of a standard.

    What it makes raises KeyError for an unknown name.
    """
    makers = {**STANDARD, **{name: masks(*forms) for name, forms in listed(path).items()}}

    def draw_code(name: str, country: str, draw: Random) -> str:
        of_country = f"{country} {name}"
        return makers[of_country if of_country in makers else name](draw)

    return draw_code


STANDARD: Mapping[str, Maker] = {
    "mrn.nhs": first.nhs_number,
    "account.card": third.card,
    "licence.dea": first.dea,
    "licence.npi": first.npi,
    "vehicle.vin": first.vin,
    "device.udi": udi,
    "ssn.whole": first.ssn,
    "ip.v4": first.ipv4,
    "ip.v6": first.ipv6,
    "other.uid": first.uid,
}
draw_code = coder(Path(__file__).with_name("words") / "codes.txt")
