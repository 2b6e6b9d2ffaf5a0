"""What kind of paper it is, and whether anybody with ME/CFS took part."""

from __future__ import annotations

from evidence.classifier.rules.base import Rule, rule
from evidence.classifier.rules.vocabulary import LONG_COVID, ME, PEOPLE

TITLE_KINDS: tuple[Rule, ...] = (
    rule(
        "title: notice about another paper",
        r"^\W*(?:retraction|retracted|correction|corrigendum|erratum|addendum|expression of concern|notification"
        r"|withdrawn|publisher correction|author correction)\b",
        "editorial",
    ),
    rule(
        "title: comment, letter, news",
        r"\bcommentary\b|\bauthors?'? ?(?:reply|response)\b|\beditorial\b|^letter\b|\bletters? to the editor|"
        r"\breply (?:to|from)|^re ?:"
        r"|\bresponse to (?:letter|comment|the|drs?|editor|\")|^(?:author\S* )?(?:reply|response)(?:$|:| to:"
        r"| to (?:letters?|comments?|correspondence|the (?:letter|editor|comment)|drs?\b|prof|\w+ et al))"
        r"|\bcomments? on\b|\bviewpoint\b|\bopinion\b"
        r"|\bobituary\b|\binterview with\b|\brebuttal\b|\bin reply\b|\bwhat (?:\w+ ){1,4}(?:think|say|need to know"
        r"|should know)|\bcited in\b|\b(?:is|are) (?:based on (?:a )?)?(?:biased|flawed|misleading)|\bnews\b"
        r"|\b(?:campaigners|experts?|charit(?:y|ies)|scientists|doctors|mps|patients|advocates|researchers|parents|"
        r"report"
        r"|study|government|minister) (?:says?|warns?|urges?|calls?|claims?|tells?|asks?)\b|\b(?:says?|warns?)\W*$"
        r"|\bmisrepresent|\bconcerns about\b|\bcall (?:to|for) action"
        r"|\bpersonal account\b|\boffers? (?:new )?(?:clues|hope)\b|\bin memoriam\b|\bcritique\b|\bessay\b",
        "editorial",
        anchors=(
            "comment|editorial|letter|reply|say|warn|urge|claim|tell|ask|re:|re "
            ":|response|viewpoint|opinion|obituary|interview|rebuttal|what "
            "|cited|biased|flawed|misleading|news|misrepresent|concerns|call |memoriam|critique|essay|personal"
            "|offer"
        ),
    ),
    rule(
        "title: systematic review or meta-analysis",
        r"\bsystematic (?:literature )?review"
        r"|\b(?<!genome-wide )(?<!gwas )(?<!genomewide )(?<!study )(?<!participant )"
        r"meta-?analys[ie]s\b(?! of (?:[\w-]+ )?(?:genome|gwas))"
        r"|\bscoping review|\bumbrella review|\bmeta-?synthesis|\bmeta-?regression|\bmeta-?ethnograph|\bcochrane\b"
        r"|\bevidence synthesis",
        "review",
        anchors="systematic|meta|scoping|umbrella|cochrane|synthesis",
    ),
    rule(
        "title: review",
        r"(?<!chart )(?<!record )(?<!records )(?<!case )(?<!notes )(?<!peer )(?<!interim )"
        r"(?<!retrospective )\breviews?\b"
        r"(?! of (?:\w+ ){0,2}(?:records|notes|charts|patients|cases)| board)|\boverview\b"
        r"|\bstate[- ]of[- ]the[- ]art\b"
        r"|\baccumulated evidence\b|\b(?:an|research) update\b|\bnarrative synthesis|\broadmap\b"
        r"|\bresearch (?:priorities|agenda)|\bhistorical (?:perspective|overview)\b"
        r"|^\W*(?:\w+ )?(?:brief |short )?history of (?:the )?(?:research\w*|stud(?:y|ies)|concept|idea|disease"
        r"|syndrome"
        r"|illness|chronic fatigue|myalgic|me\b|cfs\b|me/cfs|medicine|an? )|\b(?:brief|short) history of\b"
        r"|\bevidence (?:report|review|summary)|\btechnology assessment"
        r"|\bprimer\b|\ba synthesis\b|\brecent (?:advances|developments)|\badvances in\b|\bwhat (?:do )?we know\b",
        "review",
        anchors=(
            "review|overview|state|evidence|update|synthesis|roadmap|research|histor|primer|advances|development|know"
        ),
    ),
    rule(
        "title: the state of a field",
        r"\bcurrent (?:knowledge|understanding|perspectives?|concepts|evidence|status|state)\b|\blessons (?:from"
        r"|learned)"
        r"|\bfuture directions|\bstate of the (?:science|field)|\bemerging (?:\w+ )?(?:therap|treatment|approach)"
        r"|\btherapeutic (?:approaches|opportunities)\b|\bkey (?:concepts|insights)\b|\bfrom \w+ to \w+: (?:the|a)\b"
        r"|\bimplications for (?:future|clinical|research)\b.*\btherap|^what\b.*\?|^why\b.*\?|^(?:is|are)\b.*\?",
        "view",
        anchors="current|lessons|future|state|emerging|therap|key |from |implications|?",
    ),
    rule(
        "title: hypothesis or view",
        r"\bhypothes[ie]s\b|\bperspectives?\b|\bunif(?:ying|ied) (?:\w+ )?(?:model|theory|framework|mechanism)"
        r"|\bconceptual (?:model|framework)|\brethinking\b|\bre-?conceptuali[sz]|\bparadigm\b"
        r"|\binsights from\b.*\b(?:may|could|might) help|\bmay (?:help|explain)\b|\b(?:a|unifying) theory\b"
        r"|\btheoretical (?:framework|model)|\bpatho(?:physio)?logical (?:mechanisms|aspects)"
        r"|\bpathophysiolog\w+,? (?:of|and)\b|\bredefining\b|\bthe need (?:for|of)\b"
        r"|\bfuture research (?:into|on)\b|\bclinical evidence\)"
        r"|\bposition paper\b|\bdebate\b|\bchallenges (?:and|of|in)\b|\bcontrovers|\bmyth|\btime (?:to|for)\b"
        r"|\bwhy\b.*\?|\bproposal\b|\btowards? (?:a|an|the|better)\b|\bthe case (?:for|against)\b|\b(?:is"
        r"|are) (?:it|there|me|cfs|me/cfs|chronic fatigue syndrome) [^?]{0,80}\?",
        "view",
        anchors=(
            "hypothes|perspective|unif|conceptual|rethinking|reconceptuali|re-conceptuali|paradigm|insights|may "
            "|theor|patho|redefining|need |future research|clinical "
            "evidence|position|debate|challenges|controvers|myth|time |why|proposal|toward"
            "|the case|?"
        ),
    ),
    rule(
        "title: guideline or consensus",
        r"\b(?:minimum|common) data elements|\bguideline \d+|\breporting (?:standards|guidelines|recommendations)"
        r"|\bguidelines? (?:for|on)\b|\bclinical practice guideline|\b(?:expert |european "
        r"|international )?consensus (?:statement|recommendations?|document|on)\b|\brecommendations (?:for|on"
        r"|from)\b|\bposition statement|\bbest practices?\b|\bexpert (?:opinion|recommendations)"
        r"|\bclinical working case definition|: international consensus criteria|: (?:a |an )?(?:\w+ )?(?:working "
        r"|research )?case definition\b|\b(?:new|proposed|revised|updated) (?:\w+ ){0,3}(?:case definition"
        r"|diagnostic criteria)\b|\bapproach to its definition|^(?:\w+ ){0,2}diagnostic criteria for\b"
        r"|^(?:[\w()-]+ ){0,3}criteria for (?:the )?diagnos(?:is|ing)\b"
        r"|\bguidance (?:for|on|statement)|\bdiagnosis and (?:management|treatment)(?: of\b|$)|\bstandard of care\b"
        r"|\b(?:clinical|management|practical|physician'?s) guide\b|\ba guide (?:to|for)\b|\bpractical (?:guide"
        r"|recommendations)|\bessentials of diagnosis|\bmanagement of (?:me|cfs"
        r"|chronic fatigue|myalgic)"
        r"|\bcommon data elements|\bresearch (?:standards|recommendations)",
        "guideline",
        anchors=(
            "guid|consensus|data elements|reporting|recommendations|position|best practice|expert|case "
            "definition|diagnostic criteria"
            "|definition|criteria for|diagnosis and|standard|practical|essentials|management|common data"
        ),
    ),
    rule(
        "title: animals",
        r"\b(?:mice|mouse|murine|rats?|rodents?|zebrafish|drosophila|animal models?|rabbits?|hamsters?|c\. "
        r"elegans)\b",
        "animal",
    ),
    rule(
        "title: cells or computer",
        r"\bin vitro\b|\bcell lines?\b|\bcultured\b",
        "in_vitro",
    ),
    rule(
        "title: a model on the computer",
        r"\bin silico\b|\b(?:computational|mathematical|kinetic|dynamic(?:al)?|theoretical|stochastic|agent-based"
        r"|boolean"
        r"|logic|simulation|network|metabolic|systems) (?:\w+ )?(?:models?|modell?ing|study|simulations?)\b"
        r"|\bsimulat(?:ion|ions|ing|ed)\b|\bmodell?ing (?:of |the )",
        "model",
        anchors="silico|model|simulat|comput",
    ),
)

