"""The fields of a template of the third set: named and labelled as in the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from benchmarks.safe_harbor.locales import draw_phone, fill
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.people import Person
from benchmarks.safe_harbor.pieces import (
    CODE_KINDS,
    WORDS,
    Field,
    age,
    called,
    clinician,
    drawn,
    kin,
    named,
    near,
    place,
    plain,
    plate,
    postcode,
    sexed,
    unit,
)
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third import dates
from benchmarks.safe_harbor.third.clinical import draw_term
from benchmarks.safe_harbor.third.codes import draw_code
from benchmarks.safe_harbor.third.facilities import FACILITIES, PHARMACIES
from benchmarks.safe_harbor.third.people import in_header, in_prose
from benchmarks.safe_harbor.third.places import LOCALES, draw_street
from benchmarks.safe_harbor.third.story import area
from residency.data.deid.safe_harbor import SafeHarbor as Kind

DOMAINS = ("cedarmail.com", "example.ca", "swiftletter.net", "example.co.nz", "mailbox.example")
WORK_DOMAINS: Mapping[str, tuple[str, ...]] = {
    "en_US": ("stanselm.example.org", "summitridgeortho.com", "med.example.edu"),
    "en_GB": ("example.nhs.uk", "thelimes.example.co.uk", "nhs.example"),
    "en_IE": ("stcolumbas.example.ie", "example.hse.ie"),
    "en_CA": ("lakeridge.example.ca", "healthsciences.example.ca"),
    "en_AU": ("health.example.gov.au", "sxi.example.com.au"),
    "en_IN": ("sanjeevani.example.in", "lotusscans.co.in"),
}
HOSTS = (
    "mypatientchart.example.org",
    "portal.stanselm.example.org",
    "www.summitridgeortho.com",
    "images.lotusscans.co.in",
    "pacs2.example.edu",
    "patientaccess.example.co.uk",
)
HOSPITAL = "Hospital|Hôpital|Infirmary|Medical Center|College|Sciences"
PAGERS = ("%###", "%##-%###", "%##-####", "%####", "(%##) 555-01##")
BLEEPS = ("%###", "%##", "#%##")
MRN_TAGS: Mapping[str, tuple[str, ...]] = {
    "en_US": ("MRN", "MRN", "MR #", "Medical Record Number", "Med Rec No.", "MRN#"),
    "en_GB": ("Hospital No", "Hosp. No.", "Hospital number", "Unit No"),
    "en_IE": ("MRN", "Chart No", "Hospital No", "Board No."),
    "en_CA": ("MRN", "HRN", "Chart #", "Medical Record #"),
    "en_AU": ("UR", "URN", "MRN", "UR No", "U.R. Number"),
    "en_IN": ("UHID", "IP No", "MR No.", "Reg. No", "OPD No."),
}
PUBLIC_TAGS: Mapping[str, tuple[str, ...]] = {
    "en_US": ("Medicare #", "Medicaid ID", "Medicare ID", "MBI"),
    "en_GB": ("HC2 certificate no.", "Health card no.", "HC2 No"),
    "en_IE": ("GMS No", "Medical card no.", "Medical Card"),
    "en_CA": ("OHIP", "Health card #", "PHN", "Health Card No."),
    "en_AU": ("Medicare No", "Medicare card no.", "Medicare"),
    "en_IN": ("ABHA No", "ABHA", "Ayushman card no."),
}
NATIONAL_TAGS: Mapping[str, tuple[str, ...]] = {
    "en_US": ("SSN", "Social Security #", "SS#"),
    "en_GB": ("NI number", "National Insurance No", "NINO"),
    "en_IE": ("PPSN", "PPS No", "PPS number"),
    "en_CA": ("SIN", "Social Insurance Number", "S.I.N."),
    "en_AU": ("TFN", "Tax File Number", "TFN"),
    "en_IN": ("Aadhaar", "Aadhaar No", "Aadhar no."),
}
# Of lists that are a part of a group.
GROUPS = {
    "study": "procedure",
    "bill": "code",
    "symptom": "finding",
    "histology": "diagnosis",
    "controlled": "drug",
    "test": "lab",
    "powered": "implant",
    "vertebra": "spine",
    **dict.fromkeys(("tube", "drain", "line"), "hardware"),
    **dict.fromkeys(("ct", "mr", "us", "nm"), "scanner"),
}
REGISTER_TAGS: Mapping[str, str] = {
    "en_US": "License",
    "en_GB": "GMC",
    "en_IE": "IMC",
    "en_CA": "CPSO",
    "en_AU": "AHPRA",
    "en_IN": "Reg. No.",
}


def _dr_header(story: Story) -> Piece:
    person = clinician(story)
    return named(person, in_header(person, story.draw), "clinician")


def _dr(story: Story) -> Piece:
    person = clinician(story)
    return named(person, in_prose(person, story.draw), "clinician")


def _dr_last(story: Story) -> Piece:
    person = clinician(story)
    surname = person.surname.upper() if story.draw.random() < 0.05 else person.surname
    return named(person, surname, "clinician")


def _dr_first(story: Story) -> Piece:
    return Piece(clinician(story).given, Kind.NAME, "clinician")


def _patient_initials(story: Story) -> Piece:
    letters = story.patient.initials
    two = f"{letters[0]}{letters[2]}"
    forms = (letters, two, f"{letters[0]}.{letters[2]}.", f"{letters[0]}. {letters[2]}.")
    return Piece(story.draw.choice(forms), Kind.NAME, "initials")


def _staff_initials(story: Story) -> Piece:
    one, two = story.draw.sample(story.clinicians, 2)
    pair = f"{one.initials[0]}{one.initials[2]}"
    forms = (f"{pair}/{two.initials[0].lower()}{two.initials[2].lower()}", pair, one.initials)
    return Piece(story.draw.choice(forms), Kind.NAME, "initials")


def facility(lists: Mapping[str, tuple[str, ...]], of: str = "") -> Field:
    """A name of the country's list; of those that tell what they are, where that is asked."""

    asked = {
        code: [form for form in forms if re.search(of, form)] for code, forms in lists.items()
    }

    def one(story: Story) -> Piece:
        forms = asked[story.locale.code]
        city = story.draw.choice((*[story.city] * 3, story.draw.choice(story.locale.cities)))[0]
        return place(story.draw.choice(forms).format(city=city), "facility")

    return one


