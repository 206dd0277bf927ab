"""Clinical words that must stay: other terms of the same groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.safe_harbor.wordlists import terms

TERMS: Mapping[str, tuple[str, ...]] = {
    "anatomy": terms(
        """left upper quadrant; lingular segment; right lower quadrant; apical segment
pleural space; right atrial appendage; tricuspid valve; aortic root; left subclavian artery
celiac axis
superior mesenteric artery; inferior mesenteric vein; portal confluence; falciform ligament
right hepatic lobe; segment IVb; cystic duct; pancreatic tail; gastroesophageal junction
gastric fundus; ligament of Treitz; jejunum; ileocecal valve; appendix; descending colon
splenic flexure; rectum; left kidney; right ureter; bladder trigone; seminal vesicles
left fallopian tube; myometrium; cervix; right testis; femoral head; acetabulum; tibial plateau
lateral malleolus; calcaneus; first metatarsal; patellar tendon; medial collateral ligament
glenoid labrum; supraspinatus tendon; olecranon; lunate; third proximal phalanx
right parietal lobe; left occipital lobe; thalamus; hippocampus; pons; medulla oblongata
lateral ventricles; falx cerebri; sella turcica; optic chiasm; right internal carotid artery
sphenoid sinus; mandibular condyle; left submandibular gland; epiglottis; vocal cords
left breast, 3 o'clock; right axilla; sacrum; coccyx; iliac crest; popliteal fossa
Gerota fascia; Scarpa fascia; Cooper's ligament; Sylvian fissure; Wernicke area
Meckel cave; Rosenmüller fossa; Lister's tubercle; Hesselbach triangle; Calot triangle
foramen of Monro; canal of Schlemm; Bowman capsule; Peyer patches; Waldeyer ring"""
    ),
    "spine": terms(
        """L2-L3; L3/L4; C4-C5; C7-T1; T10; L5; C1; T6; L4 vertebral body; C5/6 disc; T9-T10
L1-L2; C6 nerve root; S1-S2; T3; L5/S1"""
    ),
    "finding": terms(
        """consolidation in the lung base; reticular opacities; bronchiectasis; apical scarring
pleural thickening; hiatal hernia; pulmonary nodule; loculated effusion; subsegmental embolus
pneumomediastinum; aortic aneurysm; mural thrombus; valve calcification; hilar adenopathy
hepatic cyst; biliary sludge; choledocholithiasis; pancreatic pseudocyst; splenic infarct
renal cortical scarring; perinephric stranding; ureteral stone; bladder diverticulum
bowel wall thickening; pneumatosis; colonic polyp; appendicolith; mesenteric stranding
inguinal hernia; adnexal cyst; uterine fibroid; intracranial hemorrhage; mass effect
encephalomalacia; lacunar infarct; hydrocephalus; empty sella; mucosal thickening
disc protrusion; facet arthropathy; spondylolisthesis; Modic type 1 change; annular fissure
labral tear; meniscal extrusion; avascular necrosis; stress fracture; loose body
soft tissue emphysema; cortical breach; fibroadenoma; axillary lymphadenopathy
superficial thrombophlebitis; invasive ductal carcinoma; tubular adenoma; chronic gastritis
squamous metaplasia; acute inflammation; perineural invasion; wound dehiscence
stage 2 pressure injury; skin tear; thrush; crackles at the bases; rebound tenderness"""
    ),
    "eponym": terms(
        """Burkitt lymphoma; Waldenström macroglobulinemia; Hirschsprung disease
