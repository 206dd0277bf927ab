"""Numbers and codes that identify: each drawn in one of the forms in which records write it.

Check digits are right where the real number has one (VIN, NHS number, DEA, card, UDI), since a
finder may rely on them. Every value is drawn, none is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.safe_harbor.locales import LETTERS, fill

VIN_ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"  # I, O and Q are not used: ISO 3779
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
MAKERS_OF_CARS = ("1HG", "2T1", "JN8", "WBA", "3FA", "5YJ", "1FT", "KMH", "4S3", "WVW")


def masks(*forms: str) -> Callable[[Random], str]:
    """A maker that fills one of the masks."""
    return lambda draw: fill(draw.choice(forms), draw)


def vin(draw: Random) -> str:
    """A vehicle identification number with its check digit in place 9: 49 CFR 565.15."""
    body = draw.choice(MAKERS_OF_CARS) + "".join(draw.choice(VIN_ALPHABET) for _ in range(10))
    drawn = f"{body[:8]}0{body[8:]}{draw.randint(0, 9999):04}"[:17]
    total = sum(
        (VIN_VALUES[mark] if mark in VIN_VALUES else int(mark)) * weight
        for mark, weight in zip(drawn, VIN_WEIGHTS, strict=True)
    )
    return f"{drawn[:8]}{'X' if total % 11 == 10 else total % 11}{drawn[9:]}"


def nhs_number(draw: Random) -> str:
    """Ten digits with a check digit modulo 11; half of the range 999, set apart for tests."""
    while True:
        nine = fill(draw.choice(("999######", "4########")), draw)
        check = -sum(int(digit) * (10 - n) for n, digit in enumerate(nine)) % 11
        if check < 10:
            break
    ten = f"{nine}{check}"
    return draw.choice((f"{ten[:3]} {ten[3:6]} {ten[6:]}", f"{ten[:3]}-{ten[3:6]}-{ten[6:]}", ten))


def luhn(digits: str) -> str:
    """The digits with their check digit: ISO/IEC 7812-1."""
    doubled = (int(d) * 2 if n % 2 == 0 else int(d) for n, d in enumerate(reversed(digits)))
    return f"{digits}{-sum(value - 9 if value > 9 else value for value in doubled) % 10}"


def card(draw: Random) -> str:
    """A payment card."""
    number = luhn(fill(draw.choice(("4##############", "5%#############")), draw))
    groups = [number[start : start + 4] for start in range(0, 16, 4)]
    return draw.choice((number, " ".join(groups), "-".join(groups)))


def dea(draw: Random) -> str:
    """A registration to prescribe controlled drugs: 2 letters, 6 digits, a check digit."""
    digits = fill("######", draw)
    odd, even = (sum(map(int, digits[start::2])) for start in (0, 1))
    return f"{draw.choice('ABFM')}{draw.choice(LETTERS)}{digits}{(odd + 2 * even) % 10}"


def npi(draw: Random) -> str:
    """A national provider identifier: the check digit counts the prefix 80840."""
    return luhn(f"80840{fill('1########', draw)}")[5:]


def ssn(draw: Random) -> str:
    """A social security number; half begin with 9, which is never issued."""
    area = draw.randint(900, 999) if draw.random() < 0.5 else draw.randint(100, 665)
    group, serial = draw.randint(1, 99), draw.randint(1, 9999)
    between = draw.choice(("-", "-", "-", " ", ""))
    return f"{area}{between}{group:02}{between}{serial:04}"


def udi(draw: Random) -> str:
    """A unique device identifier of GS1: item, production date, expiry, serial."""
    item = fill("0084#########", draw)
    doubled = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(reversed(item)))
    made = f"{draw.randint(14, 22)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    serial = fill("@@######", draw)
    return draw.choice(
        (
            f"(01){item}{-doubled % 10}(11){made}(21){serial}",
            f"(01){item}{-doubled % 10}(21){serial}",
            f"01{item}{-doubled % 10}11{made}21{serial}",
        )
    )


def uid(draw: Random) -> str:
    """A DICOM unique identifier."""
    root = draw.choice(
        ("1.2.840.113619.2", "1.3.12.2.1107.5", "2.16.840.1.113883.19", "1.2.826.0")
    )
    tail = fill("%#.%##.%#######.%####", draw)
    return f"{root}.{tail}" if draw.random() < 0.7 else f"2.25.{draw.getrandbits(110)}"


def ipv4(draw: Random) -> str:
    """Half of the blocks for documentation (RFC 5737), half private."""
    return draw.choice(
        (
            f"192.0.2.{draw.randint(1, 254)}",
            f"198.51.100.{draw.randint(1, 254)}",
            f"203.0.113.{draw.randint(1, 254)}",
            f"10.{draw.randint(0, 255)}.{draw.randint(0, 255)}.{draw.randint(1, 254)}",
            f"172.{draw.randint(16, 31)}.{draw.randint(0, 255)}.{draw.randint(1, 254)}",
            f"192.168.{draw.randint(0, 255)}.{draw.randint(1, 254)}",
        )
    )


def ipv6(draw: Random) -> str:
    """Of the block for documentation (RFC 3849) and of local addresses."""
    parts = [f"{draw.getrandbits(16):x}" for _ in range(4)]
    return draw.choice(
        (
            f"2001:db8::{parts[0]}:{parts[1]}",
            f"2001:db8:{':'.join(parts)}:0:{parts[0]}",
            f"fe80::{':'.join(parts)}",
            f"fd{draw.getrandbits(8):02x}:{parts[0]}::{parts[1]}",
            f"2001:0db8:0000:{':'.join(f'{draw.getrandbits(16):04x}' for _ in range(5))}",
        )
    )


CODES: Mapping[str, Callable[[Random], str]] = {
    "mrn.number": masks("%######", "%#######", "00%#####", "%##-##-##", "%#####", "%## ## ##"),
    "mrn.prefixed": masks(
        "MR%######", "BH-00%####", "H%########", "E%######", "@@%#####", "M00%#####"
    ),
    "mrn.nhs": nhs_number,
    "plan.member": masks(
        "@@@%########",
        "@@@ %## ### ###",
        "W%#########",
        "%#########-01",
        "@%######## 02",
        "@@@%##@%####",
    ),
    "plan.group": masks("%####-##", "@@-%####", "%######", "00%####-00%", "@@@%###"),
    "plan.policy": masks("@@-%######-#", "%##-####-%##", "POL-%#######", "@@%#/%#####"),
    "plan.public": masks(
        "1@@%-@@%-@@##", "%@@#@@#@@##", "@@#####@", "%###-###-###-@@", "%## %## %### @@"
    ),
    "account.hospital": masks(
        "%########", "V000%#####", "%####-%###", "ACC-%######", "@%########"
    ),
    "account.bank": masks("000%########", "%#######-#", "GB%#@@@@%#############", "%###########"),
    "account.card": card,
    "licence.medical": masks(
        "MD%#####", "A%#####", "%##.%#####", "ME%####", "035-%#####", "@%####"
    ),
    "licence.dea": dea,
    "licence.npi": npi,
    "licence.driver": masks(
        "@%######", "@%##-%###-%###", "%########", "@@%#####", "@%## %### %####"
    ),
    "licence.register": masks("7######", "%#@####@", "RN%#####", "PA-%####"),
    "vehicle.vin": vin,
    "device.implant": masks(
        "PJN%#####@", "@@@%######@", "%#######", "BLC%#####", "SN%#######", "%###-%####"
    ),
    "device.equipment": masks(
        "%####", "@@%#-%####", "S/%#######", "US%##@####", "%##-%##-@#", "HX%#######"
    ),
    "device.udi": udi,
    "ssn.whole": ssn,
    "ssn.last4": masks("####"),
    # Of Canada, the United Kingdom and India: patients and papers travel, so they stand anywhere.
    "ssn.national": masks(
        "9## ### ###", "9##-###-###", "QQ %# ## ## C", "@@ %# ## ## B", "%### #### ####"
    ),
    "ip.v4": ipv4,
    "ip.v6": ipv6,
    "other.accession": masks(
        "%#######",
        "A%#######",
        "CT-19-%####",
        "RAD%######",
        "20##%######",
        "@@%##-%#####",
        "%######-1",
        "XR#####%",
    ),
    "other.subject": masks("%##-####", "S%#-##%", "ONC-%##-0##", "@@@-%###-##", "P0##%"),
    "other.uid": uid,
    "other.specimen": masks(
        "S19-%####", "SP-2#-%####", "C18-%###", "H2#/%#####", "%#-@@-%####", "#%-S-#####"
    ),
    "other.prescription": masks("%######", "%######-0%###", "C%######", "%##-%####"),
    "other.badge": masks("%####", "E%####", "%#-%####"),
}
