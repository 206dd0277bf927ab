"""Four countries: places, streets, postcodes, telephone numbers and number plates.

Cities, counties and states exist, with some small towns that do not; streets with their numbers,
telephone numbers and plates are invented. About half of the numbers come from ranges that are set
apart for fiction (555-01xx; Ofcom's 01632 960xxx, 020 7946 0xxx and 07700 900xxx).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# In a mask # stands for a digit, % for a digit but 0, @ for a letter; all else for itself.
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def fill(mask: str, draw: Random) -> str:
    """A mask with its marks drawn."""
    choices = {"#": "0123456789", "%": "123456789", "@": LETTERS}
    return "".join(draw.choice(choices[mark]) if mark in choices else mark for mark in mask)


@dataclass(frozen=True, slots=True)
class Locale:
    """How a country writes where somebody lives and how to reach them."""

    code: str
    day_first: bool
    cities: tuple[tuple[str, str, str], ...]  # city, county or district, state as addressed
    street_names: tuple[str, ...]
    street_kinds: tuple[str, ...]
    units: tuple[str, ...]  # masks
    postcodes: tuple[str, ...]  # masks
    phones: tuple[str, ...]  # masks
    reserved_phones: tuple[str, ...]  # masks
    plates: tuple[str, ...]  # masks
    address: tuple[str, ...]  # templates


US = Locale(
    "en_US",
    False,
    (
        ("Cleveland", "Cuyahoga County", "OH"),
        ("Toledo", "Lucas County", "Ohio"),
        ("Springfield", "Sangamon County", "IL"),
        ("Sacramento", "Sacramento County", "CA"),
        ("San Luis Obispo", "San Luis Obispo County", "California"),
        ("Fort Worth", "Tarrant County", "TX"),
        ("El Paso", "El Paso County", "Texas"),
        ("Baton Rouge", "East Baton Rouge Parish", "LA"),
        ("Mobile", "Mobile County", "AL"),
        ("Reading", "Berks County", "PA"),
        ("Winston-Salem", "Forsyth County", "NC"),
        ("St. Paul", "Ramsey County", "MN"),
        ("Des Moines", "Polk County", "Iowa"),
        ("Boise", "Ada County", "ID"),
        ("Coeur d'Alene", "Kootenai County", "Idaho"),
        ("Albuquerque", "Bernalillo County", "NM"),
        ("Brooklyn", "Kings County", "NY"),
        ("Schenectady", "Schenectady County", "New York"),
        ("Worcester", "Worcester County", "MA"),
        ("Bangor", "Penobscot County", "Maine"),
        ("Tallahassee", "Leon County", "FL"),
        ("Boca Raton", "Palm Beach County", "Florida"),
        ("Spokane", "Spokane County", "WA"),
        ("Eugene", "Lane County", "Oregon"),
        ("Tuscaloosa", "Tuscaloosa County", "AL"),
        ("Harlan's Ferry", "Breathitt County", "KY"),
        ("Mill Hollow", "Tioga County", "PA"),
        ("Port Kessler", "Door County", "WI"),
        ("Juniper Flats", "Elko County", "NV"),
        ("New Aldersey", "Litchfield County", "CT"),
        ("Saint Ondine", "St. Landry Parish", "Louisiana"),
        ("Orange", "Orange County", "CA"),
    ),
    tuple(
        [
            "Elm",
            "Maple",
            "Washington",
            "Oak",
            "N. Cedar",
            "Birchwood",
            "SW Lincoln",
            "Sycamore",
            "Old Mill",
            "Quail Run",
            "Martin Luther King Jr.",
            "E 14th",
            "W. 83rd",
            "Magnolia",
            "Juniper",
            "Rio Grande",
            "Franklin",
            "Stagecoach",
            "Chestnut",
            "Highland",
            "Jefferson",
            "Saint Charles",
            "Willow Creek",
            "S. Main",
        ]
    ),
    ("Street", "St", "Avenue", "Ave", "Ave.", "Road", "Rd", "Drive", "Blvd", "Lane", "Ct", "Way"),
    ("Apt #@", "Apt. %#", "Unit %##", "No. %#", "Suite %##", "Lot %#"),
    ("%####", "%####", "0####", "%####-####"),
    (
        "(%##) %##-####",
        "%##-%##-####",
        "%##.%##.####",
        "+1 %## %## ####",
        "1-%##-%##-####",
        "%##%##%###",
        "(%##)%##-####",
        "%## %##-####",
        "+1-%##-%##-####",
    ),
    (
        "(%##) 555-01##",
        "%##-555-01##",
        "%##.555.01##",
        "+1 %## 555 01##",
        "1-800-555-01##",
        "%##55501##",
        "(%##)555-01##",
        "%##/555-01##",
    ),
    ("%@@@###", "@@@-####", "@@@ @##", "@@@ ####", "@@ #####", "@@@-###", "###-@@@", "@##-@@@"),
    (
        "{street}, {city}, {state} {postcode}",
        "{street}, {unit}, {city}, {state} {postcode}",
        "{street}\n{city}, {state} {postcode}",
        "{street} {unit}\n{city} {state} {postcode}",
    ),
)
GB = Locale(
    "en_GB",
    True,
    (
        ("Leeds", "West Yorkshire", "England"),
        ("Bath", "Somerset", "England"),
        ("Kingston upon Hull", "East Riding of Yorkshire", "England"),
        ("Llandudno", "Conwy", "Wales"),
        ("Inverness", "Highland", "Scotland"),
        ("Stoke-on-Trent", "Staffordshire", "England"),
        ("Sutton Coldfield", "West Midlands", "England"),
        ("Lower Ashwick", "Gloucestershire", "England"),
        ("Ashby-de-la-Zouch", "Leicestershire", "England"),
    ),
    (
        "High",
        "Church",
        "Station",
        "Victoria",
        "Mill",
        "St John's",
        "Queen's",
        "Marlborough",
        "Ivy",
    ),
    ("Road", "Street", "Lane", "Close", "Crescent", "Terrace", "Gardens", "Avenue"),
    ("Flat %", "Flat #@"),
    ("@@%# #@@", "@# #@@", "@@# #@@", "@%# #@@", "@@##@@"),
    ("0113 ### ####", "07### ######", "+44 7### ######", "(01225) ######", "020 8### ####"),
    ("01632 960###", "(01632) 960 ###", "020 7946 0###", "07700 900###", "+44 7700 900###"),
    ("@@## @@@", "@@##@@@", "@## @@@"),
    (
        "{street}, {city}, {county}, {postcode}",
        "{street}, {city} {postcode}",
        "{unit}, {street}\n{city}\n{postcode}",
    ),
)
CA = Locale(
    "en_CA",
    True,
    (
        ("Sudbury", "Greater Sudbury District", "ON"),
        ("Trois-Rivières", "Mauricie", "Quebec"),
        ("Moose Jaw", "Wakamow Valley", "SK"),
        ("Kelowna", "Okanagan Valley", "BC"),
        ("Halifax", "Halifax County", "Nova Scotia"),
        ("Thunder Bay", "Thunder Bay District", "Ontario"),
        ("Lac Beaumarchais", "Outaouais", "QC"),
    ),
    ("King", "Dundas", "Laurier", "Queen", "Portage", "Bank", "Sainte-Catherine", "Granville"),
    ("Street", "St. W", "Avenue", "Road", "Crescent", "Blvd"),
    ("Unit %##", "Apt %##"),
    ("@#@ #@#", "@#@#@#", "@#@-#@#"),
    ("(%##) %##-####", "%##-%##-####", "+1 %## %##-####"),
    ("(%##) 555-01##", "%##-555-01##", "+1-%##-555-01##"),
    ("@@@@ ###", "@@# %#@", "### @@@"),
    (
        "{street}, {city}, {state} {postcode}",
        "{unit}, {street}\n{city}, {state}  {postcode}",
    ),
)
IN = Locale(
    "en_IN",
    True,
    (
        ("Pune", "Pune District", "Maharashtra"),
        ("Coimbatore", "Coimbatore District", "Tamil Nadu"),
        ("Lucknow", "Lucknow District", "UP"),
        ("Visakhapatnam", "Visakhapatnam District", "Andhra Pradesh"),
        ("Kochi", "Ernakulam District", "Kerala"),
        ("Jalandhar", "Jalandhar District", "Punjab"),
        ("Navapuram", "Anantapur District", "Andhra Pradesh"),
    ),
    ("MG", "Nehru", "Gandhi", "Station", "Temple", "Linking", "Anna", "Residency", "Brigade"),
    ("Road", "Nagar", "Marg", "Main Road", "Street"),
    ("Flat %0#", "House No. %#"),
    ("%#####", "%## ###"),
    ("+91 9#### #####", "+91-8#########", "0##-####-####", "9#########"),
    ("+91 99999 000##", "+91-22-5550-01##", "080 5550 01##"),
    ("MH ## @@ ####", "KA-##-@@-####", "TN ##@####", "DL#@@@####"),
    ("{street}, {city}, {state} {postcode}", "{unit}, {street}, {city} - {postcode}"),
)
LOCALES = (US, GB, CA, IN)
WEIGHTS = (76, 10, 7, 7)


def draw_street(locale: Locale, draw: Random) -> str:
    """A house number with a street."""
    number = draw.choice((draw.randint(1, 99), draw.randint(100, 9999), draw.randint(100, 19999)))
    if locale.code != "en_US":
        number = draw.randint(1, 320)
    return f"{number} {draw.choice(locale.street_names)} {draw.choice(locale.street_kinds)}"


def draw_phone(locale: Locale, draw: Random) -> str:
    """A telephone number; about half are of the reserved ranges."""
    reserved = draw.random() < 0.5
    return fill(draw.choice(locale.reserved_phones if reserved else locale.phones), draw)
