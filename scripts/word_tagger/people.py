"""Names to fill contexts with: from the lists, made up, or plain words, as names are."""

from __future__ import annotations

from random import Random

from residency.data.deid.phrases.words import word_list
from scripts.word_tagger.fillers import fillers

GIVEN = sorted(word_list("given_names"))
FAMILY = sorted(word_list("family_names"))
PLAIN = sorted(word_list("plain_names"))
WORDS = sorted(word for word in word_list("vocabulary") if 3 < len(word) < 8)
LETTERS = "ABCDEFGHJKLMNPRSTW"
CREDENTIALS = fillers("credentials")
_ONSETS = [*"bcdfghjklmnprstvwz" * 2, "br", "ch", "cr", "dr", "fr", "gr", "kh", "kr", "ph", "sh",
           "sk", "sl", "st", "str", "th", "tr", "mc"]  # fmt: skip
_VOWELS = [*"aeiou" * 2, "ai", "ei", "oo", "ie", "ou", "aa"]
_CODAS = ["", "", "n", "r", "l", "s", "k", "rd", "m", "t"]
_PREFIXES = ["van ", "de ", "von ", "de la ", "van der ", "al-", "El ", "Le ", "O'", "Mc", "Mac",
             "St. ", "D'", "bin ", "da ", "L'"]  # fmt: skip
_DOCTORS = ["Dr. ", "Dr ", "Dr. ", "Prof. ", "Prof ", "Mr ", "Ms ", "", "", "", ""]


def made_up(rng: Random, syllables: int = 0) -> str:
    """A word of so many syllables, or of two or three, that no list has."""
    count = syllables or rng.choice([2, 2, 3, 3])
    parts = ((rng.choice(_ONSETS), rng.choice(_VOWELS), rng.choice(_CODAS)) for _ in range(count))
    return "".join("".join(part) for part in parts)


def capital(word: str) -> str:
    """With capitals as a name has them: "Smith-Jones", "McKay", "O'Dell"."""
    titled = "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
    for prefix in ("Mc", "O'", "D'"):
        if titled.startswith(prefix) and len(titled) > len(prefix):
            return prefix + titled[len(prefix)].upper() + titled[len(prefix) + 1 :]
    return titled


def given(rng: Random) -> str:
    """A given name."""
    kind = rng.random()
    if kind < 0.78:
        return capital(rng.choice(GIVEN))
    if kind < 0.9:
        return capital(made_up(rng))
    if kind < 0.95:
        return capital(rng.choice(PLAIN))
    return f"{capital(rng.choice(GIVEN))}-{capital(rng.choice(GIVEN))}"


def family(rng: Random) -> str:
    """A family name."""
    known, new = capital(rng.choice(FAMILY)), capital(made_up(rng))
    kinds: list[tuple[float, str]] = [
        (0.55, known),
        (0.17, new),
        (0.13, capital(rng.choice(PLAIN))),
        (0.03, capital(rng.choice(WORDS))),
        (0.04, f"{known}-{capital(rng.choice(FAMILY))}"),
        (0.04, rng.choice(_PREFIXES) + (known if rng.random() < 0.6 else new)),
        (0.04, capital(rng.choice(GIVEN))),
    ]
    return rng.choices([name for _, name in kinds], [share for share, _ in kinds])[0]


def person(rng: Random) -> str:
    """A person's name in one of the orders and shapes that records write."""
    first, last, initial = given(rng), family(rng), rng.choice(LETTERS)
    other = rng.choice("ABCJKM")
    return rng.choice([
        *[f"{first} {last}"] * 6, *[f"{first} {initial}. {last}"] * 2, f"{first} {initial} {last}",
        f"{last}, {first}", f"{last}, {first} {initial}", f"{last.upper()}, {first}",
        f"{last} {first}", f"{initial}. {last}", f"{initial} {last}", f"{initial}.{other}. {last}",
        f"{initial}{other} {last}", f"{last}^{first}", f"{last}^{first}^{initial}",
        f"{last},{first}", f"{first.upper()} {last}", f"{first} '{given(rng)}' {last}",
        f"{first} {given(rng)} {last}", f"{first} {last} Jr.", f"{last}, {initial}.",
        f"{last}, {initial}. {other}.", f"{last}, {initial}",
    ])  # fmt: skip


def family_first(rng: Random) -> str:
    """A name as indexes have it."""
    first, last, initial = given(rng), family(rng), rng.choice(LETTERS)
    return rng.choice([
        f"{last}, {first}", f"{last}, {first} {initial}", f"{last.upper()}, {first.upper()}",
        f"{last},{first}", f"{last} {first}", f"{last.upper()}, {first}",
        f"{last}, {first} {initial}.", f"{last}^{first}",
        f"{last.upper()}^{first.upper()}^{initial}", f"{last}, {initial}.", f"{last}, {initial}",
    ])  # fmt: skip


def clinician(rng: Random) -> tuple[str, str, str]:
    """(title or nothing, name, credentials or nothing)"""
    first, last, initial = given(rng), family(rng), rng.choice(LETTERS)
    other = rng.choice("ABCJKM")
    name = rng.choice([
        *[f"{first} {last}"] * 3, *[last] * 3, f"{first} {initial}. {last}", f"{initial}. {last}",
        f"{initial} {last}", f"{initial}.{other}. {last}", f"{initial}. {other}. {last}",
        f"{initial}{other} {last}", f"{last}, {first}", f"{last} {first}",
    ])  # fmt: skip
    title = rng.choice(_DOCTORS) or ("Dr. " if name == last else "")
    after = rng.choice(["", "", " MD", ", MD", ", M.D.", f", {rng.choice(CREDENTIALS)}"])
    return title, name, after


def initials(rng: Random) -> str:
    """Two or three letters."""
    return "".join(rng.choices("ABCDEFGHIJKLMNOPRSTVW", k=rng.choice([2, 3, 3])))
