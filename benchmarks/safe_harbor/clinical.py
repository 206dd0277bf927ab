"""Clinical words that must stay: fixed terms by group, and makers of terms with a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.safe_harbor.wordlists import terms

TERMS: Mapping[str, tuple[str, ...]] = {
    "anatomy": terms(
        """right upper lobe; left lower lobe; right middle lobe; lingula; left upper lobe
right lower lobe; costophrenic angle; left hemidiaphragm; right hilum; aortic arch
ascending aorta; left anterior descending artery; circumflex artery; right coronary artery
left ventricle; mitral valve; pulmonary artery; superior vena cava; azygos vein; carina
left mainstem bronchus; segment VI of the liver; caudate lobe; gallbladder fossa
common bile duct; pancreatic head; uncinate process; splenic hilum; left adrenal gland
right kidney; renal pelvis; distal left ureter; urinary bladder; prostate gland; right ovary
endometrium; sigmoid colon; terminal ileum; hepatic flexure; gastric antrum; duodenal bulb
rectus sheath; inguinal canal; left femoral neck; greater trochanter; medial meniscus
anterior cruciate ligament; rotator cuff; distal radius; scaphoid; fifth metacarpal
right frontal lobe; left temporal lobe; basal ganglia; corpus callosum; cerebellar tonsils
fourth ventricle; internal capsule; middle cerebral artery; basilar artery; cavernous sinus
pituitary stalk; left orbit; maxillary sinus; right parotid gland; thyroid isthmus
cricoid cartilage; left common carotid artery; right breast, upper outer quadrant
left axilla; conus medullaris; cauda equina; left sacroiliac joint; Achilles tendon
circle of Willis; Broca's area; Morison's pouch; pouch of Douglas; Virchow node
Glisson's capsule; ampulla of Vater; islets of Langerhans; bundle of His; Hunter's canal"""
    ),
    "spine": terms(
        """L4-L5; L5-S1; C5-C6; C6/7; T12; L1; C2; T4 vertebral body; L3-4 disc
T11-T12; C3 through C7; S1 nerve root; C1-C2; T8; L3"""
    ),
    "finding": terms(
        """ground-glass opacity; patchy consolidation; small pleural effusion; pneumothorax
interlobular septal thickening; tree-in-bud nodularity; bibasilar atelectasis
calcified granuloma; spiculated mass; mediastinal lymphadenopathy; cardiomegaly
pericardial effusion; coronary artery calcification; segmental filling defect
aortic dissection; intramural haematoma; hepatic steatosis; simple renal cyst
hydronephrosis; nonobstructing calculus; cholelithiasis; gallbladder wall thickening
ductal dilatation; sigmoid diverticulosis; free intraperitoneal air; small bowel obstruction
ventral hernia; restricted diffusion; midline shift; subdural hematoma; chronic lacunar infarct
white matter hyperintensity; ring-enhancing lesion; hyperdense vessel sign; cerebral atrophy
disc desiccation; central canal stenosis; neural foraminal narrowing; bone marrow edema
joint effusion; full-thickness tear; subchondral sclerosis; osteophyte formation
nondisplaced fracture; lytic lesion; periprosthetic lucency; architectural distortion
pleomorphic microcalcifications; hypoechoic nodule; intima-media thickening
deep vein thrombosis; varicocele; mild splenomegaly; portal vein thrombosis; ascites
honeycombing; mosaic attenuation; bronchial wall thickening; air trapping; cavitary lesion
halo sign; L2 compression fracture; crazy-paving pattern
vertebral body height loss; soft tissue swelling"""
    ),
    "eponym": terms(
        """Hodgkin lymphoma; non-Hodgkin lymphoma; Crohn disease; Crohn's disease
Parkinson disease; Parkinson's disease; Graves disease; Graves' ophthalmopathy; Cushing syndrome
Wilson disease; Baker cyst; Baker's cyst; Colles fracture; Colles' fracture
Alzheimer disease; Addison's disease; Hashimoto thyroiditis; Raynaud phenomenon
Marfan syndrome; Turner syndrome; Down syndrome; Paget disease; Barrett esophagus
Barrett's oesophagus; Meckel diverticulum; Ewing sarcoma; Kaposi sarcoma; Wilms tumor
Bell palsy; Bell's palsy; Huntington disease; Guillain-Barre syndrome
Ehlers-Danlos syndrome; Sjogren syndrome; Sjögren syndrome; Behçet disease
Ménière's disease; Dupuytren contracture; Smith fracture; Bennett fracture; Jones fracture
Monteggia fracture; Galeazzi fracture; Lisfranc injury; Hill-Sachs lesion; Bankart lesion
Schmorl node; Scheuermann disease; Chiari malformation; Arnold-Chiari malformation
Dandy-Walker malformation; Charcot joint; Osgood-Schlatter disease
Legg-Calve-Perthes disease; Takayasu arteritis; Kawasaki disease; Budd-Chiari syndrome
Caroli disease; Lewy body dementia; Sister Mary Joseph nodule; Bartholin cyst; Tarlov cyst
Rathke cleft cyst; Mallory-Weiss tear; Zenker diverticulum"""
    ),
    "sign": terms(
        """Whipple procedure; Billroth II; Roux-en-Y gastric bypass; Nissen fundoplication
