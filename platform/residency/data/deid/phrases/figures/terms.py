"""Codes and symbols that a terminology lays down: of diseases, procedures, tumours, variants."""

from __future__ import annotations

import re

from residency.data.deid.phrases.figures.row import row, unlabelled

_ICD = (
    r"(?:[A-Z]\d[\dA-Z](?:\.?[\dA-Z]{1,4})?|\d{3}(?:\.?\d{1,2})?|\d{4}/\d|"
    r"[\dA-Z][A-Z]\d[\dA-Z](?:\.[\dA-Z]{1,2})?)"
)
"""ICD-10 and its clinical modification, ICD-9, the morphology of ICD-O, ICD-11."""
_CPT = r"(?:(?:\d{4}[\dFTUM]|[A-V]\d{4})(?:-(?:\d\d|[A-Z][A-Z\d]))?)"
"""CPT (HCPCS level I) and HCPCS level II, with a modifier."""
_CODES = (
    (r"ICD(?:-?O)?(?:[- ]?(?:3|9|10|11))?(?:-?CM)?|DSM(?:-?[IV5]+)?|OPCS(?:-?4)?", _ICD),
    (r"ICD(?:[- ]?10)?-?PCS", r"(?=\d{0,6}[A-Z])[\dA-HJ-NP-Z]{7}"),
    (r"CPT|HCPCS", _CPT),
    (r"(?:MS-)?DRG", r"\d{3}"),
    (r"LOINC", r"\d{1,5}-\d"),
    (
        r"SNOMED(?:[- ]?CT)?",
        r"(?:\d{6,18}|[TMPDFE]-?[\dA-F]{4,5}(?:[\s,;/]{1,2}[TMPDFE]-?[\dA-F]{4,5}){0,4})",
    ),
    (r"MBS(?:\sitems?)?", r"\d{3,5}"),
    (r"ACHI", r"\d{5}-\d\d"),
    (r"CCI", r"\d\.[A-Z]{2}\.\d\d(?:\.[A-Z\d-]{2,6})?"),
    (r"RxNorm", r"\d{2,7}"),
    (r"ATC", r"[A-Z]\d\d(?:[A-Z]{1,2}(?:\d\d)?)?"),
    (r"CDT", r"D\d{4}"),
    (r"UMLS|CUI", r"C\d{7}"),
    (r"MeSH", r"[CD]\d{6}(?:\d{3})?"),
)
"""(names of a system, the form of its codes): a longer number behind a name is none of its."""
_AND = r"\s?(?:,|/|;|&|\+|and)\s?"
_BEHIND_THEIR_SYSTEM = "|".join(
    rf"(?:{system})(?:\s?(?:codes?|dx))?\s?[:#]?\s?{code}(?:{_AND}{code}){{0,6}}"
    for system, code in _CODES
)
_PUBLIC = (
    r"NCT[\s:#-]{0,2}0\d{7}",
    r"(?:ISRCTN|DRKS)[\s:#-]{0,2}\d{8}",
    r"ACTRN[\s:#-]{0,2}\d{14}",
    r"ChiCTR-?(?:[A-Z]+-)?\d{8,10}",
    r"UMIN[\s:#-]{0,2}0\d{8}",
    r"EudraCT(?:\s(?:no|number)\.?)?[\s:#-]{0,2}\d{4}-\d{6}-\d{2}",
    r"PMID[\s:#-]{0,2}\d{4,8}",
    r"PMC\d{6,8}",
    r"GSE\d{3,6}",
    r"CHEMBL\d{1,7}",
    r"GenBank[\s:#-]{0,2}[A-Z]{1,2}_?\d{5,8}(?:\.\d)?",
    r"CAS(?:\s(?:no|number)\.?)?[\s:#-]{0,2}\d{2,7}-\d\d-\d",
    r"CRD42\d{9,11}",
)
"""Trials, articles, sets of data, substances, reviews: each in the form of its registry."""

_IN_BLOCKS = re.compile(
    r"\b(?:submitted|cassettes?|blocks?|slides?|sections?|block key|representative\w*|embedded)\b"
    r"[^.\n]{0,60}$",
    re.IGNORECASE,
)


def _of_tissue(found: re.Match[str]) -> bool:
    """Behind what says that tissue was put into blocks: "entirely submitted in A1-A4"."""
    return _IN_BLOCKS.search(found.string[max(0, found.start() - 80) : found.start()]) is not None