def _numeric(story: Story, when: date) -> Piece:
    text = dates.numeric(when, story.locale.day_first, story.draw)
    return Piece(text, Kind.DATE, "numeric")


def _date(story: Story, when: date) -> Piece:
    if story.draw.random() < 0.65:
        return _numeric(story, when)
    return Piece(dates.written(when, story.locale.day_first, story.draw), Kind.DATE, "written")


def _birth(story: Story) -> Piece:
    """As a date of birth is written: without the day of the week, mostly in figures."""
    if story.draw.random() < 0.75:
        return _numeric(story, story.birth)
    text = dates.written(story.birth, story.locale.day_first, story.draw, weekday=False)
    return Piece(text, Kind.DATE, "written")


def _partial(story: Story) -> Piece:
    when = story.visit - timedelta(days=story.draw.randrange(60))
    return Piece(dates.partial(when, story.locale.day_first, story.draw), Kind.DATE, "partial")


def _old_age(story: Story) -> Piece:
    age = story.draw.choice((90, 91, 91, 92, 92, 93, 93, 94, 94, 95, 96, 97, 98, 99, 101, 102))
    return Piece(
        dates.age_in_words(age) if story.draw.random() < 0.15 else str(age), Kind.DATE, "age_90"
    )


def _pager(story: Story) -> Piece:
    forms = PAGERS if story.locale.code in ("en_US", "en_CA") else BLEEPS
    return Piece(fill(story.draw.choice(forms), story.draw), Kind.PHONE, "pager")


def _phone_abroad(story: Story) -> Piece:
    others = [locale for locale in LOCALES[1:] if locale != story.locale]
    return Piece(draw_phone(story.draw.choice(others), story.draw), Kind.PHONE, "foreign")


def account_of(story: Story, person: Person) -> str:
    """What stands before the @ of somebody's address."""
    given, surname = plain(person.given), plain(person.surname)
    forms = {
        f"{given}.{surname}": 6,
        f"{given[0]}{surname}": 4,
        f"{given}{surname}{story.draw.randint(1, 99)}": 3,
        f"{surname}{given[0]}": 2,
        f"{given}_{surname}": 1,
        f"{given}.{surname}{story.birth.year % 100:02}": 2,
    }
    return story.draw.choices(list(forms), list(forms.values()))[0]


