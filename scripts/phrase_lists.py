"""Make the word lists of platform/residency/data/deid/phrases/lists from their sources.

    .venv/bin/python scripts/phrase_lists.py --faker FAKER --texts DATA [--check]

FAKER is a folder that holds the package `faker`, or its wheel (40.54.0, MIT); phonenumbers is
installed with the tree; DATA is the folder that holds `text_qa`: PubMedQA, MedQA, MedMCQA, MMLU
(medicine), MedXpertQA, MedQuAD and MTS-Dialog. What no source has stands in scripts/words. The
same sources give the same lists, byte for byte; with --check nothing is written, and the exit
status is 1 where a list differs.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import pkgutil
import re
import sys
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from phonenumbers.geodata import GEOCODE_DATA

ROOT = Path(__file__).resolve().parents[1]
LISTS = ROOT / "platform/residency/data/deid/phrases/lists"
OWN = Path(__file__).parent / "words"

LOCALES = frozenset(
    [
        "en_US",
        "en_GB",
        "en_IN",
        "en_CA",
        "en_IE",
        "en_KE",
        "en_NG",
        "en_NZ",
        "en_PK",
        "en",
        "es_MX",
        "es_ES",
        "es_AR",
        "es_CO",
        "fr_FR",
        "fr_CA",
        "fr_DZ",
        "de_DE",
        "it_IT",
        "pt_BR",
        "pl_PL",
        "nl_NL",
        "sv_SE",
        "no_NO",
        "da_DK",
        "fi_FI",
        "tr_TR",
        "vi_VN",
        "id_ID",
        "ja_JP",
        "ko_KR",
        "zh_CN",
        "zh_TW",
        "yo_NG",
        "ig_NG",
        "ha_NG",
        "tw_GH",
        "zu_ZA",
        "ga_IE",
        "ro_RO",
        "cs_CZ",
        "hr_HR",
        "gu_IN",
    ]
)
COUNTRIES = {"1": "North America", "44": "United Kingdom", "91": "India"}  # by calling code
WIDTH = 99
_LATIN_END = 0x250  # the first sign beyond the extended Latin letters
_SPECIAL = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "ß": "ss", "đ": "d", "\u0131": "i", "\u2019": "'"}
)
_SHORTENED = re.compile(
    r"\b(?:hts|hls|cty|jct|spgs|ctr|lk|mt|vly|spg|twp|pk|bch|hbr|is|fls|ft|n|s|e|w)\b"
)
_FIGURED = re.compile(
    r"(?<![\w.])(?=[A-Za-z]*-?\d)(?:[A-Za-z]+-?\d[A-Za-z\d]{0,3}|\d{1,2}[A-Za-z]{2,4}\d?)"
    r"(?:-\d{1,2})?(?!\w)"
)


class Texts:
    """How often words of the open texts stand in small letters, in capitals, with figures."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.small: Counter[str] = Counter()
        self.others: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()  # texts that have the abbreviation
        self.figured: Counter[str] = Counter()  # texts that have the word
        for text in texts:
            for word in re.findall(r"[A-Za-z]+(?:['\u2019-][A-Za-z]+)*", text):
                (self.small if word.islower() else self.others)[word.lower()] += 1
            if sum(map(str.isupper, text)) < sum(map(str.islower, text)):
                self.capitals.update(set(re.findall(r"(?<![\w.])[A-Z]{2,4}(?!\w)", text)))
            found = (word.lower() for word in _FIGURED.findall(text))
            self.figured.update({word for word in found if re.search(r"[a-z]", word)})

    def often_small(self, word: str, share: float) -> bool:
        """Whether at least this share of the word's uses is in small letters."""
        return self.small[word] >= share * (self.small[word] + self.others[word])


def texts_of(data: Path) -> Iterator[str]:
    """All strings of the files. Raises FileNotFoundError where the folder has none."""
    folder = data / "text_qa"
    files = [*sorted(folder.glob("*/*.jsonl")), *sorted(folder.glob("mts_dialog/*.csv"))]
    if not files:
        raise FileNotFoundError(f"{folder} has no */*.jsonl: give --texts the folder of text_qa")
    for file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = csv.DictReader(opened) if file.suffix == ".csv" else map(json.loads, opened)
            for row in rows:
                yield from _strings(row)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def person_names(faker: Path) -> tuple[Counter[str], Counter[str]]:
    """Given and family names of the locales, and in how many lists each stands.

    Raises ModuleNotFoundError where `faker` does not hold the package.
    """
    sys.path.insert(0, str(faker))
    person = importlib.import_module("faker.providers.person")
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    for module in pkgutil.iter_modules(person.__path__):
        if module.name not in LOCALES:
            continue
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            counts = _list_of(attribute, given, family)
            values = getattr(provider, attribute)
            if counts is not None and isinstance(values, tuple | list | dict):
                counts.update(part for value in set(_words(values)) for part in _parts(value))
    return given, family


def _list_of(attribute: str, given: Counter[str], family: Counter[str]) -> Counter[str] | None:
    if "format" in attribute or "pair" in attribute:
        return None
    if attribute.startswith(("first", "given")) or re.search(
        r"romanized_(?:first|names)", attribute
    ):
        return given
    return family if re.search(r"last_name|romanized_last|^last_", attribute) else None


def _words(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        word = value[0] if isinstance(value, tuple | list) else value
        if isinstance(word, str):
            yield word


def _parts(value: str) -> Iterator[str]:
    for part in value.split():
        bare = _without_accents(part)
        latin = all(ord(sign) < _LATIN_END or sign in "\u2019\u02bb" for sign in part)
        if latin and re.fullmatch(r"[A-Za-z'-]{2,}", bare):
            yield bare.lower()


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.translate(_SPECIAL))
    return "".join(part for part in parts if not unicodedata.combining(part))


