"""Letters between doctors: clinics, referrals, fitness to drive."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "letter_head": (
        "{facility}\n{street}, {city} {postcode}\nTel: {phone}  Fax: {fax}\n\n{visit}\n\nDr {dr}\n"
        "{facility}\n{street}\n{city}\n{postcode}\n\nRe: {patient.prose}, DOB {dob}, {mrn.tag} "
        "{mrn}\n"
        "{address}\n\nDear Dr {dr.last},",
        "Our ref: {staff.initials}/{mrn}\nDictated: {visit.numeric}   Typed: {visit.numeric}\n\n"
        "Dear Dr {dr.last}\n\nRe: {patient} - {dob.numeric}\n{address}",
        "{visit}\n\nRE: {patient}\nDOB: {dob}\n{mrn.tag}: {mrn}\n{public.tag}: "
        "{plan.public}\n\nDear "
        "{dr.first},",
        "To: Dr {dr}, {facility}, F: {fax}\nFrom: {facility}, T: {phone}\nRegarding: {patient}, "
        "{address}, Ph {phone}\nDear Doctor,",
        "Confidential\nClinic date: {visit}\n{patient.prose} d.o.b. {dob} {mrn.tag} {mrn}\n\nDear "
        "{Mr} {patient.last}",
        "{dr}, MD, FACS\n{street}, {unit}\n{city}, {state} {postcode}\nOffice {phone} | Fax "
        "{fax}\n\n"
        "{visit}\n\nRe: {patient.prose} (DOB: {dob})\n\nDear Dr. {dr.last}:",
        "REFERRAL\nPatient: {patient}   {M}   {dob}\nAddress: {address}\nHome: {phone}  Mob: "
        "{phone}\n"
        "Email: {email}\nReferred to: {dr}\nReason: {~diagnosis}",
    ),
    "letter_body": (
        "Diagnoses: 1. {^diagnosis} 2. {^eponym} 3. {^finding}, {~code}.",
        "Thank you for referring this {age} year old {gentleman}, whom I saw in clinic on "
        "{visit}.",
        "I reviewed {Mr} {patient.last} today accompanied by {his} {child} {relative.first}.",
        "{He} has a history of {~diagnosis}, {~diagnosis} and {~eponym}, diagnosed in {year}.",
        "Current medication: {~drug}, {~drug}, {~drug}.",
        "On examination {~vital}, {~exam} and {~sign}.",
        "{^study} on {date} showed {~finding} of the {~anatomy}.",
        "{His} most recent bloods from {partial} show {~lab} and {~lab}.",
        "I have increased {~drug} and will see {him} again on {soon}.",
        "{Mr} {patient.last} would like to go ahead with {~procedure}; I have listed {him} for "
        "{soon}.",
        "{He} is a retired teacher from {other_city}, {~habit}.",
        "I would be grateful if you could arrange {~study} at {facility}.",
        "{His} {parent} died of [myocardial infarction] at the age of {old_age}.",
        "{patient.first} remains well since {~procedure} under my colleague {dr} in {month_year}.",
        "{He} was seen in {facility} over {holiday} with {~finding}.",
        "Of note {his} {sibling} {relative}, also of {city}, has {~eponym}.",
        "I have asked {him} to stop {~drug} five days before {~procedure}.",
        "The {~implant} was checked on {partial}: battery good, [thresholds] stable, serial "
        "{device.implant}.",
        "{He} moved from {county} to live near {relative.first} in {other_city}.",
        "{Mr} {patient.last} can be reached at {email} or on {phone}.",
        "MRI safety: {~implant}, serial number {device.implant}, [3T conditional].",
        "[HbA1c] target below [53 mmol/mol]; [LDL 2.1].",
        "Assessment and plan: {~diagnosis} - continue {~drug}; {~finding} - {~procedure} [in "
        "6/12].",
        "Referral valid for 12 months. {register.tag} {licence.medical}.",
        "Please contact my secretary {dr} on {phone} ext {extension}, or {email.work}.",
    ),
    "driving_head": (
        "MEDICAL REPORT - FITNESS TO DRIVE\nDriver: {patient}, DOB {dob.numeric}\nLicence no. "
        "{licence.driver}\nVehicle: {vehicle.plate}",
        "Examination of {patient.prose}, {address}, for a driving licence ({licence.driver}), "
        "{visit}",
        "Medical questionnaire - motor claim\nClaimant: {patient}, born {dob}\nReg. no.: "
        "{vehicle.plate}\nCompleted by Dr {dr}, {facility}",
    ),
    "driving": (
        "{Mr} {patient.last} (driving licence {licence.driver}) has not driven since {partial}.",
        "{He} drives a car, registration {vehicle.plate}, and formerly a minibus "
        "({vehicle.plate}).",
        "I advised {him} on {date} not to drive for [6 months] after a [seizure].",
        "Visual acuity [6/9] R, [6/12] L; fields full to confrontation.",
        "Disabled parking permit requested for vehicle {vehicle.plate}, VIN {vehicle.vin}.",
        "Adapted vehicle: VIN {vehicle.vin}, hand controls fitted {month_year}.",
        "Accident claim: insured vehicle {vehicle.vin}, plate {vehicle.plate}, date of loss "
        "{date}, "
        "policy {plan.policy}.",
        "Police report lists the car as {vehicle.plate}; injuries: {~finding}, {~anatomy}.",
        "{^diagnosis} is controlled on {~drug}; {~exam}. [Epworth score 7].",
        "Wheelchair van (VIN: {vehicle.vin}) belongs to {his} {child} {relative}, {phone}.",
        "License class C, number {licence.driver}, expires {soon}. {^sign}.",
        "Patient transport booked: {vehicle.plate}, pick up {street}, {city} at {time} on {soon}.",
    ),
    "letter_copy": (
        "cc: {dr.header}; {dr.header}",
        "Copies to: Dr {dr}, {facility}, {street}, {city} {postcode}; patient",
        "cc {Mr} {patient.last}, {address}",
        "BCC medical records, {facility}, F: {fax}",
    ),
    "letter_sign": (
        "Yours sincerely\n\nDr {dr}\nConsultant\n{email.work}",
        "Kind regards,\n{dr}, MD\n{register.tag} {licence.medical}\nFax {fax}",
        "With best wishes\n{dr}\ncc {Mr} {patient.last}; Dr {dr}, {facility}",
        "Sincerely,\n\n{dr}\n{facility}, {street}, {city}, {state} {postcode}",
        "Dictated but not signed to avoid delay\n{dr}/{staff.initials}",
        "Yours faithfully,\nDr. {dr.last}\nTel {phone}  Fax {fax}",
        "Electronically approved {visit.numeric} - Dr {dr}, {register.tag} {licence.medical}",
    ),
}