def _email(story: Story) -> Piece:
    person = story.draw.choice((story.patient, story.patient, story.relative))
    text = f"{account_of(story, person)}@{story.draw.choice(DOMAINS)}"
    return Piece(text, Kind.EMAIL, "personal")


def _work_email(story: Story) -> Piece:
    domain = story.draw.choice(WORK_DOMAINS[story.locale.code])
    account = account_of(story, clinician(story))
    account = account.title() if story.draw.random() < 0.15 else account
    return Piece(f"{account}@{domain}", Kind.EMAIL, "work")


def page_of(story: Story) -> str:
    """The path of a page about the patient."""
    draw = story.draw
    return draw.choice(
        (
            f"/visits/{draw.randint(100000, 9999999)}",
            f"/p/{draw.getrandbits(36):x}",
            f"/viewer?study={plain(story.accession).upper()}",
            f"/patient/{plain(story.record).upper()}/results",
            f"/messages?id={draw.randint(1000, 99999)}&view=full",
        )
    )


def _url(story: Story) -> Piece:
    scheme = story.draw.choice(("https", "https", "https", "http"))
    return Piece(f"{scheme}://{story.draw.choice(HOSTS)}{page_of(story)}", Kind.URL, "scheme")


def _bare_url(story: Story) -> Piece:
    return Piece(f"{story.draw.choice(HOSTS)}{page_of(story)}", Kind.URL, "bare")


def _fund_url(story: Story) -> Piece:
    name = f"{plain(story.patient.given)}-{plain(story.patient.surname)}"
    return Piece(f"www.helpfund.example.com/{name}", Kind.URL, "bare")


def _time(story: Story) -> Piece:
    hour, minute = story.draw.randint(0, 23), story.draw.randint(0, 59)
    clock = f"{hour % 12 or 12}:{minute:02} {'PM' if hour > 11 else 'AM'}"
    if story.locale.day_first:
        clock = f"{hour % 12 or 12}.{minute:02}{'pm' if hour > 11 else 'am'}"
    return Piece(story.draw.choice((f"{hour:02}:{minute:02}", f"{hour:02}:{minute:02}", clock)))


def tagged(tags: Mapping[str, tuple[str, ...]]) -> Field:
    """What stands before a number, in the country of the note."""
    return lambda story: Piece(story.draw.choice(tags[story.locale.code]))


def _mrn_tag(story: Story) -> Piece:
    if story.record_form == "nhs":
        return Piece(story.draw.choice(("NHS No", "NHS number", "NHS No.", "NHS")))
    return Piece(story.draw.choice(MRN_TAGS[story.locale.code]))


def _ssn(story: Story) -> Piece:
    form = "whole" if story.locale.code == "en_US" else "national"
    return Piece(draw_code(f"ssn.{form}", story.locale.code, story.draw), Kind.SSN, form)


def _mister(story: Story) -> Piece:
    stop = "" if story.locale.code in ("en_GB", "en_IE", "en_AU") else "."
    title = story.draw.choice(("Mrs", "Mrs", "Ms")) if story.patient.female else "Mr"
    return Piece(f"{title}{stop}")


def _patient_last(story: Story) -> Piece:
    upper = story.draw.random() < 0.06
    surname = story.patient.surname
    return named(story.patient, surname.upper() if upper else surname, "patient")


