"""Codes and symbols that a terminology lays down: of diseases, procedures, tumours, variants."""

from __future__ import annotations

from residency.data.deid.phrases.figures.row import row

_CODE = r"[A-Z]?\d[\dA-Z]{1,6}(?:[.-]\d[\dA-Z]{0,3}){0,2}"
ROWS = (
    row(
        "code with its system",
        r"(?<![^\W_])(?:ICD(?:-?O)?(?:[- ]?(?:9|10|11))?(?:-?(?:CM|PCS))?|CPT|HCPCS|DRG|MS-DRG|"
        r"LOINC|SNOMED(?:[- ]?CT)?|RxNorm|ATC|CDT|"
        r"UMLS|CUI|MeSH|DSM(?:-?[IV5]+)?|OPCS(?:-?4)?|dx|diagnosis|procedure)(?:\s?(?:codes?|"
        r"dx))?\s?[:#]?\s?"
        rf"{_CODE}(?:\s?(?:,|/|;|&|\+|and)\s?{_CODE}){{0,6}}(?![^\W_])",
        "ICD-10-CM, CPT, HCPCS, LOINC, SNOMED CT, RxNorm, ATC",
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
        r"(?<![^\W_])(?:NCT|ISRCTN|ACTRN|ChiCTR(?:-[A-Z]+-)?|DRKS|UMIN|EudraCT(?:\s(?:no|"
        r"number)\.?)?|PMID|PMCID|PMC|GSE|CHEMBL|GenBank|CAS|CRD|"
        r"ClinicalTrials\.gov)[\s:#-]{0,2}(?:\d{4}-\d{6}-\d{2}|\d{3,14})(?![^\W_])",
        "registries that anybody may read",
    ),
)