ROWS = (
    row(
        "blocks of a specimen",
        r"(?<![^\W_])[A-M]\d{1,2}(?:\s?(?:-|\u2013|to|through|,|and|&)\s?(?:[A-M]?\d{1,2}))*"
        r"(?![^\W_]|[-/.]\d)",
        "College of American Pathologists: letters of specimens, numbers of blocks",
        _of_tissue,
    ),
    row(
        "code with its system",
        rf"(?<![^\W_])(?:{_BEHIND_THEIR_SYSTEM})(?![^\W_]|[-/]\d)",
        "ICD-10-CM, CPT, HCPCS, LOINC, SNOMED CT, RxNorm, ATC",
    ),
    row(
        "code of a diagnosis or procedure",
        r"(?<![^\W_])(?:dx|diagnos[ei]s|procedures?)\scodes?\s?[:#]?\s?"
        rf"(?:{_ICD}|{_CPT})(?:{_AND}(?:{_ICD}|{_CPT})){{0,6}}(?![^\W_]|[-/]\d)",
        "ICD-10-CM, CPT",
    ),
    row("diagnosis", r"(?<![\w.-])[A-TV-Z]\d[0-9AB]\.[0-9A-Z]{1,4}(?![^\W_]|[-/]\d)", "ICD-10-CM"),
    row(
        "tumour, nodes, metastases",
        r"(?<![^\W_])[yrapcm]{0,3}T(?:[0-4][a-d]?(?:mi)?|is|"
        r"x)(?:\(m\))?[\s,/]{0,2}(?:[pc]?N[0-3x][a-c]?(?:mi)?(?:\([a-z+-]+\))?)"
        r"?[\s,/]{0,2}(?:[pc]?M[01x][a-d]?)?(?![^\W_])",
        "AJCC staging manual, 8th edition",
    ),
    row(
        "nodes, metastases",
        r"(?<![^\W_])[pc]?N[0-3x][a-c]?[\s,/]{0,2}[pc]?M[01x][a-d]?(?![^\W_])",
        "AJCC",
    ),
    row(
        "category",
        r"(?<![^\W_])(?:TR[1-5]|LR-?(?:[1-5]|TIV|M|TR)|E[1-4]\s?V[1-5T]\s?M[1-6]|D(?:5|10|20|25|"
        r"50)(?:W|NS|LR|\s?1/2\s?NS)?)(?![^\W_]|-)",
        "ACR RADS; Glasgow; infusions",
    ),
    row("suture", r"(?<![\w./-])(?:1[0-2]|[1-9])[-/]0(?![\w/-])", "United States Pharmacopeia"),
    row(
        "size of an instrument",
        r"(?<![\w#])#?\s?\d{1,2}(?:\.\d)?\s(?:blades?|scalpel|foley|trocars?|bougie|vicryl|"
        r"monocryl|prolene|ethibond|nylon|silk|pds|ett|lma|trach|shiley|pedicle)\b",
        "operating lists",
    ),
    row(
        "doses of a day",
        r"(?<![\w./-])[0-3]-[0-3]-[0-3](?:-[0-3])?(?![\w/-])",
        "morning-noon-night(-bedtime), as Indian and German prescriptions have it",
    ),
    row(
        "murmur",
        r"(?<![\w./-])(?:grade\s)?[1-6]/6\s(?:ESM|PSM|EDM|MDM|(?:ejection\s|pan)?systolic|"
        r"diastolic|murmur)\b",
        "Levine 1933",
    ),
    row(
        "magnification",
        r"(?<![\w./-])[x\u00d7]\s?(?:2|4|10|20|40|50|60|100|200|400|600|1000)(?!\w)",
        "optics",
    ),
    row(
        "mode of a pacemaker",
        r"(?<![^\W_])(?:DDD|VVI|AAI|DDI|VDD|DOO|VOO|AOO)R?\s(?:[3-9]\d|1\d\d)(?:\s?[-/]\s?\d{2,3}){0,2}"
        r"(?![^\W_])",
        "NASPE/BPEG 2002, with its rates",
        unlabelled,
    ),
    row(
        "mode of a ventilator",
        r"(?<![^\W_])(?:SIMV|PSV|PCV|VCV|PRVC|APRV|ASB|CPAP|BiPAP)\s\d{1,2}(?:\s?/\s?\d{1,2}){0,2}"
        r"(?![^\W_]|[/.]\d)",
        "charts of intensive care",
        unlabelled,
    ),
    row(
        "fracture",
        r"(?<![^\W_])AO(?:/OTA)?\s\d{2}[-.]?[A-C]\d?(?:\.\d)?(?![^\W_])",
        "AO/OTA 2018",
        unlabelled,
    ),
    row("polyp", r"(?<=\bParis\s)(?:type\s)?0-I{1,3}[abcps+]{0,4}(?![^\W_])", "Paris 2002"),
    row("Prague", r"(?<=\bPrague\s)C\d{1,2}\s?M\d{1,2}(?!\w)", "Sharma 2006"),
    row("Gleason", r"(?<![\w])[1-5]\s?\+\s?[1-5](?:\s?=\s?\d{1,2})?(?![\w])", "ISUP 2014"),
    row(
        "pregnancies",
        r"(?<![^\W_])G\s?\d{1,2}\s?,?\s?P\s?\d{1,2}(?:[-\s]?\d(?:[-\s]?\d){0,3}|"
        r"\+\d)?(?:A\d)?(?:L\d)?(?![^\W_])",
        "gravida, para; TPAL",
    ),
    row(
        "HLA",
        r"(?<![^\W_])(?:HLA[- ]?)?(?:A|B|C|D[PQR][AB]?\d?|Cw)\*\d{2,3}(?::\d{2,3})*|"
        r"(?<![^\W_])HLA[- ]?[A-Z]{1,4}\d{1,4}(?:[:*]\d{2,3})*(?![^\W_])",
        "WHO nomenclature of HLA",
    ),
    row(
        "variant of a gene",
        r"(?<![^\W_])[A-Z]{2,6}\d{1,2}[A-Z]?[\s,:(-]{1,2}(?:p\.)?[ACDEFGHIKLMNPQRSTVWY]\d{1,4}"
        r"(?:[ACDEFGHIKLMNPQRSTVWYX*]|fs)(?![^\W_])|"
        r"(?<![^\W_])[ACDEFGHIKLMNPQRSTVWY]\d{1,4}[ACDEFGHIKLMNPQRSTVWYX*](?=[\s-](?:mutat|"
        r"varia|substitut|posit|negat|polymorph|allele))",
        "HGVS, the short form",
        exact=True,
    ),
    row(
        "variant of a known gene",
        r"(?<![^\W_])(?:[knh]ras|braf|egfr|idh[12]|jak2|tp53|pik3ca|kit|pdgfra|alk|ret|met|flt3|"
        r"npm1|calr|mpl|hfe|cftr|myd88|esr1|mthfr|apc|factor v|"
        r"prothrombin)[\s,:(-]{1,2}(?:p\.)?[a-z]\d{1,5}[a-z*](?![^\W_])",
        "HGVS, the short form",
    ),
    row(
        "variant, in full",
        r"(?<![^\W_])(?:p\.\(?[A-Z][a-z]{2}\d+(?:[A-Z][a-z]{2}|\*|fs\S*)|"
        r"[cgmn]\.[-*]?\d+(?:[+-]\d+)?(?:_\d+(?:[+-]\d+)?)?(?:[ACGT]>[ACGT]|(?:del|dup|ins|"
        r"inv)[ACGT]*)|(?-i:rs)\d{3,10})(?![^\W_])",
        "HGVS; dbSNP",
    ),
    row(
        "exon, chromosome",
        r"(?<![^\W_])(?:exons?|introns?|codons?|chromosomes?|chr|trisomy|monosomy|position|"
        r"residues?|amino acids?)\s?\d{1,4}(?:\s?[-,\u2013/]\s?\d{1,4})*(?![^\W_])",
        "HGVS",
    ),
    row(
        "star allele, deletion",
        r"(?<![\w])\*\d{1,2}[A-Z]?(?:/\*\d{1,2}[A-Z]?)?(?![^\W_])|(?<![^\W_])1p/19q(?![^\W_])",
        "PharmVar; WHO",
    ),
    row(
        "band of a chromosome",
        r"(?<![^\W_])(?:\d{1,2}|X|Y)[pq]\d{0,2}(?:\.\d{1,2})?(?:[-\u2013][pq]?\d{1,2}"
        r"(?:\.\d{1,2})?)?(?![^\W_])|(?<![^\W_])t\(\d{1,2};\d{1,2}\)(?:\([pq\d.;]+\))?|"
        r"(?<![\w])4[5-9],\s?X{1,3}Y{0,2}(?![^\W_])",
        "ISCN 2020",
        exact=True,
    ),
    row(
        "public record of a study or a text",
        rf"(?<![^\W_])(?:{'|'.join(_PUBLIC)})(?![^\W_]|[-/]\d)",
        "registries that anybody may read",
    ),
)