Goodpasture syndrome; Whipple disease; Conn syndrome; Sheehan syndrome; Pott disease
Pott's fracture; Perthes disease
Köhler disease; Freiberg infraction; Kienböck disease; Maisonneuve fracture; Segond fracture
Chance fracture; Salter-Harris II fracture; Morton neuroma; Morton's neuroma; Wegener's
Churg-Strauss syndrome; Henoch-Schönlein purpura; Still's disease; Reiter syndrome
Felty syndrome; Brugada syndrome; Wolff-Parkinson-White syndrome; Eisenmenger syndrome
Ebstein anomaly; Dressler syndrome; Boerhaave syndrome; Peutz-Jeghers syndrome; Gilbert syndrome
Lynch syndrome; Fanconi anemia; Bright's disease; Alport syndrome; Buerger disease
Fabry disease; Gaucher disease; Pompe disease; Tay-Sachs disease; Friedreich ataxia
Creutzfeldt-Jakob disease; Pick disease; Wernicke encephalopathy; Korsakoff syndrome
Horner syndrome; Tourette syndrome; Lennox-Gastaut syndrome; Ramsay Hunt syndrome; Bowen disease
Merkel cell carcinoma; Warthin tumor; Krukenberg tumor; Pancoast tumor; Klatskin tumor
Brodie abscess; Fournier gangrene; Ludwig angina; Peyronie disease; Heberden nodes
Sturge-Weber syndrome; von Willebrand disease; von Hippel-Lindau disease; Klinefelter syndrome
Noonan syndrome; Stevens-Johnson syndrome; Chagas disease; Hansen's disease"""
    ),
    "sign": terms(
        """Rovsing sign; psoas sign; Lachman test; McMurray test; Phalen test; Tinel's sign
Lasègue sign; Hoffman sign; Kernig sign; Brudzinski sign; Cullen sign; Grey Turner sign
Courvoisier sign; Trousseau sign; Chvostek sign; Trendelenburg test; Finkelstein test
Wells score 4; Braden score 16; Norton scale; Morse fall scale 45; Lichtenstein repair
Ivor Lewis esophagectomy; Heller myotomy; Bentall procedure; Wertheim hysterectomy
Cobb angle; Garland triad; Spalding sign; Clark level III; Fuhrman grade 2; Nottingham grade 2"""
    ),
    "sequence": terms(
        """T2 HASTE; PD FS; SWI; TOF MRA; MPRAGE; T1 post-gadolinium; SSFP; T2 TSE; b=800; DTI
DIXON; T1 in- and out-of-phase; dynamic contrast-enhanced T1"""
    ),
    "habit": terms(
        """20 pack-years; 40-pack-year; 2 glasses of wine nightly; half a pack a day
4/7 days; 1 ppd x 15 years; 14 units per week; 3-4 cups of coffee; walks 2 miles daily"""
    ),
    "implant": terms(
        """biventricular ICD; drug-eluting stent; vagus nerve stimulator
insertable cardiac monitor; total hip prosthesis; intrathecal pump; sacral neuromodulator
bioprosthetic aortic valve
Watchman device; TAVR valve; IVC filter; breast implant; intraocular lens"""
    ),
    "hardware": terms(
        """Hemovac drain; Blake drain; Salem sump; PEG tube; Groshong catheter; Tenckhoff catheter
Broviac catheter; Steinmann pin; Hoffmann external fixator; Rush rod; Gamma nail; Zimmer frame
Hoyer lift; Miami J collar; Buck traction; Malecot catheter; Coudé catheter; Bair Hugger
Balfour retractor; Weitlaner retractor; DeBakey forceps; Metzenbaum scissors; Veress needle
Hasson trocar; LigaSure; Ambu bag; Venturi mask; wound vac; arterial line; suprapubic catheter
Allen stirrups; Jackson table; Mayfield clamp; Minnesota tube"""
    ),
    "procedure": terms(
        """laparoscopic appendectomy; total abdominal hysterectomy
open reduction internal fixation; total hip arthroplasty; right hemicolectomy
inguinal herniorrhaphy; thyroidectomy; TURBT
percutaneous nephrostomy; ERCP; EGD with biopsy; flexible sigmoidoscopy; bone marrow biopsy
CABG x3; TAVR; percutaneous coronary intervention; cardioversion; paracentesis; debridement
sentinel lymph node biopsy; core needle biopsy; lumpectomy; cataract extraction; tracheostomy
ACL reconstruction; lumbar laminectomy; kyphoplasty; PET/CT; MRI of the brain; cardiac MRI
DEXA scan; stress echocardiogram; Moh's excision; Bassini repair; Ross procedure"""
    ),
    "diagnosis": terms(
        """diabetes type 1; hypertension; coronary artery disease; NSTEMI; chronic bronchitis
acute kidney injury; end-stage renal disease; diastolic heart failure; cellulitis
urinary tract infection; cholecystitis; diverticulitis; pancreatitis; small-bowel ileus
rheumatoid arthritis; osteoporosis; spinal stenosis; peripheral neuropathy; epilepsy
ischemic stroke; vascular dementia; major depressive disorder; bipolar disorder
sleep apnea; anemia of chronic disease; hyperkalemia; hyponatremia; delirium; dehydration
breast cancer; colorectal cancer; multiple myeloma; cirrhosis; hepatitis C; COVID-19
Lyme arthritis; Q fever; St. Louis encephalitis; Hong Kong flu; Japanese encephalitis
Ebola virus disease; Four Corners hantavirus; Marburg virus; Zika virus; Pontiac fever"""
    ),
    "code": terms(
        """BI-RADS 3; BI-RADS 5; TI-RADS 4; LI-RADS 5; LR-3; PI-RADS 3; Lung-RADS 2; O-RADS 4
CAD-RADS 2; ICD-10 I21.4; K35.80; Z96.641; M17.11; ICD-10-CM C50.911; D12.3; E66.01; F32.9
CPT 27447; CPT 70553; CPT 99285; HCPCS J0897; pT2N0M0; ypT1c; stage IIA; T3N2b; Garden III
Outerbridge grade 3; ASA II; NYHA II; ESI 3; GCS 14; APGAR 9/9; Mallampati III; ECOG 2
NIHSS 6; CURB-65 2; qSOFA 1; HAS-BLED 3; MELD 18; ER/PR positive; PD-L1 60%; MSI-high; CK7
EGFR exon 19; JAK2 V617F; HLA-B5701; BRAF V600E; RECIST 1.1; mRS 2; KPS 70"""
    ),
    "scanner": terms(
        """T2 HASTE; SWI; TR 3200; TE 85 ms; TI 150 ms; b=800; 100 kVp; 180 mAs; 1.5-T; 3.0 T; 7T
FOV 32 cm; matrix 384 x 256; slice thickness 3 mm; 0.625 mm collimation; pitch 1.2; ETL 12
2 mm coronal reformats; portal venous phase; 70 seconds delay; SUV 7.8; CTDI 9.1 mGy
DLP 612 mGy*cm; 9-3 MHz transducer; M-mode; VRT; window 1500/-600; 12 HU; -90 HU; kernel Br40
80 mL of Omnipaque 350; 7 mL Gadavist; 64-slice"""
    ),
    "exam": terms(
        """4+/5 power; 5/5 throughout; 1+ reflexes; 3+ pitting edema; 3/6 holosystolic murmur
alert and oriented x4; A&Ox1; 20/25 OS; pain 3/10; 8/10 chest pain; PEERLA; EOMI; G3P2; RRR
MoCA 19/30; flexion 5-95 degrees; PHQ-9 14; cap refill < 2 s; CTAB; S1 and S2 normal; NKDA"""
    ),
}

