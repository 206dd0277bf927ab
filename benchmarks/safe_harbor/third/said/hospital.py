"""Notes of wards: discharge, nursing, emergency, operations."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "ward_head": (
        "{patient}   {mrn.tag}: {mrn}   DOB: {dob}\nWard 4B, {hospital}   Consultant: {dr.header}",
        "NAME {patient}  {age}{M}  {mrn.tag} {mrn}  ADM {visit.numeric}  ATTENDING {dr.header}",
        "Addressograph: {patient}, {street}, {city} {postcode}, DOB {dob.numeric}, {mrn.tag} "
        "{mrn}",
        "Patient: {patient.prose}\n{mrn.tag}: {mrn}\nDate of birth: {dob} ({age} yrs)\nDate: "
        "{visit} {time}",
        "{visit.numeric} {time}  {patient}  {mrn}",
        "PATIENT NAME: {patient}\nVISIT NO: {account.hospital}\nSERVICE DATE: {visit}\nPROVIDER: "
        "{dr.header}\nLOCATION: {hospital}",
    ),
    "discharge": (
        "{Mr} {patient.last} is {a} {age} year old {gentleman} admitted on {recent} with "
        "{~finding} "
        "on a background of {~diagnosis}.",
        "Date of admission: {recent}. Date of discharge: {visit}. Discharged to {facility}.",
        "{He} underwent {~procedure} on {partial} under Dr {dr.last} without complication.",
        "Initial bloods showed {~lab}, {~lab} and {~lab}.",
        "{^study} on {partial} showed {~finding} of the {~anatomy}.",
        "{His} {~drug} was stopped and {~drug} commenced on {partial}.",
        "Discharge medications:\n1. {^drug}\n2. {^drug}\n3. {^drug}\n4. {^drug}",
        "PMHx: {~diagnosis}, {~eponym} ({year}), {~procedure} {year}.",
        "Allergies: [penicillin] ([rash]). Social: lives in {city} with {his} {spouse} "
        "{relative.first}; {~habit}.",
        "Follow up with Dr {dr} on {soon} at {time}, {hospital}, {phone}.",
        "Seen by {dr}, physiotherapist, and {dr}, OT, prior to discharge. {^habit}.",
        "Please repeat [U&E] in [1/52] and chase {other.specimen}, taken {partial}.",
        "Family meeting held {partial} with {his} {child} {relative} (mobile {phone}).",
        "Transferred from {hospital} on {partial} for ongoing care of {~diagnosis}.",
        "On discharge: {~vital}, {~vital}, {~exam}. {^hardware} removed {partial}.",
        "{^implant} inserted {partial}, serial no {device.implant}.",
        "Readmitted over {holiday} with {~finding}; home again by {partial}.",
    ),
    "discharge_in": (
        "Name: {patient}   Age/Sex: {age} / {M}\n{So} {relative}, {address}\nDOA: {recent}   DOD: "
        "{visit}\nContact: {phone}",
        "K/c/o {~diagnosis} on T. {~drug}. C/o {~finding} since {partial}.",
        "O/E: {~vital}, {~vital}. {^exam}. P/A soft.",
        "Patient was taken up for {~procedure} on {partial} under SA by Dr. {dr}.",
        "Advice on discharge: Tab. {~drug}, Cap. {~drug}. Review in OPD on {soon}.",
        "{national.tag} {ssn} verified; cashless approval under {public.tag} {plan.public}.",
        "In emergency contact {phone} or casualty {phone}.",
        "Patient's attender {relative} explained about the prognosis on {partial}.",
    ),
    "nursing": (
        "{visit.numeric} {time}  Pt c/o {~finding}. {^vital}, {~vital}. Dr {dr.last} informed.",
        "Received handover from {dr.first}. Pt alert, {~exam}. {^hardware} patent.",
        "{time}  {^drug} given as charted. Pain [6/10] -> [3/10].",
        "{^hardware} removed at {time}, tip intact. [250 mL] drained since {partial}.",
        "Pressure areas intact, [Waterlow 18]. Heels floated. Turned 2 hourly.",
        "Pt's {child} {relative.first} phoned from {other_city}, will visit {partial}. Tel "
        "{phone}.",
        "Skin tear to the left shin, {~size}, dressed with [Mepilex]. Photo taken {partial}.",
        "NBM from midnight for {~procedure}. Consent signed, ID band checked {mrn}.",
        "IV cannula resited by {dr}, RN. [VIP score 0].",
        "Infusion pump {device.equipment} alarming, exchanged for {device.equipment}.",
        "Telephone order from Dr {dr.last}: {~drug}, read back x2. {staff.initials}",
        "Blood sugar [14.2 mmol/L], {~drug} given, rechecked at {time}.",
        "Bed 12, {patient.last}, obs stable overnight: {~vital}, {~vital}. Slept from {time}.",
        "Fell in bathroom {time}, witnessed by {dr.first}. No {~finding}. NOK "
        "({relative}, {phone}) notified.",
        "Paged {dr.last} ({pager.tag} {pager}) re {~lab}. Awaiting call back.",
        "Hearing aid (S/N {device.implant}) and dentures sent home with {relative.first}.",
        "{^exam}. Tolerating diet. Plan home {partial} if [afebrile].",
        "Transferred to {hospital} by ambulance at {time}; notes and {~drug} sent.",
    ),
    "ed": (
        "{age} y.o. {male} presents to the ED with {~finding} since {partial}.",
        "BIBA from {street}, {city} following a fall. {^vital}, {~vital}, [GCS 15].",
        "Arrived by private vehicle at {time} with {his} {spouse} {relative}.",
        "MVA at approx. {time}: restrained driver, vehicle rego/plate {vehicle.plate}, airbags "
        "deployed. {^finding}.",
        "Patient's car ({vehicle.plate}) towed from {street} by police.",
        "PMHx {~diagnosis}, {~eponym}. Meds: {~drug}, {~drug}. NKDA.",
        "O/E {~exam}, {~exam}. {^sign} positive.",
        "Ix: {~lab}, {~lab}, {~lab}. ECG: [NSR 78].",
        "{^study} ordered at {time}; d/w Dr {dr.last} (pager {pager}), accepts.",
        "Imp: {~diagnosis}. Plan: {~drug}, {~drug}, admit under {dr}.",
        "Last seen here on {date} for {~finding}. LWBS {partial}.",
        "Discharged home at {time} with {relative.first}. Return if [fever] or [worsening pain].",
        "Immunisations UTD, tetanus {month_year}. {^habit}.",
        "Unhelmeted e-scooter rider vs. van (plate {vehicle.plate}, VIN {vehicle.vin} per officer "
        "{dr.last}, badge {other.badge}).",
        "Identified from {his} driver's licence {licence.driver}; lives at {street}, {city}.",
        "From {facility}; carer {dr.first} says {he} turned {old_age} at {holiday}.",
    ),
    "operation": (
        "Surgeon: {dr.header}. Assistant: Dr {dr}. Anaesthetist: Dr {dr.last}.",
        "Pre-operative diagnosis: {~finding}. Procedure: {~procedure}.",
        "Indication: {age} year old {male} with {~diagnosis}, failed conservative management.",
        "[WHO checklist] completed at {time}; identity confirmed with {patient.prose}, "
        "{dob.numeric}.",
        "Supine, [GA], {~drug} at induction. Prepped with [chlorhexidine].",
        "The {~anatomy} was identified and {~finding} noted, {~size}.",
        "Closure with [2-0 Vicryl] and [4-0 Monocryl]. {^hardware} left in situ. Retractors: "
        "[Langenbeck], [Bookwalter]. [EBL 75 mL].",
        "Implant record: {~implant}, S/N {device.implant}, UDI {device.udi}.",
        "Sticker: {device.udi}. Expires 2031. Implanted side: left.",
        "Old {~implant} (SN {device.implant}, implanted {month_year} in {other_city}) explanted.",
        "Diathermy unit {device.equipment}; image intensifier {device.equipment}, screening time "
        "[0:42].",
        "Specimen {other.specimen} sent to pathology. Counts correct x2.",
        "Post-op: {~drug}, {~drug}, [DVT prophylaxis]; [X-ray] tomorrow; clinic {soon}.",
        "Level check with [C-arm] at {~spine}. Wound closed at {time}.",
        "Tourniquet time [62 minutes] at [250 mmHg]. {^sign} negative on table.",
        "Next of kin {relative} updated by telephone, {phone}, at {time}.",
    ),
    "ward_sign": (
        "{dr}, RN {visit.numeric} {time}",
        "Dr {dr}, {register.tag} {licence.medical}, {pager.tag} {pager}",
        "Signed: {dr}   Date: {visit.numeric}   Time: {time}",
        "{dr.header} - electronically authenticated {visit} {time}",
        "{staff.initials} {visit.numeric}",
        "Completed by: {dr}, Staff Nurse, PIN {licence.register}",
        "Attending physician: {dr}, M.D. Reg {licence.medical}. cc: {dr.header}",
        "Author: {dr} (Resident Medical Officer), page {pager}, ext. {extension}",
    ),
}
