"""Longer passages with their titles, invented here in the manner of methods sections: title, text, verdict."""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, U

PASSAGES: tuple[tuple[str, str, str], ...] = (
    (
        "Exertion in ME/CFS",
        "Medical history was taken to establish whether the participant satisfied the criteria for "
        "CFS [1] and the criteria for ME [2], while other illnesses were excluded. All participants "
        "satisfied both the CFS (Fukuda) and ME (ICC) definitions.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Participants with ME/CFS were recruited from the biobank, which assesses compliance with the"
        " CDC-1994 (“Fukuda”) or the Canadian Consensus criteria at the first visit.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Cases were people with a confirmed clinical diagnosis who complied with the CDC-1994 and/or "
        "CCC; healthy controls had no fatigue and people with MS met the McDonald criteria.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "ME/CFS participants were diagnosed by their clinician and reported symptoms that comply with"
        " CCC and/or ICC when completing an online questionnaire.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "A total of 12 ME/CFS patients meeting the CCC, 12 patients with PCC according to the WHO "
        "case definition, and 12 HC were included.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "The ME/CFS diagnosis was confirmed by the Canadian Consensus Criteria (CCC) and exclusion of"
        " other diseases by thorough clinical and laboratory assessment. A minimum of 14 h of post-"
        "exertional malaise (PEM) was required.",
        R,
    ),
    (
        "Autoantibodies in post-COVID ME/CFS",
        "We included 20 patients with post-COVID ME/CFS (CCC), 20 patients with ME/CFS of other "
        "infectious onset (CCC), and 20 controls.",
        R,
    ),
    (
        "Cognitive behavioural therapy for CFS",
        "Participants in the CFS cohort fulfilled the CDC consensus criteria (Fukuda et al., 1994; "
        "Reeves et al., 2003) and scored 35 or higher on a fatigue scale.",
        N,
    ),
    (
        "Cognitive behavioural therapy for CFS",
        "Patients were eligible when they were severely fatigued, aged 18-65 and met the US Centers "
        "for Disease Control and Prevention (CDC) criteria for CFS [5,6].",
        U,
    ),
    (
        "A trial of four treatments",
        "Participants had to meet the Oxford criteria for CFS; we also recorded the international "
        "(CDC) criteria for CFS and the London criteria for ME.",
        N,
    ),
    (
        "A trial of clonidine in adolescents with CFS",
        "Eligible adolescents had fatigue for at least three months with no other explanation; we did"
        " not require that they meet other accompanying symptoms. 65% satisfied the Fukuda criteria.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Patients had been seen at seven clinics by ME/CFS experts; the clinicians' own diagnosis was"
        " used and no single case definition was imposed.",
        U,
    ),
    (
        "Exertion in ME/CFS",
        "Participants were recruited by experienced ME/CFS physicians. They fulfilled the Fukuda "
        "criteria; of the 50, 45 met the CCC.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Volunteers completed the DePaul Symptom Questionnaire. Based on their answers, all "
        "participants met the Fukuda et al. (1994) criteria; the Canadian clinical criteria "
        "(Carruthers et al., 2003) were met by 80%.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Patients with an ICD-10 diagnosis of G93.3 were invited. A physician reviewed each record "
        "and kept those who met the Canadian Consensus Criteria.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Women who met the international consensus criteria for ME (ME-ICC) were recruited through a "
        "patient association.",
        R,
    ),
    ("Exertion in ME/CFS", "The two patient groups were ME/CFS (Fukuda) and fibromyalgia (ACR 1990).", N),
    (
        "Exertion in ME/CFS",
        "CFS patients were recruited from the internal medicine department. Diagnosis was made after "
        "exclusion of other disease, and all patients complied with the Centre for Disease Control "
        "and Prevention criteria for CFS (Fukuda et al. 1994).",
        N,
    ),
    ("Exertion in ME/CFS", "Subjects included 22 with CFS (1994 definition) and 20 sedentary controls.", N),
    (
        "Exertion in ME/CFS",
        "Subjects with CFS met the revised 1994 criteria, as determined by history, physical "
        "examination and laboratory tests.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "CFS was diagnosed following the consensus criteria (Fukuda 1994) by a multidisciplinary team.",
        N,
    ),
    ("Exertion in ME/CFS", "All patients suffered from CFS as described by Fukuda et al.", N),
    (
        "Exertion in ME/CFS",
        "Patients were recruited consecutively at the CFS Unit. Inclusion: women aged 18 or over; "
        "diagnosis of CFS by the 1994 CDC/Fukuda and 2003 Canadian Consensus Criteria; signed "
        "consent. Exclusion: other illness explaining fatigue.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "This prospective cross-sectional study included 250 outpatients who met the 1994 CDC/Fukuda "
        "criteria for ME/CFS.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "Eligible participants were adults who fulfilled the 2015 Institute of Medicine (now National"
        " Academy of Medicine) clinical criteria for ME/CFS at screening.",
        R,
    ),
    (
        "Diet in a population cohort",
        "ME/CFS was assessed by an algorithm that applied the IOM criteria to questionnaire answers. "
        "Participants with ME/CFS (n = 200) were compared with those without.",
        N,
    ),
    (
        "Functional disorders and diet: the Lifelines study",
        "In Lifelines, CFS was defined by the 1994 CDC criteria applied to questionnaire answers.",
        N,
    ),
    ("Fatigue in twins: a study of CFS", "CFS status was obtained by questionnaire based on the Fukuda criteria.", N),
    (
        "Exertion in ME/CFS",
        "This was a cross-sectional online survey of people who self-identified as having ME/CFS.",
        U,
    ),
    (
        "Exertion in ME/CFS",
        "We used UK Biobank. Cases were participants who reported CFS at the verbal interview.",
        U,
    ),
    (
        "Exertion in ME/CFS",
        "Individuals with ME/CFS were identified in electronic health records with diagnostic codes.",
        U,
    ),
    ("Exertion in ME/CFS", "Participants were adults with ME/CFS diagnosed by a health professional.", U),
    ("Exertion in ME/CFS", "Patients with ME/CFS who attended a tertiary clinic were approached.", U),
    (
        "Exertion in ME/CFS",
        "Samples from 20 ME/CFS patients and 20 matched controls were processed within four hours.",
        U,
    ),
    (
        "Activity management for paediatric CFS/ME",
        "Children and young people (8-17 years) were diagnosed after assessment with NICE guidance.",
        U,
    ),
    (
        "Activity management for paediatric CFS/ME",
        "Children were included if they fulfilled NICE 2007 criteria for CFS/ME.",
        U,
    ),
    (
        "Exertion in ME/CFS",
        "Participants met the NICE (2021) diagnostic criteria: fatigue, PEM, unrefreshing sleep and "
        "cognitive difficulties for three months.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "ME/CFS was diagnosed according to the Japanese clinical diagnostic criteria (MHLW, 2016).",
        U,
    ),
    (
        "Exertion in ME/CFS",
        "Patients were diagnosed with ME/CFS at the National Center Hospital by neurologists on the "
        "basis of the Canadian and the ICC criteria.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Patients meeting the 2003 Canadian clinical case definition, the 2011 International "
        "Consensus Criteria, and the 2015 SEID criteria simultaneously were selected.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Fulfilling of one of the following case definitions was required: Fukuda, CCC, ICC or IOM.",
        N,
    ),
    ("Exertion in ME/CFS", "Participants had to meet ≥ 1 of the following case definitions: CCC, IOM.", R),
    (
        "Exertion in ME/CFS",
        "Case inclusion criteria were (a) age 18-60, (b) fulfilment of the Fukuda criteria or CCC for"
        " ME/CFS, (c) no major comorbidity.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "ME/CFS patients satisfied both the Fukuda and the more stringent Canadian Consensus "
        "Criteria, which require post-exertional malaise.",
        R,
    ),
    ("Exertion in ME/CFS", "Patients who met the 1994 Fukuda criteria and reported PEM were included.", R),
    (
        "Exertion in ME/CFS",
        "Inclusion criteria were a diagnosis of ME/CFS according to Fukuda, presence of PEM, and age "
        "between 18 and 55.",
        R,
    ),
    ("Exertion in ME/CFS", "Participants fulfilled Fukuda criteria with PEM as an obligatory criterion.", R),
    (
        "Exertion in ME/CFS",
        "Methods: Thirty ME/CFS patients (Canadian criteria) and 30 healthy subjects wore a monitor.",
        R,
    ),
    ("Exertion in ME/CFS", "METHODS Participants (N = 60) fulfilling CCC were randomised.", R),
    (
        "Exertion in ME/CFS",
        "Design: Open trial. Participants: 20 adults with CFS (Fukuda criteria). Intervention: diet.",
        N,
    ),
    (
        "Exertion in ME/CFS",
        "This study involved 45 ME/CFS patients, who were diagnosed at an outpatient clinic, with "
        "diagnoses confirmed by the Canadian criteria (Carruthers et al., 2003).",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "ME/CFS patients were diagnosed at Charité based on the 2003 Canadian Consensus Criteria "
        "[11]; patients with relevant comorbidities were not included.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "To fulfil the diagnosis, symptoms had to meet CCC. Patients with other causes of fatigue "
        "were excluded.",
        R,
    ),
    ("Exertion in ME/CFS", "The most widely used Fukuda criteria [1] were applied to select patients.", N),
    ("Exertion in ME/CFS", "In the absence of a biomarker, patients were diagnosed clinically, using CCC.", R),
    (
        "Exertion in ME/CFS",
        "There is no diagnostic test; therefore, all patients were diagnosed by exclusion according "
        "to the Fukuda criteria.",
        N,
    ),
    ("Exertion in ME/CFS", "Although many case definitions exist, all our patients fulfilled the ICC.", R),
    ("Exertion in ME/CFS", "Previous work from our group used the Fukuda criteria; here, patients met the CCC.", R),
    (
        "Exertion in ME/CFS",
        "As several studies have shown that the Fukuda criteria are too broad, we recruited patients "
        "who met the CCC.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "These patients were part of two earlier studies [3,4] and had been diagnosed by the CCC.",
        R,
    ),
    ("Exertion in ME/CFS", "Participants were drawn from previous studies of our group, all fulfilling CCC.", R),
    (
        "Exertion in ME/CFS",
        "The participants in this secondary analysis were those of the RituxME trial; all patients "
        "fulfilled the Canadian consensus criteria.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Patients and controls were recruited as described [5]. Briefly, patients with ME/CFS met the"
        " IOM criteria and were ill for fewer than 10 years.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Diagnosis was assessed with the Canadian Consensus Criteria symptom checklist and confirmed "
        "by a physician.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "ME/CFS was diagnosed by a physician using the Munich Berlin Symptom Questionnaire, according to CCC.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "A physician experienced with ME/CFS applied the CCC and IOM criteria to confirm eligibility.",
        R,
    ),
    ("Exertion in ME/CFS", "All cases must have met Fukuda criteria prior to entry.", N),
    ("Exertion in ME/CFS", "We screened 120 persons; 40 satisfied the ICC and consented.", R),
    (
        "Exertion in ME/CFS",
        "Of the 60 potential participants, 45 fulfilled the CCC and were therefore included in the analysis.",
        R,
    ),
    ("Exertion in ME/CFS", "The CCC for ME/CFS served as inclusion criterion.", R),
    ("Exertion in ME/CFS", "Subjects: ME/CFS (International Consensus Criteria), n = 24; controls, n = 24.", R),
    (
        "Exertion in ME/CFS",
        "Twenty-four ICC-defined ME/CFS patients (International Consensus Criteria) and controls were"
        " recruited.",
        R,
    ),
    (
        "Exertion in ME/CFS",
        "Study participants in the ME/CFS group were defined by the ICC and had no comorbid disease.",
        R,
    ),
    (
        "Exercise in ME/CFS and long COVID",
        "All participants were women between 20 and 60 years old. ME/CFS patients had been diagnosed "
        "by a specialist and met the IOM criteria. Long COVID patients had symptoms for more than "
        "three months after infection, following the WHO definition; 12 of them also met the IOM "
        "criteria.",
        R,
    ),
    (
        "Exercise in ME/CFS and long COVID",
        "People with long COVID were recruited from a clinic. People with ME/CFS were recruited from "
        "a charity and had a diagnosis from a physician.",
        U,
    ),
    (
        "Exercise in ME/CFS and long COVID",
        "Long COVID was defined by the NICE definition. ME/CFS was diagnosed by the CCC.",
        R,
    ),
    (
        "Exercise in ME/CFS and long COVID",
        "ME/CFS patients were included according to the CCC, and PCS patients according to NICE "
        "guideline criteria.",
        R,
    ),
    (
        "Exercise capacity in long COVID",
        "Post-COVID patients with fatigue for six months were included. Patients were examined for "
        "ME/CFS by the CCC: 40 fulfilled the criteria and 30 did not.",
        N,
    ),
    (
        "Exercise capacity in long COVID",
        "We recruited 50 people with long COVID. Those who met the IOM criteria (n = 20) were called LC-ME/CFS.",
        N,
    ),
    (
        "ME/CFS after COVID-19",
        "We recruited 50 people with long COVID who also fulfilled the CCC, to study ME/CFS after COVID-19.",
        R,
    ),
)  # fmt: skip
