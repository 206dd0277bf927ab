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


LISTS: Mapping[str, Maker] = {
    heading: masks(*forms)
    for heading, forms in listed(Path(__file__).with_name("words") / "codes.txt").items()
}
CODES: Mapping[str, Maker] = {
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
    **LISTS,  # of a country where its name stands before the code's
}


def draw_code(name: str, country: str, draw: Random) -> str:
    """A code of the name in the country's form. Raises KeyError for an unknown name."""
    of_country = f"{country} {name}"
    return CODES[of_country if of_country in CODES else name](draw)
