"""How the templates of the third set are put together, and how often each genre comes."""

from __future__ import annotations

from benchmarks.safe_harbor.templates import Genre, Part

WARD = Part("ward_head", 1, 1, "\n")
WARD_SIGN = Part("ward_sign", 1, 1, "\n")
LETTER_SIGN = Part("letter_sign", 1, 1, "\n")
LETTER_COPY = Part("letter_copy", 0, 1, "\n")


def _radiology(area: str) -> Genre:
    """A report of an examination of the part of the body."""
    return Genre(
        22,
        (
            Part("rad_head", 1, 1, "\n"),
            Part("rad_indication", 1, 2, title=("INDICATION: ", "Clinical history: ", "Hx: ")),
            Part("rad_comparison", 0, 2),
            Part(
                f"rad_{area}", 3, 5, title=("FINDINGS:\n", "Findings: ", "Report:\n"), ordered=True
            ),
            Part(
                "rad_impression", 1, 2, "\n", title=("IMPRESSION:\n", "Conclusion: ", "Opinion: ")
            ),
            Part("rad_sign", 1, 1, "\n"),
        ),
    )


LETTER = Genre(
    13,
    (
        Part("letter_head", 1, 1, "\n"),
        Part("letter_body", 4, 8, ordered=True),
        LETTER_SIGN,
        LETTER_COPY,
    ),
)
DRIVING = Genre(
    6,
    (
        Part("driving_head", 1, 1, "\n"),
        Part("driving", 3, 5, "\n", ordered=True),
        Part("letter_body", 0, 2, ordered=True),
        LETTER_SIGN,
        LETTER_COPY,
    ),
)
DISCHARGE = Genre(
    10,
    (
        Part("ward_head", 1, 1, "\n", title=("DISCHARGE SUMMARY\n", "Discharge letter\n", "")),
        Part("discharge", 5, 9, "\n", ordered=True),
        WARD_SIGN,
    ),
)
DISCHARGE_IN = Genre(
    16,
    (
        Part("ward_head", 0, 1, "\n", title=("DISCHARGE SUMMARY\n", "DISCHARGE CARD\n")),
        Part("discharge_in", 4, 6, "\n", ordered=True),
        Part("discharge", 1, 3, ordered=True),
        WARD_SIGN,
    ),
)
NURSING = Genre(
    7,
    (
        Part("ward_head", 0, 1, "\n"),
        Part("nursing", 4, 7, "\n", title=("NURSING NOTES\n", "Progress note\n", "")),
        WARD_SIGN,
    ),
)
EMERGENCY = Genre(
    7,
    (
        Part("ward_head", 1, 1, "\n", title=("ED NOTE\n", "")),
        Part("ed", 5, 8, ordered=True),
        WARD_SIGN,
    ),
)
OPERATION = Genre(
    7,
    (
        Part("ward_head", 1, 1, "\n", title=("OPERATION NOTE\n", "OPERATIVE REPORT\n", "")),
        Part("operation", 5, 8, "\n", ordered=True),
        WARD_SIGN,
    ),
)
PATHOLOGY = Genre(
    6,
    (
        Part("path_head", 1, 1, "\n"),
        Part("path_body", 4, 6, "\n", ordered=True),
        Part("path_sign", 1, 1, "\n"),
    ),
)
OFFICE = Genre(
    11,
    (
        Part("face_sheet", 0, 1, "\n"),
        Part("billing", 4, 7, "\n", title=("NOTES\n", "Account notes:\n", "")),
        Part("office_sign", 1, 1, "\n"),
    ),
)
OFFICE_US = Genre(
    13,
    (
        Part("face_sheet", 0, 1, "\n"),
        Part("billing", 3, 6, "\n", title=("NOTES\n", "Account notes:\n", "")),
        Part("billing_us", 1, 2, "\n"),
        Part("office_sign", 1, 1, "\n"),
    ),
)
PHARMACY = Genre(
    4,
    (
        Part("pharmacy_head", 1, 1, "\n"),
        Part("pharmacy", 3, 5, "\n"),
        Part("pharmacy_sign", 1, 1, "\n"),
    ),
)
PHARMACY_US = Genre(
    9,
    (
        Part("pharmacy_head", 1, 1, "\n"),
        Part("pharmacy", 3, 4, "\n"),
        Part("pharmacy_us", 2, 3, "\n"),
        Part("pharmacy_sign", 0, 1, "\n"),
    ),
)
MAIL_STAFF = Genre(
    6,
    (
        Part("mail_staff_head", 1, 1, "\n"),
        Part("mail_staff", 2, 5),
        Part("mail_staff_sign", 1, 1, "\n"),
    ),
)
MAIL_PATIENT = Genre(
    4,
    (
        Part("mail_patient_head", 1, 1, "\n"),
        Part("mail_patient", 2, 4),
        Part("mail_patient_sign", 1, 1, "\n"),
    ),
)
TICKET = Genre(
    7,
    (
        Part("ticket_head", 1, 1, "\n"),
        Part("ticket", 3, 5, "\n"),
        Part("ticket_sign", 0, 1, "\n"),
    ),
)
CAPTIONS = Genre(5, (Part("caption", 2, 4, "\n", ordered=True), Part("research_sign", 0, 1, "\n")))
TRIAL = Genre(5, (Part("trial", 4, 6, "\n", ordered=True), Part("research_sign", 1, 1, "\n")))
EVERYWHERE = (
    LETTER,
    DRIVING,
    NURSING,
    EMERGENCY,
    OPERATION,
    PATHOLOGY,
    MAIL_STAFF,
    MAIL_PATIENT,
    TICKET,
    CAPTIONS,
    TRIAL,
)


def genres(country: str, area: str) -> tuple[Genre, ...]:
    """What hospitals of the country write about the part of the body."""
    discharge = DISCHARGE_IN if country == "en_IN" else DISCHARGE
    office = (OFFICE_US, PHARMACY_US) if country == "en_US" else (OFFICE, PHARMACY)
    return (_radiology(area), discharge, *office, *EVERYWHERE)
