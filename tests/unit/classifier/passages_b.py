"""Longer passages with their titles, invented here in the manner of methods sections: title, text, verdict."""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, U, X

PASSAGES: tuple[tuple[str, str, str], ...] = (
    (
        "Exercise in ME/CFS and long COVID",
        "The long COVID cohort had a positive test; the presence of PEM was required. The ME/CFS "
        "cohort met the ICC.",
        R,
    ),
    ("Exercise capacity in long COVID", "Long COVID participants were required to have PEM.", X),
    (
        "Exertion in ME/CFS",
        "Patients aged 18-64 were recruited at the Fatigue Centre. After excluding other diseases, "
        "the diagnosis of ME/CFS was made according to the CCC. All patients gave consent. Severity "
        "was graded with the ICC severity levels.",
        R,
    ),
    ("Exertion in ME/CFS", "Other causes of fatigue were excluded and patients met the CCC criteria.", R),
    (
        "Exertion in ME/CFS",
        "Patients were excluded if another disease explained their fatigue. Included patients "
        "fulfilled the Fukuda criteria.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Exclusion criteria were pregnancy and BMI > 35. Inclusion criteria were age 18-60 and ME/CFS by CCC.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Inclusion criteria were age 18-60 and ME/CFS by CCC. Exclusion criteria were pregnancy, "
        "fibromyalgia (ACR criteria), and depression (DSM-5 criteria).",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Studysubjects were recruited in Madrid.They were diagnosed using the CDC/Fukuda and Canadian"
        " consensus criteria1,6.",
        R,
    ),
    ("Exertion in ME/CFS", "Thepatients fulfilled the Canadian consensus criteria(15).", R),
    (
        "Exertion in ME/CFS",
        "ME/CFS patients (n = 20) fulfilling the Canadian Consensus Criteria (Carruthers et al., "
        "2003) and healthy controls (n = 20) matched for age were recruited through advertisements. "
        "Controls had no fatigue and did not meet Fukuda or CCC.",
        R,
    ),
    ("Exertion in ME/CFS", "Controls were healthy, i.e., did not fulfil the Fukuda criteria.", U),
    (
        "Exertion in ME/CFS",
        "The ME/CFS patients met the Fukuda criteria, whereas the control group did not report "
        "fatigue. CCC status was known for 10 patients.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Participants met the Fukuda criteria [1], which require fatigue for six months and four of "
        "eight symptoms (e.g. sore throat and post-exertional malaise).",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "CFS patients had to fulfil the following criteria: fatigue for six months, and four of: sore"
        " throat, headache, muscle pain, post-exertional malaise (Fukuda et al., 1994).",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Patients fulfilled the following: substantial reduction in activity, post-exertional "
        "malaise, unrefreshing sleep, and cognitive impairment or orthostatic intolerance (IOM "
        "criteria).",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "PEM was present in all patients, as required by the CCC, by which patients were diagnosed.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "A medical doctor reviewed the medical history to verify that participants met the CCC; "
        "participants who met only Fukuda were not included.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "We included patients who met Fukuda but, in order to increase homogeneity, also the CCC.",
        R,
    ),
    ("Exertion in ME/CFS", "Only patients who met Fukuda as well as CCC were analysed further.", R),
    ("Exertion in ME/CFS", "Patients were diagnosed with CFS (Fukuda) or ME (ICC).", N),
    ("Exertion in ME/CFS", "Patients were divided into CFS (Fukuda criteria) and ME (ICC).", N),
    ("Exertion in ME/CFS", "The participants met Fukuda et al.'s CFS criteria (all), CCC (90%), and ICC (70%).", N),
    (
        "Exertion in ME/CFS",
        "Patients came from the NIH study and met the Fukuda, CCC or IOM criteria and were "
        "adjudicated by a panel.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Eligibility for the parent trial included a diagnosis of ME/CFS by Canadian criteria; here "
        "we used baseline data.",
        R,
    ),
    ("Exertion in ME/CFS", "In the parent study, ME/CFS was diagnosed according to the ICC.", R),
    (
        "Exertion in ME/CFS",
        "All individuals with ME/CFS reported onset after infection and were diagnosed by DSQ "
        "algorithm as meeting IOM.",
        R,
    ),
    ("Exertion in ME/CFS", "Participants had self-reported ME/CFS and met the CCC as judged from the DSQ-2.", R),
    (
        "Exertion in ME/CFS",
        "Respondents with a doctor's diagnosis of ME/CFS whose answers met the IOM criteria were "
        "included in the analysis.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Respondents were asked about diagnosis and criteria symptoms. Of 1,000 respondents, 700 met "
        "the IOM criteria and were analysed.",
        R,
    ),
    ("Exertion in ME/CFS", "The survey included the IOM criteria symptoms.", U),
    ("Exertion in ME/CFS", "Symptoms of the CCC were rated from 0 to 4 by all patients.", U),
    ("Exertion in ME/CFS", "Patients rated the symptoms required by the CCC.", U),
    ("Exertion in ME/CFS", "We counted how many CCC symptoms were present.", U),
    (
        "Exertion in ME/CFS",
        "The DSQ was used to assess symptoms of the Fukuda, CCC and ICC case definitions. Patients "
        "had a physician's diagnosis.",
        U,
    ),
    (
        "Exertion in ME/CFS",
        "Physical function was lower than in patients who met the CCC in the study of Fluge et al.",
        U,
    ),
    ("Exertion in ME/CFS", "Had we used the CCC, fewer patients would have been eligible.", U),
    (
        "Exertion in ME/CFS",
        "The Institute of Medicine criteria had not been published when the study began; the Fukuda "
        "criteria were used.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "At the time of recruitment the ICC were not available, so patients were selected by CCC.",
        R,
    ),
    ("Perspectives of adults with ME/CFS on pacing", "Twenty adults were interviewed about pacing.", U),
    (
        "Current state of care for ME/CFS in one country: a survey of patients",
        "An online survey was completed by 400 patients.",
        U,
    ),
    ("Towards a blood test for ME/CFS", "We measured impedance in blood of 20 patients and 20 controls.", U),
    ("The role of the microbiome in ME/CFS", "Stool of 40 patients and 40 controls was sequenced.", U),
    (
        "The role of the microbiome in ME/CFS",
        "The gut microbiome may contribute to ME/CFS. Here we outline what is known and what should be studied.",
        X,
    ),
    (
        "Mitochondrial dysfunction in ME/CFS: from bench to bedside",
        "Mitochondria produce energy. This article considers how they might fail in ME/CFS.",
        X,
    ),
    ("Lessons from ME/CFS for long COVID", "Clinicians can learn from decades of work on ME/CFS.", X),
    (
        "A machine-learning model of ME/CFS symptoms",
        "We trained a classifier on symptom data of 2,000 people with ME/CFS.",
        U,
    ),
    (
        "Diagnostic value of a hand grip test in ME/CFS",
        "Sensitivity and specificity were computed in 60 patients and 60 controls.",
        U,
    ),
    (
        "Comparing two questionnaires for post-exertional malaise",
        "People with ME/CFS and people with MS filled in both questionnaires.",
        U,
    ),
    (
        "Long COVID and ME/CFS symptom overlap: a cross-sectional study",
        "Adults with long COVID (n = 200) and adults with ME/CFS (n = 150) completed a survey.",
        U,
    ),
    ("Post-COVID fatigue: one-year follow-up", "At one year, 19 of 130 patients fulfilled the CCC for ME/CFS.", N),
    ("Autonomic dysfunction in long COVID", "Sixty people with long COVID and 30 controls underwent a tilt test.", X),
    (
        "Fatigue in Sjogren syndrome and ME/CFS",
        "We compared 30 people with Sjogren syndrome, 30 with ME/CFS and 30 controls.",
        U,
    ),
    (
        "Orthostatic intolerance in adolescents",
        "Adolescents with CFS (n = 30) and healthy adolescents stood for ten minutes.",
        U,
    ),
    (
        "Childhood trauma and chronic fatigue",
        "Among 112 people with chronic fatigue syndrome and 120 controls, trauma was assessed by questionnaire.",
        U,
    ),
    (
        "Ehlers-Danlos syndrome: clinical features",
        "Patients often have chronic fatigue syndrome, migraine and pain. We reviewed the records of "
        "200 patients with Ehlers-Danlos syndrome.",
        X,
    ),
    (
        "Herpesviruses and neurological disease",
        "Herpesviruses have been linked to multiple sclerosis and chronic fatigue syndrome.",
        X,
    ),
    (
        "Effects of a plant extract on fatigue",
        "Mice were forced to swim. The extract may help patients with chronic fatigue syndrome.",
        X,
    ),
    (
        "Plant extract X in a rat model of chronic fatigue syndrome",
        "Rats were restrained daily. Proteins were measured.",
        X,
    ),
    (
        "Chronic fatigue syndrome: acupuncture for fatigue, a protocol",
        "This trial will recruit 90 patients who meet the 1994 CDC criteria.",
        N,
    ),
    (
        "Traditional medicine for CFS: a network meta-analysis protocol",
        "Databases will be searched from inception.",
        X,
    ),
    (
        "Genetic overlap of ME/CFS and other diseases",
        "We analysed summary statistics from a genome-wide association study of 15,000 people with ME/CFS.",
        U,
    ),
    ("In silico screening of drugs for ME/CFS", "Docking was used to screen 1,000 compounds.", X),
    (
        "Serum of ME/CFS patients alters endothelial cells in vitro",
        "Cells were exposed to serum of ME/CFS patients or controls.",
        U,
    ),
    ("Doctors' experience of treating ME/CFS", "Fifteen general practitioners were interviewed.", X),
    ("Prevalence of ME/CFS: registry study", "Cases were identified by ICD-10 code G93.3.", U),
    ("What causes ME/CFS?", "Many causes have been proposed.", X),
    (
        "Medical education on ME/CFS: a survey of medical schools",
        "Deans of medical schools completed a questionnaire.",
        X,
    ),
    (
        "Exercise in ME/CFS: results of a randomised trial and implications for practice",
        "Patients meeting Oxford criteria were randomised to exercise or usual care.",
        N,
    ),
    (
        "Case definitions and PEM: an analysis of 1,000 patients",
        "We analysed answers of 1,000 patients. 80% met the IOM criteria.",
        N,
    ),
    (
        "Development of a new questionnaire for ME/CFS",
        "Items were developed from the literature and tested in 30 patients with ME/CFS.",
        U,
    ),
    ("Reliability of the two-day exercise test", "People with ME/CFS were tested twice, one day apart.", U),
    ("Treatment of severe ME/CFS: three cases", "We report three patients with severe ME/CFS.", U),
    ("A woman with ME/CFS and mast cell disease", "A 40-year-old woman had ME/CFS diagnosed by her physician.", U),
    (
        "Nutrition in ME/CFS",
        "This study reviews the nutritional status of 40 patients with ME/CFS seen in our clinic.",
        U,
    ),
    ("Chart review of patients with ME/CFS", "We reviewed the charts of 200 patients with ME/CFS.", U),
    (
        "Brain imaging in ME/CFS",
        "Background: Previous reviews found mixed results. Methods: 20 patients and 20 controls were scanned.",
        U,
    ),
    (
        "Low-dose naltrexone for ME/CFS: a retrospective review",
        "Records of 218 patients with ME/CFS were reviewed.",
        U,
    ),
    ("Immunoglobulin for ME/CFS", "In this article, we present data of 20 patients with ME/CFS.", U),
    ("Sleep in ME/CFS", "Studies of sleep in ME/CFS are few. We recorded sleep in 40 women with ME/CFS.", U),
    ("Sleep in ME/CFS", "The literature on sleep in ME/CFS was searched and 20 studies were included.", X),
    ("Sleep in ME/CFS", "We summarise studies of sleep in ME/CFS.", X),
)  # fmt: skip
