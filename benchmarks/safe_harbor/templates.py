"""What notes say: templates by pool, and the genres that put them together.

{field} is drawn by `fields`; [words] are a clinical term as it stands. Years alone, states, ages
below 90, times of day and the first three digits of a postcode stand unlabelled: Safe Harbor
lets them stay, and taking them out is not counted. Medicine is drawn at random: that a finding
fits its place is not attempted, since what is measured is what is taken out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

POOLS: Mapping[str, tuple[str, ...]] = {
    "header": (
        "{patient.last} {mrn} {visit.numeric} {age}{M} {~diagnosis}",
        "Name/Age/Sex: {patient} / {age} / {M}\nReg. date: {visit}\nUHID: {mrn}\nRef. by: Dr. "
        "{dr}",
        "Patient: {patient}  DOB: {dob}  MRN: {mrn}\nDate of exam: {visit}  Accession: "
        "{accession}",
        "NAME: {patient}\nMRN: {mrn}\nDOB: {dob} ({age} yrs)  SEX: {M}\nSERVICE DATE: {visit}",
        "Pt Name: {patient}   Med Rec #: {mrn}   Acct #: {account.hospital}\nAttending: "
        "{dr.header}",
        "{facility}\n{street}, {city}, {state} {postcode}\nTel: {phone}  Fax: {fax}\n\n"
        "RE: {patient.prose}\nD.O.B. {dob}\nHospital no. {mrn}",
        "PATIENT: {patient} | ID {mrn} | {age}{M} | ACC {accession} | {visit.numeric}",
        "Patient Name: {patient}\nAddress: {address}\nHome phone: {phone}\nSSN: {ssn.whole}\n"
        "Primary insurance ID: {plan.member}",
        "{patient} ({mrn})\n{facility}, Dept. of Radiology\nExam date {visit}   Order "
        "{accession}\n"
        "Referring: {dr.header}",
        "Admitted: {date}   Discharged: {visit}\nPatient: {patient}\nUnit no: {mrn}\n"
        "Attending physician: Dr. {dr}",
        "Study: CT CHEST W CONTRAST\nPatient ID: {mrn}\nStudy date: {visit.compact}\n"
        "Institution: {facility}\nRequested by: {dr.header}",
        "{visit}\n{patient}\n{address}\n\nTelephone {phone}",
        "MRN {mrn} / {patient} / DOB {dob} / Visit {visit} / PCP {dr.header}",
    ),
    "exam": (
        "CT of the chest with contrast, [5 mm axial images], compared with {date}.",
        "MRI of the lumbar spine: sagittal {~sequence} and {~sequence} sequences, {~scanner}.",
        "Chest radiograph, two views, {visit}, {time}.",
        "Ultrasound of the abdomen performed at {facility}, {~scanner}.",
        "Bilateral screening mammogram. Prior from {month_year} was available.",
        "PET/CT, {~scanner}, for staging of {~eponym}.",
        "Knee MRI without contrast, {~scanner}. Images received from {facility} on {date}.",
        "Acquired on scanner serial no. {device.equipment}: {~scanner}, {~scanner}.",
    ),
    "history": (
        "{age}-year-old {male} with {~diagnosis} and {~lab}.",
        "{age} y/o {M}, {~diagnosis}, r/o {~finding}.",
        "Known {~eponym}, on {~drug}; follow-up since {month_year}.",
        "Fall on {partial}, pain in the {~anatomy}.",
        "{Mr} {patient.last}, {~diagnosis}, referred by Dr. {dr.last} for a {~nodule}.",
        "Smoker ([30 pack-years]), cough since {holiday}.",
        "{~vital}, {~lab}; question of {~finding}.",
        "Status post {~procedure} in {year}.",
        "Status post {~procedure} ({month_year}, Dr. {dr.last}).",
        "Subject {other.subject} of the lung screening study, {age} years, baseline {date}.",
    ),
    "findings": (
        "Films of {partial} and {partial} show the same {~finding} at {~spine}.",
        "Dr. {dr.last} noted a {~nodule}, now {~size}, in the {~anatomy}.",
        "There is {~finding} in the {~anatomy}, measuring {~size}.",
        "A {~nodule} in the {~anatomy} is unchanged from {date}.",
        "The {~anatomy} is unremarkable. No {~finding}.",
        "At {~spine} there is {~finding} with mild {~finding}.",
        "Interval increase of the {~nodule} ({~size}, previously {~size} on {date}).",
        "No {~finding} or {~finding}. The {~anatomy} is normal in caliber.",
        "{~spine}: {~finding}. {~spine}: no significant abnormality.",
        "Appearance suggests {~eponym}; {~code}.",
        "{~hardware} tip projects over the {~anatomy}.",
        "Mild {~finding} is again seen, stable since {month_year}.",
        "{~sequence} sequences show signal change in the {~anatomy} at {~spine}.",
        "Compared with the study of {partial}, the {~finding} has resolved.",
        "Small {~finding}, {~size}, adjacent to the {~anatomy}.",
        "The {~anatomy} and the {~anatomy} are within normal limits for age.",
        "[Right upper lobe] [8 mm nodule], for which {~code} applies.",
        "Incidental {~eponym}, as noted by Dr. {dr.last} in {year}.",
        "Post-operative change after {~procedure}, {~hardware} in situ.",
    ),
    "impression": (
        "1. {~finding} in the {~anatomy}, {~size}. {~code}.",
        "No acute abnormality. Follow-up in 6 months recommended.",
        "Findings consistent with {~eponym}.",
        "Stable {~nodule}; repeat CT after {month_year}.",
        "Discussed with Dr. {dr.last} by phone ({phone}) at {time} on {visit}.",
        "Critical result called to {dr}, RN, pager {pager}, at {time}.",
        "{~sign} noted. {~sign} as before.",
        "{~code}. Biopsy of the {~nodule} scheduled for {partial}.",
        "Worsening {~finding}; correlate with {~lab}.",
        "New {~finding}. Suggest {~procedure} and comparison with the films from {other_city}.",
    ),
    "signature": (
        "{dr}, PA-C, {facility}, {visit} {time}",
        "Electronically signed by {dr}, MD on {visit} {time}",
        "Dictated by: {dr}, M.D.  Lic. no. {licence.medical}\nD: {visit.numeric}  T: "
        "{visit.numeric}  {staff.initials}",
        "Signed: Dr {dr}, Consultant Radiologist, reg. no. {licence.register}, {facility}",
        "{dr}, MD\nNPI {licence.npi}\nPhone {phone} ext. {extension}",
        "Yours sincerely,\n\nDr. {dr}\n{facility}\n{email.work}",
        "Read by {dr.header}. Transcribed {visit.compact} {staff.initials}",
        "cc: Dr. {dr}, {other_city}; fax {fax}",
        "Verified by {staff.initials}, {visit.numeric}, workstation {ip.v4}",
        "/s/ {dr}, DO, DEA {licence.dea}, State lic {licence.medical}",
        "Thank you for allowing us to take part in the care of {Mr} {patient.last}.\nDr. "
        "{dr.last}",
        "Reported: {dr.last} / {staff.initials} {visit}",
        "With kind regards,\n{dr}\nDirect line: {phone}, x{extension}",
    ),
    "narrative": (
        "{patient.last}'s {~lab} was repeated on {partial} and {partial}.",
        "Pt is a {age}yo {M}, {~exam}, {~vital}.",
        "{patient.first} {patient.last} (aged {age}) stayed at {facility} between {partial} "
        "and {date}.",
        "Discussed with {dr} (cardiology) and Dr. {dr.last} (surgery): {~procedure}.",
        "In {month_year} the {~nodule} measured {~size}; in {month_year}, {~size}.",
        "{Mr} {patient.prose} was brought in by ambulance from {city} at {time} with {~vital}.",
        "Since {year} no further {~finding}; {~drug} was stopped in {month_year}.",
        "A {~implant} is in place, last checked on {partial} in {other_city}.",
        "May take {~drug} with food. {He} will see Dr. {dr.last} on {partial}.",
        "{Mr} {patient.last}, {a} {age}-year-old {man} from {city}, was seen on {visit} for "
        "{~diagnosis}.",
        "{patient.prose} is {a} {age}-year-old {man} with {~diagnosis}, {~diagnosis} and "
        "{~eponym}.",
        "{Mr} {patient.last} reports pain in the {~anatomy} since {partial}.",
        "On examination: {~vital}, {~vital}, {~exam}, {~exam}.",
        "{~sign} noted in the chart; {~sign} discussed with Dr. {dr.last}.",
        "Tobacco and alcohol: {~habit}; exercise {~habit}.",
        "Labs: {~lab}, {~lab}, {~lab}.",
        "{He} takes {~drug}, {~drug} and {~drug}.",
        "{He} was started on {~drug} by Dr. {dr.last} in {month_year}.",
        "{~procedure} was done at {facility} on {date} without complication.",
        "{His} course was complicated by {~finding} on {partial}, treated with {~drug}.",
        "A {~hardware} was placed and removed on {partial}.",
        "{He} walks with a cane; {~exam}; {~exam}.",
        "{He} moved here from {other_city} in {year} and lives alone at {street}, {city}.",
        "{patient.first} says the symptoms began around {holiday} and got worse by {partial}.",
        "MRI showed {~finding} at {~spine}, {~size}; {~code}.",
        "Plan: {~drug}, repeat {~lab} in 2 weeks, {~procedure} if no better.",
        "Seen again at age {age} with {~eponym} and {~vital}.",
        "Dr. {dr.last} ({facility}) recommended {~procedure} for the {~nodule}.",
        "Assessment: {~eponym}, {~code}; {~diagnosis}, {~code}.",
        "{He} is retired from a factory in {county} and drove trucks in {state}.",
        "Since {month_year} {he} has had {~vital} at home and {~exam}.",
        "{He} last saw Dr. {dr} on {visit.numeric}; {~lab} at that time.",
        "Tissue ({other.specimen}) showed {~eponym}; CD20 and margins as reported.",
    ),
    "family": (
        "{relative}, {his} {spouse} of 40 years, died in {year} of {~diagnosis}.",
        "Mother alive at {old_age}, father died at 71 of {~diagnosis}.",
        "{patient.first}'s {spouse} {relative.first} works in {other_city}; phone {phone}.",
        "{His} {sibling} {relative} had {~diagnosis}; {his} mother died aged {old_age}.",
        "Father lived to {old_age} years; {sibling} {relative.first} has {~eponym}.",
        "Married to {relative}, who can be reached at {phone}.",
        "Lives with {his} {child} {relative.first} at {address}.",
        "{His} {elder} {relative.first}, now {old_age}, has {~diagnosis}.",
        "Next of kin: {relative}, {phone}, {email}.",
        "Their {child}, {relative.first} ({relative}), is health care proxy.",
        "{His} grandfather, {old_age} y/o, was treated for {~eponym} in {other_city}.",
        "No family history of {~eponym}. Cousin in {county} with {~diagnosis}.",
        "Two children; {relative.first} born {relative.dob}, healthy.",
    ),
    "social": (
        "Works for the town of {other_city}, {state}, since {year}.",
        "Born in {other_city}, came to {city} in {year}.",
        "Lives at {street}, {city}; the landlord is {relative}.",
        "Resides in {city}, {county}; {state} resident since {year}.",
        "Home address {address}.",
        "Currently at {facility} after discharge; formerly {street}, {unit}, {city}.",
        "Drives a car, plate {vehicle.plate}, to dialysis three times a week.",
        "Mail returned from {street}, {postcode}; new address in {other_city}.",
        "ZIP code {postcode}, county of residence {county}.",
        "Grew up in {other_city}; worked at a mill in {county} until {year}.",
        "Catchment: first three digits 606; population above 20,000. Lives in {city}.",
        "Patient of the {city} clinic, travels from {other_city} by bus.",
        "Home visits to {street} {unit} by the {county} health department.",
    ),
    "phone_note": (
        "Pt's {child} {relative.first} called at {time} from {phone}: {he} has {~vital} and "
        "more swelling.",
        "Left message at {phone} on {partial}. Will try the cell, {phone}.",
        "Spoke with {relative} re {~drug}; wants refill of Rx {other.prescription}.",
        "{patient.first} rang from abroad ({phone.abroad}) about {~lab}.",
        "Pharmacy called ({phone}, ext {extension}) to clarify {~drug}, Rx no. "
        "{other.prescription}.",
        "Paged Dr. {dr.last} at {pager}; call back to {phone} x {extension}.",
        "Please fax results to {fax}, attention {dr}.",
        "Records request faxed to {fax} on {visit.numeric}.",
        "Pt states: call before 5 at {phone} or mail {email}.",
        "{Mr} {patient.last} verified by last 4 of SSN {ssn.last4} and DOB {dob}.",
        "Advised to go to the ED at {facility} for {~finding}.",
        "{patient.initials} called again, {~exam}, no fever.",
        "No answer at {phone.abroad}; sent letter to {address}.",
        "Beeper {pager} for Dr. {dr.last} over {holiday}.",
    ),
    "billing": (
        "Copay charged to {account.card}, acct {account.hospital}, {visit.numeric}.",
        "Wire to IBAN/account {account.bank} on {date}.",
        "Member ID {plan.member}, group no. {plan.group}, plan effective {date}.",
        "Insurance: policy {plan.policy}; subscriber {relative}, DOB {relative.dob}.",
        "Medicare no. {plan.public}. Guarantor acct {account.hospital}.",
        "Billed {~code} to account {account.hospital}, paid with card {account.card}.",
        "Refund to bank account {account.bank}, {relative}.",
        "Patient SSN {ssn.whole}; copy of driver's license {licence.driver} on file.",
        "Prior authorization for {~procedure}: subscriber ID {plan.member}, fax {fax}.",
        "Social insurance (SIN/NI) no. {ssn.national}; health card {plan.public}.",
        "National ID {ssn.national}. Address confirmed as {address}.",
        "Foreign national ID {ssn.national}, card copied {date}.",
        "Health plan beneficiary no. {plan.member}; group {plan.group}.",
        "Account number {account.hospital} was sent to {phone}.",
        "Payment by card {account.card} not accepted; use acct {account.bank}.",
        "Driving licence {licence.driver}, shown on {visit}, matches {patient}.",
        "Coverage under policy number {plan.policy} ended {month_year}.",
        "Last four of the social: {ssn.last4}. Claim for {~code}.",
        "SS# {ssn.whole}, Medicaid ID {plan.public}.",
        "Grp# {plan.group} ID# {plan.member} Auth by {staff.initials}.",
        "Soc. sec. {ssn.whole}, spouse {relative}, SSN {ssn.whole}.",
    ),
    "implant": (
        "Hearing aids, left serial {device.implant}, right serial {device.implant}.",
        "{~implant} implanted {date}, serial number {device.implant}.",
        "Pulse generator S/N {device.implant}, leads SN {device.implant} and "
        "{device.implant}; {~vital}.",
        "UDI {device.udi}.",
        "Device identifier: {device.udi}; implanted at {facility} by Dr. {dr.last}.",
        "Infusion pump asset tag {device.equipment}, serial {device.equipment}, {~drug}.",
        "Ventilator serial {device.equipment} checked {visit.numeric}.",
        "Hip stem SN {device.implant} in the [left femoral neck], {~procedure} {month_year}.",
        "MRI conditional: [1.5 T], serial {device.implant}, interrogated {date}: {~lab}.",
        "Glucose monitor, transmitter ID {device.implant}, paired {partial}.",
        "Insulin pump (ser. no. {device.implant}) replaced over {holiday}.",
        "Implant card: UDI {device.udi}, patient {patient}.",
    ),
    "footer": (
        "Sent from {ip.v4} to PACS {ip.v4}, {visit.compact} {time}",
        "Study UID {other.uid}",
        "Viewer: {url}",
        "STATION {device.equipment}  IP {ip.v6}  {visit.compact}",
        "SeriesInstanceUID={other.uid} Acc={accession}",
        "Images at {url.bare} until {visit}.",
        "Acquisition {visit.compact}; [TR 500 ms], [TE 14 ms]; operator {staff.initials}; "
        "gantry serial {device.equipment}",
        "Retrieved by {email.work} from host {ip.v6}",
        "Login from {ip.v4} ({email.work}), badge {other.badge}",
        "Report link {url} (accession no. {accession})",
        "Transfer log: src={ip.v6} dst={ip.v4} uid={other.uid}",
    ),
    "portal": (
        "Patient portal message from {email}: asks about {~drug}.",
        "Registered at {url} with {email}.",
        "Posts about {his} {~eponym} on {url.bare}.",
        "Send the summary to {email.work} and {email}.",
        "Contact: {email}; phone {phone}; web {url.bare}.",
        "Portal sign-in from {ip.v4} on {visit.numeric}; password reset sent to {email}.",
        "Video visit joined from {ip.v6}; link {url}.",
        "Read more at {url.bare} or fax {fax}.",
    ),
    "incident": (
        "Motorcycle, VIN {vehicle.vin}, no helmet; {~exam}, {~finding}.",
        "Parked car {vehicle.plate} left in the garage of {facility} since {partial}.",
        "Restrained driver, rear-ended on {holiday} near {street}, {city}; VIN {vehicle.vin}.",
        "Vehicle with plate {vehicle.plate} ({state}), VIN {vehicle.vin}, per police.",
        "Hit by a car, license plate {vehicle.plate}, on {partial}; [GCS 15], {~vital}.",
        "EMS found {him} at {street}, {other_city}; registration {vehicle.plate}.",
        "Modified van for wheelchair, vehicle id {vehicle.vin}, plate no. {vehicle.plate}.",
        "Found by {relative.first} on {holiday}; {~exam}.",
        "Tag {vehicle.plate} reported to {county} sheriff. {~finding} on CT.",
        "DMV form signed for {patient.prose}: licence {licence.driver}, VIN {vehicle.vin}.",
        "Ambulance {vehicle.plate} from {facility}, arrival {time}.",
    ),
    "admin": (
        "Prescriber DEA no. {licence.dea}, NPI {licence.npi}.",
        "Nurse {dr.last}, license {licence.register}, witnessed the consent on {date}.",
        "Enrolled as subject {other.subject}, consent {visit}, {~code}.",
        "Specimen {other.specimen}: {~eponym}.",
        "Certificate no. {licence.medical} of {dr}, valid until {month_year}.",
        "Previous record at {facility} under MRN {mrn.prefixed}; merged with {mrn}.",
        "Old chart no. {mrn.number}, {facility}.",
        "NHS no. {mrn.nhs}; hospital number {mrn.prefixed}.",
        "Path no. {other.specimen}, received {date} from {facility}.",
        "Wristband checked: {patient}, {dob}, {mrn}.",
        "Badge {other.badge} ({dr}) opened the chart.",
        "Trial ID {other.subject} ({patient.initials}), dose {~drug}.",
        "Prior accession {other.accession}, {date}; this accession {accession}.",
        "Rx {other.prescription}: {~drug}, signed {dr.last}, lic {licence.medical}.",
        "Study participant {patient.initials}, {other.subject}, {age} years.",
        "Order {other.accession} placed by {staff.initials} over {holiday}.",
    ),
    "opening": (
        "Dear Dr. {dr.last},",
        "Dear Dr {dr},",
        "Dear Colleague,",
        "To: Dr. {dr}, {facility}",
        "To whom it may concern,",
        "Dear {Mr} {patient.last},",
    ),
    "referral": (
        "Thank you for seeing {Mr} {patient.last} (DOB {dob}, MRN {mrn}) with {~diagnosis}.",
        "I would be grateful for your opinion on {patient.prose}, {a} {age}-year-old {man} "
        "from {city}, {state}.",
        "{patient.first} was under Dr. {dr.last} of {facility} until {month_year}.",
        "{He} can be contacted on {phone} or at {address}.",
        "Re: {patient}, {mrn}, {address}",
        "I saw your patient {patient.prose} in the {other_city} clinic on {visit}.",
        "My secretary's number is {phone}, ext. {extension}; fax {fax}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Some templates of one pool, in a row."""

    pool: str
    least: int
    most: int
    between: str = " "
    title: tuple[str, ...] = ()
    ordered: bool = False  # as they stand in the pool; else as drawn


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of note, and how often it comes."""

    weight: int
    parts: tuple[Part, ...]


HEADER = Part("header", 0, 1, "\n")
SIGNATURE = Part("signature", 1, 1, "\n")
FOOTER = Part("footer", 0, 2, "\n")
FINDINGS = Part("findings", 2, 4, title=("FINDINGS: ", "Findings:\n", ""))
NARRATIVE = Part("narrative", 3, 6, title=("HPI: ", "History of present illness:\n", ""))
ADMIN = Part("admin", 0, 2, "\n")

GENRES = (
    Genre(
        30,
        (
            Part("header", 1, 1, "\n"),
            Part("exam", 1, 1, title=("EXAM: ", "TECHNIQUE: ", "Examination: ")),
            Part("history", 1, 2, title=("CLINICAL HISTORY: ", "Indication: ", "Hx: ")),
            FINDINGS,
            Part("impression", 1, 2, title=("IMPRESSION: ", "Conclusion:\n", "Impression:\n")),
            SIGNATURE,
            FOOTER,
        ),
    ),
    Genre(
        14,
        (
            HEADER,
            NARRATIVE,
            Part("family", 1, 2, title=("FAMILY HISTORY: ", "FHx: ", "")),
            Part("social", 1, 2, title=("Social history: ", "SOCIAL: ", "")),
            ADMIN,
            SIGNATURE,
        ),
    ),
    Genre(
        12,
        (
            Part("header", 1, 1, "\n"),
            Part("narrative", 3, 6, title=("HOSPITAL COURSE: ", "Brief hospital course:\n")),
            FINDINGS,
            Part("incident", 0, 1),
            Part("implant", 0, 1),
            Part("phone_note", 0, 1, title=("FOLLOW-UP: ", "Follow up: ")),
            SIGNATURE,
        ),
    ),
    Genre(
        11,
        (
            HEADER,
            Part("opening", 1, 1, "\n"),
            Part("referral", 1, 3),
            Part("narrative", 2, 4),
            Part("family", 0, 1),
            Part("portal", 0, 1),
            SIGNATURE,
        ),
    ),
    Genre(
        9,
        (
            Part(
                "phone_note",
                2,
                4,
                "\n",
                title=("TELEPHONE ENCOUNTER\n", "Phone note {visit}:\n", ""),
            ),
            Part("portal", 0, 2, "\n"),
            ADMIN,
            SIGNATURE,
        ),
    ),
    Genre(
        9,
        (
            HEADER,
            Part("implant", 2, 4, "\n", title=("DEVICE LOG\n", "Implant record\n", "")),
            Part("narrative", 1, 2),
            FOOTER,
            SIGNATURE,
        ),
    ),
    Genre(
        9,
        (
            HEADER,
            Part(
                "billing", 3, 5, "\n", title=("REGISTRATION / INSURANCE\n", "Billing note:\n", "")
            ),
            Part("history", 0, 1),
            Part("admin", 1, 2, "\n"),
            Part("portal", 0, 1),
        ),
    ),
    Genre(
        6,
        (
            HEADER,
            Part("incident", 2, 3, title=("Mechanism: ", "ED NOTE. ", "Social work: ")),
            Part("narrative", 1, 3),
            Part("social", 1, 2),
            Part("footer", 1, 2, "\n"),
            SIGNATURE,
        ),
    ),
)
