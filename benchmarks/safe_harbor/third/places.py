"""Six countries: places, streets, postcodes, telephone numbers and plates, none used before.

Cities and counties exist, with a few small towns that do not. About half of the telephone numbers
come from ranges that are set apart for fiction (555-01xx; Ofcom's 0118 496 0xxx, 0161 496 0xxx
and 07700 900xxx; ComReg's 020 91x xxxx; ACMA's 5550 xxxx, 7010 xxxx and 0491 57x xxx).
"""

from __future__ import annotations

from random import Random

from benchmarks.safe_harbor.locales import Locale, fill
from benchmarks.safe_harbor.wordlists import cities, items

US = Locale(
    "en_US",
    False,
    cities("""
        Rochester; Monroe County; NY
        Youngstown; Mahoning County; OH
        Evansville; Vanderburgh County; IN
        Kalamazoo; Kalamazoo County; MI
        Ann Arbor; Washtenaw County; Michigan
        Rockford; Winnebago County; IL
        Sioux Falls; Minnehaha County; SD
        Wichita; Sedgwick County; Kansas
        Topeka; Shawnee County; KS
        Tulsa; Tulsa County; OK
        Amarillo; Potter County; TX
        Galveston; Galveston County; Texas
        Lafayette; Lafayette Parish; LA
        Biloxi; Harrison County; MS
        Chattanooga; Hamilton County; TN
        Knoxville; Knox County; Tennessee
        Macon; Bibb County; GA
        Gainesville; Alachua County; FL
        Sarasota; Sarasota County; Florida
        Greensboro; Guilford County; NC
        Roanoke; Roanoke County; VA
        Allentown; Lehigh County; PA
        Scranton; Lackawanna County; Pennsylvania
        Trenton; Mercer County; NJ
        New Haven; New Haven County; CT
        Burlington; Chittenden County; VT
        Nashua; Hillsborough County; NH
        Providence; Providence County; RI
        Bakersfield; Kern County; CA
        Modesto; Stanislaus County; California
        Tacoma; Pierce County; WA
        Yakima; Yakima County; Washington
        Medford; Jackson County; OR
        Missoula; Missoula County; MT
        Colorado Springs; El Paso County; CO
        Flagstaff; Coconino County; AZ
        Las Cruces; Dona Ana County; NM
        Jonesboro; Craighead County; AR
        Ellery Falls; Otsego County; NY
        Dunmore Heights; Blair County; PA
        Cottonwood Bend; Gillespie County; TX
    """),
    items(
        "Spruce; Hillcrest; Grandview; Linden; Clay; N. Main; Church; 5th; E. 22nd; Sherman; "
        "Valley View; Ridge; Poplar; Cambridge; Foxglove; County Line; Bayberry; Grant; Canal; "
        "Laurel; Arrowhead; Peachtree; Westfield; Garfield; Old Orchard; Timber; Mission; SE 9th"
    ),
    items("Street; St; St.; Avenue; Ave; Road; Rd; Drive; Dr.; Lane; Ln; Court; Circle; Blvd"),
    ("Apt %#", "Apt. #%##", "Apt %@", "Unit %", "Trlr %#", "Bldg % Apt %##"),
    ("%####", "%####", "0####", "%####", "%####-####"),
    items(
        "(%##) %##-####; (%##) %##-####; %##-%##-####; %##-%##-####; %##.%##.####; "
        "%##%##%###; +1 (%##) %##-####; 1 (%##) %##-####"
    ),
    items("(%##) 555-01##; (%##) 555-01##; %##-555-01##; %##.555.01##; 1-866-555-01##"),
    ("@@@ %###", "@@@-%###", "%@@@###", "@##-@@@", "@@@%##", "%## @@@", "@@@@%#"),
    (
        "{street}, {city}, {state} {postcode}",
        "{street}, {city} {state} {postcode}",
        "{street} {unit}, {city}, {state} {postcode}",
        "{street}\n{city}, {state} {postcode}",
        "{street}, {unit}\n{city}, {state} {postcode}",
    ),
)
GB = Locale(
    "en_GB",
    True,
    cities("""
        Nottingham; Nottinghamshire; England
        Leicester; Leicestershire; England
        Plymouth; Devon; England
        Sunderland; Tyne and Wear; England
        Huddersfield; West Yorkshire; England
        Stockport; Greater Manchester; England
        Cheltenham; Gloucestershire; England
        Norwich; Norfolk; England
        Weston-super-Mare; Somerset; England
        Swansea; West Glamorgan; Wales
        Wrexham; Clwyd; Wales
        Paisley; Renfrewshire; Scotland
        Kirkcaldy; Fife; Scotland
        Ballymena; County Antrim; Northern Ireland
        Ely; Cambridgeshire; England
        Hexby; North Yorkshire; England
    """),
    items(
        "Beech; Grange; Cromwell; Vicarage; Mill Hill; Priory; Elmhurst; Wellington; Orchard; "
        "St Andrew's; Sandringham; Common; Gladstone; Holly"
    ),
    items("Road; Road; Street; Avenue; Close; Lane; Drive; Gardens; Way; Crescent; Place; Rd"),
    ("Flat %", "Flat %#", "Flat @", "%# The Laurels", "Room %#"),
    items("@@% #@@; @@%# #@@; @% #@@; @%# #@@; @@%# #@@; @@%#@@"),
    items("0115 ### ####; 0116 ### ####; 07### ### ###; 07###-######; 01752 ######; 01### ######"),
    items("0118 496 0###; 0161 496 0###; 07700 900###; 07700-900-###; +44 7700 900 ###"),
    ("@@## @@@", "@@##@@@", "@@##@@@", "@%## @@@", "@@Z %###"),
    (
        "{street}, {city}, {postcode}",
        "{street}, {city}, {county}, {postcode}",
        "{unit}, {street}, {city} {postcode}",
        "{street}\n{city}\n{postcode}",
    ),
)
IE = Locale(
    "en_IE",
    True,
    cities("""
        Tralee; Co. Kerry; Munster
        Letterkenny; Co. Donegal; Ulster
        Drogheda; Co. Louth; Leinster
        Mullingar; Co. Westmeath; Leinster
        Castlebar; Co. Mayo; Connacht
        Ennis; Co. Clare; Munster
        Clonmel; Co. Tipperary; Munster
        Tallaght; Dublin 24; Leinster
        Raheny; Dublin 5; Leinster
    """),
    items("Parnell; O'Connell; Emmet; Collins; Abbey; Bothar Bui; Seaview; St Brigid's; Marian"),
    items("Street; Road; Park; Terrace; Avenue; Drive; Heights"),
    ("Apt %", "Apt. %#", "No. %#"),
    items("@%# @@##; @%# @#@#; @##@##@; @%# @###"),
    items("087 ### ####; 086 #######; 01 ### ####; (066) 71# ####; +353 85 ### ####"),
    items("020 91# ####; 020 915 ####; +353 20 91# ####"),
    ("%#%-@@-%###", "%#%-@-%####", "%#%@@%###"),
    (
        "{street}, {city}, {county}, {postcode}",
        "{unit} {street}, {city}, {county}",
        "{street}\n{city}\n{county}\n{postcode}",
    ),
)
CA = Locale(
    "en_CA",
    True,
    cities("""
        Hamilton; Hamilton-Wentworth; ON
        Guelph; Wellington County; Ontario
        Peterborough; Peterborough County; ON
        Sherbrooke; Estrie; QC
        Rimouski; Bas-Saint-Laurent; Quebec
        Lethbridge; Lethbridge County; AB
        Red Deer; Red Deer County; Alberta
        Saskatoon; Corman Park; SK
        Nanaimo; Regional District of Nanaimo; BC
        Fredericton; York County; NB
        Corner Brook; Humber Valley; NL
        Pointe-aux-Loups; Lanaudière; QC
    """),
    items("Brock; Simcoe; Elgin; Rue Principale; Cartier; 104th; Lakeshore; Macdonald; Victoria"),
    items("Street; St. W.; Avenue; Ave NW; Drive; Crescent; Road"),
    ("Unit %", "Apt %#@", "Suite %##"),
    items("@#@ #@#; @#@ #@#; @#@-#@#; @#@#@#"),
    items("(%##) %##-####; %##-%##-####; 1-%##-%##-####"),
    items("(%##) 555-01##; %##-555-01##; +1 %##-555-01##"),
    ("@@@@ %##", "%@@ @%#", "@@@-%###", "@%# @@@"),
    (
        "{street}, {city}, {state}  {postcode}",
        "{unit}-{street}, {city} {state} {postcode}",
        "{street}\n{city}, {state}\n{postcode}",
    ),
)
AU = Locale(
    "en_AU",
    True,
    cities("""
        Ballarat; Moorabool Shire; VIC
        Bendigo; Mount Alexander Shire; VIC
        Tamworth; Liverpool Plains Shire; NSW
        Newcastle; Lake Macquarie; NSW
        Parramatta; City of Parramatta; NSW
        Cairns; Cassowary Coast; QLD
        Rockhampton; Livingstone Shire; Queensland
        Fremantle; City of Cockburn; WA
        Mount Gambier; Wattle Range; SA
        Devonport; Kentish Council; Tasmania
        Palmerston; Litchfield Municipality; NT
    """),
    items("Pitt; Swanston; Acacia; Grevillea; Kingsford; Beach; Murray; Anzac; Collins; Bligh"),
    items("Street; St; Road; Avenue; Parade; Court; Crescent; Terrace; Way"),
    ("Unit %", "%/%#", "Villa %#", "Lot %"),
    ("%###", "0%##"),
    items("0% %### ####; (0%) %### ####; 04## ### ###; +61 4## ### ###; 0%########"),
    items("(03) 5550 ####; (02) 5550 ####; 07 7010 ####; 0491 57# ###; +61 491 57# ###"),
    ("@@@ %##", "%@@ %@@", "@@%#@@", "S%## @@@", "%@@@ %##"),
    ("{street}, {city} {state} {postcode}", "{unit} {street}, {city}, {state}, {postcode}"),
)
IN = Locale(
    "en_IN",
    True,
    cities("""
        Nashik; Nashik District; Maharashtra
        Salem; Salem District; Tamil Nadu
        Tiruchirappalli; Trichy District; TN
        Mysuru; Mysuru District; Karnataka
        Vijayawada; Krishna District; Andhra Pradesh
        Bhopal; Bhopal District; MP
        Ludhiana; Ludhiana District; Punjab
        Guwahati; Kamrup District; Assam
        Kozhikode; Kozhikode District; Kerala
        Surat; Surat District; Gujarat
        Rampurgarh; Sitapur District; UP
    """),
    items(
        "Rajaji; Subhash; Shivaji; Civil Lines; Model Town; Jawahar; Hospital; Kasturba; "
        "Vivekananda"
    ),
    items("Road; Nagar; Marg; Layout; Colony; Street; 2nd Cross"),
    ("Flat No. %##", "H.No. %-%#", "Plot No. %#", "D.No. %#-%"),
    items("%#####; %## ###; %#####"),
    items("+91 9#########; 9#########; 98### #####; 0%##-%######; +91-70### #####"),
    items("+91 99999 00###; 98765 000##; 044 5550 01##"),
    ("KA %# @@ %###", "TN %#@%###", "MH-%#-@@-%###", "AP ## @@ ####", "GJ%#@@%###"),
    (
        "{street}, {city}, {state} - {postcode}",
        "{unit}, {street}, {city} - {postcode}",
        "{unit}, {street},\n{city}, {county}, {state}",
    ),
)
LOCALES = (US, GB, IE, CA, AU, IN)
WEIGHTS = (52, 15, 7, 9, 8, 9)
BOXES = ("P.O. Box %##", "PO Box %####", "P O Box %##")
RURAL = ("%### State Highway %#", "%#### FM %##", "%##### Township Road %#", "%#### US-%#")
BOX_SHARE, RURAL_SHARE = 0.03, 0.03  # of American addresses
TAILS = ("", "", "", "", "", "", " NE", " SW")


def draw_street(locale: Locale, draw: Random) -> str:
    """A house number with a street; in the United States also a box or a numbered road."""
    chance = draw.random()
    if locale.code == "en_US" and chance < BOX_SHARE + RURAL_SHARE:
        return fill(draw.choice(BOXES if chance < BOX_SHARE else RURAL), draw)
    most = 14000 if locale.code == "en_US" and draw.random() < 0.4 else 299
    road = f"{draw.choice(locale.street_names)} {draw.choice(locale.street_kinds)}"
    tail = draw.choice(TAILS) if locale.code == "en_US" else ""
    return f"{draw.randint(1, most)} {road}{tail}"
