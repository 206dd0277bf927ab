"""Five countries: other places, streets, postcodes, telephone numbers and plates.

Cities, counties and states exist, with some small towns that do not. About half of the telephone
numbers come from ranges that are set apart for fiction (555-01xx; Ofcom's 0117 496 0xxx, 0808 157
0xxx and 07700 900xxx; ACMA's 5550 xxxx and 0491 570 xxx).
"""

from __future__ import annotations

from random import Random

from benchmarks.safe_harbor.locales import Locale, fill
from benchmarks.safe_harbor.wordlists import cities, items

US = Locale(
    "en_US",
    False,
    cities("""
        Akron; Summit County; OH
        Dayton; Montgomery County; Ohio
        Peoria; Peoria County; IL
        Fresno; Fresno County; CA
        Santa Cruz; Santa Cruz County; California
        Corpus Christi; Nueces County; TX
        Lubbock; Lubbock County; Texas
        Shreveport; Caddo Parish; LA
        Huntsville; Madison County; AL
        Lancaster; Lancaster County; PA
        Chapel Hill; Orange County; NC
        Duluth; St. Louis County; MN
        Cedar Rapids; Linn County; Iowa
        Pocatello; Bannock County; ID
        Truth or Consequences; Sierra County; NM
        Staten Island; Richmond County; NY
        Poughkeepsie; Dutchess County; New York
        Pittsfield; Berkshire County; MA
        Presque Isle; Aroostook County; Maine
        Pensacola; Escambia County; FL
        Fort Lauderdale; Broward County; Florida
        Walla Walla; Walla Walla County; WA
        Bend; Deschutes County; Oregon
        Sandy; Salt Lake County; UT
        Hazard; Perry County; KY
        Eau Claire; Eau Claire County; WI
        St. Cloud; Stearns County; MN
        Gallows Creek; Wythe County; VA
        West Tamarack; Chittenden County; VT
        Las Palomas; Santa Fe County; New Mexico
        Tillman's Landing; Beaufort County; SC
        Paradise; Clark County; Nevada
    """),
    items(
        "Pine; Walnut; Lakeview; NE Burnside; Hickory Hollow; Adams; E. Colfax; Monroe; Sunset; "
        "Cherry; 2nd; West 118th; Harriet Tubman; Prairie; Camino Real; Fox Run; Van Buren; "
        "Dogwood; Orchard; Meadowlark; Kennedy; Park; Saddleback; Old Post"
    ),
    items("Street; St.; Avenue; Ave; Road; Rd.; Dr; Drive; Boulevard; Ln; Court; Pl; Trail; Pkwy"),
    ("Apt %", "Apartment %##", "Unit #@", "Ste %##", "#%##", "Rm %##"),
    ("%####", "0####", "%####", "%####-####"),
    items(
        "(%##) %##-####; %##-%##-####; %##.%##.####; %## %## ####; +1 (%##) %##-####; "
        "1 %##-%##-####"
    ),
    items(
        "(%##) 555-01##; %##-555-01##; %## 555 01##; +1 (%##) 555-01##; 1.%##.555.01##; "
        "888-555-01##; %##.555.01##; +1%##55501##"
    ),
    ("@@@####", "%@@@%##", "@@@-%##", "%##-%##-@", "@@ %####", "%## @@@", "@%#-@@@"),
    (
        "{street}, {city}, {state} {postcode}",
        "{street}, {unit}\n{city}, {state} {postcode}",
        "{street} {unit}, {city} {state}, {postcode}",
        "{street}, {city} ({county}), {state} {postcode}",
    ),
)
GB = Locale(
    "en_GB",
    True,
    cities("""
        Sheffield; South Yorkshire; England
        Exeter; Devon; England
        Berwick-upon-Tweed; Northumberland; England
        Aberystwyth; Ceredigion; Wales
        Dundee; Angus; Scotland
        Bury St Edmunds; Suffolk; England
        Barrow-in-Furness; Cumbria; England
        Nether Stowmarsh; Dorset; England
        Wells; Mendip; England
    """),
    items("London; Manor; Albert; Park; Chapel; Windmill; King's; St Mary's; Bramble; Castle"),
    items("Road; Street; Lane; Drive; Grove; Mews; Hill; Way; Court"),
    ("Flat %@", "Apartment %#", "Flat %##"),
    items("@# #@@; @%# #@@; @@%# #@@; @@% #@@; @@%@ #@@"),
    items("0114 ### ####; 07%## ######; +44 (0)7### ######; 01392 ######; 0%### ### ###"),
    items("0117 496 0###; (0117) 496 0###; 0808 157 0###; 07700 900 ###; +44 7700 900 ###"),
    ("@@%# @@@", "@@##@@@", "@%## @@@"),
    (
        "{street}, {city}, {county} {postcode}",
        "{unit}, {street}, {city}, {postcode}",
        "{street}\n{city}\n{county}\n{postcode}",
    ),
)
CA = Locale(
    "en_CA",
    True,
    cities("""
        Kingston; Frontenac County; ON
        Chicoutimi; Saguenay; Quebec
        Medicine Hat; Cypress County; AB
        Prince George; Fraser-Fort George; BC
        Moncton; Westmorland County; New Brunswick
        Sault Ste. Marie; Algoma District; Ontario
        Baie-du-Renard; Charlevoix; QC
    """),
    items("Wellington; Yonge; René-Lévesque; Princess; Jasper; Barrington; du Parc; Bay"),
    items("Street; St. E; Ave; Rd; Drive; Lane"),
    ("Unit %#", "Apt. %##"),
    items("@#@ #@#; @#@ #@#; @#@#@#"),
    items("(%##) %##-####; %##.%##.####; %## %##-####"),
    items("(%##) 555-01##; %##.555.01##; 1-%##-555-01##"),
    ("@@@@-###", "%@@ @##", "@@@ %##"),
    (
        "{street}, {city} {state} {postcode}",
        "{street}, {unit}, {city}, {state}, {postcode}",
    ),
)
IN = Locale(
    "en_IN",
    True,
    cities("""
        Nagpur; Nagpur District; Maharashtra
        Madurai; Madurai District; Tamil Nadu
        Varanasi; Varanasi District; UP
        Warangal; Hanamkonda District; Telangana
        Thrissur; Thrissur District; Kerala
        Amritsar; Amritsar District; Punjab
        Chandanpet; Kurnool District; Andhra Pradesh
    """),
    items("Netaji; Tilak; Sardar Patel; Lake View; Bazaar; Park; Ring; Fort; Ambedkar"),
    items("Road; Marg; Colony; Cross Road; Street"),
    ("Flat %#", "H. No. %##", "Door No. %#"),
    items("%#####; %##-###; %## ###"),
    items("+91 8#### #####; +91-7#########; 0%## ### ####; 8#########; 0%###-######"),
    items("+91 98888 000##; 022 5550 01##; +91 44 5550 01##"),
    ("UP %# @@ ####", "TN-##-@-####", "KL ## @ ####", "PB##@@####"),
    ("{street}, {city}, {state} - {postcode}", "{unit}, {street}, {city} {postcode}"),
)
AU = Locale(
    "en_AU",
    True,
    cities("""
        Geelong; Surf Coast Shire; VIC
        Wagga Wagga; Riverina; NSW
        Toowoomba; Darling Downs; Queensland
        Bunbury; Shire of Harvey; Western Australia
        Launceston; Meander Valley; TAS
        Coorabella; Shire of Mitchell; Victoria
    """),
    items("Bourke; Lonsdale; Flinders; Wattle; George; Railway; Macquarie; Banksia"),
    items("Street; St; Road; Parade; Crescent; Close"),
    ("Unit %", "U %#", "Flat %"),
    ("%###",),
    items("(0%) %### ####; 04## ### ###; +61 4## ### ###; 0% %### ####"),
    items("(03) 5550 ####; 07 5550 ####; 0491 570 ###; +61 491 570 ###; 1800 160 ###"),
    ("@@@ %##", "%@@ %@@", "%##-@@@"),
    ("{street}, {city} {state} {postcode}", "{unit}, {street}, {city} {state} {postcode}"),
)
LOCALES = (US, GB, CA, IN, AU)
WEIGHTS = (76, 9, 6, 5, 4)
BOX_SHARE, RURAL_SHARE = 0.06, 0.06  # of American addresses
QUADRANTS = ("", "", "", "", "", "", " NW", " S")
BOXES = ("PO Box %##", "P.O. Box %###", "RR % Box %##")
RURAL = ("%### County Road %#", "N%### Highway %#", "%#### State Route %##", "%##-@ Rural Rte %")


def draw_street(locale: Locale, draw: Random) -> str:
    """A house number with a street; in the country also a box or a numbered road."""
    chance = draw.random()
    if locale.code == "en_US" and chance < BOX_SHARE + RURAL_SHARE:
        return fill(draw.choice(BOXES if chance < BOX_SHARE else RURAL), draw)
    number = str(draw.choice((draw.randint(1, 99), draw.randint(100, 9999))))
    if locale.code != "en_US":
        number = draw.choice((str(draw.randint(1, 250)), fill("%#A", draw)))
    road = f"{draw.choice(locale.street_names)} {draw.choice(locale.street_kinds)}"
    return f"{number} {road}{draw.choice(QUADRANTS) if locale.code == 'en_US' else ''}"
