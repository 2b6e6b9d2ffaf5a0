"""Items of registries and protocols, headings and fragments, and abstracts that open with an aim; invented here.

Columns as in `sentences_in.py`.
"""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, Row, U

LISTED: tuple[Row, ...] = (
    # --- items of a list ---
    ("- Meet the Canadian Consensus Criteria for ME/CFS.", R, "ccc2003", "single"),
    ("Age 18 to 65 years. - Meets the 1994 Fukuda criteria.", N, "fukuda1994", "single"),
    (
        "Adults aged 18 to 60. • Fulfil the International Consensus Criteria. • Live near the clinic.",
        R,
        "icc2011",
        "single",
    ),
    ("Inclusion Criteria: * age over 18 * meets the IOM criteria * signed consent", R, "iom2015", "single"),
    (
        "Inclusion Criteria: - Patients with ME/CFS by the “Canadian” criteria (2003) - Age 18-65 years",
        R,
        "ccc2003",
        "single",
    ),
    (
        "Inclusion Criteria: 1. Age 18-75 years 2. Diagnosis of ME/CFS according to the ICC, or the CCC, or the IOM "
        "criteria",
        R,
        "icc2011 ccc2003 iom2015",
        "or",
    ),
    ("Inclusion Criteria: ME/CFS (Fukuda). Exclusion Criteria: pregnancy.", N, "fukuda1994", "single"),
    (
        "Able to read English • Diagnosed with ME/CFS and meet the IOM diagnostic criteria (2015) • Stable illness",
        R,
        "iom2015",
        "single",
    ),
    ("Patients aged 18 and over, who fulfil the Oxford criteria for CFS.", N, "oxford1991", "single"),
    ("Women aged 20 to 40 who meet the Canadian Consensus Criteria.", R, "ccc2003", "single"),
    (
        "Exclusion Criteria: - Patients with fatigue who do not meet the Canadian criteria for ME/CFS",
        R,
        "ccc2003",
        "single",
    ),
    ("Exclusion criteria: fatigue, not fulfilling the Canadian Consensus Criteria.", R, "ccc2003", "single"),
    (
        "Eligible participants will be 18 to 60 years old, speak English and meet the International Consensus "
        "Criteria.",
        R,
        "icc2011",
        "single",
    ),
    (
        "ME/CFS cases must have a diagnosis using the CCC and/or the CDC 1994 criteria.",
        N,
        "ccc2003 fukuda1994",
        "and/or",
    ),
    (
        "A subject is eligible if diagnosed with CFS by a physician using either the Fukuda (1994) research criteria "
        "or the Canadian (2003) clinical criteria.",
        N,
        "fukuda1994 ccc2003 physician_dx",
        "or",
    ),
    (
        "A total of 80 subjects who meet both the 1994 CDC definition and the 2003 Canadian criteria will be initially "
        "enrolled.",
        R,
        "fukuda1994 ccc2003",
        "and",
    ),
    ("Diagnostic criteria: Canadian Consensus Criteria (ME/CFS); WHO definition (long COVID).", R, "ccc2003", "single"),
    # --- years in brackets, quotes ---
    (
        "Patients with CFS according to the Fukuda (1994) and Canadian (2003) criteria were randomised.",
        R,
        "fukuda1994 ccc2003",
        "and",
    ),
    ("Patients met the Canadian [2003] criteria.", R, "ccc2003", "single"),
    ("Patients met the Oxford (1991) criteria.", N, "oxford1991", "single"),
    ("Patients met the “Canada-criteria”.", R, "ccc2003", "single"),
    ("Adults with NICE-defined ME/CFS took part.", U, "nice2007", "single"),
    # --- fragments and aims ---
    ("ME/CFS according to the Canadian Consensus Criteria, compared with healthy controls.", R, "ccc2003", "single"),
    ("CFS as defined by Fukuda et al., and healthy controls of the same age.", N, "fukuda1994", "single"),
    (
        "To compare gait in patients with ME/CFS according to the Canadian Consensus Criteria with that of controls.",
        R,
        "ccc2003",
        "single",
    ),
    ("Aim: to assess sleep in women with ME/CFS diagnosed by the ICC.", R, "icc2011", "single"),
    ("Twenty patients fulfil the Institute of Medicine criteria.", R, "iom2015", "single"),
    # --- the same shapes, but no inclusion ---
    ("Patients who fulfil the Oxford criteria are often less ill.", U, "", "none"),
    ("ME/CFS according to the Canadian Consensus Criteria is a severe illness.", U, "", "none"),
    ("ME/CFS can be diagnosed after infection by fulfilment of the Canadian Consensus Criteria.", U, "", "none"),
    ("Criteria for entry were adapted from the Institute of Medicine criteria.", U, "", "none"),
    ("Severity was graded according to the International Consensus Criteria.", U, "", "none"),
    ("Patients with fatigue, not meeting the diagnosis of ME/CFS, were compared with controls.", U, "", "none"),
    ("To discuss the Canadian Consensus Criteria. Thirty patients took part.", U, "", "none"),
    ("Women who meet the Canadian Consensus Criteria should rest.", U, "", "none"),
    ("Inclusion Criteria: * healthy adults Exclusion Criteria: * meets the Canadian Consensus Criteria", U, "", "none"),
    ("Exclusion Criteria: - Meets the IOM criteria for ME/CFS", U, "", "none"),
    ("Healthy controls: - Do not meet the Canadian Consensus Criteria.", U, "", "none"),
    # --- PEM among the items ---
    (
        "Participants must fulfil all of these to be eligible: severe fatigue; post-exertional malaise; poor sleep.",
        R,
        "",
        "none",
    ),
    ("Eligible: adults with fatigue and one or more of: post-exertional malaise, poor sleep, headache.", U, "", "none"),
)
