"""Names of hospitals, practices and pharmacies; {city} is a place of the note's country."""

FACILITIES = (
    "{city} Community Hospital",
    "{city} Regional Health",
    "{city} Veterans Affairs Medical Center",
    "Royal {city} Infirmary",
    "Good Samaritan Hospital of {city}",
    "{city} Cancer Center",
    "{city} Orthopaedic Clinic",
    "St. Osyth's Hospice",
    "Pinecrest Rehabilitation Center",
    "Tri-Rivers Health System",
    "Cardinal Ridge Skilled Nursing Facility",
    "Blackwater Diagnostic Imaging",
    "Queen Ethelburga Hospital",
    "Holy Cross Medical Center",
    "Bluestem Surgical Associates",
    "Maple Grove Care Home",
)
PHARMACIES = (
    "Northgate Pharmacy",
    "{city} Apothecary",
    "Corner Drug of {city}",
    "Penrose & Daughters Chemist",
    "Valley Compounding Pharmacy",
    "{city} Family Pharmacy",
)
