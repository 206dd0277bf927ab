"""Clinical words that must stay: by group, and most of them by the part of the body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.safe_harbor.wordlists import terms

AREAS = ("chest", "heart", "abdomen", "brain", "spine", "joint", "breast", "pelvis")
OF_MEN = {"breast": "abdomen", "pelvis": "urology"}  # what takes the place in a man
CT = terms(
    """120 kVp; slice thickness 5 mm; 100 mL of Omnipaque 300; CTDIvol 12.3; 5 mm axial slices
coronal reformats; 128-slice CT; DLP 540 mGy cm; lung windows; Optiray 320; 1 mm collimation"""
)
MR = terms(
    """1.5T; 3T; TR/TE 4000/90; b-value 1000; FOV 240; 8 mL Gadovist; slice thickness 3 mm
5 mm gap
16-channel coil; 3T Skyra; matrix 320 x 256"""
)
ULTRASOUND = terms(
    """12-5 MHz linear probe; 3 MHz curvilinear probe
28 kVp; 2-view mammography; 1.5T; MLO and CC views"""
)
BY_AREA: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "anatomy": {
        "urology": terms(
            """bladder; prostate; peripheral zone; left ureter; right vesicoureteric junction
left testis
space of Retzius; right inguinal canal; right kidney; bulbar urethra; left renal pelvis"""
        ),
        "chest": terms(
            """right lower lobe; left upper lobe; right middle lobe; lingula; left hilum; carina
right main bronchus; lung apices; left costophrenic angle; right hemidiaphragm; subcarinal station
left sixth rib; RUL; LLL"""
        ),
        "heart": terms(
            """left ventricle; LAD; mid RCA; left circumflex; mitral valve; ascending aorta; apex
interventricular septum; right ventricle; left atrium; pericardium; left main coronary artery"""
        ),
        "abdomen": terms(
            """liver; segment VI of the liver; gallbladder; common bile duct; pancreatic head
spleen
sigmoid colon; cecum; terminal ileum; right kidney; left adrenal gland; duodenum; hepatic flexure
porta hepatis; epigastrium; RUQ; gastric antrum"""
        ),
        "brain": terms(
            """left frontal lobe; right basal ganglia; corpus callosum; cerebellum; left MCA