Hartmann procedure; Murphy sign; Murphy's sign; Babinski sign; Romberg test; Homans sign
McBurney point; Kerley B lines; Hampton hump; Westermark sign; Bosniak IIF; Gleason 3+4=7
Breslow depth; Child-Pugh class B; Hounsfield units; Doppler; Fazekas grade 2"""
    ),
    "sequence": terms(
        """T2-weighted; T1-weighted; FLAIR; DWI; STIR; fat-suppressed T2-weighted; T2*; GRE
proton density; contrast-enhanced T1; T1 VIBE; b=1000; ADC map"""
    ),
    "habit": terms(
        """30 pack-years; 1-2 beers daily; 10 pack-years; 2-3 times a week; 5/7 days
1/2 ppd x 20 yrs; 3 units/week"""
    ),
    "implant": terms(
        """dual-chamber pacemaker; bare-metal stent; cochlear implant; loop recorder; Port-A-Cath
spinal cord stimulator; Greenfield filter; left ventricular assist device; baclofen pump"""
    ),
    "hardware": terms(
        """Foley catheter; Swan-Ganz catheter; Dobhoff tube; Hickman line; Quinton catheter
Port-A-Cath; PICC line; Kirschner wire; Harrington rods; Jackson-Pratt drain
Penrose drain; Greenfield filter; Holter monitor; Doppler probe; Yankauer suction
Blakemore tube; Ommaya reservoir; endotracheal tube; nasogastric tube
chest tube; dual-chamber pacemaker; bare-metal stent; left ventricular assist device
Bovie electrocautery; Mayo stand; Kelly clamp; Thomas splint; Philadelphia collar
Boston brace; Milwaukee brace"""
    ),
    "procedure": terms(
        """laparoscopic cholecystectomy; CT-guided biopsy; coronary angiography; colonoscopy
bronchoalveolar lavage; total knee arthroplasty; carotid endarterectomy; thoracentesis
lumbar puncture; transurethral resection of the prostate; upper endoscopy; hemodialysis
left heart catheterization; radical nephrectomy; mammography; polysomnography
Mohs surgery; Pap smear; Heimlich maneuver; Dix-Hallpike test; Whipple resection"""
    ),
    "diagnosis": terms(
        """type 2 diabetes mellitus; essential hypertension; atrial fibrillation; asthma
chronic kidney disease stage 3; congestive heart failure; COPD; hyperlipidemia
community-acquired pneumonia; acute appendicitis; gout; migraine with aura; osteoarthritis
benign prostatic hyperplasia; iron deficiency anemia; hypothyroidism; sepsis; psoriasis
pulmonary embolism; transient ischaemic attack; Lyme disease; West Nile virus
Norwalk virus; Rocky Mountain spotted fever; German measles; Legionnaires' disease
Coxsackie B myocarditis; Valley fever; Lassa fever; Ross River virus"""
    ),
    "code": terms(
        """BI-RADS 4A; BI-RADS 2; BI-RADS category 0; TI-RADS 3; TR4; ACR TI-RADS 5; LI-RADS 4
PI-RADS 4; Lung-RADS 3; Lung-RADS 4B; O-RADS 2; CAD-RADS 3; ICD-10 J18.9; E11.9; I10
C81.90; K50.90; G20; M54.5; ICD-10: S52.531A; N18.3; I48.91; R91.1; CPT 71260; CPT 74177
T2N1M0; pT3a; stage IIIB; Fleischner criteria; Kellgren-Lawrence grade 3; ASA 3; NYHA class III
GCS 15; APGAR 8/9; Mallampati II; ECOG 1; Glasgow coma scale 14; CHA2DS2-VASc 4
HER2 3+; CD20; p53; KRAS G12C; BRCA1; HLA-B27; ER 90%; Ki-67 20%"""
    ),
    "scanner": terms(
        """T2-weighted; T1-weighted; FLAIR; DWI; ADC map; STIR; TR 500 ms; TE 14 ms
TR/TE 4000/90; b=1000; 120 kVp; 250 mAs; 1.5 T; 3 Tesla; 3T; FOV 240 mm; matrix 512 x 512
slice thickness 1.25 mm; 5 mm axial images; pitch 0.984; NEX 2; flip angle 15
Gd 0.1 mmol/kg; SUVmax 4.2; CTDIvol 12.4 mGy; DLP 456 mGy-cm; 18 MHz linear probe; B-mode
coronal reformats; axial; sagittal; MIP; window 400/40; -20 HU; 45 HU; kernel B70f"""
    ),
    "exam": terms(
        """3/5 strength; 5/5 strength; 4/5 in the left leg; 2+ edema; 2/6 systolic murmur; A&O x3
1+ pitting edema; 20/40 vision; pain 7/10; 10/10 pain; DTRs 2+; PERRLA; G2P1
0/3 recall; MMSE 24/30; ROM 0-110 degrees; FEV1/FVC 0.62"""
    ),
}

DRUGS = terms(
    """metformin; lisinopril; atorvastatin; amlodipine; metoprolol; furosemide; warfarin
