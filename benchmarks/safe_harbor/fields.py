"""The fields of a template: each name stands for pieces of text, labelled as what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from benchmarks.safe_harbor import dates
from benchmarks.safe_harbor.clinical import draw_term
from benchmarks.safe_harbor.identifiers import CODES
from benchmarks.safe_harbor.locales import LOCALES, draw_phone, draw_street, fill
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.people import Person, in_header, in_prose
from benchmarks.safe_harbor.story import Story
from residency.data.deid.safe_harbor import SafeHarbor as Kind

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
# The whole name counts as geography: it mostly says the place, and always leads to it.
FACILITIES = (
    "{city} General Hospital",
    "{city} Memorial Hospital",
    "{city} Medical Center",
    "University Hospital of {city}",
    "St. Brannock's Hospital",
    "Fairhaven Regional Medical Center",
    "Mercy Clinic of {city}",
    "Lakeside Imaging Center",
    "Our Lady of Grace Hospital",
    "Whitcombe Infirmary",
    "Harrow Vale Nursing Home",
    "Sunny Acres Assisted Living",
    "Eastgate Family Practice",
    "{city} Heart Institute",
)
DOMAINS = ("example.org", "example.com", "example.net", "mailhaven.com", "brightpost.net")
WORK_DOMAINS = ("example.org", "hospital.example.com", "fairhavenregional.org", "nhs.example.net")
HOSTS = ("portal.example.org", "www.example.com", "myfairhaven.com", "records.example.net")


def _person(person: Person, text: str, subclass: str) -> Piece:
    ambiguous = person.ambiguous and person.surname.lower() in text.lower()
    return Piece(text, Kind.NAME, "ambiguous" if ambiguous else subclass)


def _patient_header(story: Story) -> Piece:
    return _person(story.patient, in_header(story.patient, story.draw), "patient")


def _patient_prose(story: Story) -> Piece:
    return _person(story.patient, in_prose(story.patient, story.draw), "patient")


def _patient_initials(story: Story) -> Piece:
    letters = story.patient.initials
    dotted = "".join(f"{letter}." for letter in letters)
    return Piece(story.draw.choice((dotted, letters)), Kind.NAME, "initials")


def _staff_initials(story: Story) -> Piece:
    one, two = story.draw.sample(story.clinicians, 2)
    form = story.draw.choice((f"{one.initials}/{two.initials.lower()}", one.initials))
    return Piece(form, Kind.NAME, "initials")


def _clinician(story: Story) -> Piece:
    person = story.draw.choice(story.clinicians)
    return _person(person, in_prose(person, story.draw), "clinician")


def _clinician_last(story: Story) -> Piece:
    person = story.draw.choice(story.clinicians)
    return _person(person, person.surname, "clinician")


def _clinician_header(story: Story) -> Piece:
    person = story.draw.choice(story.clinicians)
    return _person(person, in_header(person, story.draw), "clinician")


def _relative(story: Story) -> Piece:
    return _person(story.relative, in_prose(story.relative, story.draw), "relative")


def _place(text: str, subclass: str) -> Piece:
    return Piece(text, Kind.GEOGRAPHY, subclass)


def _postcode(story: Story) -> Piece:
    text = fill(story.draw.choice(story.locale.postcodes), story.draw)
    return _place(text, "zip" if story.locale.code == "en_US" else "postcode")


def _facility(story: Story) -> Piece:
    form = story.draw.choice(FACILITIES)
    return _place(form.format(city=story.draw.choice(story.locale.cities)[0]), "facility")


def _unit(story: Story) -> Piece:
    return _place(fill(story.draw.choice(story.locale.units), story.draw), "unit")


def _other_city(story: Story) -> Piece:
    return _place(story.draw.choice(story.locale.cities)[0], "city")


def _near(story: Story) -> date:
    return story.visit - timedelta(days=story.draw.randrange(900))


def _date(story: Story, when: date) -> Piece:
    if story.draw.random() < 0.55:
        return _numeric(story, when)
    return Piece(dates.written(when, story.locale.day_first, story.draw), Kind.DATE, "written")


def _numeric(story: Story, when: date) -> Piece:
    text = dates.numeric(when, story.locale.day_first, story.draw)
    return Piece(text, Kind.DATE, "numeric")


def _partial(story: Story) -> Piece:
    text = dates.partial(_near(story), story.locale.day_first, story.draw)
    return Piece(text, Kind.DATE, "partial")


def _age(story: Story) -> Piece:
    if story.age < OLD:
        return Piece(str(story.age))
    return Piece(str(story.age), Kind.DATE, "age_90")


def _a_age(story: Story) -> Piece:
    """The article belongs to the figure: an 84-year-old, a 93-year-old."""
    return Piece("an" if str(story.age)[0] == "8" else "a")


def _old_age(story: Story) -> Piece:
    age = story.draw.randint(OLD, 104)
    text = dates.age_in_words(age) if story.draw.random() < 0.3 else str(age)
    return Piece(text, Kind.DATE, "age_90")


def _phone(story: Story) -> Piece:
    foreign = story.locale.code != "en_US"
    return Piece(draw_phone(story.locale, story.draw), Kind.PHONE, "foreign" if foreign else "us")


def _phone_abroad(story: Story) -> Piece:
    return Piece(draw_phone(story.draw.choice(LOCALES[1:]), story.draw), Kind.PHONE, "foreign")


def _extension(story: Story) -> Piece:
    return Piece(str(story.draw.randint(100, 79999)), Kind.PHONE, "extension")


def _pager(story: Story) -> Piece:
    mask = story.draw.choice(("%####", "%###", "%-####", "%##-####"))
    return Piece(fill(mask, story.draw), Kind.PHONE, "pager")


def _fax(story: Story) -> Piece:
    foreign = story.locale.code != "en_US"
    return Piece(draw_phone(story.locale, story.draw), Kind.FAX, "foreign" if foreign else "us")


def _plain(name: str) -> str:
    """ASCII letters, as accounts write a name."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(mark for mark in folded if mark.isalnum()).lower()