brainstem
basilar artery; right temporal lobe; posterior fossa; left internal capsule; foramen magnum
circle of Willis; fourth ventricle; Broca's area"""
        ),
        "spine": terms(
            """lumbar spine; cervical cord; conus medullaris; cauda equina; left neural foramen
ligamentum flavum; right facet joint; thecal sac; paraspinal muscles; lateral recess"""
        ),
        "joint": terms(
            """left knee; medial meniscus; anterior cruciate ligament; right hip; rotator cuff
infraspinatus; distal radius; scaphoid; left ankle; Achilles tendon; femoral neck; talar dome
lateral tibial plateau; Hoffa's fat pad; Baker's cyst; right 5th metacarpal"""
        ),
        "breast": terms(
            """left breast; right breast 10 o'clock; upper outer quadrant; retroareolar region
left axilla; axillary tail of Spence; right nipple; inframammary fold; Level I nodes"""
        ),
        "pelvis": terms(
            """uterus; left ovary; endometrium; right adnexa; bladder; cervix; left fallopian tube
left ureter; pouch of Douglas; broad ligament; Fallopian tubes; vaginal vault"""
        ),
    },
    "finding": {
        "urology": terms(
            """hydronephrosis; varicocele; trabeculated bladder; haematuria; undescended testis
a 6 mm VUJ stone
benign prostatic hyperplasia; high-grade PIN; CVA tenderness; pyuria"""
        ),
        "chest": terms(
            """ground-glass opacity; lobar consolidation; small pleural effusion; pneumothorax
spiculated nodule; atelectasis; interlobular septal thickening; tree-in-bud nodularity
bilateral crackles; expiratory wheeze; emphysema; cavitating lesion; Kerley B lines"""
        ),
        "heart": terms(
            """ST elevation in V2-V4; mild mitral regurgitation; LVH; pericardial effusion
AF with RVR
severe aortic stenosis; apical hypokinesis; coronary calcification; cardiomegaly; LBBB
first-degree AV block; a 3/6 systolic murmur"""
        ),
        "abdomen": terms(
            """gallstones; intrahepatic duct dilatation; hepatic steatosis; free fluid; free air
diverticular disease; fat stranding; small bowel obstruction; 4 mm calculus; ascites
tubular adenoma with low-grade dysplasia; RUQ tenderness; guarding; splenomegaly"""
        ),
        "brain": terms(
            """subdural hematoma; acute infarct; midline shift; microangiopathic change
a tiny aneurysm
restricted diffusion; generalized atrophy; vasogenic edema; subarachnoid haemorrhage
left facial droop; pronator drift; a ring-enhancing lesion; word-finding difficulty"""
        ),
        "spine": terms(
            """disc bulge; central canal stenosis; cord signal change; compression fracture
listhesis
Modic type 2 changes; foraminal narrowing; straight leg raise positive at 40 degrees
epidural collection; a Schmorl's node; saddle anesthesia; absent ankle jerk"""
        ),
        "joint": terms(
            """joint effusion; full-thickness tear; bone marrow oedema; comminuted fracture
chondromalacia
Bankart lesion; Hill-Sachs deformity; osteophytes; non-displaced fracture; crepitus; locking
bucket-handle tear; medial joint line tenderness; antalgic gait"""
        ),
        "breast": terms(
            """architectural distortion; pleomorphic microcalcifications; a spiculated mass
skin dimpling
nipple discharge; simple cyst; invasive lobular carcinoma; DCIS; fibroadenoma
seroma; a palpable lump; cortical thickening"""
        ),
        "pelvis": terms(
            """hydronephrosis; intramural fibroid; haemorrhagic cyst; thickened endometrium
hydrosalpinx
adenomyosis; an endometrial polyp; CIN 2; a dermoid cyst; intermenstrual bleeding
cervical motion tenderness"""
        ),
    },
    "study": {
        "urology": terms(
            "MRI prostate; CT urogram; renal ultrasound; CT KUB; scrotal ultrasound; bladder scan"
        ),
        "chest": terms(
            """CT thorax; chest X-ray; CT pulmonary angiogram; CXR PA and lateral; HRCT chest
CT chest
low-dose chest CT; V/Q scan; portable CXR"""
        ),
        "heart": terms(
            """coronary angiography; echocardiogram; cardiac MRI; CT coronary angiogram; TOE
MIBI scan
transthoracic echo; calcium scoring CT; MUGA scan"""
        ),
        "abdomen": terms(
            """CT abdomen and pelvis; ultrasound abdomen; MRCP; AXR; CT KUB; barium swallow
MRI liver
RUQ ultrasound; HIDA scan"""
        ),
        "brain": terms(
            """CT head; MRI brain; CT angiogram head and neck; MRI brain with contrast
CT perfusion
CT brain; MRA circle of Willis; carotid Doppler"""
        ),
        "spine": terms(
            """MRI lumbar spine; MRI cervical spine; CT lumbar spine; X-ray LS spine AP/lateral
myelogram
MRI whole spine; bone scan"""
        ),
        "joint": terms(
            """MRI left knee; X-ray right hip; X-ray left wrist; MRI right shoulder; CT ankle; DEXA
XR knee weight bearing; ultrasound shoulder"""
        ),
        "breast": terms(
            """diagnostic mammogram; breast MRI; bilateral screening mammogram
ultrasound left breast
tomosynthesis; axillary ultrasound"""
        ),
        "pelvis": terms(
            """transvaginal ultrasound; pelvic ultrasound; MRI pelvis; obstetric ultrasound
hysterosalpingogram; ultrasound pelvis"""
        ),
    },
    "procedure": {
        "urology": terms(
            """TURP; flexible cystoscopy; ureteroscopy; vasectomy; TURBT; radical prostatectomy
hydrocele repair
inguinal hernia repair; JJ stent insertion; Lichtenstein hernioplasty"""
        ),
        "chest": terms(
            """bronchoscopy; VATS wedge resection; thoracentesis; EBUS
chest drain insertion; pleurodesis; right upper lobectomy; spirometry"""
        ),
        "heart": terms(
            """PCI to LAD; CABG x 4; DC cardioversion; TAVI; TOE
pacemaker insertion; Holter monitor; AV node ablation; Bruce protocol ETT"""
        ),
        "abdomen": terms(
            """laparoscopic cholecystectomy; ERCP; colonoscopy; appendicectomy
OGD; Hartmann's procedure; Whipple procedure; Nissen fundoplication
umbilical hernia repair; Roux-en-Y gastric bypass"""
        ),
        "brain": terms(
            """burr hole evacuation; mechanical thrombectomy; lumbar puncture; EEG
craniotomy; carotid endarterectomy; VP shunt; nerve conduction studies"""
        ),
        "spine": terms(
            """L4-L5 microdiscectomy; ACDF C5-C6; epidural steroid injection
laminectomy; vertebroplasty; facet joint injection; spinal fusion"""
        ),
        "joint": terms(
            """total knee replacement; ORIF; knee arthroscopy; hip hemiarthroplasty
MUA and K-wiring
carpal tunnel release; rotator cuff repair; Bankart repair; ACL repair
THR; joint aspiration"""
        ),
        "breast": terms(
            """wide local excision; sentinel node biopsy; mastectomy; FNA
stereotactic core biopsy; axillary clearance; DIEP flap; Hook-wire localization"""
        ),
        "pelvis": terms(
            """hysteroscopy; lower segment Caesarean section; D&C; LLETZ; laparoscopic hysterectomy
Burch colposuspension; Pfannenstiel incision; laparoscopic tubal ligation; myomectomy"""
        ),
    },
    "diagnosis": {
        "urology": terms(
            """renal colic; prostate cancer; urosepsis; recurrent UTI; BPH; bladder cancer
pyelonephritis
erectile dysfunction; ADPKD; epididymo-orchitis"""
        ),
        "chest": terms(
            """COPD; community-acquired pneumonia; asthma; pulmonary embolism; lung adenocarcinoma
OSA; bronchiolitis; type 2 diabetes; pulmonary TB; sarcoidosis; Spanish flu; Farmer's lung"""
        ),
        "heart": terms(
            """atrial fibrillation; heart failure; STEMI; aortic stenosis; hypertension
dyslipidaemia
unstable angina; infective endocarditis; HFrEF; SVT; coronary artery disease; T2DM"""
        ),
        "abdomen": terms(
            """acute cholecystitis; alcoholic hepatitis; ulcerative colitis; GERD; pancreatitis
IBS
colorectal carcinoma; diverticulitis; perforated appendix; coeliac disease; NAFLD; CKD stage 3"""
        ),
        "brain": terms(
            """TIA; multiple sclerosis; migraine; glioblastoma; vascular dementia; epilepsy
delirium
left MCA stroke; normal pressure hydrocephalus; essential tremor; West Nile encephalitis"""
        ),
        "spine": terms(
            """lumbar radiculopathy; cauda equina syndrome; discitis; cervical myelopathy; sciatica
spinal stenosis; ankylosing spondylitis; osteoporosis; myeloma; chronic low back pain"""
        ),
        "joint": terms(
            """osteoarthritis; septic arthritis; gout; rheumatoid arthritis; hip fracture
frozen shoulder
tennis elbow; Lyme disease; developmental dysplasia; psoriatic arthritis; housemaid's knee"""
        ),
        "breast": terms(
            """breast carcinoma; fibrocystic change; mastitis; BRCA1 mutation; lymphoedema
gynecomastia
triple-negative breast cancer; intraductal papilloma; hot flashes; hypothyroidism"""
        ),
        "pelvis": terms(
            """endometriosis; PCOS; ectopic pregnancy; menorrhagia; pre-eclampsia
stress incontinence
German measles; ovarian torsion; PID; placenta praevia; hyperemesis"""
        ),
    },
    "eponym": {
        "urology": terms(
            "Peyronie's disease; Fournier's gangrene; Wilms tumour; Addison's disease; Conn's "
            "syndrome; Alport's"
        ),
        "chest": terms(
            "Pancoast syndrome; Kartagener syndrome; Hamman sign; Wegener's; Light's criteria"
        ),
        "heart": terms(
            "Takotsubo; Marfan syndrome; Kawasaki disease; Osler nodes; Austin Flint murmur; "
            "tetralogy of Fallot"
        ),
        "abdomen": terms(
            """Crohn's disease; Barrett's oesophagus; Budd-Chiari; Meckel's diverticulum
Zenker's diverticulum
Mallory-Weiss tear; Wilson's disease; Charcot's triad; Gilbert's syndrome; Hartmann's pouch"""
        ),
        "brain": terms(
            """Alzheimer's; Parkinson's disease; Bell's palsy; Guillain-Barré; Huntington's
Lewy body dementia; Todd's paresis; Chiari I; Meniere's disease; Arnold-Chiari; Dandy-Walker"""
        ),
        "spine": terms(
            "Brown-Séquard; Scheuermann disease; Tarlov cyst; Paget's disease; Hodgkin lymphoma; "
            "Bertolotti syndrome"
        ),
        "joint": terms(
            """Colles fracture; Sjögren's; Charcot joint; Osgood-Schlatter; Dupuytren's
Jones fracture
Ewing sarcoma; Bennett's fracture; de Quervain's; Lisfranc injury; Weber B fracture; Raynaud's"""
        ),
        "breast": terms(
            "Paget's disease; Mondor's disease; Poland syndrome; Li-Fraumeni; Cowden syndrome; "
            "Hashimoto's"
        ),
        "pelvis": terms(
            "Turner syndrome; Bartholin's cyst; Asherman syndrome; Meigs syndrome; Sheehan's; "
            "Cushing's"
        ),
    },
    "sign": {
        "urology": terms(
            "Gleason 3+4=7; Bosniak II; IPSS 14; Prehn sign; Grade Group 2; Clavien-Dindo II"
        ),
        "chest": terms(
            "Well's score 1.5; CURB-65 3; GOLD stage 2; Mantoux 15 mm; Fleischner criteria"
        ),
        "heart": terms(
            "CHA2DS2-VASc 4; Killip class II; Levine sign; Kussmaul's sign; TIMI 3 flow; HEART "
            "score 5"
        ),
        "abdomen": terms(
            "Murphy's sign; McBurney's point; Child-Pugh B; Glasgow-Blatchford 7; Ranson 3; "
            "Alvarado 8; Forrest IIa"
        ),
        "brain": terms(
            "Babinski; Romberg; Hoffmann's; Glasgow Coma Scale 15; Fazekas 2; Rankin 1; Fisher "
            "grade 3"
        ),
        "spine": terms(
            "Schober's test; Spurling test; Lhermitte's sign; Meyerding grade I; Waddell signs; "
            "Pfirrmann IV"
        ),
        "joint": terms(
            "Lachman test; McMurray's; Hawkins-Kennedy; Gustilo II; Thomas test; "
            "Kellgren-Lawrence 3; Trendelenburg gait; Simmonds test"
        ),
        "breast": terms(
            "Bloom-Richardson grade 2; Allred 8/8; Gail score; Nottingham Prognostic Index 3.4; "
            "Ki-67 20%"
        ),
        "pelvis": terms(
            "Bishop score 6; Apgar 9 and 10; Rotterdam criteria; Tanner stage 4; FIGO 2; "
            "Spalding sign"
        ),
    },
    "code": {
        "chest": terms(
            """Lung-RADS 4A; Lung-RADS 2; stage IIIB; T2a N1 M0; GOLD D; ECOG 1; NEWS 3; mMRC 2
EGFR L858R"""
        ),
        "heart": terms(
            """NYHA class III; CCS class 2; CAD-RADS 2; ASA 3; Killip I; DAPT; Canadian Class II
NEWS 1"""
        ),
        "abdomen": terms(
            """LI-RADS 3; Dukes B; pT3 pN1; stage IV; ASA 2; Bosniak I; NEWS 2; Prague C2M4
Hinchey
II"""
        ),
        "brain": terms(
            "GCS 15/15; NIHSS 4; mRS 1; WHO grade 4; IDH-wildtype; EDSS 3.5; GCS 14 (E4 V4 M6)"
        ),
        "spine": terms(
            "ASIA D; ASA 2; ODI 42%; Frankel E; ECOG 1; T-score -2.8; Bertolotti type IIa"
        ),
        "joint": terms(
            "ASA 2; T-score -2.6; Weber B; Garden II; ICRS grade 4; AO 23-C2; Oxford score 22"
        ),
        "breast": terms(
            """BI-RADS 2; BI-RADS 4A; HER2 3+; ER 8/8; pT1c; T2N0; B5b; grade 2; stage IIA; Ki-67
18%"""
        ),
        "pelvis": terms(
            "FIGO stage IB; O-RADS 3; G3P2; CIN 3; ASA 1; HPV 16; 38+4/40; stage IA; Apgar 8/10"
        ),
        "urology": terms(
            "PI-RADS 4; PI-RADS 2; Grade Group 3; pT2c; T1c; ASA 2; Stage II; ISUP 2; ECOG 0"
        ),
    },
    "scanner": {
        **dict.fromkeys(("chest", "heart", "abdomen"), CT),
        **dict.fromkeys(("brain", "spine", "joint", "pelvis", "urology"), MR),
        "breast": ULTRASOUND,
    },
}
GENERAL: Mapping[str, tuple[str, ...]] = {
    "spine": terms(
        "L4/5; L5-S1; C5/C6; T12; L1; C3-C4; T7-T8; L3; C7; S1; L2/3; T11-L1; L4 on L5; C2; T4/5"
    ),
    "bill": terms(
        """ICD-10 N20.0; J18.9; I48.91; M54.5; G40.909; CPT 74177; Z79.4; CPT 99213; C34.11; K57.32
R10.9; E11.65; CPT 70551; S72.001A; I10; CPT 45378; F41.1; G0283; M17.12; N39.0"""
    ),
    "sequence": terms(
        """T1; T2; FLAIR; DWI; STIR; T2*; ADC map; PD fat-sat; GRE; T1 post-contrast; SWAN
3D FIESTA
T2 FLAIR; b 1000; CISS; VIBE; T1 SE; PROPELLER"""
    ),
    "habit": terms(
        """30 pack year history; 10 cigarettes a day; 15 units/week; 2 beers on weekends
never smoker
1/2 ppd; ex-smoker; bidi smoker; 40 pack-years; occasional marijuana
mobilises with a Zimmer frame"""
    ),
    "implant": terms(
        """dual chamber pacemaker; cochlear implant; total knee prosthesis; ICD; loop recorder
mitral valve prosthesis; spinal cord stimulator; breast tissue expander; baclofen pump
drug eluting stent; tibial baseplate; Dacron graft"""
    ),
    "hardware": terms(
        """Foley; NG tube; Jackson-Pratt drain; PICC line; Hickman line; Kirschner wire
Robinson drain
Swan-Ganz catheter; Bakri balloon; 14 Fr catheter; Thomas splint
Redivac drain; Penrose drain; chest tube; Richards screw; Sengstaken tube
Hudson mask; Mirena; 20G cannula; Ryles tube; Vas-Cath; nasal cannula"""
    ),
    "exam": terms(
        """5/5 strength; 4/5 power; A&O x3; PERRLA; 2+ pedal pulses; JVP not raised; chest clear
3/6 ESM
GCS 15; abdomen SNT; bowel sounds present; HS I + II + 0; CN II-XII intact; pain 4/10; 6/6 vision
NAD; well perfused; calves SNT; 20/40 OD; MMSE 24/30; G2P1; pain score 7/10; DTRs 2/4; PEARL
RRR"""
    ),
}