NAMES: Mapping[str, Field] = {
    "patient": lambda s: named(s.patient, in_header(s.patient, s.draw), "patient"),
    "patient.prose": lambda s: named(s.patient, in_prose(s.patient, s.draw), "patient"),
    "patient.last": _patient_last,
    "patient.first": lambda s: Piece(s.patient.given, Kind.NAME, "patient"),
    "patient.initials": _patient_initials,
    "staff.initials": _staff_initials,
    "dr": _dr,
    "dr.last": _dr_last,
    "dr.first": _dr_first,
    "dr.header": _dr_header,
    "relative": lambda s: named(s.relative, in_prose(s.relative, s.draw), "relative"),
    "relative.first": lambda s: Piece(s.relative.given, Kind.NAME, "relative"),
}
PLACES: Mapping[str, Field] = {
    "street": lambda s: place(draw_street(s.locale, s.draw), "street"),
    "unit": unit,
    "city": lambda s: place(s.city[0], "city"),
    "county": lambda s: place(s.city[1], "county"),
    "state": lambda s: Piece(s.city[2]),
    "other_city": lambda s: place(s.draw.choice(s.locale.cities)[0], "city"),
    "postcode": postcode,
    "facility": facility(FACILITIES),
    "hospital": facility(FACILITIES, HOSPITAL),
    "pharmacy": facility(PHARMACIES),
}
TIMES: Mapping[str, Field] = {
    "dob": _birth,
    "dob.numeric": lambda s: _numeric(s, s.birth),
    "relative.dob": lambda s: _numeric(s, s.birth + timedelta(days=s.draw.randrange(2500))),
    "visit": lambda s: _date(s, s.visit),
    "visit.numeric": lambda s: _numeric(s, s.visit),
    "visit.compact": lambda s: Piece(dates.compact(s.visit, s.draw), Kind.DATE, "compact"),
    "date": lambda s: _date(s, near(s)),
    "recent": lambda s: _date(s, s.visit - timedelta(days=s.draw.randint(1, 14))),
    "soon": lambda s: _date(s, s.visit + timedelta(days=s.draw.randrange(3, 120))),
    "partial": _partial,
    "month_year": lambda s: Piece(dates.month_year(near(s), s.draw), Kind.DATE, "month_year"),
    "holiday": lambda s: Piece(s.draw.choice(dates.HOLIDAYS[s.locale.code]), Kind.DATE, "holiday"),
    "year": lambda s: Piece(str(s.visit.year - s.draw.randint(1, 25))),
    "time": _time,
    "age": age,
    "a": lambda s: Piece("an" if str(s.age)[0] == "8" else "a"),  # an 84-year-old
    "old_age": _old_age,
}
CONTACTS: Mapping[str, Field] = {
    "phone": called(Kind.PHONE),
    "phone.abroad": _phone_abroad,
    "extension": drawn(Kind.PHONE, "extension", "%###", "%####", "%##", "%###"),
    "pager": _pager,
    "fax": called(Kind.FAX),
    "email": _email,
    "email.work": _work_email,
    "url": _url,
    "url.bare": _bare_url,
    "url.fund": _fund_url,
}
TAGS: Mapping[str, Field] = {
    "mrn.tag": _mrn_tag,
    "public.tag": tagged(PUBLIC_TAGS),
    "national.tag": tagged(NATIONAL_TAGS),
    "register.tag": lambda s: Piece(REGISTER_TAGS[s.locale.code]),
    "pager.tag": lambda s: Piece("pager" if s.locale.code in ("en_US", "en_CA") else "bleep"),
    "Mr": _mister,
    "parent": kin("father", "mother"),
    "So": sexed("S/o", "D/o"),
    "gentleman": sexed("gentleman", "lady"),
}
FIELDS: Mapping[str, Field] = {
    **NAMES,
    **PLACES,
    **TIMES,
    **CONTACTS,
    **WORDS,
    **TAGS,
    "mrn": lambda s: Piece(s.record, Kind.MRN, s.record_form),
    "accession": lambda s: Piece(s.accession, Kind.OTHER, "accession"),
    "ssn": _ssn,
    "vehicle.plate": plate,
}


def drawer(
    fields: Mapping[str, Field],
    term: Callable[[str, str, Random], str],
    code: Callable[[str, str, Random], str],
    part: Callable[[Story], str] = area,
) -> Callable[[str, Story], Piece]:
    """What draws a field by its name: `~drug` a clinical term, `^finding` one with a capital.

    Terms are of the `part` of the body that the note is about. All that are not among `fields`
    are codes. What it makes raises KeyError for an unknown name.
    """

    def draw_field(name: str, story: Story) -> Piece:
        if name[0] in "~^":
            text = term(name[1:], part(story), story.draw)
            group = GROUPS.get(name[1:], name[1:])
            return Piece(text[0].upper() + text[1:] if name[0] == "^" else text, group=group)
        if name in fields:
            return fields[name](story)
        family, _, form = name.partition(".")
        return Piece(code(name, story.locale.code, story.draw), CODE_KINDS[family], form)

    return draw_field


draw_field = drawer(FIELDS, draw_term, draw_code)
