"""Titles with the beginning of an abstract, and the verdict: reviews, models, other people's cohorts, and studies.

Every one is invented here, for v1.1.
"""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, U, X

PAPERS: tuple[tuple[str, str, str], ...] = (
    (
        "Treatments for ME/CFS: a critical look at the trials",
        "Trials were included when patients met the Canadian Consensus Criteria. Nine trials were found.",
        X,
    ),
    (
        "Graded exercise in ME/CFS: the trials re-examined",
        "We re-examined eight trials. In five of them patients met the Canadian Consensus Criteria.",
        N,
    ),
    (
        "Diagnosis and treatment of ME/CFS: evidence report",
        "Eligible trials enrolled adults who met the IOM criteria. Strength of evidence was graded.",
        X,
    ),
    (
        "A second look at a rehabilitation trial in chronic fatigue syndrome",
        "We reanalysed the public data of a trial whose participants met the Oxford criteria.",
        N,
    ),
    (
        "What experts think about criteria for ME/CFS: a Delphi survey",
        "Sixty experts were asked whether patients should meet the Canadian Consensus Criteria. Forty said that "
        "the CCC are used in their clinics.",
        X,
    ),
    (
        "Effects of plasma of ME/CFS on HEK293 cell lines",
        "Cells were incubated with plasma of 20 patients who fulfilled the CCC and of 20 controls.",
        R,
    ),
    (
        "ME/CFS after COVID-19: a cohort from one clinic",
        "We followed 240 people after COVID-19. The Canadian Consensus Criteria were used to determine how many "
        "had ME/CFS.",
        N,
    ),
    (
        "Prevalence of ME/CFS in long COVID",
        "Adults with long COVID were recruited. ME/CFS was diagnosed by the IOM criteria. One third had ME/CFS.",
        N,
    ),
    (
        "Cytokines in post-COVID ME/CFS",
        "Thirty patients with post-COVID ME/CFS, all of whom fulfilled the Canadian Consensus Criteria, and 30 "
        "controls gave blood.",
        R,
    ),
    (
        "Mice lacking the gene show ME/CFS-like fatigue",
        "Mice were given plasma of patients who met the Canadian Consensus Criteria.",
        X,
    ),
    (
        "Education about ME/CFS: a survey of medical schools",
        "Of 34 schools, 20 teach the Canadian Consensus Criteria, and students met patients who fulfilled them.",
        X,
    ),
    (
        "Commentary: which patients are in our trials?",
        "Patients in the trial fulfilled the Canadian Consensus Criteria, yet half of them had depression.",
        X,
    ),
    (
        "ME/CFS in a national register",
        "Cases were identified in the National Patient Register by ICD-10 code G93.3.",
        U,
    ),
    ("Long-term course of ME/CFS", "Patients were recorded in a health insurance database as having ME/CFS.", U),
    ("Living with ME/CFS", "An anonymous web survey was filled in by 312 members of a patient association.", U),
    (
        "Living with ME/CFS",
        "A web survey was filled in by 312 people who had a diagnosis of ME/CFS from their doctor.",
        U,
    ),
    ("Chronic fatigue syndrome and sleep", "All patients met published criteria for chronic fatigue syndrome.", U),
    (
        "Chronic fatigue syndrome and sleep",
        "Forty patients who satisfied the CDC criteria for CFS wore an actigraph.",
        U,
    ),
    (
        "Three definitions of ME/CFS in one sample",
        "People with a diagnosis of ME/CFS (n = 240) answered a questionnaire. The Fukuda, the Canadian and the "
        "IOM criteria were applied to their answers and the groups compared.",
        N,
    ),
    (
        "Do the Canadian and the international criteria select the same patients?",
        "We compared both sets among 200 people referred to a clinic.",
        N,
    ),
    (
        "A scoping review of pacing and a new survey",
        "We reviewed 12 studies. In those, participants met the Canadian Consensus Criteria.",
        X,
    ),
    (
        "Case report: recovery from ME/CFS with review of the literature",
        "A woman of 34 years with ME/CFS, who met the Canadian Consensus Criteria, was treated.",
        R,
    ),
    (
        "Sex differences in ME/CFS: pooled data of five trials",
        "Individual data of five trials were pooled. All participants had met the Fukuda criteria.",
        N,
    ),
    (
        "Post-exertional malaise in ME/CFS and fibromyalgia",
        "Fifty people with ME/CFS and fifty with fibromyalgia rated PEM after a walk.",
        U,
    ),
    (
        "Personality in chronic fatigue syndrome",
        "Participants had chronic fatigue syndrome as diagnosed by a hospital consultant using the Oxford criteria.",
        N,
    ),
    (
        "Chronic fatigue syndrome in general practice",
        "Two thousand attenders were screened. The point prevalence of CFS was 2.6% by the CDC 1994 criteria and "
        "2.2% by the Oxford criteria.",
        N,
    ),
    (
        "Fatigue after mononucleosis",
        "Students with mononucleosis were followed. Six months later 8% met the Fukuda criteria and the Canadian "
        "criteria.",
        N,
    ),
    (
        "Development of a score for ME/CFS",
        "Items were drawn from the Canadian Consensus Criteria by an expert panel and tested in 90 patients.",
        U,
    ),
    (
        "Simulation of sample sizes for trials of ME/CFS",
        "We simulated trials in which all patients meet the Canadian Consensus Criteria.",
        X,
    ),
    (
        "The cost of ME/CFS to society: an estimate from published figures",
        "Published prevalence figures based on the Fukuda criteria were multiplied by costs.",
        U,
    ),
    (
        "A Mendelian randomisation study of ME/CFS and depression",
        "Summary statistics of a genome-wide study of self-reported chronic fatigue syndrome were used.",
        U,
    ),
    (
        "Two cases of ME/CFS after dengue",
        "Two women fell ill after dengue. Both met the Fukuda criteria after six months.",
        N,
    ),
    (
        "A protocol for a trial of light therapy in ME/CFS",
        "Eighty adults who meet the IOM criteria will be randomised to bright or dim light.",
        R,
    ),
    (
        "ME/CFS: time to change the name",
        "The name chosen in 1988 did harm. We argue that the Canadian Consensus Criteria deserve better.",
        X,
    ),
    (
        "Validation of a German version of the DSQ in ME/CFS",
        "The DSQ was translated. It was completed by 191 patients diagnosed by the Canadian Consensus Criteria.",
        R,
    ),
    (
        "Screening for ME/CFS in long COVID with a short questionnaire",
        "People with long COVID filled in the DSQ. By its algorithm, 45% met the IOM criteria and 38% the "
        "Canadian criteria.",
        N,
    ),
    (
        "Hypotension in chronic fatigue syndrome",
        "We tilted 30 patients who met the working case definition of the CDC (1988) and 30 controls.",
        N,
    ),
    (
        "Vitamin B12 in chronic fatigue syndrome",
        "Patients attending for chronic fatigue who fulfilled the Oxford or the CDC criteria received injections.",
        N,
    ),
    (
        "Chronic fatigue syndrome: the view of the sociologist",
        "Chronic fatigue syndrome is a contested illness. This article explores how the term came into use.",
        X,
    ),
    ("Exercise in rats with chronic fatigue", "Sprague-Dawley rats swam to exhaustion and were given ginseng.", X),
    (
        "Expression of TRPM3 in HEK cells and its blockade",
        "HEK cells were transfected and currents recorded. TRPM3 has been linked to ME/CFS.",
        X,
    ),
    (
        "Ion channels in natural killer cells of ME/CFS patients",
        "Cells of six patients (CCC) and six controls were recorded.",
        R,
    ),
    ("Prevalence of ME/CFS in a Polish sample", "Of 1400 applicants with fatigue, 69 met the Fukuda criteria.", N),
    (
        "Letter to the editor: criteria in a recent trial",
        "The authors state that patients met the Canadian Consensus Criteria.",
        X,
    ),
    (
        "Biobank profile: samples of ME/CFS patients",
        "Donors have a diagnosis by the CDC-1994 or Canadian criteria, confirmed by a research nurse.",
        N,
    ),
    (
        "Mood in chronic fatigue syndrome: a meta-regression",
        "Fifty studies were coded for the criteria used (Fukuda, Oxford, Canadian).",
        X,
    ),
    (
        "Cognitive function in ME/CFS with and without depression",
        "Patients diagnosed with ME/CFS in a specialist clinic did tests.",
        U,
    ),
    (
        "Immune cells in ME/CFS and multiple sclerosis",
        "Patients with ME/CFS and with multiple sclerosis (McDonald criteria) gave blood.",
        U,
    ),
    (
        "Chronic fatigue syndrome in a birth cohort",
        "Mothers reported whether their child had ever been diagnosed with chronic fatigue syndrome.",
        U,
    ),
    ("Orthostatic intolerance in ME/CFS: clinical guide", "This guide explains testing and treatment.", X),
    (
        "Computational analysis of RNA in ME/CFS",
        "RNA of 40 patients and 40 controls was analysed with a network model.",
        U,
    ),
    (
        "Network analysis of symptoms in ME/CFS",
        "Symptoms of 210 patients meeting the Canadian Consensus Criteria were analysed.",
        R,
    ),
    (
        "Evidence summary: exercise for chronic fatigue syndrome",
        "Eight trials with 1518 participants meeting the CDC or Oxford criteria were pooled.",
        X,
    ),
    (
        "Commentary on the IOM criteria",
        "A cohort of patients who met the IOM criteria included many with depression.",
        X,
    ),
    ("Sleep in ME/CFS: data from wearables", "Users of an app who said that they had ME/CFS shared their data.", U),
)