DRUGS: Mapping[str, tuple[str, ...]] = {  # with the doses in which they come
    dose: terms(names)
    for dose, names in {
        "5 mg;10 mg;2.5 mg": """amlodipine; lisinopril; Eliquis; bisoprolol; ramipril; prednisone
zolpidem; apixaban; warfarin; Coumadin; methotrexate; enalapril; Ativan; oxybutynin; Singulair""",
        "20 mg;40 mg;80 mg": """atorvastatin; omeprazole; pantoprazole; furosemide; Lasix
citalopram
enoxaparin; frusemide; simvastatin; Celexa; telmisartan; propranolol; Clexane; Humira""",
        "500 mg;1 g;250 mg;750 mg": """metformin; paracetamol; amoxicillin; Tylenol; ciprofloxacin
azithromycin; ceftriaxone; flucloxacillin; metronidazole; Keppra; cefuroxime; vancomycin
Glycomet; acetaminophen; clarithromycin""",
        "25 mg;50 mg;100 mg": """metoprolol; sertraline; Toprol-XL; losartan; atenolol; tramadol
Lopressor
sitagliptin; spironolactone; topiramate; hydralazine; azathioprine; tapentadol; Zoloft""",
        "200 mg;300 mg;400 mg;600 mg": """ibuprofen; gabapentin; Neurontin; allopurinol
carbamazepine
Motrin; hydroxychloroquine; celecoxib; amiodarone; rifampicin; Plaquenil""",
        "75 mg;81 mg;150 mg": """aspirin; clopidogrel; Plavix; Ecosprin; Lyrica; venlafaxine""",
        "50 mcg;100 mcg;125 mcg": """levothyroxine; Synthroid; salbutamol; thyroxine; digoxin
Ventolin
Seretide; Eltroxin; fentanyl""",
        "12 units;20 units;6 units": """Lantus; insulin glargine; Humalog; NovoRapid; Lispro
Mixtard""",
        "4 mg;8 mg;2 mg": """ondansetron; Zofran; dexamethasone; tamsulosin; morphine; Dilaudid""",
    }.items()
}
SCHEDULES = (
    "daily",
    "BD",
    "TDS",
    "OD",
    "nocte",
    "BID",
    "TID",
    "QID",
    "PRN",
    "po q6h",
    "IV",
    "1-0-1",
)


