"""Reports of examinations: the body of a report belongs to one part of the body."""

from __future__ import annotations

from collections.abc import Mapping

POOLS: Mapping[str, tuple[str, ...]] = {
    "rad_head": (
        "{hospital}\nDepartment of Diagnostic Imaging\n\nName: {patient}\n{mrn.tag}: {mrn}\nDOB: "
        "{dob}\nExam date: {visit}\nAccession: {accession}\nReferrer: {dr.header}",
        "EXAM: {~study}\nDATE: {visit} {time}\nPATIENT: {patient}   {mrn.tag} {mrn}   "
        "DOB {dob.numeric}",
        "{^study}, {visit}\nRequested by Dr {dr}, {facility}",
        "Patient name: {patient}\tSex: {M}\tAge: {age}\n{mrn.tag}: {mrn}\tOrder #: {accession}\n"
        "Ordering MD: {dr.header}\tExam: {~study}",
        "RADIOLOGY REPORT\nPt: {patient} ({M}, {age}y)  {mrn.tag} {mrn}\nAcc no. {accession}  "
        "Performed {visit.numeric} at {time}\nCopy to: Dr {dr}, fax {fax}",
        "Examination: {~study}\nStudy ID {accession}; acquired {visit.compact}; {~scanner}",
        "{patient} {dob.numeric} {mrn}\n{^study} performed on {visit}",
    ),
    "rad_indication": (
        "{age}-year-old {male} with {~diagnosis}. Evaluate for [metastatic disease].",
        "{age}{M}. {^diagnosis}. ?{~finding}.",
        "Known {~eponym}. New symptoms since {partial}.",
        "{^diagnosis}, {~lab}. Query {~finding}.",
        "Follow-up of {~nodule} first seen {month_year}.",
        "Post {~procedure} {date}. ?[collection].",
        "{age} year old {male}, fall from standing height on {partial}, on {~drug}.",
        "{~sign}. {^lab}. Requested by Dr {dr.last}.",
        "Abnormal outside study, {facility}, {month_year}.",
        "Pain x [2/52], worse since {partial}. {^vital}.",
    ),
    "rad_comparison": (
        "Comparison: {~study} dated {date}.",
        "COMPARISON: {date}, {date}.",
        "Comparison is made with the outside study from {facility} of {date}.",
        "Comparison: None available.",
        "Correlation is made with {~study} of {month_year} (accession {other.accession}).",
        "Previous imaging from {partial} reviewed.",
        "Technique: {~scanner}, {~scanner}. Comparison: {date}.",
        "Scanner: {device.equipment}, {~scanner}. Prior: {date}.",
    ),
    "rad_chest": (
        "There is {~finding} in the {~anatomy}, measuring {~size}, previously [9 mm].",
        "The [lungs] are otherwise clear. No [pneumothorax] or [pleural effusion].",
        "[Heart size] is within normal limits. [Mediastinal contours] are unremarkable.",
        "A {~nodule} in the {~anatomy} is unchanged since {month_year}.",
        "[Endotracheal tube] tip [3.5 cm above the carina]. {^hardware} in situ.",
        "No [filling defect] in the [pulmonary arteries]. [RV/LV ratio 0.9].",
        "Degenerative change at {~spine}. No [aggressive osseous lesion].",
        "[Fleischner Society] guidance: CT in [6-12 months]. {^code}.",
    ),
    "rad_heart": (
        "The {~anatomy} is normal in calibre. [Calcium score 212].",
        "[LVEF 55%] by [Simpson's biplane]. {^finding}.",
        "{^finding}. [E/A ratio 0.8], [TAPSE 19 mm], [RVSP 38 mmHg].",
        "There is a [50-69% stenosis] of the {~anatomy} ([CAD-RADS 3]).",
        "[Late gadolinium enhancement] of the [inferolateral wall]; {~sequence} shows no "
        "[oedema].",
        "{^implant} leads are in the expected position. No [pericardial effusion].",
        "No [aortic dissection]. The [ascending aorta] measures {~size}.",
    ),
    "rad_abdomen": (
        "The [liver] is [enlarged] with {~finding}. No [focal lesion].",
        "{^finding}. The [common bile duct] measures [7 mm].",
        "{^nodule} in the {~anatomy}, [Hounsfield units 12], stable from {date}.",
        "[Spleen], [pancreas], [adrenals] and [both kidneys] are normal.",
        "No [free fluid] or [pneumoperitoneum]. The [appendix] is normal.",
        "There is {~finding} adjacent to the {~anatomy}, {~size}.",
        "Incidental [hemangioma] at the {~spine} vertebral body. {^code}.",
    ),
    "rad_brain": (
        "{^sequence}, {~sequence}, {~sequence} and {~sequence} were obtained, {~scanner}.",
        "No [acute intracranial haemorrhage], [mass effect] or [extra-axial collection].",
        "{^finding}, {~size}, is seen in the {~anatomy}.",
        "[Grey-white differentiation] is preserved. [Ventricles] and [sulci] are age appropriate.",
        "{~sequence} hyperintensity in the {~anatomy}, [ADC] low, in keeping with [acute "
        "infarct].",
        "[ASPECTS 8]. Patent [M1 segments]. Onset {partial} at about {time}.",
        "[Paranasal sinuses] and [mastoid air cells] are clear.",
        "The {~finding} has progressed since {date}. {^code}.",
    ),
    "rad_spine": (
        "Sagittal {~sequence}, sagittal {~sequence} and axial {~sequence}. [No contrast].",
        "{~spine}: {~finding} with mild narrowing of the {~anatomy}.",
        "{~spine}: No [significant stenosis]. {~spine}: [left paracentral disc extrusion].",
        "At {~spine} there is [grade 1 anterolisthesis]. [Conus] ends at {~spine}.",
        "[Vertebral body heights] are maintained. [Marrow signal] is normal on {~sequence}.",
        "New [superior endplate fracture] of {~spine} compared with {date}, [25% height loss].",
        "[Pedicle screws] from {~spine} to {~spine}, placed {month_year} by Dr {dr.last}.",
        "{^finding}. {^eponym}.",
    ),
    "rad_joint": (
        "Multiplanar {~sequence} and {~sequence} sequences at {~scanner}.",
        "{^finding} involving the {~anatomy}.",
        "The [ACL], [PCL] and [collateral ligaments] are intact.",
        "There is {~finding} of the {~anatomy}, {~size}, with [retraction].",
        "No [acute fracture] or [dislocation]. {^sign}.",
        "{^hardware} in satisfactory position; check film {partial}.",
        "[Tricompartmental osteoarthritis], worst in the [medial compartment]. {^eponym}.",
        "[Moderate effusion] on {~sequence}. [No loose body].",
    ),
    "rad_breast": (
        "The breast tissue is [heterogeneously dense] ([ACR category C]).",
        "There is {~finding} at the {~anatomy}, {~size}.",
        "No suspicious [mass], [calcification] or [architectural distortion]. {^code}.",
        "Ultrasound: [hypoechoic], [taller than wide] {~nodule} in the {~anatomy}.",
        "[Biopsy clip] from {month_year} in the {~anatomy}.",
        "Routine [screening mammogram] in [12 months]. Last screened {month_year}.",
        "{^finding}, [Tabar pattern]; correlates with the palpable area reported {partial}.",
    ),
    "rad_pelvis": (
        "{^sequence} and {~sequence} of the pelvis, {~scanner}.",
        "The [uterus] is [anteverted]. The {~anatomy} contains a {~nodule}.",
        "[Endometrial thickness 6 mm]. [Both ovaries] normal. LMP {partial}.",
        "[Single live intrauterine pregnancy], [CRL 54 mm], [12+1 weeks], EDD {soon}.",
        "{^finding}, {~size}, not seen on {date}.",
        "No [pelvic lymphadenopathy] or [free fluid]. {^code}.",
    ),
    "rad_urology": (
        "{^sequence}, {~sequence} and [DCE] were acquired, {~scanner}.",
        "[Prostate volume 52 mL]. [PI-RADS 4] lesion in the {~anatomy}, {~size}.",
        "{^finding}. [Post-void residual 80 mL].",
        "Right [ureteric calculus] of {~size} at the {~anatomy}, not seen on {date}.",
        "No [extracapsular extension]. [Seminal vesicles] normal. [PSA density 0.18].",
        "Both [kidneys] are normal in size; [left renal cyst] {~size}, {~code}.",
    ),
    "rad_impression": (
        "1. {^finding}, {~anatomy}.\n2. {^nodule}, {~code}.\n3. No change from {date}.",
        "{^finding}, new since {date}. {^code}.",
        "No evidence of {~finding}.",
        "Stable {~nodule} in the {~anatomy} since {month_year}. Suggest follow-up in [3 months].",
        "Appearances favour {~diagnosis}; {~eponym} is less likely.",
        "Findings discussed with Dr {dr.last} by phone at {time} on {visit}.",
        "Critical result called to {dr}, RN, ext {extension}, {time} {visit.numeric}, read back.",
        "Recommend {~study}. The referring team (pager {pager}) was informed.",
    ),
    "rad_sign": (
        "E-signed: {dr}, MD, {visit} {time}",
        "Reported by: Dr {dr}, Consultant Radiologist, {register.tag} {licence.medical}\nReported "
        "{visit.numeric} {time}",
        "Dictated by {dr} {visit.numeric} {time}; transcribed {staff.initials}",
        "Dr. {dr}, FRANZCR / FRCR / DNB\n{facility}  Ph {phone}",
        "I, {dr}, have personally reviewed the images and agree with the above. {visit}",
        "Dict {visit.numeric} / Trans {visit.numeric} {staff.initials}",
        "Images: {url}\n{dr.header}",
    ),
}
