"""More turns of phrase in which methods name a set, and titles that tell what kind of paper it is; invented here."""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, U, X

SAID: tuple[tuple[str, str], ...] = (
    (
        "All ME/CFS patients underwent assessment at the clinic, where the diagnosis was established in "
        "line with the Canadian Consensus Criteria (CCC) [11].",
        R,
    ),
    (
        "Subjects in the ME/CFS group had been given the diagnosis by specialists, applying the "
        "International Consensus Criteria.",
        R,
    ),
    ("For the patient group, the IOM criteria had to be fulfilled.", R),
    (
        "Sixty-two patients (48 women, mean age 41 years) with a diagnosis of ME/CFS (CCC) were "
        "included between 2018 and 2020.",
        R,
    ),
    (
        "Patients with ME/CFS, as defined by the Institute of Medicine [3], aged between 18 and 60 "
        "years, were invited.",
        R,
    ),
    (
        "The study population consisted of 50 ME/CFS patients diagnosed on the basis of the 2003 Canadian criteria.",
        R,
    ),
    ("Diagnosis: Canadian Consensus Criteria.", R),
    (
        "Samples were obtained from the biobank; all donors had ME/CFS according to the Canadian Consensus Criteria.",
        R,
    ),
    ("Serum from 40 donors with ME/CFS (all CCC) was thawed.", R),
    (
        "Participants were female, aged 20 to 50 years, had ME/CFS (ICC) for at least two years, and did not smoke.",
        R,
    ),
    (
        "We included patients that met the Canadian Consensus Criteria (CCC) and had been ill for at least 6 months.",
        R,
    ),
    ("Included were patients with ME/CFS by CCC.", R),
    ("The cohort consisted of 33 individuals fulfilling both the Fukuda criteria and the CCC.", R),
    ("ME/CFS patients satisfied both the 1994 Fukuda and the 2003 Canadian definitions.", R),
    ("The cases complied with the CDC 1994 criteria as well as with the Canadian ones (2003).", R),
    ("All cases fulfilled at least one of two definitions, both of which require PEM: CCC or ICC.", R),
    ("Case status was assigned by two clinicians on the basis of CCC.", R),
    ("Diagnostic work-up confirmed ME/CFS by CCC in all participants.", R),
    ("Each case was reviewed by a panel to make sure that the IOM criteria were fulfilled.", R),
    ("Individuals had to have a confirmed diagnosis of ME/CFS, using the IOM criteria.", R),
    (
        "Patients with a diagnosis of ME (ICD-10 G93.3), who also met the International Consensus "
        "Criteria, were included.",
        R,
    ),
    ("A physician verified the diagnosis with the CCC.", R),
    ("Diagnosis was verified through the CCC by an experienced neurologist.", R),
    ("Twenty-two ME/CFS patients (CCC criteria, Carruthers et al. 2003) and 22 controls took part.", R),
    (
        "ME/CFS patients (n=20), who all fulfilled CCC, and age-matched healthy volunteers (n=20) were enrolled.",
        R,
    ),
    ("Patients were classified as ME/CFS cases if they met the CCC.", R),
    (
        "Potential participants were interviewed by phone to ensure that they met the Canadian Consensus Criteria.",
        R,
    ),
    (
        "Screening included a check of the Canadian Consensus Criteria; only people who met them were enrolled.",
        R,
    ),
    ("ME/CFS participants were required to meet the IOM case definition at screening.", R),
    ("Eligibility was confirmed with the CCC by the study nurse.", R),
    (
        "Cases were selected from a registry on the condition that they fulfilled the International "
        "Consensus Criteria.",
        R,
    ),
    ("People with ME/CFS had to fulfil SEID criteria.", R),
    ("The patients had severe ME/CFS; all of them met the ICC.", R),
    ("The participants' diagnosis was in accordance with the ICC.", R),
    (
        "Diagnosis of ME/CFS was established by a clinician based on CCC criteria after exclusion of "
        "other causes of fatigue.",
        R,
    ),
    ("They were diagnosed in a specialist clinic (Canadian criteria).", R),
    ("Enrolled patients met clinical criteria published by the Institute of Medicine in 2015.", R),
    ("Patients were diagnosed at a university hospital following the CCC 2003.", R),
    ("We used data from 100 patients with ME/CFS who met the CCC and 50 controls.", R),
    ("Our sample were 25 women with CCC ME/CFS.", R),
    ("CFS was defined using Fukuda's criteria (1994).", N),
    ("CFS patients were recruited, all of whom met the criteria of Fukuda et al. (1994).", N),
    ("Patients with CFS, diagnosed according to the CDC criteria of 1994, were randomised.", N),
    ("Participants had CFS per the 1994 criteria (Fukuda).", N),
    ("Participants fulfilled the Oxford diagnostic criteria for CFS.", N),
    ("To be included, patients had to fulfil the US CDC-94 criteria.", N),
    ("Diagnosis of CFS was made using the international (Fukuda) criteria.", N),
    ("Patients with CFS (CDC 1994 criteria) took part.", N),
    (
        "Thirty CFS patients fulfilling the revised CDC criteria (Fukuda et al., 1994) were compared with controls.",
        N,
    ),
    ("All patients met the Holmes criteria (1988).", N),
    ("Patients with ME/CFS were recruited from a hospital clinic.", U),
    ("Patients had a doctor's diagnosis of ME/CFS.", U),
    ("Patients met recognised criteria for ME/CFS [5].", U),
    ("Patients with ME/CFS were recruited through social media and said that they had the illness.", U),
)

