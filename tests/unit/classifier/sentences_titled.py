"""Titles with texts, invented here, where the title has a say: title, text, verdict."""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, U, X

TITLED: tuple[tuple[str, str, str], ...] = (
    (
        "Cytokines in ME/CFS: a systematic review",
        "We searched PubMed for studies of patients who met the Fukuda criteria.",
        X,
    ),
    (
        "Exercise therapy for chronic fatigue syndrome: a meta-analysis",
        "Trials that used the Oxford criteria were included.",
        X,
    ),
    ("Editorial: time to listen to people with ME/CFS", "Patients should meet the Canadian Consensus Criteria.", X),
    ("Reply to the letter on pacing in ME/CFS", "", X),
    ("Correction: Sleep in ME/CFS", "", X),
    ("Retraction: Sleep in ME/CFS", "Patients met the Canadian Consensus Criteria.", X),
    ("Guidelines for the care of people with ME/CFS", "This guideline was written by a panel.", X),
    ("A mouse model of chronic fatigue syndrome", "Mice swam daily for a week. Their serum was tested.", X),
    ("Muscle cells in vitro: a model of fatigue in ME/CFS", "A cell line was electrically stimulated.", X),
    ("Cognition in long COVID", "Thirty people with long COVID were recruited. Controls were healthy.", X),
    ("Fatigue in multiple sclerosis", "We recruited 40 patients with multiple sclerosis.", X),
    ("Attitudes of general practitioners to ME/CFS", "We surveyed 200 general practitioners.", X),
    ("Mitochondria in ME/CFS: current knowledge", "We discuss what is known.", X),
    ("A unifying hypothesis of ME/CFS", "We propose that the brainstem is involved.", X),
    ("Sleep in ME/CFS", "This review sums up ten years of work on sleep.", X),
    ("Sleep in people with ME/CFS", "We studied sleep in 30 people with ME/CFS.", U),
    (
        "Long COVID and ME/CFS: a comparison",
        "Thirty people with long COVID and 30 with ME/CFS, who met the Canadian Consensus Criteria, took part.",
        R,
    ),
    (
        "Post-COVID syndrome",
        "Forty patients with post-COVID syndrome took part. Ten of the patients met the Canadian Consensus "
        "Criteria for ME/CFS.",
        N,
    ),
    ("Post-COVID ME/CFS", "All post-COVID patients fulfilled the Canadian Consensus Criteria for ME/CFS.", R),
    (
        "Immune cells in ME/CFS and long COVID",
        "People with long COVID met the WHO definition; people with ME/CFS met the Fukuda criteria.",
        N,
    ),
    (
        "Immune cells in ME/CFS and long COVID",
        "People with long COVID met the WHO definition; people with ME/CFS met the ICC criteria.",
        R,
    ),
    (
        "Protocol for a trial of rest in ME/CFS",
        "Adults who meet the Canadian Consensus Criteria will be recruited.",
        R,
    ),
    (
        "Effects of serum of patients with ME/CFS on mice",
        "Serum of patients who met the Canadian Consensus Criteria was given to mice.",
        R,
    ),
    (
        "Heart rate variability in ME/CFS",
        "BACKGROUND: ME/CFS is disabling. METHODS: We studied 40 women with ME/CFS (Canadian Consensus "
        "Criteria) and 40 controls. RESULTS: Heart rate was higher. CONCLUSION: The heart matters.",
        R,
    ),
    (
        "Heart rate variability in ME/CFS",
        "Background: The Canadian Consensus Criteria require PEM. Methods: Forty women with ME/CFS took part."
        " Results: Heart rate was higher.",
        U,
    ),
    (
        "Prevalence of chronic fatigue syndrome in a city",
        "A random sample of 5000 adults was surveyed. The prevalence of CFS by the Fukuda criteria was 0.3%.",
        N,
    ),
    (
        "Prevalence of ME/CFS after infectious mononucleosis",
        "Students with mononucleosis were followed for six months; 23 of 200 met the Fukuda criteria for CFS "
        "and 10 met the Canadian Consensus Criteria.",
        N,
    ),
    (
        "Operationalising the International Consensus Criteria",
        "Participants completed the DSQ. Those who met the ICC (n = 140) were compared with those who met "
        "Fukuda only (n = 60).",
        N,
    ),
    ("A pilot trial of pacing for ME/CFS", "Thirty adults with ME/CFS were randomised to pacing or usual care.", U),
    (
        "Cognitive behaviour therapy for chronic fatigue syndrome: a randomised trial",
        "Patients meeting the Oxford criteria were randomly assigned to treatment.",
        N,
    ),
    (
        "Rituximab in ME: a phase III trial",
        "Inclusion: ME/CFS according to Canadian consensus criteria, age 18-65. Exclusion: pregnancy.",
        R,
    ),
    (
        "Pacing in ME/CFS: protocol of a randomised trial",
        "Participants will be adults who fulfil the IOM criteria.",
        R,
    ),
    ("Pacing in ME/CFS: protocol of a randomised trial", "Adults with ME/CFS will be randomised.", U),
    (
        "Treatments for ME/CFS: protocol for a systematic review",
        "We will search MEDLINE for trials that used any case definition.",
        X,
    ),
    (
        "What patients with ME/CFS want from doctors: an interview study",
        "We interviewed 20 people with self-reported ME/CFS.",
        U,
    ),
    ("Nurses' knowledge of chronic fatigue syndrome", "A questionnaire was sent to 200 nurses.", X),
    ("School absence in children with CFS", "Children were diagnosed by a paediatrician using NICE criteria.", U),
    ("School absence in children with CFS", "Children met the Fukuda criteria or the RCPCH guideline.", N),
    ("Fibromyalgia and pain", "Patients met the American College of Rheumatology criteria.", X),
    (
        "Gulf War illness and immune cells",
        "Veterans met the Kansas criteria for Gulf War illness; veterans with CFS were diagnosed by the "
        "Fukuda criteria.",
        N,
    ),
    (
        "Immune cells in Gulf War illness and ME/CFS",
        "ME/CFS patients met both the Fukuda and Canadian criteria; veterans met Kansas criteria.",
        R,
    ),
    ("Chronic fatigue after cancer", "We studied 100 survivors with chronic fatigue.", X),
    (
        "NK cells in chronic fatigue syndrome",
        "NK cells of 30 patients with CFS were cultured and their function was tested.",
        U,
    ),
    (
        "Fatigue in mice after viral infection: a model of ME/CFS",
        "Mice were infected and wheel running was measured.",
        X,
    ),
    ("IgG of patients with ME/CFS causes fatigue in mice", "IgG of ME/CFS patients was given to mice.", U),
    ("Long COVID: symptoms and mechanisms", "We review mechanisms.", X),
    (
        "Long COVID clinic: first 200 patients",
        "Patients with long COVID were assessed. 58% fulfilled the IOM criteria for ME/CFS.",
        N,
    ),
    ("ME/CFS in long COVID", "Patients with long COVID who met the IOM criteria for ME/CFS were recruited.", R),
    (
        "Post-COVID syndrome with and without ME/CFS",
        "Patients with post-COVID syndrome were divided into those with ME/CFS, who met the CCC, and those without.",
        N,
    ),
    (
        "Brain imaging in long COVID",
        "We recruited 20 people with long COVID, 20 people with ME/CFS meeting the ICC, and 20 controls.",
        R,
    ),
    ("Is ME/CFS autoimmune?", "It is argued that ME/CFS is an autoimmune disease.", X),
    ("Author's reply", "We thank the authors for their letter about ME/CFS.", X),
    ("Erratum to: Sleep in ME/CFS", "", X),
    (
        "Myalgic encephalomyelitis: a guideline for general practice",
        "The guideline covers diagnosis by the IOM criteria.",
        X,
    ),
    (
        "Chronic fatigue syndrome in primary care records",
        "Patients with a Read code for CFS were identified in the database.",
        U,
    ),
    (
        "Mortality of chronic fatigue syndrome",
        "Patients were identified in a national register by ICD-10 code G93.3.",
        U,
    ),
    ("Genes and ME/CFS: a genome-wide study", "Cases had reported a diagnosis of CFS in a questionnaire.", U),
    (
        "Genome-wide meta-analysis of ME/CFS",
        "We combined 15,000 cases from five cohorts; cases had been diagnosed by a doctor.",
        U,
    ),
    (
        "Employment in ME/CFS",
        "Data came from a biobank. All cases in the biobank fulfil the Fukuda or the Canadian criteria as "
        "confirmed by a clinician.",
        N,
    ),
    (
        "Employment in ME/CFS",
        "Participants of the UK ME/CFS Biobank who met CDC-1994 and/or Canadian Consensus criteria were included.",
        N,
    ),
    ("Physical activity in ME/CFS", "Diagnosis: Fukuda and Canadian Consensus Criteria.", R),
    (
        "Physical activity in ME/CFS",
        "All participants met CDC criteria (Fukuda 1994), and 85% also met the Canadian Criteria.",
        N,
    ),
    (
        "Physical activity in ME/CFS",
        "Patients who met Fukuda's criteria, as revised by Reeves and colleagues in 2003, were included.",
        N,
    ),
    (
        "Two-day exercise testing in ME/CFS",
        "Two exercise tests provoked post-exertional malaise in 20 patients with ME/CFS.",
        U,
    ),
    (
        "Two-day exercise testing in ME/CFS",
        "Patients were eligible if they had ME/CFS diagnosed by a physician and experienced post-exertional "
        "malaise.",
        R,
    ),
    ("Sleep in ME/CFS", "All patients had PEM. They met the Fukuda criteria.", N),
    (
        "Sleep in ME/CFS",
        "Patients had to have a confirmed diagnosis of ME/CFS with PEM lasting at least 14 hours.",
        R,
    ),
    ("Sleep in ME/CFS", "Patients had ME/CFS according to the CCC with PEM of at least 14 hours.", R),
    ("Sleep in ME/CFS", "Patients with PEM were excluded. The Oxford criteria were met.", N),
    ("Sleep in ME/CFS", "We asked patients whether PEM was required for their diagnosis.", U),
    ("Sleep in ME/CFS", "Patients without a diagnosis of ME/CFS were excluded.", U),
    ("Sleep in ME/CFS", "An expert panel diagnosed ME/CFS by consensus.", U),
    ("Sleep in ME/CFS", "Sixty individuals with ME were recruited through patient charities.", U),
    (
        "Sleep in ME/CFS",
        "Patients were enrolled when they fulfilled criteria of Fukuda (1) and/or Carruthers (2003) (2).",
        N,
    ),
    (
        "Sleep in ME/CFS",
        "Patients fulfilled the 2011 ME International Consensus Criteria (ICC) and the 1994 Fukuda criteria, "
        "respectively, for ME (n=20) and CFS (n=30).",
        N,
    ),
    ("Fatigue in healthy students", "We tested students after sleep loss.", X),
    ("", "ME/CFS patients (n=20) fulfilled the Canadian Consensus Criteria.", R),
)  # fmt: skip