CASE_TOLD = rule(
    "the title tells of a case",
    r"\bcase (?:report|series|stud(?:y|ies)|histor(?:y|ies))\b|\ba case of\b|\b(?:two|three|four|five|six) cases\b"
    r"|\breport of (?:a|an|one|two|three|four|five|six|\d+) (?:\w+ )?cases?\b|\bn ?= ?1\b|\bn-of-1\b",
    anchors="case|n-of-1|n=1|n = 1",
)
PEOPLE_COUNTED = rule(
    "people or samples of their own, counted or taken in",
    rf"\bn ?= ?\d|\b\d+ (?:[\w/()-]+ ){{0,5}}{PEOPLE}\b|\b(?:was|were) (?:\w+ )?(?:recruited|enrolled|invited|scanned"
    rf"|interviewed)\b|\bwe (?:recruited|enrolled|measured|collected)\b|\binformed consent\b|\b{PEOPLE} "
    rf"(?:underwent|completed)\b"
    r"|\b(?:blood|plasma|serum|samples?) (?:was|were) (?:\w+ )?(?:drawn|collected|obtained|taken)\b",
)
OWN_COHORT = rule(
    "a cohort of their own beside the studies put together",
    rf"\b{PEOPLE}\b(?: with [^.;]{{0,50}})? were (?:\w+ )?(?:recruited|enrolled)(?: in \d{{4}})? (?:from|at|in|by"
    rf"|through)\b"
    r"|\bwe (?:\w+ )?(?:recruited|enrolled) (?!stud|trials|papers|articles)|\binformed consent\b",
    anchors="recruited|enrolled|consent",
)
SURE = rule(
    "a title that leaves no doubt",
    r"\bsystematic|\bmeta-?anal|\bscoping|\bretract|\bcorrection|\bcorrigend|\berratum|\beditorial\b|\breply\b"
    r"|\bguideline|\bdata elements",
)
STRONG_REVIEW = rule(
    "the text calls itself a review",
    r"\b(?:this|our|the present|the current|present|in this) (?:[\w-]+ ){0,4}?(?<!chart )(?<!record )(?<!records )"
    r"(?<!peer )(?<!institutional )(?<!ethics )(?<!ethical )(?<!retrospective )(?<!wide )(?<!gwas )(?:review"
    r"|overview|mini-?review"
    r"|meta-analysis)\b(?! (?:board|committee|panel|process)| of (?:\w+ ){0,3}(?:records|charts|patients|cases"
    r"|notes|files))"
    r"|\b(?:we|authors|article|paper|chapter) (?:have |has |also |here |systematically |briefly |critically |first "
    r"|therefore )*(?:review|reviewed|reviews)\b(?! (?:the |all |our )?(?:\w+ )?(?:records?|charts?|patients?|cases?"
    r"|data|files|notes|histor|\d))"
    r"|\b(?:pubmed|medline|embase|scopus|web of science|cochrane|psycinfo|cinahl"
    r"|google scholar)\b[^.]{0,140}\b(?:search\w*|databases?|through|up to|from inception)"
    r"|\bsearch\w*\b[^.]{0,90}\b(?:pubmed|medline|embase|scopus|cochrane|web of science|cinahl)"
    r"|\b(?:databases|literature)\b[^.]{0,40}\b(?:was|were|will be) (?:\w+ )?searched"
    r"|\b(?:published )?(?:studies|trials|data|datasets)\b[^.]{0,20} were (?:pooled|meta-analy[sz]ed)"
    r"|\bevidence (?:report|review|synthesis)\b|\b(?:table|summary|characteristics) of (?:the )?included (?:\w+ "
    r")?(?:studies|trials)"
    r"|\b(?:studies|articles|papers|publications|trials) (?:that |which )?(?:\w+ ){0,4}(?:were"
    r"|was) (?:\w+ )?(?:included|eligible|screened|identified|retrieved|reviewed)\b|\bprisma\b[ )](?!mri|scanner|fit|"
    r"3|system|magnet|whole)"
    r"|\b\d+ (?:\w+ ){0,2}(?:studies|articles|rcts|papers) (?:were|met|fulfil)"
    r"|\bsystematic(?:ally)? (?:literature )?(?:review|search)|\bliterature (?:review|search)|\bnarrative review"
    r"|\bscoping review|\bconducted a (?:systematic )?review|\brandom-effects\b[^.]{0,80}\bstudies",
    "review",
    "review|search|evidence re|evidence sy|studies|articles|papers|prisma|meta-analysis|trials|records|publications"
    "|random-effects",
)
WEAK_VIEW = rule(
    "the text argues or sums up",
    r"\b(?:we|i|authors?|this (?:paper|article|perspective|commentary|essay|chapter|hypothesis|editorial|letter"
    r"|viewpoint|manuscript|work)|the (?:article|paper|present article)|here,? we) (?:\w+ )?(?:summari[sz]e[sd]?"
    r"|discuss(?:es|ed)?|propose[sd]?|hypothesi[sz]e[sd]?|argue[sd]?|outlines?"
    r"|synthesi[sz]es?|explores? (?:how|why|the (?:role|concept|potential|evidence|history|ways))|explains?"
    r"|traces?|considers?|presents? (?:a|an"
    r"|the) (?:overview|hypothesis|framework|perspective|model|theory)|reviews?|describes? (?:the|how|a)|suggests?"
    r"|posits?|postulates?|provides? an? (?:overview|update|summary)|makes? [\w-]+ (?:\w+ )?recommendations"
    r"|highlights?|advocates?|critiques?|addresses|aims to (?:summari|review|discuss))\b"
    r"|\bit is (?:proposed|hypothesi[sz]ed|argued|suggested)|\bthis (?:commentary|editorial|perspective|viewpoint"
    r"|letter|essay|hypothesis)\b|\bstate of the art\b|\bare (?:discussed|reviewed|summari[sz]ed)\b"
    r"|\bis (?:discussed|reviewed|proposed)\b|\bthe weight of (?:\w+ )?evidence|\bstudies published (?:in|since"
    r"|between|over)"
    r"|\bwe recommend that (?:future|all|clinicians|researchers|studies|trials)",
    "editorial",
)
OWN_DATA = rule(
    "people or samples of their own",
    rf"\bn ?= ?\d|(?<!table )(?<!box )(?<!figure )\b\d+ (?:[\w/()-]+ ){{0,5}}{PEOPLE}\b"
    r"|\b(?:patients?|participants|subjects|controls|respondents"
    rf"|individuals|adults|women|cases|samples|children|adolescents|groups?) (?:[\w/()-]+ ){{0,4}}(?:were|was"
    r"|completed|underwent|had|received|reported|showed|exhibited|who|will be|participated)\b"
    r"|\bwere interviewed\b|\bwe (?:\w+ )?(?:recruited|enrolled|measured|analy[sz]ed|collected|assessed|performed|"
    r"conducted|compared"
    r"|tested|examined|investigated|studied|included|sequenced|observed|found|evaluated|surveyed|interviewed"
    r"|quantified|profiled|identified|used|explored|isolated|applied)\b"
    r"|\bhealthy (?:controls?|volunteers|subjects|donors)|\brandomi[sz]ed (?:to|controlled trial|clinical)"
    r"|\b(?:semi-structured|in-depth|qualitative) interviews?|\bcross-sectional|\bcase-control|\bcohort study"
    r"|\bretrospective|\bprospective|\bplacebo|\bthis (?:\w+ )?study\b|\bquestionnaires? (?:was|were)"
    r"|\bsurvey (?:was|of)|\b(?:aims?|objectives?|purpose) of (?:the|this) (?:present |current )?(?:study|trial)\b"
    rf"|\bin the (?:present|current) study\b|\b{PEOPLE} (?:were )?(?:recruited|enrolled)\b",
)
NOTHING_FOUND_HERE = rule(
    "a text that measures nothing and asks nobody",
    r"\bwe\b|\bour\b|\bresults?\b|\bfindings\b|\bsamples?\b|\bsignifican|\d ?%|\bwere\b|\b(?:conclusion|methods?|"
    r"objective)s?:",
)
"""Without any of these an abstract of some length only talks about the illness."""