def _account_of(story: Story, person: Person) -> str:
    given, surname = _plain(person.given), _plain(person.surname)
    year = story.draw.randint(40, 99)
    forms = (f"{given}.{surname}", f"{given[0]}{surname}", f"{surname}{year}", f"{given}_{year}")
    return story.draw.choice(forms)


def _email(story: Story) -> Piece:
    person = story.draw.choice((story.patient, story.relative))
    text = f"{_account_of(story, person)}@{story.draw.choice(DOMAINS)}"
    return Piece(text, Kind.EMAIL, "personal")


def _work_email(story: Story) -> Piece:
    person = story.draw.choice(story.clinicians)
    text = f"{_account_of(story, person)}@{story.draw.choice(WORK_DOMAINS)}"
    return Piece(text, Kind.EMAIL, "work")


def _path(story: Story) -> str:
    draw = story.draw
    account = _account_of(story, story.patient)
    return draw.choice(
        (
            f"/patients/{draw.randint(1000, 99999)}",
            f"/u/{account}",
            f"/view?acc={story.accession}",
            "",
        )
    )


def _url(story: Story) -> Piece:
    scheme = story.draw.choice(("https", "https", "http"))
    return Piece(f"{scheme}://{story.draw.choice(HOSTS)}{_path(story)}", Kind.URL, "scheme")


def _bare_url(story: Story) -> Piece:
    account = _account_of(story, story.patient)
    forms = (f"{story.draw.choice(HOSTS)}{_path(story)}", f"{account}.example.net/family")
    return Piece(story.draw.choice(forms), Kind.URL, "bare")


def _time(story: Story) -> Piece:
    hour, minute = story.draw.randint(0, 23), story.draw.randint(0, 59)
    return Piece(story.draw.choice((f"{hour:02}:{minute:02}", f"{hour:02}{minute:02} hrs")))


