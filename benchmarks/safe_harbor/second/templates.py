"""What the notes of the second set say: templates by pool.

{field} is drawn by `fields`; [words] are a clinical term as it stands. As in the first set, years
alone, states, ages below 90 and times of day stand unlabelled, and medicine is drawn at random.
"""

from __future__ import annotations

from collections.abc import Mapping

HEADS: Mapping[str, tuple[str, ...]] = {
    "banner": (
        "{facility} - {city}, {state}\nPatient: {patient}   MR#: {mrn}\nBorn: {dob}   Sex: {M}   "
        "Visit: {visit}",
        "{patient}\t{mrn}\t{dob}\t{M}\tadm {visit.numeric}",
        "PT: {patient}  AGE: {age}  SEX: {M}  MRN: {mrn}\nENCOUNTER #: {account.hospital}  "
        "DATE: {visit}",
        "Surname/given: {patient}\nHospital number: {mrn}\nDate of birth: {dob}\nAddress: "
        "{address}\nTel. {phone}",
        "{patient.prose}, {age} {M}, MRN {mrn}, seen {visit} by {dr.header}",
        "| Name | {patient} |\n| DOB | {dob} |\n| MRN | {mrn} |\n| Provider | {dr.header} |",
        "Chart {mrn}; {patient}; b. {dob}; GP Dr {dr}; {phone}",
        "RE: {patient.prose} (d.o.b. {dob}, our ref {mrn})",
        "Client: {patient}\nResidence: {address}\nContact: {phone} / {email}\nPayer ID: "
        "{plan.member}",
    ),
    "rad_head": (
        "ADDENDUM to report of {visit}\nPatient {patient}, ID {mrn}, exam no. {accession}",
        "Exam: {~procedure}\nAccession {accession} / {patient} / {mrn} / {visit.compact}",
        "*** ADDENDUM {visit.numeric} {time} *** Original study {accession}, {facility}",
        "{patient}, {mrn}. Ordering provider {dr.header}. Scan acquired {visit.compact}.",
    ),
    "fax_head": (
        "FAX\nTo: {pharmacy}, fax {fax}\nFrom: {facility}, fax {fax}, tel {phone}\nPages: 2\n"
        "Date: {visit}",
        "{pharmacy}\n{street}, {city}, {state} {postcode}\nP: {phone}  F: {fax}",
        "TO {dr}  FAX NO. {fax}\nFROM {pharmacy}  PHONE {phone}\nSUBJECT: refill request",
        "Facsimile transmission {visit.numeric} {time}\nSender's fax: {fax}\nRecipient: Dr. {dr}, "
        "{facility}, {fax}",
    ),
    "mail_head": (
        "From: {dr} <{email.work}>\nTo: {dr} <{email.work}>\nSent: {visit} {time}\nSubject: RE: "
        "{patient.initials}, MRN {mrn}",
        "From: {email}\nTo: {email.work}\nDate: {visit}, {time}\nSubject: question about my "
        "results",
        "On {visit} at {time}, {patient.prose} <{email}> wrote:",
        "---- Forwarded message ----\nFrom: {dr.header}\nCc: {email.work}\nDate: {visit}\n"
        "Subject: chart {mrn}",
    ),
    "path_head": (
        "SURGICAL PATHOLOGY REQUISITION\nPatient: {patient}  DOB {dob}  MRN {mrn}\nSpecimen no. "
        "{other.specimen}  Collected: {visit}  Received: {visit.numeric}",
        "Lab no: {other.specimen}\nName: {patient}\nSubmitting: {dr.header}, {facility}\nTaken "
        "{visit} {time}",
        "CYTOLOGY REQUEST / {patient} / {mrn} / case {other.specimen} / {visit.numeric}",
    ),
    "auth_head": (
        "PRIOR AUTHORIZATION REQUEST\nMember: {patient}  DOB: {dob}\nMember ID: {plan.member}  "
        "Group: {plan.group}\nRequesting provider: {dr}, NPI {licence.npi}",
        "Request for pre-certification, {visit}\nSubscriber {relative} (DOB {relative.dob}), "
        "ID no. {plan.member}\nPatient {patient}, {his} dependant",
        "Utilization review - {patient} - policy {plan.policy} - admitted {visit}",
    ),
}
BODIES: Mapping[str, tuple[str, ...]] = {
    "course": (
        "Admitted through the ED on {partial} with {~finding} and {~lab}; home on {visit}.",
        "{Mr} {patient.last} is {a} {age} year old {man} known for {~diagnosis} and {~eponym}.",
        "The team under Dr. {dr.last} performed {~procedure} on {partial}, uneventful.",
        "By {partial} {~vital} and {~lab}; {~hardware} out on {partial}.",
        "Transferred from {facility} in {other_city} on {date} for {~procedure}.",
        "Discharge medications: {~drug}; {~drug}; {~drug}.",
        "Hold {~drug} until seen by {dr}, {phone}. Restart {~drug} after {partial}.",
        "Echo: {~lab}, mild change of the {~anatomy}; [LVEF 55-60%] in {year}.",
        "Imaging of {partial}: {~finding}, {~size}, {~anatomy}.",
        "Consults: {dr} (nephrology), {dr} (infectious disease).",
        "{patient.first} did well with therapy, {~exam}, {~exam}, and left with {his} {child} "
        "{relative.first}.",
        "Condition at discharge: stable, {~vital}, {~exam}. Code status full.",
        "Return to clinic in {other_city} on {date} at {time}; call {phone} if [fever above "
        "38.5 C].",
        "Pending at discharge: {~lab} and specimen {other.specimen} from {partial}.",
        "Final diagnoses: {~diagnosis} ({~code}), {~diagnosis}, {~eponym} since {year}.",
    ),
    "triage": (
        "{age}{M} walked in {time}, c/o {~finding} since {partial}. {~vital}, {~vital}. {~code}.",
        "BIBA from {street}, {city}. {~vital}. {~exam}. Last meal [6 h ago].",
        "{age} yo {male}, fell off a ladder, [GCS 15], {~finding}. Tetanus {month_year}.",
        "Accompanied by {relative} ({his} {spouse}), mobile {phone}.",
        "PMH {~diagnosis}, {~eponym}. Meds {~drug}, {~drug}. Allergies: [sulfa].",
        "Restrained passenger, car rolled over near {other_city}; plate {vehicle.plate} noted "
        "by police.",
        "Bicycle struck by van, reg. {vehicle.plate}, VIN taken: {vehicle.vin}. {~vital}.",
        "Seen here {partial} and {partial} for the same. {~sign} positive.",
        "Registration: SSN {ssn.whole}, driver's license {licence.driver}, {vehicle.plate}.",
        "Unable to give history; wallet card says {patient.prose}, {dob}.",
        "PCP {dr.last} notified at {phone}. Room air {~vital}.",
        "Brought by police from a crash on {holiday}; VIN {vehicle.vin}; no {~finding}.",
        "Police report: registered keeper {relative}, tag {vehicle.plate} ({state}), licence no. "
        "{licence.driver}.",
        "{~habit}. Lives with {his} {elder}, {old_age}, in {county}.",
        "Scooter, VIN: {vehicle.vin}; helmet worn; pain in the {~anatomy}, {~exam}.",
    ),
    "operation": (
        "SURGEON: {dr}, MD   ASSISTANT: {dr}, PA   ANESTHESIA: general ({dr.last})",
        "Preoperative diagnosis: {~finding} of the {~anatomy}. Procedure: {~procedure}.",
        "After time-out confirming {patient} and {dob}, the patient was prepped and draped.",
        "The {~anatomy} was exposed with a {~hardware}; a {~size} defect was seen.",
        "A {~hardware} was left in the {~anatomy}. Blood loss [150 mL]. {~code}.",
        "Implant: {~implant}, serial no. {device.implant}, UDI {device.udi}.",
        "Cement and stem, SN {device.implant}; cup, S/N {device.implant}.",
        "Barcode sticker {device.udi} placed in the chart on {visit}.",
        "Level confirmed by fluoroscopy at {~spine}; {~spine} left untouched.",
        "Generator removed (serial {device.implant}, placed {month_year} at {facility}).",
        "Electrosurgical unit, asset no. {device.equipment}; table serial {device.equipment}.",
        "{~sign} was chosen because of {~eponym}. Counts correct at {time}.",
        "Specimen to pathology under {other.specimen}. To recovery with {~vital}.",
        "New {~implant} (device ID {device.udi}) tested by {dr.last}: {~lab}.",
    ),
    "tissue": (
        "Clinical information: {age}-year-old {male}, {~finding}, {~nodule} of the {~anatomy}.",
        "Prior material: {other.specimen} of {date}, {facility}, signed out by Dr. {dr.last}.",
        "A. {~anatomy}, biopsy: {~finding}. B. {~anatomy}: negative. {~code}.",
        "Received in formalin labelled with {patient} and {mrn}, a fragment of {~size}.",
        "Rule out {~eponym}. LMP {partial}. {~drug} since {month_year}.",
        "Immunostains: {~code}, {~code}. {~sign}.",
        "Slides reviewed with {dr} on {partial}; block returned to {facility}.",
        "Report to {dr}, license {licence.medical}, fax {fax}, and by post to {street}, {city} "
        "{postcode}.",
        "Phoned to {dr.last} at {time}, read back, {staff.initials}.",
        "Collected by {dr}, {licence.register}, badge {other.badge}.",
        "Bill to: {plan.public}, guarantor {relative}, account {account.hospital}.",
    ),
    "addendum": (
        "Comparison is now made with outside films of {date} from {facility}.",
        "The {~nodule} in the {~anatomy} was [9 mm] in {month_year} and is {~size} today.",
        "On {~sequence} and {~sequence} there is {~finding} at {~spine}. {~scanner}, {~scanner}.",
        "The original report should read left, not right: {~finding}, {~anatomy}.",
        "Typographical error: the {~finding} is at {~spine}, not {~spine}.",
        "Impression unchanged. {~code}. No {~eponym}.",
        "Discussed with Dr. {dr.last}, {phone}, on {visit} at {time}.",
        "Pager {pager} tried twice; message left with {dr}, NP, at ext. {extension}.",
        "Series instance {other.uid}, detector {device.equipment}, sent {visit.compact}.",
        "Study UID: {other.uid}; node {ip.v4} to {ip.v4}; {visit.compact}.",
        "Key images under {url}; accession {accession} replaces {other.accession}.",
        "PACS audit {visit.compact}: opened by badge {other.badge} at {ip.v6}.",
        "Compared to {partial}, the {~anatomy} is unchanged; {~scanner}; dose {~scanner}.",
    ),
    "handover": (
        "S: {patient.last}, {age}, {~diagnosis}, day 3 after {~procedure}.",
        "B: {~eponym}, {~diagnosis}. From {city}, {his} {child} {relative.first} visits daily.",
        "A: {~vital}, {~vital}, {~exam}, {~exam}; {~hardware} draining [200 mL].",
        "R: {~lab} at {time}, {~drug} due at {time}. Page Dr. {dr.last} {pager} if worse.",
        "Family: {relative} rang at {time}, call back on {phone}.",
        "Pump {device.equipment} alarming, swapped for {device.equipment} ({staff.initials}).",
        "Wound: {~size}, {~finding}, {~anatomy}; dressing changed {partial} by {staff.initials}.",
        "Braden done; {~sign}; turned with {~hardware}. Mood low since {holiday}.",
        "On call tonight: {dr} beeper {pager}, then {dr.last} ext {extension}.",
        "Valuables and hearing aid ({device.implant}) given to {relative} on {visit}.",
        "{patient.initials} npo from midnight for {~procedure}; consent signed {partial}.",
        "Spiritual care seen {holiday}. {His} mother is {old_age} and was told.",
        "Pharmacy ext. {extension} will send {~drug}. Bedside scale tag {device.equipment}.",
        "Telemetry box {device.equipment}, {~vital}; Rx {other.prescription} not yet verified.",
    ),
    "authorization": (
        "Service requested: {~procedure}, {~code}, at {facility}, from {date}.",
        "Clinical: {age}-year-old with {~diagnosis}, failed {~drug} and {~drug}, {~lab}.",
        "Secondary coverage: policy no. {plan.policy}, group {plan.group}, effective {date}.",
        "Medicare/Medicaid number {plan.public}; social security {ssn.whole}.",
        "Peer to peer: Dr. {dr.last}, {phone} ext {extension}, before {partial}.",
        "Send determination to fax {fax} or {email.work}.",
        "Claimant SSN XXX-XX-{ssn.last4}; plan member number {plan.member}.",
        "Caller verified with last four {ssn.last4} and postal code {postcode}.",
        "Copay paid by card {account.card} on {visit.numeric}; receipt to {email}.",
        "Refund to account {account.bank} of {relative}.",
        "National insurance / SIN / Aadhaar / TFN: {ssn.national}; state card {plan.public}.",
        "Tax or national number on file {ssn.national}, passport not shown.",
        "Patient ledger {account.hospital}, balance moved to {account.hospital} in {month_year}.",
        "Direct debit from {account.bank}; previous card {account.card} expired.",
        "DME: {~implant}, serial {device.implant}, billed under {~code}.",
        "Appeal upheld {date}: {~eponym}, {~code}. Signed {licence.medical}, DEA {licence.dea}.",
        "Coverage through {his} {spouse} {relative}, SSN {ssn.whole}, born {relative.dob}.",
        "Policy # {plan.policy} lapsed {month_year}; state plan ID {plan.public} active.",
    ),
    "home": (
        "Visited {patient.prose} at {address}. Key safe is behind the shed.",
        "Lives in {city}, {county}, with {his} {sibling} {relative.first}, aged {old_age}.",
        "Neighbor holds a key; {relative}, {phone}, lives at {street}, {unit}.",
        "Sugar log: {~lab}, {~lab}. Weight up since {partial}; {~vital}.",
        "{He} is {age} and still drives ({vehicle.plate}); advised to stop.",
        "{~hardware} flushed. Ulcer on the {~anatomy}, {~size}, no {~finding}.",
        "Oxygen concentrator serial {device.equipment}; lift serial number {device.equipment}.",
        "Moved in {year} from {other_city}, {state}, to {unit}, {street}, {postcode}.",
        "Grandchild of {old_age}-year-old {relative} helps with shopping on {holiday}.",
        "Meter shows [7.2 mmol/L]; sensor {device.implant} replaced {partial}.",
        "Habits: {~habit}, {~habit}. Takes {~drug} from a pill box.",
        "Next visit {date}; office {phone}; the {county} nurse covers {holiday}.",
        "Mileage from {other_city} to {city} [not billed]. Ramp at {street} approved {partial}.",
        "Emergency contact {relative.first} ({his} {child}), {phone}, {email}.",
        "{His} {elder} {relative} of {county} died at {old_age} of {~diagnosis}.",
        "Parcel for {unit} left with {relative.first}; {~drug} inside, Rx {other.prescription}.",
    ),
    "pharmacy": (
        "Patient {patient}, DOB {dob}, {street}, {city} {postcode}, phone {phone}.",
        "Rx number {other.prescription}: {~drug}, disp 30, refills 2, last filled {date}.",
        "Please clarify {~drug}: interacts with {~drug}. Reply by fax to {fax}.",
        "Prescriber {dr}, DEA {licence.dea}, state license {licence.medical}, NPI {licence.npi}.",
        "DEA# {licence.dea} on the script of {partial} could not be verified.",
        "Cardholder ID {plan.member}, Rx group {plan.group}; rejected {date}.",
        "Change to {~drug} authorised by {dr.last} by telephone {time}, {staff.initials}.",
        "Pharmacist {dr}, reg. {licence.register}, {pharmacy}.",
        "Old script {other.prescription} of {dr.header} cancelled {visit.numeric}.",
        "Patient away until {holiday}, mail to {address}.",
        "If this fax reached you in error call {phone}, ext. {extension}.",
        "Indication {~diagnosis} ({~code}); {~lab} on {partial}.",
        "Picked up by {relative} with licence {licence.driver} at {time}.",
        "Controlled drug register checked: {licence.register}, {dr.last}, {~drug}.",
    ),
    "screening": (
        "{other.subject} | {patient.initials} | {age} | {M} | screened {visit} | eligible",
        "{other.subject} | {patient.initials} | {~diagnosis} | consent {date} | {staff.initials}",
        "Screen fail {other.subject}: {~lab}, exclusion 4 ([creatinine above 2.0]).",
        "Subject no. {other.subject} randomised {date}, arm B, {~drug}.",
        "Participant {other.subject} ({patient.prose}) contacted on {phone}, agreed to "
        "{~procedure}.",
        "Eligible: aged 40 to 75, {~eponym}, {~exam}. Patient is {age}.",
        "Source MRN {mrn.number}, older number {mrn.prefixed}, NHS number {mrn.nhs}.",
        "ID linkage: {other.subject} = hospital no. {mrn.prefixed}; kept at {facility}.",
        "Serum {other.specimen} shipped {partial}; tube label {other.specimen}.",
        "Upload at {url} by {email.work}, host {ip.v4}, {visit.compact}.",
        "eCRF login {other.badge} from {ip.v6}; query on {~lab} of {partial}.",
        "Investigator {dr}, certificate {licence.medical}, valid to {month_year}.",
        "Adverse event {partial}: {~finding}, {~code}, hospitalised at {facility}.",
        "Imaging substudy: {~sequence}, {~scanner}; series {other.uid}.",
        "Travel paid to account {account.bank}; tax no. {ssn.national}.",
    ),
    "thread": (
        "Thanks, {dr.last}. {patient.first}'s {~lab} came back, can {he} stop {~drug}?",
        "> {He} called from {phone} about the {~finding} and wants a copy at {email}.",
        "Pictures are on {url.bare} and the report on {url}.",
        "> Please forward to {email.work}; my cell is {phone}, desk x{extension}.",
        "{Mr} {patient.last} wrote from {email} that {he} is with {relative.first} in "
        "{other_city} until {holiday}.",
        "I am abroad, reach me at {phone.abroad} or page {pager}.",
        "> Portal locked after logins from {ip.v4} and {ip.v6} on {visit}.",
        "See {url.bare}; user {email}; reset on {partial}.",
        "Device clinic: transmitter {device.implant}, {~implant}, {~vital}.",
        "Can we book {~procedure} before {partial}? {He} turns {old_age} then.",
        "> cc {dr} at {facility}, who follows the {~eponym}.",
        "My {sibling} {relative} has the same {~diagnosis}, and our mother lived to {old_age}.",
        "Attached scan {accession}; the other one ({other.accession}) was {date}.",
        "VPN from {ip.v6} ok, session {visit.compact}, see {url}.",
        "Blog at {url.bare} mentions {his} {~drug}; signed {patient.initials}",
    ),
    "dictation": (
        "This is Dr. {dr} dictating on {patient.prose}, medical record {mrn}, date of service "
        "{visit}.",
        "{patient.first} is {a} {age} year old right handed {male} whom I saw with {his} {spouse} "
        "{relative.first}.",
        "New paragraph. Examination shows {~exam}, {~sign}, and {~vital}.",
        "Impression, number one, {~eponym}; number two, {~diagnosis}; next number, {~finding}.",
        "{He} worked in {other_city} until {year} and spends {holiday} with family in {city}.",
        "Please send a copy to Dr. {dr}, {facility}, {street}, {city}, {state} {postcode}.",
        "{His} father had {~eponym} and died at {old_age}; {his} mother at 68.",
        "MRI in {month_year} showed {~finding} at {~spine}; repeat in {month_year}.",
        "I will see {Mr} {patient.last} again in 3 months; {~drug} was raised on {partial}.",
        "{He} smokes, {~habit}; {~habit}. {~drug} helps.",
        "Of note, the {~implant} is compatible with [3 Tesla]; {~hardware} none.",
        "Call my assistant {dr.last} on extension {extension}, or fax {fax}.",
    ),
}
ENDS: Mapping[str, tuple[str, ...]] = {
    "sign_off": (
        "Signed electronically: {dr}, MD, {visit} at {time}",
        "{dr}, RN, lic {licence.register}, {visit.numeric} {time}",
        "d: {visit.numeric} t: {visit.numeric} {staff.initials}",
        "Attending: {dr.header}   NPI: {licence.npi}   Tel: {phone}",
        "Best,\n{dr.last}\n{facility}\n{phone} | fax {fax}",
        "Authenticated by {dr} ({licence.medical}) on {visit}",
        "Dr {dr}, Consultant, GMC/AHPRA/NMC {licence.register}\n{email.work}",
        "Typed by {staff.initials}, checked {visit.numeric}",
        "{visit.numeric} {staff.initials}",
        "cc {dr.header}, {street}, {city}, {postcode}; fax {fax}",
        "Printed {visit.compact} from {ip.v4} by user {other.badge}",
        "Copies: patient; Dr. {dr.last}, {facility}",
    ),
}
POOLS: Mapping[str, tuple[str, ...]] = {**HEADS, **BODIES, **ENDS}