_ABOUT_IT = (
    "ME/CFS is a severe illness that is characterised by fatigue, post-exertional malaise, poor sleep and "
    "cognitive trouble. Its cause is not known, and no treatment exists. Several definitions have been "
    "proposed over the years, and they differ in what they demand. Doctors often lack knowledge of it, and "
    "patients wait for years until somebody names the illness. The immune system, the vessels and the "
    "mitochondria are all thought to play a part, but how they act together remains a matter of dispute."
)
_MEASURED = "We measured cortisol in 30 patients with ME/CFS and 30 controls. Cortisol was lower in patients."

KINDS_OF_PAPER: tuple[tuple[str, str, str], ...] = (
    ("The immune system in ME/CFS: a narrative review", _ABOUT_IT, X),
    ("Viruses and ME/CFS", _ABOUT_IT + " Here we review what is known about viruses.", X),
    ("ME/CFS: what every doctor should know", _ABOUT_IT, X),
    ("Understanding ME/CFS", _ABOUT_IT, X),
    ("Mitochondria in ME/CFS: cause or consequence?", _ABOUT_IT, X),
    ("ME/CFS and long COVID: two faces of one illness?", _ABOUT_IT, X),
    ("A brief history of ME/CFS", _ABOUT_IT, X),
    ("Pacing in ME/CFS: principles and practice", _ABOUT_IT, X),
    ("The need for better research definitions of ME/CFS", _ABOUT_IT, X),
    ("How to diagnose ME/CFS in general practice", _ABOUT_IT, X),
    ("Neuroinflammation as a therapeutic target in ME/CFS", _ABOUT_IT, X),
    ("Towards a common definition of ME/CFS", _ABOUT_IT, X),
    ("Minimum data elements for studies of ME/CFS", "We present our consensus on what reports should hold.", X),
    ("Chronic fatigue syndrome (NICE guideline 53)", "Doctors can use patterns to reach a diagnosis.", X),
    ("Erratum to: Cortisol in ME/CFS", "", X),
    ("Letter: cortisol in ME/CFS", "", X),
    ("Cortisol in ME/CFS: authors' reply", "", X),
    ("Patients with ME deserve better, charity says", "", X),
    ("Minister promises plan for ME/CFS, campaigners say", "", X),
    ("Cortisol in ME/CFS", _MEASURED, U),
    ("Are cortisol levels low in ME/CFS?", _MEASURED, U),
    ("Cortisol in ME/CFS: current status and an exploratory study", _MEASURED, U),
    ("Is cortisol a marker of ME/CFS? A cross-sectional study", _MEASURED, U),
    ("Why do people with ME/CFS sleep badly? A qualitative study", "We interviewed 20 people with ME/CFS.", U),
    ("Understanding fatigue in ME/CFS: a cluster analysis", _MEASURED, U),
    ("Insights from proteomics of ME/CFS", "Plasma of 40 patients with ME/CFS was analysed.", U),
    ("Hypothesis-free screening of metabolites in ME/CFS", _MEASURED, U),
    ("Perspectives of patients with ME/CFS on pacing", "Twelve people with ME/CFS were interviewed.", U),
    ("Experiences of doctors caring for people with ME/CFS", "We interviewed 15 doctors.", X),
    ("Knowledge of ME/CFS among medical students", "200 medical students answered a survey.", X),
    ("Cognition in long COVID", "We tested 40 people with long COVID. Some symptoms are similar to ME/CFS.", X),
    ("Fatigue after Q fever", "We followed 60 people after Q fever. Their fatigue was severe.", X),
    ("Sleep in fibromyalgia", "We studied 30 women with fibromyalgia.", X),
    (
        "Serum of ME/CFS patients changes muscle cells in vitro",
        "Serum of 12 patients with ME/CFS was put on cultured cells.",
        U,
    ),
    ("Fatigue in mice after infection: a model of ME/CFS", "Mice were infected and swam.", X),
    ("ME/CFS", "", U),
    ("Cortisol in chronic fatigue syndrome", "", U),
    (
        "A machine learning model of ME/CFS",
        "A model was trained on data of 300 patients with ME/CFS and tested in 100.",
        U,
    ),
    ("Meta-analysis of genome-wide studies of ME/CFS", "We combined four cohorts with 20,000 cases.", U),
    ("Study protocol: a trial of a drug in ME/CFS", "We will recruit 60 people with ME/CFS.", U),
)