def _sexed(male: str, female: str) -> Callable[[Story], Piece]:
    return lambda story: Piece(female if story.patient.female else male)


def _kin(male: str, female: str) -> Callable[[Story], Piece]:
    return lambda story: Piece(female if story.relative.female else male)


def _plate(story: Story) -> Piece:
    mask = story.draw.choice(story.locale.plates)
    return Piece(fill(mask, story.draw), Kind.VEHICLE, "plate")


FIELDS: Mapping[str, Callable[[Story], Piece]] = {
    "patient": _patient_header,
    "patient.prose": _patient_prose,
    "patient.last": lambda story: _person(story.patient, story.patient.surname, "patient"),
    "patient.first": lambda story: _person(story.patient, story.patient.given, "patient"),
    "patient.initials": _patient_initials,
    "staff.initials": _staff_initials,
    "dr": _clinician,
    "dr.last": _clinician_last,
    "dr.header": _clinician_header,
    "relative": _relative,
    "relative.first": lambda story: _person(story.relative, story.relative.given, "relative"),
    "relative.dob": lambda story: _date(
        story, story.birth + timedelta(days=story.draw.randrange(900))
    ),
    "street": lambda story: _place(draw_street(story.locale, story.draw), "street"),
    "unit": _unit,
    "city": lambda story: _place(story.city[0], "city"),
    "county": lambda story: _place(story.city[1], "county"),
    "state": lambda story: Piece(story.city[2]),
    "other_city": _other_city,
    "postcode": _postcode,
    "facility": _facility,
    "dob": lambda story: _date(story, story.birth),
    "visit": lambda story: _date(story, story.visit),
    "visit.numeric": lambda story: _numeric(story, story.visit),
    "visit.compact": lambda story: Piece(f"{story.visit:%Y%m%d}", Kind.DATE, "compact"),
    "date": lambda story: _date(story, _near(story)),
    "partial": _partial,
    "month_year": lambda story: Piece(
        dates.month_year(_near(story), story.draw), Kind.DATE, "month_year"
    ),
    "holiday": lambda story: Piece(story.draw.choice(dates.HOLIDAYS), Kind.DATE, "holiday"),
    "year": lambda story: Piece(str(story.visit.year - story.draw.randint(1, 18))),
    "time": _time,
    "vehicle.plate": _plate,
    "child": _kin("son", "daughter"),
    "sibling": _kin("brother", "sister"),
    "spouse": _kin("husband", "wife"),
    "elder": _kin("uncle", "aunt"),
    "age": _age,
    "a": _a_age,
    "old_age": _old_age,
    "phone": _phone,
    "phone.abroad": _phone_abroad,
    "extension": _extension,
    "pager": _pager,
    "fax": _fax,
    "email": _email,
    "email.work": _work_email,
    "url": _url,
    "url.bare": _bare_url,
    "mrn": lambda story: Piece(story.record, Kind.MRN, story.record_form),
    "accession": lambda story: Piece(story.accession, Kind.OTHER, "accession"),
    "him": _sexed("him", "her"),
    "he": _sexed("he", "she"),
    "He": _sexed("He", "She"),
    "his": _sexed("his", "her"),
    "His": _sexed("His", "Her"),
    "man": _sexed("man", "woman"),
    "male": _sexed("male", "female"),
    "M": _sexed("M", "F"),
    "Mr": lambda story: Piece(
        story.draw.choice(("Mrs.", "Ms.", "Mrs") if story.patient.female else ("Mr.", "Mr"))
    ),
}


def draw_field(name: str, story: Story) -> Piece:
    """The piece that a field stands for: `~drug` a clinical term, `plan.member` a code of a form.

    Raises KeyError where no field has the name.
    """
    if name.startswith("~"):
        return Piece(draw_term(name[1:], story.draw), group=name[1:])
    if name in CODES:
        family, _, form = name.partition(".")
        return Piece(CODES[name](story.draw), CODE_KINDS[family], form)
    return FIELDS[name](story)
