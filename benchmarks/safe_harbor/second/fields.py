"""The fields of a template of the second set: named and labelled as in the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from benchmarks.safe_harbor.locales import draw_phone
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.people import Person
from benchmarks.safe_harbor.pieces import (
    CODE_KINDS,
    OLD,
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
from benchmarks.safe_harbor.second import dates
from benchmarks.safe_harbor.second.clinical import draw_term
from benchmarks.safe_harbor.second.codes import CODES
from benchmarks.safe_harbor.second.facilities import FACILITIES, PHARMACIES
from benchmarks.safe_harbor.second.people import in_header, in_prose
from benchmarks.safe_harbor.second.places import LOCALES, draw_street
from benchmarks.safe_harbor.story import Story
from residency.data.deid.safe_harbor import SafeHarbor as Kind

DOMAINS = ("example.edu", "mail.example.com", "quillmail.com", "postlark.net", "inbox.example")
WORK_DOMAINS = ("example.edu", "health.example.org", "tririversdocs.org", "gp.example.co.uk")
HOSTS = (
    "mychart.example.edu",
    "www.tririversdocs.org",
    "pacs.example.org:8443",
    "results.example.co.uk",
)
PAGERS = ("%####", "%#-%###", "%###", "%##-%###", "#%##")


def _dr(story: Story) -> Piece:
    person = clinician(story)
    return named(person, in_prose(person, story.draw), "clinician")


def _dr_last(story: Story) -> Piece:
    person = clinician(story)
    return named(person, person.surname, "clinician")


def _dr_header(story: Story) -> Piece:
    person = clinician(story)
    return named(person, in_header(person, story.draw), "clinician")


def _initials(person: Person, story: Story) -> Piece:
    letters = person.initials
    forms = (letters, f"{letters[0]}.{letters[2]}.", f"{letters[0]}{letters[2]}")
    return Piece(story.draw.choice(forms), Kind.NAME, "initials")


def _staff_initials(story: Story) -> Piece:
    one, two = story.draw.sample(story.clinicians, 2)
    forms = (f"{one.initials}:{two.initials.lower()}", one.initials, one.initials.lower())
    return Piece(story.draw.choice(forms), Kind.NAME, "initials")


def _facility(forms: Sequence[str]) -> Field:
    def one(story: Story) -> Piece:
        city = story.draw.choice(story.locale.cities)[0]
        return place(story.draw.choice(forms).format(city=city), "facility")

    return one


def _numeric(story: Story, when: date) -> Piece:
    text = dates.numeric(when, story.locale.day_first, story.draw)
    return Piece(text, Kind.DATE, "numeric")


def _date(story: Story, when: date) -> Piece:
    if story.draw.random() < 0.55:
        return _numeric(story, when)
    return Piece(dates.written(when, story.locale.day_first, story.draw), Kind.DATE, "written")


def _partial(story: Story) -> Piece:
    text = dates.partial(near(story), story.locale.day_first, story.draw)
    return Piece(text, Kind.DATE, "partial")


def _old_age(story: Story) -> Piece:
    age = story.draw.randint(OLD, 104)
    text = dates.age_in_words(age) if story.draw.random() < 0.3 else str(age)
    return Piece(text, Kind.DATE, "age_90")


def _phone_abroad(story: Story) -> Piece:
    return Piece(draw_phone(story.draw.choice(LOCALES[1:]), story.draw), Kind.PHONE, "foreign")


def _account(story: Story, person: Person) -> str:
    given, surname = plain(person.given), plain(person.surname)
    number = story.draw.randint(2, 999)
    forms = (
        f"{surname}.{given}",
        f"{given}-{surname}",
        f"{given[0]}.{surname}{number}",
        f"{given}{number}",
        f"{surname}_{given[0]}",
    )
    return story.draw.choice(forms)


def _email(story: Story) -> Piece:
    person = story.draw.choice((story.patient, story.relative))
    text = f"{_account(story, person)}@{story.draw.choice(DOMAINS)}"
    return Piece(text, Kind.EMAIL, "personal")


def _work_email(story: Story) -> Piece:
    text = f"{_account(story, clinician(story))}@{story.draw.choice(WORK_DOMAINS)}"
    return Piece(text, Kind.EMAIL, "work")


def _page(story: Story) -> str:
    draw = story.draw
    return draw.choice(
        (
            f"/chart?pid={draw.randint(10000, 999999)}",
            f"/share/{draw.getrandbits(40):x}",
            f"/{_account(story, story.patient)}/visits",
            f"/wado?accession={story.accession.replace(' ', '')}",
        )
    )


def _url(story: Story) -> Piece:
    scheme = story.draw.choice(("https", "https", "http"))
    return Piece(f"{scheme}://{story.draw.choice(HOSTS)}{_page(story)}", Kind.URL, "scheme")


def _bare_url(story: Story) -> Piece:
    blog = f"www.{plain(story.patient.given)}-recovers.example.com"
    forms = (f"{story.draw.choice(HOSTS)}{_page(story)}", blog)
    return Piece(story.draw.choice(forms), Kind.URL, "bare")


def _time(story: Story) -> Piece:
    hour, minute = story.draw.randint(0, 23), story.draw.randint(0, 59)
    clock = f"{hour % 12 or 12}:{minute:02} {'pm' if hour > 11 else 'am'}"
    forms = (f"{hour:02}:{minute:02}", f"{hour:02}{minute:02}h", clock)
    return Piece(story.draw.choice(forms))


NAMES: Mapping[str, Field] = {
    "patient": lambda s: named(s.patient, in_header(s.patient, s.draw), "patient"),
    "patient.prose": lambda s: named(s.patient, in_prose(s.patient, s.draw), "patient"),
    "patient.last": lambda s: named(s.patient, s.patient.surname, "patient"),
    "patient.first": lambda s: named(s.patient, s.patient.given, "patient"),
    "patient.initials": lambda s: _initials(s.patient, s),
    "staff.initials": _staff_initials,
    "dr": _dr,
    "dr.last": _dr_last,
    "dr.header": _dr_header,
    "relative": lambda s: named(s.relative, in_prose(s.relative, s.draw), "relative"),
    "relative.first": lambda s: named(s.relative, s.relative.given, "relative"),
}
PLACES: Mapping[str, Field] = {
    "street": lambda s: place(draw_street(s.locale, s.draw), "street"),
    "unit": unit,
    "city": lambda s: place(s.city[0], "city"),
    "county": lambda s: place(s.city[1], "county"),
    "state": lambda s: Piece(s.city[2]),
    "other_city": lambda s: place(s.draw.choice(s.locale.cities)[0], "city"),
    "postcode": postcode,
    "facility": _facility(FACILITIES),
    "pharmacy": _facility(PHARMACIES),
}
TIMES: Mapping[str, Field] = {
    "dob": lambda s: _date(s, s.birth),
    "relative.dob": lambda s: _date(s, s.birth + timedelta(days=s.draw.randrange(900))),
    "visit": lambda s: _date(s, s.visit),
    "visit.numeric": lambda s: _numeric(s, s.visit),
    "visit.compact": lambda s: Piece(dates.compact(s.visit, s.draw), Kind.DATE, "compact"),
    "date": lambda s: _date(s, near(s)),
    "partial": _partial,
    "month_year": lambda s: Piece(dates.month_year(near(s), s.draw), Kind.DATE, "month_year"),
    "holiday": lambda s: Piece(s.draw.choice(dates.HOLIDAYS), Kind.DATE, "holiday"),
    "year": lambda s: Piece(str(s.visit.year - s.draw.randint(1, 18))),
    "time": _time,
    "age": age,
    "a": lambda s: Piece("an" if str(s.age)[0] == "8" else "a"),  # an 84-year-old
    "old_age": _old_age,
}
CONTACTS: Mapping[str, Field] = {
    "phone": called(Kind.PHONE),
    "phone.abroad": _phone_abroad,
    "extension": lambda s: Piece(str(s.draw.randint(10, 9999)), Kind.PHONE, "extension"),
    "pager": drawn(Kind.PHONE, "pager", *PAGERS),
    "fax": called(Kind.FAX),
    "email": _email,
    "email.work": _work_email,
    "url": _url,
    "url.bare": _bare_url,
}
OWN_WORDS: Mapping[str, Field] = {
    "elder": kin("uncle", "aunt"),
    "nephew": kin("nephew", "niece"),
    "Mr": sexed("Mr.", "Ms."),
}
FIELDS: Mapping[str, Field] = {
    **NAMES,
    **PLACES,
    **TIMES,
    **CONTACTS,
    **WORDS,
    **OWN_WORDS,
    "mrn": lambda s: Piece(s.record, Kind.MRN, s.record_form),
    "accession": lambda s: Piece(s.accession, Kind.OTHER, "accession"),
    "vehicle.plate": plate,
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