_ME_ANCHORS = (
    "cfs|cfids|myalgic|enceph|fatigue|exertion|seid|pwme|pw-me|(me)|with me|of me|for me"
    "|me patients|me participants|me group|me cohort|me subjects|me cases|me sufferers"
)
"""Some of these stands wherever the illness is named."""

ME_PEOPLE = rule(
    "people with ME/CFS",
    rf"\b{PEOPLE}\b (?:[\w,-]+ ){{0,4}}?(?:with|having|had|has|have|suffering from|diagnosed with|affected by"
    rf"|living with|of|ill with|for|fulfilling|meeting)\b (?:[\w,()/-]+ ){{0,12}}?{ME}"
    rf"|{ME}\)?(?:[ ,]{{1,2}}(?:[\w-]+ ){{0,3}}?\(?{PEOPLE}\b|[ ,]{{1,2}}\(?n ?= ?\d| ?\(n ?= ?\d| (?:diagnos"
    r"|status|onset|biobank))"
    r"|\b(?:diagnosed with|diagnosis of|suffering from|developed|developing|new-onset|outcome was|incidence of"
    rf"|prevalence of|association between|risk of|rates? of) (?:[\w,()/-]+ ){{0,6}}?{ME}|\bpw-?me",
    anchors=_ME_ANCHORS,
)
MENTIONED_ONLY = rule(
    "ME/CFS is named for comparison only",
    r"\b(?:such as|like|similar|resembl\w+|overlap\w*|e\.g|including (?:conditions|illnesses|diseases)|may|can"
    r"|could|might"
    r"|potential\w*|linked to|implicated|associated diseases|misdiagnosed|misattributed|known as|mimic\w*)\b",
)
EMPIRICAL = rule(
    "something was done with them",
    r"\bn ?= ?\d|\bwe\b|\b(?:was|were|had|did)\b|\brecruit|\benrol|\beligib|\bdiagnosed\b[^.;]{{0,60}}\busing\b|"
    r"\binclud|\bcompar|\bmeasur|\bassess|\banaly[sz]"
    rf"|\bwill be\b|\bstudy\b|\bcontrols?\b|\b{PEOPLE} of\b",
)
ME_WORD = rule("ME/CFS is named", ME, anchors=_ME_ANCHORS)
LONG_COVID_WORD = rule("long COVID is named", LONG_COVID, anchors="covid|pasc|pcs|pcc|pwlc|pw-lc|sars|haul|acute")
POPULATION = rule(
    "a population is studied",
    r"\bpopulation\b|\bpopulation-based|\bgeneral population|\btwins?\b|\blifelines\b|\bnationwide\b|\bcommunity "
    r"sample"
    r"|\bveterans\b|\bbirth cohort|\bnurses\b|\bstudents\b|\bafter (?:\w+ ){0,2}(?:infection|mononucleosis|covid)",
)
AMONG_THEM = rule(
    "ME/CFS among people with long COVID",
    rf"{ME}\)?(?:[- ](?:like|compatible|related))?(?: [\w-]+){{0,3}}? (?:in|among|amongst|within|after|following"
    rf"|subsequent to)"
    rf" (?:[\w-]+ ){{0,5}}?(?:{LONG_COVID}|covid|sars-cov|coronavirus)"
    rf"|(?:{LONG_COVID}|covid-19)\)?[^.]{{0,40}} (?:phenotypes?|sub-?types?|sub-?groups?) (?:of|with)? ?(?:[\w-]+ "
    rf"){{0,2}}{ME}"
    rf"|{ME}\)?[- ](?:phenotypes?|sub-?types?|sub-?groups?)\b|\b(?:prevalence|incidence|frequency|proportion"
    rf"|diagnos[ei]s|risk) of"
    rf" (?:[\w-]+ ){{0,3}}?{ME}[^.]{{0,60}}(?:{LONG_COVID}|covid|sars-cov)",
    anchors="covid|sars|coronavirus|phenotyp|subtyp|sub-typ|subgroup|sub-group|pasc|pcs|pcc|haul|acute",
)
ANOTHER_ILLNESS = rule(
    "another illness is named",
    rf"{LONG_COVID}|\b(?:cancer|fibromyalgia|sclerosis|lupus|stroke|depression|gulf war|ehlers)",
)
ANIMALS = rule(
    "animals",
    r"\b(?:mice|mouse|murine|rats?|zebrafish|rodents?|drosophila|rota-?rod|home-?cage|open field test|tail suspension"
    r"|forced swim\w*|c57bl|sprague|wistar|balb/c|intraperitoneal(?:ly)?|elevated plus maze|running wheel"
    r"|rotating wheel)\b",
    "animal",
    "mice|mouse|murine| rat | rats|zebrafish|rodent|drosophila|rotarod|rota-rod|cage|open field|tail susp|swim"
    "|c57bl|sprague"
    "|wistar|balb|intraperit|maze|wheel",
)
HUMANS = rule(
    "humans", r"\b(?:patients?|participants?|volunteers|humans?|women|men|people|individuals|controls? subjects)\b"
)
HELPERS = rule(
    "only those who care for patients were asked",
    r"\b(?:survey(?:ed|s)?|interview(?:ed|s)?|questionnaires?|attitudes?|knowledge|perceptions?|views|beliefs"
    r"|experiences|confidence|education|training|perspectives?|awareness)\b[^.;]{0,70}\b(?:general practitioners"
    r"|\bgps\b|family (?:doctors|physicians)|physicians|doctors|clinicians|medical students|nurses|health(?:care"
    r"| care)? (?:professionals|providers|workers)|therapists|physiotherapists|teachers|school nurses"
    r"|carers|caregivers|pharmacists)\b|\b\d+ (?:\w+ ){0,2}(?:general practitioners|gps|physicians|medical students"
    r"|nurses|clinicians)\b[^.;]{0,40}\b(?:completed|responded|participated|were)"
    r"|\b(?:general practitioners|gps|physicians|doctors|clinicians|students|nurses|professionals|therapists|teachers"
    r"|carers|caregivers)'?(?:s)? (?:attitudes?|knowledge|perceptions?|views|beliefs|experiences?|confidence"
    r"|awareness)\b|\b(?:survey|study|audit|census|analysis|content analysis"
    r"|review) of (?:[\w'/-]+ ){0,7}?(?:medical schools|curricul\w+|(?:specialist |treatment |fatigue )?(?:clinics"
    r"|cent(?:er|re)s|services)\b(?! (?:users|attend|patients))|textbooks?|newspapers?|websites?|tweets|forums?"
    r"|media|guidelines)"
    r"|\bsurvey (?:of|among|amongst) (?:[\w/-]+ ){0,3}?(?:experts|specialists|representatives)\b"
    r"(?! (?:clinic|care|cent))|\bby (?:clinicians|physicians|doctors|specialists|experts)\b"
    r"[^.]{0,30}: (?:[\w-]+ ){0,3}survey\b",
    anchors=(
        "practitioner|gps|physician|doctor|clinician|student|nurse|professional|provider|therapist|teacher|carer"
        "|caregiver|pharmacist|worker|school|clinics|centres|centers|services|curricul|textbook|newspaper|website"
        "|tweets"
        "|forum|media|guidelines|expert|specialist|representative"
    ),
)

