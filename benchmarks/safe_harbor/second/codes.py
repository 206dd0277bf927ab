"""Numbers and codes that identify, in other forms than those of the first set.

Numbers whose form a standard lays down (VIN, NHS, DEA, NPI, SSN, IP, UID) come from the first
set's makers: there is no other form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.safe_harbor.identifiers import (
    dea,
    ipv4,
    ipv6,
    luhn,
    masks,
    nhs_number,
    npi,
    ssn,
    uid,
    vin,
)
from benchmarks.safe_harbor.locales import fill


def card(draw: Random) -> str:
    """A payment card of 16 digits, or of 15 in groups of 4, 6 and 5."""
    if draw.random() < 0.25:
        number = luhn(fill("37############", draw))
        return draw.choice((number, f"{number[:4]} {number[4:10]} {number[10:]}"))
    number = luhn(fill(draw.choice(("4##############", "2%#############")), draw))
    between = draw.choice((" ", "-", ""))
    return between.join(number[start : start + 4] for start in range(0, 16, 4))


def udi(draw: Random) -> str:
    """A unique device identifier: of GS1 with expiry and lot, or of HIBCC."""
    item = fill("0088#########", draw)
    check = -sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(reversed(item))) % 10
    expiry = f"{draw.randint(19, 29)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    lot, serial = fill("@####", draw), fill("%########", draw)
    return draw.choice(
        (
            f"(01){item}{check}(17){expiry}(10){lot}(21){serial}",
            f"(01){item}{check}(17){expiry}(21){serial}",
            f"(01) {item}{check} (21) {serial}",
            f"+H{fill('%##@%#####', draw)}/$$7{serial}",
        )
    )


CODES: Mapping[str, Callable[[Random], str]] = {
    "mrn.number": masks("%##-###-###", "0%######", "%########", "%###-%###", "%##### #", "%####"),
    "mrn.prefixed": masks("PT%#####", "UR%######", "%######@", "K%###-%##", "HN-%#####", "@%####"),
    "mrn.nhs": nhs_number,
    "plan.member": masks(
        "@@%#######", "%##@%#####@", "ZGP%########", "H%###-%#####", "%########-00", "@@@@ %######"
    ),
    "plan.group": masks("GRP%####", "%#####-@", "0%#####", "@%###-%#", "%##-%##"),
    "plan.policy": masks(
        "%#@@####-%", "LX %### ###", "HP/%####/%##", "@%#######-0%", "%######-@@"
    ),
    "plan.public": masks(
        "%@##-@@#-@@##", "%@##@@#@@##", "%### %##### %", "%######## @", "@@%####"
    ),
    "account.hospital": masks(
        "%##########", "FIN%######", "%#-%#####-%", "@@%#######", "6000%####"
    ),
    "account.bank": masks(
        "DE%# %### #### #### #### %#", "%#-%#-%# %#######", "%####-00#-%######", "%#########-%"
    ),
    "account.card": card,
    "licence.medical": masks(
        "MD-%#####", "%######-%", "L%####", "BM%#####", "G %#####", "0%#######"
    ),
    "licence.dea": dea,
    "licence.npi": npi,
    "licence.driver": masks(
        "@@######", "%##-%##-%###", "@@@@@%#####@@%@@", "%#######", "@%###-%####-%####"
    ),
    "licence.register": masks("RN-%######", "6######", "RPH%####", "NP.%#####", "%#@%###@"),
    "vehicle.vin": vin,
    "device.implant": masks(
        "@@%######@", "LFP%#####", "%####@%###", "NK%#######", "%#########", "A%#-%#####"
    ),
    "device.equipment": masks("%###-@%##", "EQ%####", "BME-%####", "%######", "Z%#####@"),
    "device.udi": udi,
    "ssn.whole": ssn,
    "ssn.last4": masks("####"),
    # Of Canada, the United Kingdom, India and Australia.
    "ssn.national": masks(
        "%##-%##-%##",
        "@@%#####@",
        "@@ ## ## ## @",
        "%###-####-####",
        "%## %## %##",
        "%###########",
    ),
    "ip.v4": ipv4,
    "ip.v6": ipv6,
    "other.accession": masks(
        "ACN%#######", "%##-%######", "CR%######-0%", "MR2#-%#####", "US%########", "E%#########"
    ),
    "other.subject": masks("%##-%###-%##", "PT-%###", "@@%###", "@@@%##-0%#", "KX-%###", "%##@%#"),
    "other.uid": uid,
    "other.specimen": masks("NS%#-%####", "B-%####-2#", "%#S%#####", "SU2#-%####", "H%###/2#"),
    "other.prescription": masks("RX%#######", "%#######-00", "N%######", "%##%####", "%#-%#####"),
    "other.badge": masks("B%####", "%#####", "ID-%###", "%###@"),
}
