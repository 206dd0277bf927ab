"""Numbers and codes that identify, in the forms of the country of the note.

Numbers whose form a standard lays down come from the first set's makers: there is no other form.
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

Maker = Callable[[Random], str]


def card(draw: Random) -> str:
    """A payment card of 16 digits, mostly in fours."""
    number = luhn(fill(draw.choice(("4##############", "5%#############")), draw))
    between = draw.choice((" ", " ", "-", ""))
    return between.join(number[start : start + 4] for start in range(0, 16, 4))


def udi(draw: Random) -> str:
    """A unique device identifier of GS1, as a scanner or a label writes it."""
    item = fill("0088#########", draw)
    check = -sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(reversed(item))) % 10
    expiry = f"{draw.randint(24, 31)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    lot, serial = fill("%#####@", draw), fill("%#######", draw)
    return draw.choice(
        (
            f"(01){item}{check}(17){expiry}(10){lot}",
            f"(01){item}{check}(17){expiry}(10){lot}(21){serial}",
            f"(01){item}{check}(21){serial}",
        )
    )


def public_american(draw: Random) -> str:
    """A Medicare beneficiary identifier, or a state's Medicaid number."""
    return fill(draw.choice(("%@#%-@@#-@@##", "%@#%@@#@@##", "%#########", "@@%####@")), draw)


CODES: Mapping[str, Maker] = {
    "mrn.number": masks("%#######", "%######", "0#######", "%##-##-##", "%## ####", "%########"),
    "mrn.prefixed": masks("E%#######", "M%######", "MRN%######", "Z%######", "%######-%"),
    "mrn.nhs": nhs_number,
    "plan.member": masks(
        "@@@%##@%####",
        "W%########",
        "%##-##-####-01",
        "XE%########",
        "U%#######-02",
        "%##########",
    ),
    "plan.group": masks("%####", "%#####", "00%#####", "GA%####", "%#####-##"),
    "plan.policy": masks("POL%######", "%####-%####", "@%########", "%##/%###/####", "@@-%######"),
    "plan.public": public_american,
    "account.hospital": masks(
        "%#########", "H%##########", "%#######-%", "V%#########", "%########"
    ),
    "account.bank": masks("%########", "%#########", "##-##-## %#######", "%###-%######"),
    "account.card": card,
    "licence.medical": masks("MD%####", "%####", "%#####", "D%#####", "%#-%####", "C%#####"),
    "licence.dea": dea,
    "licence.npi": npi,
    "licence.driver": masks(
        "@%##########", "%########", "@%##-####-####", "%#######", "@@%######"
    ),
    "licence.register": masks("RN%######", "%######", "RN %#####", "LPN-%####", "APRN%####"),
    "vehicle.vin": vin,
    "device.implant": masks(
        "%######",
        "PVY%######@",
        "%########",
        "@@@%#####",
        "RNW%#####@",
        "%######-%",
        "MDT-%######",
    ),
    "device.equipment": masks(
        "%#####", "BM%####", "%####-%###", "CE%#####", "A%#####", "US%#@%###"
    ),
    "device.udi": udi,
    "ssn.whole": ssn,
    "ssn.last4": masks("####"),
    "ssn.national": ssn,  # but in America every country has its own: see BY_COUNTRY
    "ip.v4": ipv4,
    "ip.v6": ipv6,
    "other.accession": masks(
        "%######",
        "%#######",
        "CT2#%#####",
        "XR-2#-%#####",
        "RA%#######",
        "20%#-%######",
        "M%######",
    ),
    "other.subject": masks("0%#-0##", "%###-0##", "@@-0##", "S-%###", "%##-@@@-0#"),
    "other.uid": uid,
    "other.specimen": masks("S2#-%####", "SP2#-%###", "CY-2#-%###", "%#S-####%", "2#-%#####"),
    "other.prescription": masks("%######", "%######-0%", "RX %######", "%#######"),
    "other.badge": masks("%####", "%#####", "EMP%####", "U%#####"),
}
BY_COUNTRY: Mapping[str, Mapping[str, Maker]] = {
    "en_US": {},
    "en_GB": {
        "mrn.prefixed": masks("RX%######", "K%######", "D%######", "%######@"),
        "plan.public": masks("%## ### ###", "WEX%#######", "HC%/%#####"),
        "licence.medical": masks("%######"),
        "licence.register": masks("%#@%###@", "SC%#####", "PH%#####", "%#%#%##"),
        "licence.driver": masks("@@@@@%#####@@%@@", "@@@@9%#####@@9@@"),
        "account.bank": masks("%#-%#-%# %#######", "GB%#@@@@%#############"),
        "ssn.national": masks("@@ %# ## ## A", "@@%#####C", "@@%#####D"),
    },
    "en_IE": {
        "mrn.prefixed": masks("T%#####", "B%######", "C-%#####"),
        "plan.public": masks("@%#####@", "%######A"),
        "licence.medical": masks("%#####", "0%####"),
        "licence.driver": masks("%########", "%## ### ###"),
        "account.bank": masks("IE%#@@@@%#############", "IE%# @@@@ %### #### #### ##"),
        "ssn.national": masks("%######@", "%######@A"),
    },
    "en_CA": {
        "mrn.prefixed": masks("J%######", "HRN%#####", "V%######"),
        "plan.public": masks("%### ### ### @@", "%###-###-###-@@", "%########", "@@@@ %### ####"),
        "licence.medical": masks("%####", "%#####"),
        "licence.driver": masks("@%###-#####-#####", "%######-%##"),
        "account.bank": masks("%####-%## %######", "%######-%##"),
        "ssn.national": masks("%## ### ###", "%##-###-###"),
    },
    "en_AU": {
        "mrn.prefixed": masks("UR%######", "%######@", "R%######"),
        "plan.public": masks("%### ##### #", "%###-#####-#", "%#########"),
        "licence.medical": masks("MED000%######", "%######@", "%#####@@"),
        "licence.register": masks("NMW000%######", "PHA000%######"),
        "licence.driver": masks("%########", "%## ### ###"),
        "account.bank": masks("%##-### %#######", "%##### %########"),
        "ssn.national": masks("%## ### ###"),
    },
    "en_IN": {
        "mrn.prefixed": masks("IP%#####", "UHID%######", "OP/%####/2#", "IP/2#/%####"),
        "plan.public": masks("%#-####-####-####", "PMJAY%########", "%#############"),
        "licence.medical": masks("%####", "KMC %####", "MCI/%#####", "TNMC %#####"),
        "licence.driver": masks("KA%# 20#########", "MH%#-20#########"),
        "account.bank": masks("%##########", "%#############"),
        "ssn.national": masks("%### #### ####", "%###-####-####", "@@@P@%###@"),
    },
}


def draw_code(name: str, country: str, draw: Random) -> str:
    """A code of the name in the country's form. Raises KeyError for an unknown name."""
    return BY_COUNTRY[country].get(name, CODES[name])(draw)