HELPING = rule(
    "those who care for patients, and the patients only named",
    r"\b(?:doctors|physicians|clinicians|practitioners|nurses|professionals|therapists|"
    r"teachers)\b (?:\w+ )?(?:caring|treating|working"
    r"|who (?:care|treat|work)|looking|seeing)\b",
)

DESIGNS: tuple[Rule, ...] = (
    rule(
        "protocol",
        r"\bprotocol (?:for|of)\b|: (?:study |trial )?protocol\b|\bwill be (?:recruited|randomi[sz]ed|conducted"
        r"|invited|enrolled|interviewed)\b|\bwe will recruit",
        "protocol",
        anchors="protocol|will ",
    ),
    rule(
        "case report",
        r"\bcase (?:report|series)\b|\ba \d+[- ]year[- ]old\b|\bwe (?:report|describe|present) (?:a|the) case\b"
        r"|\bsingle[- ]case\b|\bn-of-1\b|\bcase study\b",
        "case report",
        anchors="case|year|n-of-1",
    ),
    rule(
        "qualitative",
        r"\bqualitative(?:ly)?\b(?! and quantitative)|\bsemi-structured interviews?|\bfocus groups?\b"
        r"|\bthematic analysis|\bphenomenolog(?:y|ical)|\bgrounded theory\b|\blived experiences?\b"
        r"|\bin-depth interviews",
        "qualitative",
        anchors="qualitative|interview|focus group|thematic|phenomenolog|grounded|lived",
    ),
    rule(
        "trial",
        r"\brandomi[sz]ed (?:\w+[- ,]{1,2}){0,4}(?:trial|study|to)\b|\bplacebo\b|\bopen-label\b|\bdouble-blind"
        r"|\b(?:this|clinical|pilot|controlled|our|the|feasibility|uncontrolled|single-arm"
        r"|phase \w+) (?:\w+ )?trial\b(?! design)|\bphase (?:i|ii|iii|iv|1|2|3|4)[ab]? |\bcross-?over (?:trial"
        r"|study)"
        r"|\brandomly (?:assigned|allocated)|\btreated with\b",
        "trial",
        anchors="trial|random|placebo|open-label|blind|phase|over |treated",
    ),
    rule(
        "treatment in the title",
        r"\btrial\b|\brandomi[sz]ed\b|\btherapy (?:improves|for|in|reduces)|\btreatment (?:of|with|in)\b"
        r"|\bopen-label\b|\befficacy\b|\b(?:rehabilitation|intervention) (?:for|in|program)|\bpilot study of\b",
        "trial",
        anchors="trial|random|therap|treatment|open-label|efficacy|rehab|intervention|pilot",
    ),
    rule(
        "laboratory",
        r"\b(?:plasma|serum|blood|cells?|lymphocytes?|monocytes?|cytokines?|metabol\w+|proteom\w*|transcriptom\w*"
        r"|\w*omics|genes?|genetics?|genomic|rna|mirna\w*|micrornas?|dna|methylation|microbio\w+|gut|faecal|fecal"
        r"|cerebrospinal|antibod\w+|autoantibod\w+|mitochondri\w*|mri|fmri|pet|eeg|erp|spectroscopy"
        r"|biops\w+|immun(?:e|ity|ophenotyp\w+|ological|ometabolic)|exosomes?|vesicles?|cortisol|steroids?|saliva"
        r"|urine|nk|epigen\w+|hla|flow cytometry|endotheli\w+|neuroimaging|brain|glymphatic|connectivity|receptors?"
        r"|ion channels?|trpm3|biomarkers?|signatures?|inflammat\w+|muscle|phenotyping|molecular|neuro\w+)\b",
        "lab case-control",
    ),
    rule("comparison group", r"\bcontrols?\b|\bhcs?\b|\bhealthy\b|\bcase-control", "lab case-control"),
    rule(
        "cohort",
        r"\bsurvey\b|\bregistry\b|\bdatabase\b|\bquestionnaire|\bpopulation-based\b|\bepidemiolog\w+|\bincidence\b"
        r"|\bprevalence\b|\bhealth (?:system|records?|insurance|care provider)|\bcohort study\b|\bexercise test"
        r"|\bheart rate|\bcpet\b",
        "observational",
        anchors=(
            "survey|registry|database|questionnaire|population|epidemiolog|incidence|prevalence|health|cohort"
            "|exercise|heart|cpet"
        ),
    ),
)