DRUGS = terms(
    """losartan; valsartan; rosuvastatin; simvastatin; diltiazem; carvedilol; spironolactone
hydrochlorothiazide; dabigatran; ticagrelor; famotidine; esomeprazole; liothyronine
pregabalin; duloxetine; escitalopram; mirtazapine; trazodone; dexamethasone; hydroxychloroquine
etanercept; tocilizumab; bevacizumab; ropinirole; memantine; piperacillin-tazobactam; cefazolin
cephalexin; levofloxacin; nitrofurantoin; meropenem; fentanyl; tramadol; ketorolac; naproxen
Advil; Lipitor; Norvasc; Pradaxa; Brilinta; Enbrel; Opdivo; Novolog; Levemir; Januvia; Xanax
Seroquel; Zoloft; Keppra; Lyrica; Percocet; Benadryl; nivolumab; anastrozole; fluticasone
ipratropium; cetirizine; febuxostat; heparin; solifenacin; bisoprolol; ramipril; co-codamol
levetiracetam; lamotrigine; sacubitril-valsartan; empagliflozin; semaglutide; senna; digoxin
Jantoven; Wellbutrin; Paxlovid; Augmentin; Miralax"""
)
AMOUNTS = ("1", "4", "6.25", "15", "30", "60", "80", "125", "150", "250", "325", "1000")
UNITS = {
    "Novolog": "units",
    "Levemir": "units",
    "heparin": "units/hr",
    "liothyronine": "mcg",
    "fluticasone": "mcg",
    "fentanyl": "mcg/h",
    "digoxin": "mcg",
}  # of the others: mg
SCHEDULES = (
    "qd",
    "b.i.d.",
    "t.i.d.",
    "q8h",
    "qhs",
    "every other day",
    "x 7 days",
    "PO daily",
    "IV",
)


