"""UIDs are pseudonyms of the tenant's key; what names a class stays."""

import re
import subprocess
import sys

from pydicom.uid import UID, CTImageStorage

from residency.data.deid.uids import names_a_class, pseudonymous
from residency.data.pseudonym import TenantKey

OLD = "1.2.840.113619.2.62.994044785528.114289542805"


def test_a_pseudonym_is_a_valid_uid_of_the_tenants_own(key: TenantKey) -> None:
    new = pseudonymous(key, OLD)
    assert UID(new).is_valid
    assert re.fullmatch(r"2\.25\.\d{30,39}", new)
    assert new == pseudonymous(key, f"{OLD}\0")
    assert new != pseudonymous(TenantKey("other", bytes(range(1, 33))), OLD)


def test_a_fresh_process_gives_the_same(key: TenantKey) -> None:
    program = (
        "from residency.data.deid.uids import pseudonymous\n"
        "from residency.data.deid.dates import DateShift\n"
        "from residency.data.pseudonym import TenantKey\n"
        "key = TenantKey('k', bytes(range(32)))\n"
        f"print(pseudonymous(key, {OLD!r}), DateShift.of_patient(key, 'p').days)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert told.stdout.split()[0] == pseudonymous(key, OLD)
    # Frozen: a change would tear apart what was de-identified before.
    assert told.stdout.split() == FROZEN


FROZEN = ["2.25.40866934308590975665886164452139232058", "2369"]


def test_registered_uids_stay_and_any_other_text_is_replaced(key: TenantKey) -> None:
    assert pseudonymous(key, CTImageStorage) == CTImageStorage
    assert pseudonymous(key, "") == ""
    assert pseudonymous(key, "JANE DOE").startswith("2.25.")


def test_only_classes_and_standards_stay_outside_the_table() -> None:
    private_class = "1.3.46.670589.11.0.0.12.1"
    assert names_a_class("ReferencedSOPClassUID", private_class)
    assert not names_a_class("RadiopharmaceuticalAdministrationEventUID", private_class)
    assert not names_a_class("SOPClassUID", "JANE DOE")
