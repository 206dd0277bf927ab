"""Figures that clinical text writes: every digit of these is explained."""

import pytest

from residency.data.deid.phrases.figures.explained import BARE, SURE, bare, sure

MEASURED = [
    "5 mm", "5mm", "2.3 x 1.9 x 1.4 cm", "10-15 mm", "1,250 mL", "100 mL/min/1.73 m2",
    "75 mg/m2", "20 mg/kg/day", "95%", "12 weeks", "6 y/o", "120 kVp", "12 HU", "10.1 mCi",
    "14 days", "1.5 T", "1.5-T", "3T", "512 x 512", "3 x 10^9", "45 per 1000 births",
    "BP 142/88", "T 98.6", "WBC 12.4", "platelets 150,000", "BNP 1250", "CK 12400", "pH 7.32",
    "K 4.2", "AST/ALT 78/83", "TR/TE 4000/90", "window 1500/-600", "SUVmax 8.4", "GCS 14",
    "Braden 17", "BI-RADS 4A", "Gleason 4+3=7", "grade 3", "ABG 7.38/41/88/24", "stage IIA2",
    "CPT 74177, 20610", "ICD-10 J18.9", "HCPCS J1100", "J18.9", "pT3N1aM0", "T2N0",
    "HLA-B*57:01", "KRAS G12D", "rs1061170", "c.68_69delAG", "exon 19", "NCT01234567", "G3P2012",
    "C5-C6", "L4/5", "T12", "Tc-99m MDP", "18F-FDG", "I-131", "1687 patients", "20 885 women",
    "LR-5", "3-0 Vicryl", "#10 blade", "D10W",
    "CBC 12.4>13.1/39.2<250", "I/O 1200/800", "vitals: 98.6, 76, 18",
    "CPT 74177-26", "HCPCS G0297", "ICD-10-CM S72.001A", "ICD-10 E1165", "ICD-9 250.00, 401.9",
    "ICD-10-PCS 0FT44ZZ", "ICD-O-3 8140/3", "MS-DRG 470", "LOINC 24627-2", "SNOMED CT 44054006",
    "RxNorm 860975", "ATC C09AA05", "CUI C0011849", "MeSH D003920", "diagnosis code E11.9",
    "procedure code: 47562", "PMC1234567", "PMID: 31234567", "CAS 50-78-2", "CAS No. 7732-18-5",
    "CRD42020123456", "ISRCTN12345678", "EudraCT 2015-001234-56", "UMIN000012345", "GSE12345",
    "1-0-1", "1-0-1-0", "3/6 ESM", "x200", "grade 2/6 systolic",
]  # fmt: skip
BY_FORM = [
    "120/80", "20/40", "0/14", "strength 4/5", "8/10 chest pain", "3/6 systolic", "5/10 (50%)",
    "1:1000", "tooth #14", "V1-V4", "SpO2", "HbA1c", "CD34", "IL-6", "p53", "COVID-19", "E11",
    "T2 FLAIR", "b=1000", "series 4, image 112", "(4:125)", "7", "245", "0.04", "45,000",
    "12-15", "3 to 5", "1, 2, 3", "3rd", "2016", "1990s", "2003-2007", "p<0.001", "n = 24",
    "OR 2.4", "12 (17%)", "x3", "q4h", "POD #3", "day 5", "Fig. 3a", "1. No", "14:30", "0800h",
    "9 am", "2+", "39+2", "54yof", "$734", "70s", "38.3 C", "q12h", "15-item", "endothelin-1",
    "5/325", "3 mm", "Age:45", "aged 65-74", "ages 5, 7 and 12",
]  # fmt: skip
OTHERS = [
    "4471", "123456", "AB1234", "943 476 5919", "977-132", "H65-NZN", "G 702182", "24-CT-009812",
    "0047", "MA42813", "VS84-93228", "1EG4-TE5-MK73", "3/14", "11/95", "SW1A 1AA", "555-0142",
    "call with vitals 415-555-0123", "CBC: 123-45-6789", "I/O 555-123-4567", "bmp: 555-0142",
    "cmp 1234-5678-9012-3456", "HR 415-555-2123", "Procedure 4471123 was", "PMC #4471234",
    "Diagnosis 4471123", "procedure A1234567", "dx 4471123", "diagnosis code 4471123",
    "procedure code A1234567", "CRD 44712345", "CAS 4471234567", "CPT 1234567", "ICD 1234567",
    "ICD-10 A12345678", "HCPCS J110012", "LOINC 4471123", "DRG 4471123", "MeSH 4471123",
    "NCT 44711234", "CPT 74177-4471",
]  # fmt: skip


def _open(text: str, marks: bytearray) -> str:
    return "".join(
        sign for sign, mark in zip(text, marks, strict=True) if sign.isdecimal() and not mark
    )


@pytest.mark.parametrize("text", MEASURED)
def test_what_stands_beside_it_explains_a_figure(text: str) -> None:
    assert _open(text, sure(text)) == ""


@pytest.mark.parametrize("text", BY_FORM)
def test_its_form_explains_a_figure(text: str) -> None:
    marks = bytearray(map(max, sure(text), bare(text)))
    assert _open(text, marks) == ""


@pytest.mark.parametrize("text", OTHERS)
def test_a_number_of_a_person_is_not_explained(text: str) -> None:
    marks = bytearray(map(max, sure(text), bare(text)))
    assert _open(text, marks) != ""


def test_every_row_names_its_source() -> None:
    names = [row.name for row in (*SURE, *BARE)]
    assert len(names) == len(set(names))
    assert all(row.source for row in (*SURE, *BARE))
