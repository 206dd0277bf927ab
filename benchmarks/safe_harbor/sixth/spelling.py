"""American spelling of the sixth set: its files write as Britain does."""

from __future__ import annotations

from benchmarks.safe_harbor.fifth.spelling import AMERICAN, speller

american = speller(
    {
        **AMERICAN,
        "aemi": "emi",
        "paed": "ped",
        "centre": "center",
        "fibre": "fiber",
        "programme": "program",
        "isation": "ization",
        "alised": "alized",
        "ulised": "ulized",
        "harmonised": "harmonized",
        "immunised": "immunized",
        "catheterised": "catheterized",
        "licence": "license",
        "metre": "meter",
        "practise": "practice",
    }
)
