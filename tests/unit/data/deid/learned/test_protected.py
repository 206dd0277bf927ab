"""Clinical terms that hold a name."""

import pytest

from residency.data.deid.learned.protected import protected


@pytest.mark.parametrize(
    "term",
    ["Rocky Mountain spotted fever", "West Nile\nvirus", "ST. LOUIS ENCEPHALITIS",
     "ampulla of Vater", "Ivor Lewis esophagectomy", "canal of Schlemm"],
)  # fmt: skip
def test_it_is_protected_whole(term: str) -> None:
    text = f"History of {term}."
    assert (11, 11 + len(term)) in set(protected(text))


@pytest.mark.parametrize("text", ["Dr. Ivor Lewis", "from St. Louis, MO", "area of Bristol"])
def test_the_name_alone_is_not(text: str) -> None:
    assert not list(protected(text))
