"""E-mails, portal messages, telephone slips and tickets of the picture archive."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "mail_staff_head": (
        "From: {dr} <{email.work}>\nTo: {email.work}\nDate: {visit} {time}\nSubject: "
        "{patient.last} "
        "- {~procedure}\n\nHi {dr.first},",
        "From: {dr.header} <{email.work}>\nCc: {email.work}; {email.work}\n{visit} {time}\nRe: "
        "{patient.initials} {mrn.tag} {mrn}",
        "> On {visit} at {time} {dr.header} <{email.work}> wrote:",
        "Secure chat {visit.numeric} {time}\n{dr} to {dr}:",
    ),
    "mail_patient_head": (
        "From: {email}\nSent: {visit} {time}\nTo: {email.work}\nSubject: my appointment\n\nDear "
        "Dr "
        "{dr.last},",
        "PORTAL MESSAGE  {visit.numeric} {time}\nFrom: {patient.prose}  {mrn.tag} {mrn}\nTo: "
        "{dr.header}",
        "TELEPHONE ENCOUNTER {visit} {time}\nCaller: {relative} ({child} of {patient.prose}), "
        "{phone}",
        "{patient.prose} ({email}) wrote on {visit}, {time}:",
    ),
    "mail_staff": (
        "Could you look at {Mr} {patient.last} ({mrn.tag} {mrn})? {^lab}, {~finding}, on {~drug}.",
        "Images are in PACS under {accession}, also at {url}.",
        "Link for the MDT on {soon}: {url}",
        "I'm on leave until {soon}; {dr} covers, pager {pager} or x{extension}.",
        "{patient.initials}, {age}{M}, {~diagnosis}: ok for {~procedure} on {soon}?",
        "Copying {dr} at {facility}, who did the {~procedure} in {month_year}.",
        "My mobile is {phone}, desk ext. {extension}. Old films are from {facility}.",
        "Scan from {facility} is at {url.bare}, log in with {email.work}.",
        "Not {~eponym}, I think: {~sign}, {~exam}. Happy to discuss. {dr.first}",
        "The patient emailed from {email} asking about {~drug}.",
        "Family abroad can be reached on {phone.abroad} (the {sibling}, {relative.first}).",
        "Discharge summary faxed to {fax} on {partial}, confirmed by {dr.first}.",
    ),
    "mail_patient": (
        "I have had {~finding} since {partial} and the {~drug} is not helping.",
        "My number is {phone}, or email {email}. I am at work until 5 pm.",
        "The results page {url} says {~lab}, is that normal?",
        "I read about {~eponym} and got worried, see my post {url.fund}.",
        "I am going to {other_city} over {holiday}. Should I keep taking {~drug}?",
        "We moved to {address}, please update my chart.",
        "My {sibling} {relative.first} can pick up the form on {soon}.",
        "Can the {~procedure} be moved from {soon}? I have no ride.",
        "My mother is {old_age} and I look after her in {city}.",
        "While travelling you can call {phone.abroad}.",
        "Our fundraising page is {url.fund}.",
    ),
    "mail_staff_sign": (
        "Thanks,\n{dr}\n{facility}\n{phone} / fax {fax}\n{email.work}",
        "Regards\n{dr.first}",
        "{dr.last}\n{facility}, {city}, ext {extension}",
        "Best wishes, {dr.first}",
    ),
    "mail_patient_sign": (
        "Thank you, {patient.prose}, {dob.numeric}",
        "{patient.first} {patient.last}\n{phone}",
        "Routed to {dr.header} by {staff.initials} {visit.numeric} {time}",
        "Sent from my phone",
    ),
    "ticket_head": (
        "PACS SUPPORT TICKET   Opened {visit.numeric} {time} by {dr}, ext {extension}",
        "IT service desk: log of {visit.compact}\nReported by {email.work}",
        "AUDIT TRAIL {facility}\nPatient {patient} ({mrn})   Period: {date} to {visit.numeric}",
        "TELEHEALTH VISIT RECORD   {visit} {time}\n{patient}, {mrn.tag} {mrn}, {email}",
    ),
    "ticket": (
        "Study UID {other.uid} of {visit.compact} not found on the archive.",
        "Series {other.uid} sent twice from modality {device.equipment}, node {ip.v4}.",
        "Workstation {ip.v4} lost connection at {time}; exam {accession} ({~study}) resent.",
        "{visit.compact} user {other.badge} opened chart {mrn} from {ip.v4}.",
        "{visit.compact} user {other.badge} printed {~study} of {patient} from {ip.v6}.",
        "Patient joined from {ip.v6}, browser session ended {time}; no video, audio by phone "
        "{phone}.",
        "Patient connected from {ip.v4} ({city}). Consent to telehealth recorded {visit.numeric}.",
        "Viewer link {url} fails; {url.bare} works.",
        "Wrong patient: exam {other.accession} belongs to {patient}, not {dr.header}; merge "
        "{mrn}.",
        "Staff badge {other.badge} used at {time} on console {device.equipment}.",
        "Portal account {email} locked after attempts from {ip.v6} and {ip.v4} on {partial}.",
        "DICOM header shows {visit.compact}, station {device.equipment}, UID {other.uid}.",
        "Home monitor serial {device.implant} last transmitted {visit.compact} via {ip.v4}: "
        "{~vital}.",
        "CPAP (SN {device.equipment}) uploads from {ip.v6}: [AHI 3.2], usage [6.1 h/night].",
        "Report shows left {~anatomy}, images right: {~finding}. Corrected by {dr.last} "
        "{partial}.",
        "Protocol {~sequence}, {~scanner} missing; radiographer {dr.first} repeated it at {time}.",
        "Remote read by Dr {dr} over VPN {ip.v6}; {~lab} entered in error under {mrn}.",
    ),
    "ticket_sign": (
        "Closed {visit.numeric} {time} {staff.initials}",
        "Engineer {dr}, {email.work}, x{extension}",
        "Escalated to {dr}, pager {pager}",
    ),
}
