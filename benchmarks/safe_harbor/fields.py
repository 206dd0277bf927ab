"""The fields of a template: each name stands for pieces of text, labelled as what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from benchmarks.safe_harbor import dates
from benchmarks.safe_harbor.clinical import draw_term
from benchmarks.safe_harbor.identifiers import CODES
from benchmarks.safe_harbor.locales import LOCALES, draw_phone, draw_street, fill
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.people import Person, in_header, in_prose
from benchmarks.safe_harbor.pieces import (
    CODE_KINDS,
    OLD,
    WORDS,
    age,
    called,
    kin,
    named,
    near,
    place,
    plain,
    plate,
    postcode,
    unit,
)
from benchmarks.safe_harbor.story import Story
from residency.data.deid.safe_harbor import SafeHarbor as Kind

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


def _patient_header(story: Story) -> Piece:
    return named(story.patient, in_header(story.patient, story.draw), "patient")


def _patient_prose(story: Story) -> Piece:
    return named(story.patient, in_prose(story.patient, story.draw), "patient")


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
    return named(person, in_prose(person, story.draw), "clinician")


def _clinician_last(story: Story) -> Piece:
    person = story.draw.choice(story.clinicians)
    return named(person, person.surname, "clinician")


def _clinician_header(story: Story) -> Piece:
    person = story.draw.choice(story.clinicians)
    return named(person, in_header(person, story.draw), "clinician")


def _relative(story: Story) -> Piece:
    return named(story.relative, in_prose(story.relative, story.draw), "relative")


def _facility(story: Story) -> Piece:
    form = story.draw.choice(FACILITIES)
    return place(form.format(city=story.draw.choice(story.locale.cities)[0]), "facility")


def _other_city(story: Story) -> Piece:
    return place(story.draw.choice(story.locale.cities)[0], "city")


def _date(story: Story, when: date) -> Piece:
    if story.draw.random() < 0.55:
        return _numeric(story, when)
    return Piece(dates.written(when, story.locale.day_first, story.draw), Kind.DATE, "written")


def _numeric(story: Story, when: date) -> Piece:
    text = dates.numeric(when, story.locale.day_first, story.draw)
    return Piece(text, Kind.DATE, "numeric")


def _partial(story: Story) -> Piece:
    text = dates.partial(near(story), story.locale.day_first, story.draw)
    return Piece(text, Kind.DATE, "partial")


def _a_age(story: Story) -> Piece:
    """The article belongs to the figure: an 84-year-old, a 93-year-old."""
    return Piece("an" if str(story.age)[0] == "8" else "a")


def _old_age(story: Story) -> Piece:
    age = story.draw.randint(OLD, 104)
    text = dates.age_in_words(age) if story.draw.random() < 0.3 else str(age)
    return Piece(text, Kind.DATE, "age_90")


def _phone_abroad(story: Story) -> Piece:
    return Piece(draw_phone(story.draw.choice(LOCALES[1:]), story.draw), Kind.PHONE, "foreign")


def _extension(story: Story) -> Piece:
    return Piece(str(story.draw.randint(100, 79999)), Kind.PHONE, "extension")


def _pager(story: Story) -> Piece:
    mask = story.draw.choice(("%####", "%###", "%-####", "%##-####"))
    return Piece(fill(mask, story.draw), Kind.PHONE, "pager")


def _account_of(story: Story, person: Person) -> str:
    given, surname = plain(person.given), plain(person.surname)
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


FIELDS: Mapping[str, Callable[[Story], Piece]] = {
    **WORDS,
    "patient": _patient_header,
    "patient.prose": _patient_prose,
    "patient.last": lambda story: named(story.patient, story.patient.surname, "patient"),
    "patient.first": lambda story: named(story.patient, story.patient.given, "patient"),
    "patient.initials": _patient_initials,
    "staff.initials": _staff_initials,
    "dr": _clinician,
    "dr.last": _clinician_last,
    "dr.header": _clinician_header,
    "relative": _relative,
    "relative.first": lambda story: named(story.relative, story.relative.given, "relative"),
    "relative.dob": lambda story: _date(
        story, story.birth + timedelta(days=story.draw.randrange(900))
    ),
    "street": lambda story: place(draw_street(story.locale, story.draw), "street"),
    "unit": unit,
    "city": lambda story: place(story.city[0], "city"),
    "county": lambda story: place(story.city[1], "county"),
    "state": lambda story: Piece(story.city[2]),
    "other_city": _other_city,
    "postcode": postcode,
    "facility": _facility,
    "dob": lambda story: _date(story, story.birth),
    "visit": lambda story: _date(story, story.visit),
    "visit.numeric": lambda story: _numeric(story, story.visit),
    "visit.compact": lambda story: Piece(f"{story.visit:%Y%m%d}", Kind.DATE, "compact"),
    "date": lambda story: _date(story, near(story)),
    "partial": _partial,
    "month_year": lambda story: Piece(
        dates.month_year(near(story), story.draw), Kind.DATE, "month_year"
    ),
    "holiday": lambda story: Piece(story.draw.choice(dates.HOLIDAYS), Kind.DATE, "holiday"),
    "year": lambda story: Piece(str(story.visit.year - story.draw.randint(1, 18))),
    "time": _time,
    "vehicle.plate": plate,
    "elder": kin("uncle", "aunt"),
    "age": age,
    "a": _a_age,
    "old_age": _old_age,
    "phone": called(Kind.PHONE),
    "phone.abroad": _phone_abroad,
    "extension": _extension,
    "pager": _pager,
    "fax": called(Kind.FAX),
    "email": _email,
    "email.work": _work_email,
    "url": _url,
    "url.bare": _bare_url,
    "mrn": lambda story: Piece(story.record, Kind.MRN, story.record_form),
    "accession": lambda story: Piece(story.accession, Kind.OTHER, "accession"),
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
