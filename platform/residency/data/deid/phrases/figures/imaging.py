"""Figures of scans: sequences, fields, windows, places in a series."""

from __future__ import annotations

import re

from residency.data.deid.phrases.figures.row import ALONE, row

_HOUSED = re.compile(
    r"\b(?:apt|apartment|suite|ste|flat|unit|room|rm|ward|bed|bay|block|blk|building|bldg|wing|"
    r"ext|extension|villa|house|lot|plot)[.:#]?\s{0,2}$",
    re.IGNORECASE,
)
"""Before the letter of a place: "Apt. B 150"."""

ROWS = (
    row(
        "sequence",
        r"(?<![^\W_])T[12](?:\*|w|wi|-?weighted|rho)?(?:\s?/\s?T?[12])?(?![^\W_])",
        "magnetic resonance",
    ),
    row(
        "b-value",
        r"(?<![^\W_])b(?:[-\s]?values?(?:\s(?:of|is))?\s?[=:]?|\s?=)\s?\d{1,4}(?:\s?(?:,|and|/|"
        r"-)\s?\d{1,4})*(?![^\W_])|(?<![^\W_])b(?:0|\d{1,2}00?)(?![^\W_])",
        "diffusion imaging",
    ),
    row(
        "b-value by itself",
        r"(?<![^\W_])b\s(?:[1-9]\d?[05]0|50)(?![^\W_]|[-/.]\d)",
        "diffusion imaging",
        lambda found: (
            _HOUSED.search(found.string, max(0, found.start() - 16), found.start()) is None
        ),
    ),
    row(
        "window",
        r"(?<![^\W_])(?:[Ww]indows?|W/L|WW/WL)\s?[:=]?\s?-?\d{1,4}(?:\s?[/,]\s?-?\d{1,4})?"
        r"(?![^\W_]|[-/.]\d)|(?<![^\W_])WW?\s?[:=]?\s?\d{1,4}\s?[,/]?\s?(?:WL|L|"
        r"C)\s?[:=]?\s?-?\d{1,4}(?![^\W_])",
        "DICOM (0028,1050), (0028,1051)",
        exact=True,
    ),
    row(
        "matrix",
        r"(?<![\w.-])(?:64|96|128|160|192|224|256|288|320|352|384|416|448|480|512|576|640|768|"
        r"800|1024|2048|4096)\s?[x\u00d7*]\s?\d{2,4}(?:\s?[x\u00d7*]\s?\d{1,4})?(?![^\W_])",
        "DICOM (0028,0010), (0028,0011)",
    ),
    row(
        "place in a series",
        r"(?<![^\W_])(?:se(?:ries)?|sequence|im(?:g|age)?s?|slices?|frames?|sections?|"
        r"cuts?)\.?\s?#?\s?\d{1,4}(?:\s?(?:/|-|\u2013|,|;|and|of|to|"
        rf"through)\s?\d{{1,4}}){{0,4}}{ALONE}",
        "DICOM series and instance numbers",
    ),
    row(
        "place in a series, short",
        r"\(\s?\d{1,2}[:/]\d{1,3}(?:\s?,\s?\d{1,2}[:/]\d{1,3})*\s?\)",
        "radiologists' reports",
    ),
    row("kernel", r"(?<![^\W_])kernels?\s[a-z]{1,2}\d{2}[a-z]?(?![^\W_])", "manufacturers"),
    row(
        "kernel, contrast",
        r"(?<![^\W_])(?:(?:Br|Bl|Hr|Qr)\d{2}[fsh]?|[BHID]\d{2}[fsh])(?![^\W_]|-)|"
        r"(?<![^\W_])(?:[A-Z][a-z]+(?:paque|vue|vist|ray|scan|cist|hance|"
        r"meron))[-\s]?\d{2,3}(?![^\W_])",
        "manufacturers",
        exact=True,
    ),
)

FIELDS = (
    row("channels", r"(?<![\w.-])\d{1,3}[-\s]?ch(?:annels?)?(?![^\W_])", "coils of a scanner"),
    row(
        "field strength",
        r"(?<![\w.])(?:0\.\d{1,2}|[1-9](?:\.\d)?)[-\s]?T(?:esla)?(?![^\W_])",
        "magnetic resonance",
    ),
)