def _drug(draw: Random) -> str:
    doses = draw.choices(list(DRUGS), [len(names) for names in DRUGS.values()])[0]
    name, dose = draw.choice(DRUGS[doses]), draw.choice(doses.split(";"))
    if draw.random() < 0.25:
        return name
    dose = dose.replace(" ", "") if draw.random() < 0.3 else dose
    return f"{name} {dose}" if draw.random() < 0.4 else f"{name} {dose} {draw.choice(SCHEDULES)}"


def _size(draw: Random) -> str:
    one, two, three = (f"{draw.randint(6, 78) / 10:.1f}" for _ in range(3))
    whole = draw.randint(3, 42)
    return draw.choice(
        (
            f"{whole} mm",
            f"{whole}mm",
            f"{one} cm",
            f"{one} x {two} cm",
            f"{one} x {two} x {three} cm",
            f"{whole} x {whole + 3} mm",
            f"{whole}x{whole + 2}mm",
            f"{one}cm",
        )
    )


def _nodule(draw: Random) -> str:
    shape = draw.choice(("nodule", "mass", "lesion", "focus", "cyst", "polyp"))
    return f"{draw.randint(3, 42)}{draw.choice((' mm', '-mm', 'mm'))} {shape}"


def _vital(draw: Random) -> str:
    high, low, pulse = draw.randint(92, 188), draw.randint(50, 104), draw.randint(48, 132)
    return draw.choice(
        (
            f"BP {high}/{low}",
            f"{high}/{low} mmHg",
            f"HR {pulse}",
            f"pulse {pulse} regular",
            f"SpO2 {draw.randint(86, 100)}% RA",
            f"sats {draw.randint(86, 100)}% on room air",
            f"RR {draw.randint(12, 32)}",
            f"T {draw.randint(361, 394) / 10:.1f}",
            f"temp {draw.randint(970, 1028) / 10:.1f}F",
            f"afebrile at {draw.randint(362, 372) / 10:.1f}",
            f"weight {draw.randint(46, 128)}.{draw.randint(0, 9)} kg",
            f"BMI {draw.randint(18, 44)}",
        )
    )


