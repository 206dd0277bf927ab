"""Reports of pathology."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "path_head": (
        "HISTOPATHOLOGY REPORT\nLab No: {other.specimen}   Name: {patient}   DOB: {dob.numeric}\n"
        "{mrn.tag}: {mrn}   Collected: {recent}   Reported: {visit}\nRequesting: {dr.header}, "
        "{hospital}",
        "SURGICAL PATHOLOGY\nCase: {other.specimen}\nPatient: {patient} ({age}{M})\n{mrn.tag}: "
        "{mrn}"
        "\nSubmitting physician: {dr.header}\nDate received: {visit.numeric}",
        "Specimen ID {other.specimen} / {patient} / {mrn} / rec'd {visit.numeric} {time}",
        "{hospital} Pathology, {street}, {city}, {state} {postcode}\nPh {phone}  Fax {fax}\n"
        "Patient {patient}  Ref {other.specimen}  Coll. {visit}",
    ),
    "path_body": (
        "CLINICAL DETAILS: {age} y/o {male}, {~finding} {~anatomy}. Previous {other.specimen} "
        "({date}).",
        "MACROSCOPY: Specimen labelled '{patient.last}, {~anatomy}' consists of a core {~size}.",
        "Received fresh labelled {patient.prose} and {dob.numeric}, a piece of [fibrofatty "
        "tissue] {~size}.",
        "GROSS: [Tan-white], [rubbery], {~size}. Entirely submitted in [A1-A4].",
        "MICROSCOPY: Sections show {~finding} with [perineural invasion]. [Margins] clear by [3 "
        "mm].",
        "DIAGNOSIS: {^anatomy}, biopsy: {~finding}. {^code}.",
        "Immunohistochemistry: [CK7+], [CK20-], [TTF-1+], {~code}.",
        "[Reed-Sternberg cells] not seen. [Ziehl-Neelsen] and [Gram] stains negative.",
        "Staging: {~code}; [0/14 nodes]. {^sign}.",
        "Intraoperative consultation (frozen section) phoned to Dr {dr.last} at {time}.",
        "Slides sent to Dr {dr}, {hospital}, for second opinion on {partial}; ref "
        "{other.specimen}.",
        "Features consistent with {~eponym}. Comment: correlate with {~study} of {date}.",
        "Discussed at MDT {partial}; Dr {dr.last} to inform patient.",
        "ADDENDUM {visit.numeric}: [EGFR] wild type, [ALK] negative, [PD-L1 40%].",
        "Molecular: block [B2] of {other.specimen} tested {partial} on instrument "
        "{device.equipment}.",
        "Tests: {~lab}; {~lab}; {~lab}. Sample [haemolysed], collected {partial} {time}.",
    ),
    "path_sign": (
        "Pathologist: {dr}, MD. Signed out {visit} {time}",
        "Reported by Dr {dr} {register.tag} {licence.medical}",
        "{dr.header}, Consultant Histopathologist. Authorised {visit.numeric}. Enquiries ext. "
        "{extension}",
        "Grossed by {staff.initials}; typed {staff.initials} {visit.numeric}",
        "Copy to: {dr}, {hospital}, fax {fax}",
    ),
}
