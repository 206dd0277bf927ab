"""What announces a person's name, follows it, or stands around it in a record."""

from __future__ import annotations

import re

TITLE = re.compile(
    r"(?<!\d[ ])\b(?:drs?|doctors?|mr|mrs|ms|miss|mx|messrs|prof|professor|sir|dame|"
    r"rev(?:erend)?|rabbi|imam|shri|smt|sri|kumari|señora?|dra|sra|"
    r"mme|mlle|herr|frau|capt(?:ain)?|sgt|lt|officer|chaplain|fr|nurse "
    r"practitioner)\b(?:\.(?=\s?\w)|(?=\s))\s{0,3}(?:\(?(?:mr|mrs|ms|dr|prof|"
    r"professor|miss)\b\.?\)?\s{1,3})?",
    re.IGNORECASE,
)
_CLINICIAN = (
    r"(?:physician|provider|doctor|md|radiologist|surgeon|clinician|consultant|"
    r"practitioner|resident|registrar|fellow|attending|technologist|technician|"
    r"tech|sonographer|radiographer|nurse|midwife|pathologist|cardiologist|"
    r"oncologist|neurologist|urologist|anesthesiologist|anaesthetist|assistant|"
    r"operator|therapist|psychiatrist|gp|pcp|specialist|dr)"
)
_ACTS = (
    r"(?:dictated|transcribed|typed|signed|e-?signed|electronically signed|"
    r"digitally signed|verified|authenticated|approved|reviewed|interpreted|read|"
    r"reported|performed|"
    r"prepared|collected|requested|ordered|referred|prescribed|witnessed|attested|"
    r"finalized|finalised|released|entered|recorded|documented|completed|"
    r"submitted|written|authored|edited|checked|"
    r"scribed|supervised|accompanied|seen|examined|evaluated|assessed|assisted|"
    r"operated|administered|consented|obtained|scanned|validated|notified|"
    r"dispensed|drawn|received|taken|given|created|called|faxed|sent|printed|"
    r"scheduled|booked|confirmed|countersigned|cosigned|co-signed|injected|"
    r"escorted|interviewed|escalated|delivered)"
)
LABEL = re.compile(
    r"(?<![\w-])(?:(?:patient|pt|client|subject|member|subscriber|insured|policy "
    r"?holder|guarantor|beneficiary|donor|employee|mother|father|parent|guardian|"
    r"spouse|emergency contact|contact person|contact|next of kin|"
    r"nok|full|first|last|middle|maiden|given|family|christian|sur|fore|preferred|"
    r"legal|account|cardholder|baby|infant|previous|former|responsible party|"
    r"responsible person|caller|informant|interpreter|witness|owner|user|provider|"
    r"doctor|physician|facility|employer|birth|card)?[\u2019']?s?[ \t]{0,20}names?|"
    r"patient|pt|pat|client|subject|surname|forenames?|alias(?:es)?|a\.?k\.?a\.?|"
    r"f\.?k\.?a\.?|née|nee|next of kin|nok|n\.o\.k\.?|emergency contact|contacts?|"
    r"contact person|guarantor|subscriber|policy ?holder|beneficiary|insured|"
    r"spouse|wife|husband|mother|father|parents?|guardian|son|daughter|sister|"
    r"brother|partner|carer|caregiver|"
    r"(?:referring|ordering|attending|admitting|requesting|consulting|performing|"
    r"interpreting|reading|primary(?: care)?|family|responsible|treating|"
    r"reporting|supervising|discharging|rendering|operating|assistant|lead|chief|"
    r"senior|named|duty|on-?call|staff|responsible|registered|scrub|circulating|"
    r"charge|authorizing|authorising|prescribing|discharge|community|practice|"
    rf"district|research|study|verifying|signing|pain)\s+{_CLINICIAN}s?(?:\(s\))?|"
    r"referring|attending|ordering|requester|"
    rf"{_CLINICIAN}s?|{_ACTS}(?:[ \t]+(?:by|for|to))|cc|c\.c\.?|bcc|copy(?: to)?|"
    r"copies(?: to)?|attn|attention|fao|dear|re|regarding|sincerely|regards|yours "
    r"truly|yours faithfully|author|scribe|witness|interpreter|counsellor|"
    r"counselor|co-?ordinator|"
    r"social worker|case manager|care manager|key worker|health visitor|"
    r"pharmacist|dietitian|physiotherapist|caller|informant|recipient|sender|from|"
    r"to|by|signature|signed|secretary|typist|transcriptionist|dictator|initials|"
    r"staff|investigator|principal investigator|pi|co-?investigator|supervisor|"
    r"manager|owner|employer|teacher|lawyer|attorney|solicitor|power of attorney|"
    r"poa|hcp|proxy|health care proxy|surrogate|"
    r"reader|reviewer|approver|prescriber|examiner|technician|d|dict|trans|rad|"
    r"ref(?:erring)?|req|ord|att|rpt by|surg|anes|asst|op|oper|opr|prf|refd?\s?by|"
    r"ref\s?phys|ref\s?md)"
    rf"[ \t]*(?:\([^)\n]{{0,20}}\)[ \t]*)?[:=#][ \t]*\n?[ \t]*(?:[-\u2013•*][ \t]*)?",
    re.IGNORECASE,
)
BY = re.compile(
    rf"\b(?:{_ACTS}(?:[ \t\n]+(?:electronically|digitally|urgently|directly|in "
    r"person|by (?:phone|telephone)))?\s+(?:by|via|on behalf of|for)|"
    r"(?:discuss(?:ed|ion)|reviewed|spoke|spoken|speak|talked|conferred|"
    r"corresponded|met|communicated|conversation|call|consult(?:ed|ation)?|"
    r"follow-?up|f/u|appointment|appt|liaised|visit|agreed|agree|"
    r"arranged|confirmed|session|counselling|counseling|clinic|lives|living|"
    r"resides|stays|staying|here|presents|presented|attended|came|arrived|"
    r"returned|seen|planned|scheduled|rounds?|works?|together)\s+(?:\w+\s+)"
    rf"{{0,3}}?(?:with|to)|d/w|dw|discussed|informed|notified|paged|updated|texted|"
    r"emailed|phoned|telephoned|called(?: to)?|relayed to|conveyed to|"
    r"communicated to|reported to|given to|read back (?:to|by)|told|advised|"
    r"contact(?:ed)?|ask(?:ed)?(?: for)?|"
    r"per|as per|c/o|care of|under(?: the care of)?|under care of|care to|"
    r"transferred to|referred (?:to|by)|referral (?:to|from)|referring|sent (?:to|"
    r"by)|forwarded to|faxed to|addressed to|regarding|concerning|named|name is|"
    r"name was|names? are|called|known as|goes by|aka|a\.k\.a\.?|née|nee|formerly|"
    r"s/o|d/o|w/o|h/o|thank(?:s| you),?|kind regards,?|best regards,?|best "
    r"wishes,?|warm regards,?|regards,?|sincerely,?|yours (?:sincerely|truly|"
    r"faithfully),?|respectfully,?|cheers,?|love,?|"
    r"saw|sees|met|visited|i am|this is|i'm|it's|hello,?|hi,?|dear|good morning,?|"
    r"good afternoon,?|hey,?|daughter of|son of|wife of|husband of|mother of|"
    r"father of|child of|widow of|sister of|brother of|baby of|infant of|on "
    r"behalf of|message (?:from|for)|letter (?:from|to)|note (?:from|by)|letter "
    r"by|email from|call from|voicemail from|results? to|copy to|cc|attention|"
    r"attn|from|for|by|with|and|to|that|of|via)"
    rf"[\s:,\u2013-]{{1,4}}(?:the\s+)?(?:(?:his|her|their|my|our)\s+)"
    rf"?(?:{_CLINICIAN}\s+)?",
    re.IGNORECASE,
)
TOLD = re.compile(
    r"\b(?:(?:discussed|reviewed|spoke|spoken|speak|talked|conferred|corresponded|met|liaised|"
    r"communicated|conversation|consulted|agreed|arranged|confirmed|shared)\s+(?:\w+\s+){0,2}?with|"
    r"(?:conveyed|relayed|reported|communicated|given|told|called|faxed|paged|phoned|emailed|"
    r"addressed|handed over|delivered|notified|texted|escalated|read back|referred|presented|"
    r"signed out|born)(?:\s+(?:directly|verbally|urgently|by phone|over the phone))?\s+(?:to|by)|"
    r"born(?:\s+on)?\s+[\w ./-]{4,20}\s+to|on file for|belong(?:s|ing) to|copy for|"
    r"apologi[sz]ed to|wr(?:ote|ite|itten) to|spoke to|explained to|cc|re|"
    r"d/w|dw|informed|notified|paged|updated|phoned|telephoned|named|name is|name was|known as|"
    r"goes by|asking (?:me|us) to (?:see|evaluate|review|assess)|(?:pleasure of|opportunity to|"
    r"kindly)\s+(?:seeing|see|meeting|meet|reviewing|refer\w*)|(?:referral|referring|review|"
    r"assessment|care|letter|regarding|behalf) of|i (?:saw|met|reviewed|examined|spoke to)|"
    r"we (?:saw|met|reviewed)|(?:dictated|transcribed|typed|signed|verified|performed|read|"
    r"reported|interpreted|assisted|witnessed|accompanied|brought in|completed|administered|"
    r"obtained|seen|examined|supervised|collected|drawn|prepared|escorted|prescribed|"
    r"requested|ordered|dispensed|scribed|recorded|attended|driven in)\s+by|under the care of|"
    r"thank you,?|dear|attn:?|fao:?|s/o|d/o|w/o|c/o|mother of|father of|daughter of|son of|"
    r"wife of|husband of|widow of|pt's name|call placed to|message (?:for|from)|"
    r"anaesthetist|anesthesia|anaesthesia|surgeon|scrub nurse|assistant|interpreter|"
    r"social worker|chaplain|secretary|solicitor)"
    r"[\s:,\u2013-]{1,3}(?:(?:his|her|their|my|our|the)\s+(?:wife|husband|son|daughter|mother|"
    r"father|brother|sister|niece|nephew|aunt|uncle|friend|neighbou?r)\s+)?(?=[^\W\d_])",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\b(?:sincerely|truly|faithfully|regards|wishes|respectfully|cordially|"
    r"thanks|thank you)[,.]?[ \t]*\n\s*(?:dr\.?\s+)?",
    re.IGNORECASE,
)
RELATION = re.compile(
    r"\b(?:(?:mother|father|son|daughter|sister|brother)-in-law|wife|husband|son|daughter|mother|father|brother|sister|partner|niece|"
    r"nephew|aunt|uncle|cousin|grand(?:son|daughter|mother|father|ma|pa|child|"
    r"parent)|neighbou?r|friend|care-?giver|carer|guardian|spouse|fianc[eé]e?|"
    r"boyfriend|girlfriend|"
    r"mom|mum|dad|mommy|daddy|stepmother|stepfather|step-?son|step-?daughter|"
    r"family|kids?|children|parents|siblings|grandkids|grandchildren|relatives?|son-in-law|"
    r"roommate|flatmate|landlord|landlady|twin|sibling|child|baby|infant|boy|girl|"
    r"kid|ex-wife|ex-husband|"
    r"widow(?:er)?|colleague|employer|boss|teacher|"
    r"nurse|sister|matron|pharmacist|interpreter|therapist|physiotherapist|"
    r"secretary|receptionist|coordinator|co-ordinator|technologist|technician|"
    r"tech|sonographer|radiographer|radiologist|surgeon|midwife|social worker|"
    r"case manager|health visitor|paramedic|dietitian|counsell?or|chaplain|pastor|"
    r"patient|pt|client|gentleman|lady|man|woman|male|female|resident|registrar|"
    r"fellow|intern|consultant|attending|physician|cardiologist|oncologist|"
    r"neurologist|urologist|nephrologist|pulmonologist|gastroenterologist|surgeon|"
    r"hematologist|rheumatologist|endocrinologist|dermatologist|psychiatrist|"
    r"pediatrician|paediatrician|dentist|gp|pcp|provider|anesthesiologist|"
    r"anaesthetist|"
    r"pathologist|hospitalist|clinician|assistant|scribe|student|volunteer|"
    r"subject|participant|proband|donor|recipient|informant|contact|proxy|kin|"
    r"officer|trooper|attorney|lawyer|agent|representative|rep|manager|supervisor|"
    r"director|dr|md|rn|np|pa|crna|guarantor|subscriber|policy ?holder|insured|"
    r"next of kin|nok|emergency contact|beneficiary|gp|referrer|requester|"
    r"requesting|attending|employer|spouse|solicitor|witness|author|caller|"
    r"secretary|warden|carer|landlord|bearer|owner|name|driver|passenger|tenant|"
    r"veteran|mr|mrs|ms)"
    r"(?:[\u2019']s)?[\s,:(\u2013-]{1,4}(?:(?:is|was|named|called|name is|name|a|"
    r"also)\s+)?",
    re.IGNORECASE,
)
CREDENTIALS = re.compile(
    r"[\s,(]{1,4}(?:(?-i:M\.?\s?D\.?|D\.?O\.?|N\.?P\.?|R\.?N\.?|PA|MS|MA)|m\.d\.?|"
    r"(?<=, )(?:md|do|rn|np|pa|bsn|ms|bs)|ph\.?\s?d\.?|pa-?c|mbbs|m\.b\.b\.s\.?|"
    r"mb\s?chb|mb\s?bs|bmbs|mb\s?bch|dnb|frcr|frcp[a-z]?|frcs[a-z]*|mrcp[a-z]*|"
    r"mrcs|mrcgp|frcog|mrcog|ffr|frca|frcem|frcpath|facr|facs|facc|facog|facp|"
    r"faap|dpm|dds|dmd|pharm\.?\s?d\.?|"
    r"r\.?t\.?\s?\(r\)(?:\([a-z]+\))*|rt\(r\)|rdms|rdcs|rvt|arrt|crna|aprn|arnp|"
    r"fnp(?:-?b?c)?|acnp|agnp|lpn|lvn|cna|msw|lcsw|licsw|lmsw|dnp|cnm|crnp|dpt|"
    r"otr(?:/l)?|ccc-slp|slp|esq|bsn|msn|cnp|cns|psy\.?d|mph|d\.?ortho|mch|mrad|"
    r"dmrd|rgn|rmn|srn|rscn|rrt|emt(?:-?p)?|phlebotomist|cma|rma)(?!\w)",
    re.IGNORECASE,
)
RECORD = re.compile(
    r"(?:(?:^|(?<=[\n|/:)\]]))[ \t]*|(?<=\t)[ ]*)"
    r"(?:re:?[ \t]+|patient:?[ \t]+|pt:?[ \t]+|label:?[ \t]+)?"
    r"(?P<id>[^\W\d_][\w'\u2019-]*(?:(?:,[ \t]?|\.?[ \t]|\.)[^\W\d_][\w'\u2019-]*){1,3})\.?"
    r"(?:[ \t]+|,[ \t]*|[ \t]*[/|(\[][ \t]*(?:mrn:?[ \t]*)?)"
    r"(?=(?:9\d|1[0-2]\d|\d{1,2})[ ]?(?:y|m|f|yo|yr|yrs|years?)\b|(?:mrn|dob)\b|[a-z]?\d{5,}|"
    r"\d{3}-\d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[ -]?(?:jan|feb|mar|apr|may|jun|jul|"
    r"aug|sep|oct|nov|dec)|00\d|(?<=[/|] )(?:ward|bed|room|mrn|dob|unit))",
    re.IGNORECASE,
)
