"""Clinical terms that hold a name."""

import pytest

from residency.data.deid.learned.protected import named_things, protected
from residency.data.deid.phrases.words import phrase_list


@pytest.mark.parametrize(
    "term",
    ["Rocky Mountain spotted fever", "West Nile\nvirus", "ST. LOUIS ENCEPHALITIS",
     "ampulla of Vater", "BIER'S BLOCK", "Ivor Lewis esophagectomy", "canal of Schlemm"],
)  # fmt: skip
def test_it_is_protected_whole(term: str) -> None:
    text = f"History of {term}."
    assert (11, 11 + len(term)) in set(protected(text))


@pytest.mark.parametrize("text", [
    "Dr. Ivor Lewis", "from St. Louis, MO", "area of Bristol", "Seen by Dr. Ross. Procedure: CT.",
    "Performed by Dr. Ross\nProcedure: CT", "Attending: Dr. Mayo\nScore: 3",
    "Dr. Brown. Tumor is 3 cm.", "Surgeon: Dr. Norton\nScale of pain 5", "lives in Kansas City",
    "from La Crosse", "at Nottingham",
])  # fmt: skip
def test_the_name_alone_is_not(text: str) -> None:
    assert not list(protected(text))


def test_no_town_is_a_clinical_term_by_itself() -> None:
    assert not set(phrase_list("clinical_phrases")) & set(phrase_list("cities"))


@pytest.mark.parametrize("scored", ["Braden 14", "Maddrey 34", "Norton 14"])
def test_a_scale_with_its_value_is_a_thing(scored: str) -> None:
    assert (4, 4 + len(scored)) in set(named_things(f"And {scored}. Bed alarm"))


def test_an_age_is_no_value() -> None:
    assert not list(named_things("4. Norton 76F"))