TITLE_OWN_DATA = rule(
    "the title tells of a study with people",
    r"\b(?:experiences|perspectives|views) of (?:\w+ )?(?:patients|people|adults|women|men|adolescents|carers|"
    r"parents)\b"
    r"|\bsurvey\b|\bcohort\b|\btrial\b|\bcase-control|\bcross-sectional|\bpatient(?:s'?)? (?:experiences?"
    r"|perspectives?|views)|\bin (?:\w+ ){0,3}(?:patients|adolescents|adults|women|children|people)\b|\bpilot\b"
    r"|\bcase (?:report|series|stud(?:y|ies))\b"
    r"|\b(?:cluster|factor|exploratory|class|secondary|mediation) analysis\b|\bfollow-up\b|\bretrospective|"
    r"\bprospective|\blongitudinal|\binterviews\b|\bqualitative|\bprevalence\b"
    r"|\bincidence\b",
    anchors=(
        "survey|cohort|trial|analysis|of |case|cross-sectional|patient|in "
        "|pilot|follow|spective|longitudinal|interview"
        "|qualitative|prevalence|incidence"
    ),
)

KINDS: tuple[Rule, ...] = (
    *TITLE_KINDS, CASE_TOLD, PEOPLE_COUNTED, OWN_COHORT, AMONG_THEM,
    SURE, POPULATION, ANOTHER_ILLNESS, STRONG_REVIEW, WEAK_VIEW, OWN_DATA, ME_PEOPLE,
    NOTHING_FOUND_HERE, MENTIONED_ONLY,
    EMPIRICAL, ME_WORD, LONG_COVID_WORD, ANIMALS, HUMANS, HELPERS, HELPING, TITLE_OWN_DATA, *DESIGNS,
)  # fmt: skip