apixaban; rivaroxaban; clopidogrel; aspirin; omeprazole; pantoprazole; levothyroxine
gabapentin; sertraline; citalopram; prednisone; methotrexate; infliximab; adalimumab
rituximab; carbidopa-levodopa; donepezil; vancomycin; ceftriaxone; azithromycin
doxycycline; amoxicillin-clavulanate; ciprofloxacin; morphine; oxycodone; hydromorphone
acetaminophen; ibuprofen; Tylenol; Lasix; Coumadin; Eliquis; Humira; Keytruda; Lantus
Lovenox; Plavix; Zofran; Ativan; Neurontin; Synthroid; Norco; Xarelto; Ozempic
pembrolizumab; tamoxifen; letrozole; albuterol; tiotropium; montelukast; allopurinol
colchicine; enoxaparin; tamsulosin; finasteride; salbutamol; paracetamol; insulin glargine"""
)
AMOUNTS = ("2.5", "5", "10", "12.5", "20", "25", "40", "50", "75", "81", "100", "500")
UNITS = {
    "insulin glargine": "units",
    "Lantus": "units",
    "levothyroxine": "mcg",
    "Synthroid": "mcg",
    "albuterol": "mcg",
    "salbutamol": "mcg",
    "enoxaparin": "mg/kg",
    "morphine": "mg/mL",
}  # of the others: mg
SCHEDULES = ("daily", "BID", "TID", "q6h PRN", "at bedtime", "weekly", "once daily", "po bid")


def _drug(draw: Random) -> str:
    name = draw.choice(DRUGS)
    if draw.random() < 0.2:
        return name
    amount = draw.choice(AMOUNTS)
    dose = f"{name} {amount} {UNITS.get(name, 'mg')}"
    return dose if draw.random() < 0.5 else f"{dose} {draw.choice(SCHEDULES)}"


def _size(draw: Random) -> str:
    one, two, three = (f"{draw.randint(3, 69) / 10:.1f}" for _ in range(3))
    whole = draw.randint(2, 38)
    return draw.choice(
        (
            f"{whole} mm",
            f"{whole}-mm",
            f"{one} cm",
            f"{one} x {two} cm",
            f"{one} x {two} x {three} cm",
            f"{whole} x {whole + 3} mm",
            f"{one} \u00d7 {two} cm",
            f"{whole}mm",
        )
    )


def _nodule(draw: Random) -> str:
    shape = draw.choice(("nodule", "pulmonary nodule", "cyst", "lymph node", "polyp", "aneurysm"))
    return f"{draw.randint(2, 38)} mm {shape}"


def _vital(draw: Random) -> str:
    pressure = f"{draw.randint(92, 188)}/{draw.randint(52, 104)}"
    return draw.choice(
        (
            f"BP {pressure}",
            f"blood pressure {pressure} mmHg",
            f"HR {draw.randint(48, 132)}",
            f"SpO2 {draw.randint(86, 100)}%",
            f"SpO2 {draw.randint(88, 99)}% on RA",
            f"T {draw.randint(365, 394) / 10:.1f} C",
            f"temp {draw.randint(970, 1029) / 10:.1f} F",
            f"RR {draw.randint(12, 30)}",
            f"weight {draw.randint(46, 131)} kg",
            f"BMI {draw.randint(180, 420) / 10:.1f}",
        )
    )


def _lab(draw: Random) -> str:
    return draw.choice(
        (
            f"Na {draw.randint(126, 148)}",
            f"K {draw.randint(31, 58) / 10:.1f}",
            f"creatinine {draw.randint(6, 42) / 10:.1f} mg/dL",
            f"Hgb {draw.randint(68, 162) / 10:.1f}",
            f"haemoglobin {draw.randint(72, 160)} g/L",
            f"WBC {draw.randint(28, 219) / 10:.1f}",
            f"platelets {draw.randint(45, 480)}",
            f"troponin {draw.randint(1, 90) / 100:.2f} ng/mL",
            f"HbA1c {draw.randint(52, 118) / 10:.1f}%",
            f"TSH {draw.randint(4, 92) / 10:.1f} mIU/L",
            f"INR {draw.randint(9, 41) / 10:.1f}",
            f"eGFR {draw.randint(14, 98)}",
            f"PSA {draw.randint(3, 187) / 10:.1f} ng/mL",
            f"CRP {draw.randint(2, 240)} mg/L",
            f"lactate {draw.randint(8, 61) / 10:.1f}",
            f"BNP {draw.randint(40, 2400)} pg/mL",
            f"ejection fraction {draw.randint(20, 70)}%",
            f"LVEF {draw.randint(20, 60)}-{draw.randint(61, 70)}%",
        )
    )


MAKERS: Mapping[str, Callable[[Random], str]] = {
    "drug": _drug,
    "size": _size,
    "nodule": _nodule,
    "vital": _vital,
    "lab": _lab,
}


def draw_term(group: str, draw: Random) -> str:
    """A term of the group. Raises KeyError for an unknown group."""
    if group in MAKERS:
        return MAKERS[group](draw)
    return draw.choice(TERMS[group])