def towns() -> Iterator[str]:
    """What the area codes of the countries are named after, in lower case."""
    for code, names in GEOCODE_DATA.items():
        country = next((one for one in COUNTRIES if code.startswith(one)), None)
        if country is None or "en" not in names:
            continue
        name = names["en"]
        heads = name.split(",")[0].split("/") if country == "91" else re.split(r"[,/]", name)[:1]
        for head in heads:
            town = _without_accents(head).strip().lower()
            if re.fullmatch(r"[a-z][a-z .'-]{2,}", town) and not _SHORTENED.search(town):
                yield town


def made(faker: Path, data: Path) -> dict[str, str]:
    """The content of each list by its name."""
    texts = Texts(texts_of(data))
    return {**name_lists(faker, texts), **text_lists(texts)}


def name_lists(faker: Path, texts: Texts) -> dict[str, str]:
    """Names, the vocabulary, which holds none of them, and cities."""
    listed_given, listed_family = person_names(faker)
    given = {name for name in listed_given if len(name) > 1} | own("given_names")
    family = {name for name in listed_family if len(name) > 1} | own("family_names")
    words = {
        word
        for word in given | family
        if (texts.small[word] > 400 or word in own("no_names")) and word not in own("names_kept")
    }
    head = (
        "{} names of 40 regions in lower case without accents, from the person providers of"
        " Faker 40.54.0 (MIT)\n# and from general knowledge."
    )
    return {
        "given_names": _in_lines(head.format("Given"), given - words),
        "family_names": _in_lines(head.format("Family"), family - words),
        "vocabulary": _in_lines(
            "Words that PubMedQA, MedQA, MedMCQA, MMLU (medicine), MedQuAD and MTS-Dialog write in"
            " lower case:\n# general and clinical English, so no evidence of a name.",
            _vocabulary(texts, listed_given, listed_family),
        ),
        "cities": _one_a_line(
            "Cities and towns of the United States, Canada, the United Kingdom and India in lower"
            " case, one a line, from\n# the area codes of phonenumbers 9.0.43 (libphonenumber,"
            " Apache-2.0) and from general knowledge.",
            _cities(texts),
        ),
    }


def _vocabulary(texts: Texts, given: Counter[str], family: Counter[str]) -> set[str]:
    names = set(given) | set(family)
    kept = {
        word
        for word, count in texts.small.items()
        if count >= 2
        and len(word) > 1
        and "-" not in word
        and (texts.often_small(word, 0.15) or count >= 60)
        and not (word in names and not texts.often_small(word, 0.5) and count < 20)
    }
    chatted = {
        word
        for word in kept
        if given[word] >= 3 and texts.small[word] < 12 and texts.others[word] >= texts.small[word]
    }
    return kept - chatted - own("no_words")


def _cities(texts: Texts) -> set[str]:
    named = set(towns()) - own("no_cities", lines=True)
    known = named | own("cities", lines=True)
    return {town for town in known if " " in town or texts.small[town] <= 300}


def text_lists(texts: Texts) -> dict[str, str]:
    """Abbreviations and words with figures."""
    abbreviations = {word.lower() for word, count in texts.capitals.items() if count >= 3}
    figured = {
        word
        for word, count in texts.figured.items()
        if count >= 2
        and sum(map(str.isdigit, word)) <= 2
        and not word.startswith("step")
        and not re.fullmatch(r"\d+[a-z]{2}", word)
    }
    return {
        "abbreviations": _in_lines(
            "Two to four capitals that three or more texts of PubMedQA, MedQA, MedMCQA, MMLU"
            " (medicine), MedXpertQA, MedQuAD\n# and MTS-Dialog have: no initials of a person"
            " where abbreviations stand as well.",
            abbreviations,
        ),
        "figured_words": _in_lines(
            "Words with one or two figures that two or more texts of the same sets have: terms,"
            " no numbers of a person.",
            figured,
        ),
    }


def own(name: str, *, lines: bool = False) -> frozenset[str]:
    """What scripts/words/<name>.txt adds or takes away: words, or one phrase a line."""
    content = (OWN / f"{name}.txt").read_text(encoding="utf-8")
    kept = [line for line in content.splitlines() if not line.startswith("#")]
    return frozenset(kept if lines else " ".join(kept).split())


def _in_lines(head: str, words: Collection[str]) -> str:
    body = textwrap.fill(
        " ".join(sorted(words)), WIDTH, break_long_words=False, break_on_hyphens=False
    )
    return f"# {head}\n{body}\n"


def _one_a_line(head: str, phrases: Collection[str]) -> str:
    return "\n".join([f"# {head}", "", *sorted(phrases), ""])


def main() -> int:
    """Write the lists, or compare; 1 where one differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faker", type=Path, required=True, help="folder or wheel of Faker")
    parser.add_argument("--texts", type=Path, required=True, help="folder that holds text_qa")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    differing = 0
    for name, content in made(arguments.faker, arguments.texts).items():
        file = LISTS / f"{name}.txt"
        same = file.is_file() and file.read_text(encoding="utf-8") == content
        differing += not same
        if not arguments.check:
            file.write_text(content, encoding="utf-8")
        print(f"{name}: {'as committed' if same else 'differs'}")
    return int(arguments.check and differing > 0)


if __name__ == "__main__":
    raise SystemExit(main())