def _drug(draw: Random) -> str:
    name = draw.choice(DRUGS)
    if draw.random() < 0.2:
        return name
    between = draw.choice((" ", " ", ""))
    dose = f"{name} {draw.choice(AMOUNTS)}{between}{UNITS.get(name, 'mg')}"
    return dose if draw.random() < 0.5 else f"{dose} {draw.choice(SCHEDULES)}"


def _size(draw: Random) -> str:
    one, two, three = (f"{draw.randint(4, 92) / 10:.1f}" for _ in range(3))
    whole = draw.randint(3, 47)
    return draw.choice(
        (
            f"{whole} mm",
            f"{whole}mm",
            f"{one} cm",
            f"{one}-cm",
            f"{one}cm x {two}cm",
            f"{one} by {two} cm",
            f"{one} x {two} x {three} cm",
            f"{whole} x {whole + 4} x {whole + 1} mm",
        )
    )


def _nodule(draw: Random) -> str:
    shape = draw.choice(("mass", "lesion", "thyroid nodule", "stone", "fluid collection", "ulcer"))
    return f"{draw.randint(3, 47)}-mm {shape}"


def _vital(draw: Random) -> str:
    high, low = draw.randint(88, 196), draw.randint(48, 108)
    return draw.choice(
        (
            f"BP {high}/{low}",
            f"B/P {high}/{low}",
            f"pulse {draw.randint(44, 138)}",
            f"HR {draw.randint(44, 138)} bpm",
            f"sats {draw.randint(84, 100)}% on 2 L",
            f"O2 sat {draw.randint(84, 100)}%",
            f"temp {draw.randint(361, 398) / 10:.1f}",
            f"T {draw.randint(968, 1034) / 10:.1f} F",
            f"resp {draw.randint(10, 34)}",
            f"wt {draw.randint(44, 139)} kg",
            f"height {draw.randint(148, 194)} cm",
            f"{draw.randint(100, 290)} lbs",
        )
    )


def _lab(draw: Random) -> str:
    return draw.choice(
        (
            f"sodium {draw.randint(124, 149)}",
            f"potassium {draw.randint(29, 61) / 10:.1f}",
            f"Cr {draw.randint(5, 48) / 10:.1f}",
            f"BUN {draw.randint(8, 74)}",
            f"Hb {draw.randint(64, 168) / 10:.1f} g/dL",
            f"WCC {draw.randint(21, 233) / 10:.1f}",
            f"plt {draw.randint(38, 512)} K",
            f"hs-troponin {draw.randint(3, 900)} ng/L",
            f"A1c {draw.randint(49, 126) / 10:.1f}",
            f"free T4 {draw.randint(4, 32) / 10:.1f}",
            f"INR of {draw.randint(9, 48) / 10:.1f}",
            f"GFR {draw.randint(11, 99)} mL/min/1.73 m2",
            f"CEA {draw.randint(1, 96) / 10:.1f}",
            f"ESR {draw.randint(2, 110)} mm/h",
            f"glucose {draw.randint(58, 412)} mg/dL",
            f"AST/ALT {draw.randint(12, 240)}/{draw.randint(9, 260)}",
            f"EF {draw.randint(15, 70)}%",
            f"pH 7.{draw.randint(18, 52)}",
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