def _lab(draw: Random) -> str:
    return draw.choice(
        (
            f"Na {draw.randint(124, 147)}",
            f"K+ {draw.randint(29, 62) / 10:.1f}",
            f"creatinine {draw.randint(5, 48) / 10:.1f}",
            f"creatinine {draw.randint(54, 320)} umol/L",
            f"CRP {draw.randint(2, 290)}",
            f"Hb {draw.randint(72, 164)} g/L",
            f"Hgb {draw.randint(66, 168) / 10:.1f}",
            f"WBC {draw.randint(21, 243) / 10:.1f}",
            f"platelets {draw.randint(48, 480)}",
            f"troponin {draw.randint(3, 880)} ng/L",
            f"HbA1c {draw.randint(51, 118) / 10:.1f}%",
            f"HbA1c {draw.randint(36, 104)} mmol/mol",
            f"TSH {draw.randint(2, 98) / 10:.1f}",
            f"INR {draw.randint(9, 42) / 10:.1f}",
            f"eGFR {draw.randint(14, 90)}",
            f"PSA {draw.randint(4, 240) / 10:.1f} ng/mL",
            f"D-dimer {draw.randint(180, 4200)}",
            f"lactate {draw.randint(6, 62) / 10:.1f}",
            f"ALT {draw.randint(12, 320)} U/L",
            f"LVEF {draw.randint(20, 65)}%",
            f"bilirubin {draw.randint(4, 120)}",
        )
    )


MAKERS: Mapping[str, Callable[[Random], str]] = {
    "drug": _drug,
    "size": _size,
    "nodule": _nodule,
    "vital": _vital,
    "lab": _lab,
}


def draw_term(group: str, area: str, draw: Random) -> str:
    """A term of the list that fits the part of the body. Raises KeyError for an unknown list."""
    if group in MAKERS:
        return MAKERS[group](draw)
    return draw.choice(BY_AREA[group][area] if group in BY_AREA else GENERAL[group])
