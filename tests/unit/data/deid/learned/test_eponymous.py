"""Terms called after somebody that stand without their noun, and people of the same names."""

import pytest

from residency.data.deid.learned.eponymous import graded_terms, named_terms


@pytest.mark.parametrize("text", [
    "In keeping with [Swyer-James].", "Father had [De Quervain's].", "[O'Brien's test negative].",
    "[Lachman positive] on the left.", "Signs of [Kayser-Fleischer]. Fracture line is seen.",
    "EF 55% by [biplane Simpson's].", "[Oswestry 51%]. Calves soft.", "[Schober's positive].",
    "History of [Stevens-Johnson].", "Probable [Hill-Sachs].", "[Comb sign].",
])  # fmt: skip
def test_a_term_needs_no_noun(text: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert (start, end) in set(named_terms(text.replace("[", "").replace("]", "")))


@pytest.mark.parametrize("text", [
    "Seen by Watson-Jones.", "Mr Hawkins-Kennedy attended.", "Swyer-James, 54M, fall.",
    "Weaver-Dunn denies pain.", "Julie Smith-Petersen was in clinic.", "Marsh positive for covid.",
    "Thomas negative for MRSA.", "Mr Weber's positive result.", "Turner positive.",
    "Seen by Garden 3.", "Milligan-Morgan, MRN 223344", "Marcus Gunn is a retired teacher.",
    "Watson-Jones bed 6 NBM", "Watson-Jones (bleep 1234)", "on call Watson-Jones",
    "Plan discussed.\nWatson-Jones\nSpR", "SMITH-PETERSEN STABLE OVERNIGHT",
    "Hartmann's wife is worried.", "Diagnosed by Smith-Petersen", "Known to Watson-Jones",
    "O'Brien's negative, awaiting second swab.", "Alvarado 7/10 for theatre.",
    "Garden 2. Ahmed 3.",
])  # fmt: skip
def test_a_person_is_none(text: str) -> None:
    assert not list(named_terms(text))


@pytest.mark.parametrize("grade", [
    "Child-Pugh B", "Vancouver type B1", "Prague C2M5", "Banff grade 2A", "Schatzker VI",
    "Ann Arbor stage IIB", "Fontaine class IIb", "Young-Burgess LC2", "hepatitis B",
    "Stanford type B",
])  # fmt: skip
def test_a_grade_is_whole(grade: str) -> None:
    assert (10, 10 + len(grade)) in set(graded_terms(f"Findings. {grade}. Low risk"))


@pytest.mark.parametrize("text", [
    "Nurse Crawford II.", "Robert Crawford III, MRN 44", "Okoro Fitzpatrick III seen",
    "Lives in Vancouver B1.", "Raymond Roy 2 days post TKR", "Graf 2b discharged.", "Banff 1A.",
    "Walch B2 bed.", "Crawford Ia.", "Reviewed by Dr Weber group B.",
    "He moved to Ann Arbor II.", "Weber B. Jones",
    "Stanford B. Jones",
])  # fmt: skip
def test_a_person_or_a_place_has_no_grade(text: str) -> None:
    assert not list(graded_terms(text))
