"""Sentences by which nobody came in, some did, or it is not said how; columns as in `sentences_in.py`."""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, Row, U

NOT_INCLUDED: tuple[Row, ...] = (
    ("Although the Canadian Consensus Criteria exist, we recruited patients from one clinic.", U, "", "none"),
    (
        "Several case definitions have been proposed, such as the Fukuda criteria and the Canadian Consensus "
        "Criteria.",
        U,
        "",
        "none",
    ),
    (
        "ME/CFS is diagnosed using the Canadian Consensus Criteria. We measured cortisol in 30 patients.",
        U,
        "",
        "none",
    ),
    ("The Canadian Consensus Criteria require post-exertional malaise.", U, "", "none"),
    ("Previous studies used the Canadian Consensus Criteria. We studied 40 patients.", U, "", "none"),
    ("Smith et al. recruited patients who met the Canadian Consensus Criteria.", U, "", "none"),
    ("Future studies should use the Canadian Consensus Criteria.", U, "", "none"),
    ("We recommend that patients meet the International Consensus Criteria.", U, "", "none"),
    ("Only some patients who meet the Fukuda criteria experience PEM.", U, "", "none"),
    ("Most studies of ME/CFS included patients according to the Fukuda criteria.", U, "", "none"),
    ("The Institute of Medicine proposed new criteria in 2015. We interviewed 20 patients.", U, "", "none"),
    ("Healthy controls did not meet the Canadian Consensus Criteria.", U, "", "none"),
    ("Patients met the Fukuda criteria rather than the Canadian criteria.", N, "fukuda1994", "single"),
    ("Patients met the Fukuda criteria instead of the Canadian Consensus Criteria.", N, "fukuda1994", "single"),
    ("Patients met the Fukuda but not the Canadian criteria.", N, "fukuda1994", "single"),
    (
        "Patients met the Fukuda criteria. The Canadian Consensus Criteria would have been stricter.",
        N,
        "fukuda1994",
        "single",
    ),
    (
        "Patients met the Fukuda criteria. A subset also met the Canadian Consensus Criteria.",
        N,
        "fukuda1994",
        "single",
    ),
    (
        "All patients met the Fukuda criteria; 12 of them also met the Canadian Consensus Criteria.",
        N,
        "fukuda1994",
        "single",
    ),
    ("All patients met the Fukuda criteria, and 60% also fulfilled the ICC.", N, "fukuda1994", "single"),
    (
        "Controls were excluded if they met the Canadian Consensus Criteria. Patients met the Oxford criteria.",
        N,
        "oxford1991",
        "single",
    ),
    ("Exclusion criteria for controls were fatigue and fulfilling the Canadian Consensus Criteria.", U, "", "none"),
    (
        "The intraclass correlation coefficient (ICC) of the test was 0.91 in patients who met the Fukuda criteria.",
        N,
        "fukuda1994",
        "single",
    ),
    (
        "Patients were seen at the University of Oxford and met the Canadian Consensus Criteria.",
        R,
        "ccc2003",
        "single",
    ),
    ("Canadian and American patients met the Fukuda criteria.", N, "fukuda1994", "single"),
    ("It would be nice to know the criteria. We studied patients from a clinic.", U, "", "none"),
    ("Participants met the criteria in the Canadian province of Ontario.", U, "", "none"),
)  # fmt: skip

SORTED: tuple[Row, ...] = (
    ("Fourteen of the patients fulfilled the Canadian Consensus Criteria.", N, "ccc2003", "subgroup"),
    ("Of these, 25 met the International Consensus Criteria.", N, "icc2011", "subgroup"),
    ("A subset of participants met the IOM criteria.", N, "iom2015", "subgroup"),
    ("About half of the cohort fulfilled the Canadian Consensus Criteria.", N, "ccc2003", "subgroup"),
    (
        "Participants were classified according to the Canadian Consensus Criteria into two subgroups.",
        N,
        "ccc2003",
        "single",
    ),
    ("The prevalence of ME/CFS according to the Canadian Consensus Criteria was estimated.", N, "ccc2003", "single"),
    ("At follow-up, 30 patients no longer met the Canadian Consensus Criteria.", N, "ccc2003", "subgroup"),
    ("The primary outcome was meeting the IOM criteria six months after infection.", N, "iom2015", "single"),
    (
        "Participants who developed ME/CFS were those who met the Canadian Consensus Criteria.",
        N,
        "ccc2003",
        "subgroup",
    ),
    (
        "We compared the Fukuda, Canadian and IOM case definitions in one sample.",
        N, "fukuda1994 ccc2003 iom2015", "or",
    ),
)  # fmt: skip

INFORMAL: tuple[Row, ...] = (
    ("Patients with physician-diagnosed ME/CFS were recruited.", U, "physician_dx", "single"),
    ("Participants had been diagnosed with ME/CFS by a general practitioner.", U, "physician_dx", "single"),
    ("Patients had a neurologist-confirmed diagnosis of ME/CFS.", U, "physician_dx", "single"),
    ("Participants reported having been diagnosed with ME/CFS.", U, "self_report", "single"),
    ("People with self-reported ME/CFS completed the survey.", U, "self_report", "single"),
    ("Participants self-identified as having ME/CFS and were included.", U, "self_report", "single"),
    (
        "Respondents were asked whether a doctor had ever told them so; 40 had been told by a doctor that "
        "they had ME/CFS.",
        U,
        "self_report",
        "single",
    ),
    (
        "Adults with a diagnosis or self-diagnosis of ME/CFS were included.",
        U,
        "self_report diagnosis_unspecified",
        "or",
    ),
    ("Cases were identified by ICD-10 code G93.3 in the registry.", U, "icd_code", "single"),
    ("Patients with SNOMED codes for chronic fatigue syndrome were included.", U, "icd_code", "single"),
    ("Patients met the diagnostic criteria for ME/CFS.", U, "unspecified_mecfs", "single"),
    ("Patients were diagnosed with ME/CFS at a specialist clinic.", U, "diagnosis_unspecified", "single"),
    ("Cases were screened for ME/CFS with the DePaul Symptom Questionnaire.", U, "dsq_screen", "single"),
    ("Patients met the CDC criteria for CFS.", U, "cdc_unspecified", "single"),
    (
        "Patients fulfilled the criteria of the Centers for Disease Control for ME/CFS.",
        U,
        "cdc_unspecified",
        "single",
    ),
    ("Patients met the NICE criteria.", U, "nice2007", "single"),
    ("Patients met the 2007 NICE guideline criteria.", U, "nice2007", "single"),
    ("Patients met the Australian criteria.", U, "australian1990", "single"),
    ("Patients met the London criteria for ME.", U, "london", "single"),
    ("Adolescents met the RCPCH criteria.", U, "rcpch2004", "single"),
    ("Patients were diagnosed by the Japanese 2016 criteria.", U, "japan2016", "single"),
    ("We measured cytokines in 40 patients with ME/CFS and 40 controls.", U, "", "none"),
    ("Blood was drawn twice.", U, "", "none"),
    ("", U, "", "none"),
)  # fmt: skip
