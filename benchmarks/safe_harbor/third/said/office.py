"""Papers of the front office: registration, billing, insurance, pharmacy."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "face_sheet": (
        "REGISTRATION FORM\nName: {patient}\nDOB: {dob.numeric}  Sex: {M}\nAddress: "
        "{address}\nHome "
        "phone: {phone}  Cell: {phone}\nEmail: {email}\n{national.tag}: {ssn}\nEmergency contact: "
        "{relative} ({spouse}) {phone}",
        "FACE SHEET   Printed {visit.numeric} {time}\n{patient}   {mrn.tag} {mrn}   Acct "
        "{account.hospital}\n{national.tag} {ssn}   DOB {dob.numeric}\nPCP {dr.header}",
        "Patient details\nSurname, forename: {patient}\n{mrn.tag}: {mrn}\n{public.tag}: "
        "{plan.public}"
        "\nNext of kin: {relative}, {phone}\nGP: Dr {dr}, {facility}",
        "Guarantor: {relative}, DOB {relative.dob}, {national.tag} {ssn}\nEmployer phone {phone} "
        "ext "
        "{extension}\nVisit # {account.hospital}",
    ),
    "billing": (
        "Account {account.hospital} for services on {visit}: {~procedure} ({~bill}).",
        "Subscriber {relative}, ID {plan.member}, group {plan.group}, relationship {spouse}.",
        "Primary: member ID {plan.member}  Grp# {plan.group}  Eff. {date}",
        "Secondary insurance policy no. {plan.policy}; {public.tag} {plan.public}.",
        "Identity verified: DOB {dob.numeric}, postcode {postcode}.",
        "Paid by card {account.card}, receipt e-mailed to {email}.",
        "Card on file ending changed to {account.card} on {partial}.",
        "Refund to bank account {account.bank} in the name of {relative}.",
        "Direct debit set up: account no. {account.bank}, first payment {soon}.",
        "{national.tag} {ssn} on file; photo ID driver's licence {licence.driver}.",
        "Claim denied {date} for {~bill}: no prior auth. Ref policy {plan.policy}.",
        "Invoice for {~implant}, serial {device.implant}, UDI {device.udi}.",
        "Balance carried from encounter {account.hospital} ({date}) to {account.hospital}.",
        "Workers' comp: date of injury {date}, policy {plan.policy}, adjuster {dr}, {phone}, fax "
        "{fax}.",
        "Patient's {spouse} {relative} rang from {phone} disputing the charge of {partial}.",
        "Medical necessity: {age}-year-old with {~diagnosis}, failed {~drug}; {~lab} on "
        "{partial}.",
        "Letter returned: no longer at {street}, {unit}; new address {address}.",
        "Coverage ends {soon}; group number {plan.group}, member number {plan.member}.",
        "Send records to fax {fax}, attn {dr}. Release signed {visit.numeric}.",
        "{public.tag} {plan.public} checked online {visit.numeric}: eligible.",
        "Billing provider {dr}, lic. {licence.medical}. Dx {~bill}, {~bill}.",
    ),
    "billing_us": (
        "Identity verified: DOB {dob.numeric}, last 4 of SSN {ssn.last4}.",
        "Caller gave last four of social ({ssn.last4}) and zip {postcode}.",
        "SSN ***-**-{ssn.last4}; {mrn.tag} {mrn}; self-pay.",
        "Patient SSN {ssn}, guarantor SSN {ssn}.",
        "Rendering provider {dr}, NPI {licence.npi}. Secondary: {public.tag} {plan.public}.",
        "Last four SSN {ssn.last4}, DOB {dob.numeric}, matched by {staff.initials}.",
    ),
    "office_sign": (
        "Entered by {staff.initials} {visit.numeric}",
        "Registrar: {dr.first}, ID {other.badge}, ext {extension}",
        "Questions? Call {phone} or write to {email.work}",
        "{dr}, Patient Accounts, {facility}, fax {fax}",
        "Printed {visit.compact} user {other.badge}",
    ),
    "pharmacy_head": (
        "{pharmacy}\n{street}, {city}, {state} {postcode}\nPhone {phone}  Fax {fax}\n{visit}",
        "FAX COVER\nTo: Dr {dr}, fax {fax}\nFrom: {pharmacy}, {phone}\nRe: {patient}, DOB "
        "{dob.numeric}",
        "REFILL REQUEST {visit.numeric}\nPatient: {patient}  DOB: {dob.numeric}\n{address}",
        "PRESCRIPTION\n{patient.prose}  {age}{M}  {visit}\n{street}, {city}",
    ),
    "pharmacy": (
        "Rx# {other.prescription}: {~drug}, qty 30, refills 2, last filled {date}.",
        "Rx no. {other.prescription} transferred from {pharmacy} on {partial}.",
        "{^drug} with {~drug}: interaction flagged, please confirm by fax {fax}.",
        "Verbal order from {dr.last} at {time}: {~drug}. {staff.initials}",
        "Quantity 28, original {date}, script number {other.prescription}.",
        "Repeat due {soon}. Collected by {relative} ({spouse}).",
        "Patient asks for delivery to {street}, {unit}; call {phone} on arrival.",
        "Indication: {~diagnosis}; {~lab} on {partial}; weight-based dose of {~drug}.",
        "Allergy: [sulfa]. {^drug} substituted for {~drug} ({dr.last} aware).",
        "Dosette box for {Mr} {patient.last}, {age}, from {soon}.",
    ),
    "pharmacy_us": (
        "Prescriber: {dr}, MD   DEA {licence.dea}   NPI {licence.npi}",
        "{dr.header}, DEA# {licence.dea}, State Lic {licence.medical}, Ph {phone}",
        "NPI {licence.npi} not enrolled with payer; DEA no. {licence.dea} valid.",
        "Controlled: {~drug}, #20, no refills. DEA: {licence.dea}. PMP checked {visit.numeric}.",
        "Supervising physician {dr}, NPI: {licence.npi}; RPh {dr} lic {licence.register}.",
    ),
    "pharmacy_sign": (
        "Pharmacist {dr}, reg no {licence.register}",
        "{dr}, RPh, license {licence.register}   {visit.numeric} {time}",
        "Prescriber signature: Dr {dr}, {register.tag} {licence.medical}",
        "{staff.initials} / checked {staff.initials} {visit.numeric}",
    ),
}
