"""Pieces that fields of any set are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from benchmarks.safe_harbor.locales import draw_phone, fill
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.people import Person
from benchmarks.safe_harbor.story import Story
from residency.data.deid.safe_harbor import SafeHarbor as Kind

Field = Callable[[Story], Piece]

OLD = 90  # ages over 89 identify; so does every date of birth
CODE_KINDS: Mapping[str, Kind] = {
    "mrn": Kind.MRN,
    "plan": Kind.HEALTH_PLAN,
    "account": Kind.ACCOUNT,
    "licence": Kind.LICENCE,
    "vehicle": Kind.VEHICLE,
    "device": Kind.DEVICE,
    "ssn": Kind.SSN,
    "ip": Kind.IP,
    "other": Kind.OTHER,
}


def named(person: Person, text: str, subclass: str) -> Piece:
    """A name; where the surname in it has another meaning, of the subclass `ambiguous`."""
    ambiguous = person.ambiguous and person.surname.lower() in text.lower()
    return Piece(text, Kind.NAME, "ambiguous" if ambiguous else subclass)


def clinician(story: Story) -> Person:
    """One of those who look after the patient."""
    return story.draw.choice(story.clinicians)


def place(text: str, subclass: str) -> Piece:
    """Somewhere smaller than a state."""
    return Piece(text, Kind.GEOGRAPHY, subclass)


def drawn(kind: Kind, subclass: str, *forms: str) -> Field:
    """A field that fills one of the masks."""
    return lambda story: Piece(fill(story.draw.choice(forms), story.draw), kind, subclass)


def postcode(story: Story) -> Piece:
    """Of the note's country."""
    text = fill(story.draw.choice(story.locale.postcodes), story.draw)
    return place(text, "zip" if story.locale.code == "en_US" else "postcode")


def unit(story: Story) -> Piece:
    """A flat, an apartment, a room."""
    return place(fill(story.draw.choice(story.locale.units), story.draw), "unit")


def plate(story: Story) -> Piece:
    """A number plate of the note's country."""
    text = fill(story.draw.choice(story.locale.plates), story.draw)
    return Piece(text, Kind.VEHICLE, "plate")


def called(kind: Kind) -> Field:
    """A telephone number of the note's country: of a telephone or of a fax."""

    def one(story: Story) -> Piece:
        subclass = "us" if story.locale.code == "en_US" else "foreign"
        return Piece(draw_phone(story.locale, story.draw), kind, subclass)

    return one


def age(story: Story) -> Piece:
    """The patient's, at the visit."""
    if story.age < OLD:
        return Piece(str(story.age))
    return Piece(str(story.age), Kind.DATE, "age_90")


def near(story: Story) -> date:
    """A day of the two and a half years before the visit."""
    return story.visit - timedelta(days=story.draw.randrange(900))


def plain(name: str) -> str:
    """ASCII letters, as accounts write a name."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(mark for mark in folded if mark.isalnum()).lower()


def sexed(male: str, female: str) -> Field:
    """A word that goes by the patient's sex."""
    return lambda story: Piece(female if story.patient.female else male)


def kin(male: str, female: str) -> Field:
    """A word that goes by the relative's sex."""
    return lambda story: Piece(female if story.relative.female else male)


WORDS: Mapping[str, Field] = {
    "child": kin("son", "daughter"),
    "sibling": kin("brother", "sister"),
    "spouse": kin("husband", "wife"),
    "him": sexed("him", "her"),
    "he": sexed("he", "she"),
    "He": sexed("He", "She"),
    "his": sexed("his", "her"),
    "His": sexed("His", "Her"),
    "man": sexed("man", "woman"),
    "male": sexed("male", "female"),
    "M": sexed("M", "F"),
}
