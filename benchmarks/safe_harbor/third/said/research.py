"""Captions, case reports, teaching files and notes of trials."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "caption": (
        "Figure 1. {^study} in {a} {age}-year-old {male} showing {~finding} (arrow) in the "
        "{~anatomy}.",
        "Fig 2: Axial {~sequence} image demonstrates a {~nodule} of the {~anatomy}. Courtesy of "
        "Dr. "
        "{dr}, {hospital}.",
        "Figure 3a. Same patient, {date}. {^finding} has resolved after {~drug}.",
        "Case courtesy of Dr {dr}, {url}",
        "Fig. 4 (A) {~sequence}, {~scanner}; (B) {~sequence}, {date}: {~finding}, typical of "
        "{~eponym}.",
        "Intraoperative photograph, {hospital}, {month_year}: {~finding} of the {~anatomy}.",
        "Photomicrograph ([H&E], [x200]), case {other.specimen}: {~finding}.",
        "Figure 5. Label burned in on the film: {patient} {mrn} {visit.compact}.",
        "{patient.initials}, a {age} year old {male} from {city}, presented to {hospital} on "
        "{date} with "
        "{~finding}.",
        "TEACHING FILE: {~diagnosis}. Acc {accession}, {visit.numeric}. {^sign}. {^code}.",
        "Follow-up {~study} on {date} at {~spine} level shows {~finding}, {~size}.",
        "The patient's {sibling}, aged {old_age}, had {~eponym}. Written consent was obtained "
        "{date}.",
    ),
    "trial": (
        "Subject {other.subject} ({patient.initials}) screened {visit.numeric}; consent signed "
        "{time}.",
        "Participant ID {other.subject}, DOB {dob.numeric}, randomised {date} to {~drug}.",
        "Source: {mrn.tag} {mrn}, {hospital}. Link log kept by {dr}.",
        "Inclusion 3: {~lab}. Exclusion 7: {~diagnosis} - not met.",
        "AE #2 onset {partial}: {~finding}, [grade 2], related to {~drug}. {^code}.",
        "Visit 4, day 28 ({visit}): {~vital}, {~exam}, {~lab}.",
        "Sample {other.specimen} drawn {time}, shipped {partial}; subject no. {other.subject}.",
        "Phone contact {partial} with {patient.prose} on {phone}; {he} reports {~finding}.",
        "Imaging uploaded to {url}, UID {other.uid}, {~study}.",
        "Subject {other.subject} withdrawn {date}; moved to {other_city}.",
        "[RECIST 1.1] target lesion {~anatomy} {~size} (baseline {date}).",
        "Device accountability: {~implant}, serial {device.implant}, UDI {device.udi}, returned "
        "{partial}.",
        "Stipend to account {account.bank}; {national.tag} {ssn} for tax.",
        "Investigator {dr}, {register.tag} {licence.medical}, GCP certificate {licence.register}, "
        "{email.work}.",
        "Reminder sent to {email} for {holiday} week visit. Caregiver {relative}, {phone}.",
    ),
    "research_sign": (
        "{dr}, study coordinator, {phone}",
        "PI: {dr.header}   {visit.numeric}",
        "Correspondence: {dr}, {hospital}, {email.work}",
    ),
}
