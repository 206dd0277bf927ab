"""How the templates of the second set are put together, and how often each genre comes."""

from __future__ import annotations

from benchmarks.safe_harbor.templates import Genre, Part

BANNER = Part("banner", 0, 1, "\n")
SIGN_OFF = Part("sign_off", 1, 1, "\n")

GENRES = (
    Genre(  # discharge summaries
        12,
        (
            Part("banner", 1, 1, "\n", title=("DISCHARGE SUMMARY\n", "Discharge letter\n", "")),
            Part("course", 4, 7, title=("Course in hospital: ", "SUMMARY OF STAY:\n", "")),
            Part("home", 0, 1, title=("Discharge to: ", "")),
            SIGN_OFF,
        ),
    ),
    Genre(  # triage in the emergency department
        10,
        (
            BANNER,
            Part("triage", 3, 6, title=("TRIAGE NOTE ", "Triage: ", "ED ARRIVAL\n")),
            Part("sign_off", 0, 1, "\n"),
        ),
    ),
    Genre(  # operative notes
        10,
        (
            Part("banner", 0, 1, "\n", title=("OPERATIVE REPORT\n", "OP NOTE\n")),
            Part("operation", 4, 7, "\n", title=("Details:\n", "")),
            SIGN_OFF,
        ),
    ),
    Genre(  # pathology requisitions
        8,
        (Part("path_head", 1, 1, "\n"), Part("tissue", 3, 6, "\n"), Part("sign_off", 0, 1, "\n")),
    ),
    Genre(  # radiology addenda
        11,
        (Part("rad_head", 1, 1, "\n"), Part("addendum", 4, 7), SIGN_OFF),
    ),
    Genre(  # nursing handovers
        9,
        (
            BANNER,
            Part("handover", 4, 7, "\n", title=("SBAR\n", "Night to day handover\n", "")),
            Part("sign_off", 0, 1, "\n"),
        ),
    ),
    Genre(  # insurance pre-authorisations
        13,
        (
            Part("auth_head", 1, 1, "\n"),
            Part("authorization", 4, 7, "\n"),
            Part("sign_off", 0, 1, "\n"),
        ),
    ),
    Genre(  # home-care visit notes
        8,
        (
            BANNER,
            Part("home", 3, 6, title=("Home visit {visit}. ", "HOME HEALTH NOTE\n", "")),
            SIGN_OFF,
        ),
    ),
    Genre(  # pharmacy faxes
        9,
        (Part("fax_head", 1, 1, "\n"), Part("pharmacy", 3, 6, "\n"), Part("sign_off", 0, 1, "\n")),
    ),
    Genre(  # research screening logs
        9,
        (Part("screening", 4, 7, "\n", title=("SCREENING LOG {month_year}\n", "Site log\n", "")),),
    ),
    Genre(  # threads of e-mail
        9,
        (
            Part("mail_head", 1, 1, "\n\n"),
            Part("thread", 2, 4, "\n"),
            Part("mail_head", 0, 1, "\n"),
            Part("thread", 1, 3, "\n"),
            Part("sign_off", 0, 1, "\n"),
        ),
    ),
    Genre(  # dictation
        8,
        (BANNER, Part("dictation", 4, 8), SIGN_OFF),
    ),
)
