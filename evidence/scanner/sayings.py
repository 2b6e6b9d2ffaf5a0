"""What the scanner says, marked so that the desk says it in another language. Nothing here decides anything.

The rules keep their English sentences: they are stored with a revision, and are part of the fingerprint of a version.
A test holds this table to them.
"""

from __future__ import annotations

from evidence.tongue import gettext_noop as _
from evidence.tongue import stored
from evidence.vocabulary import STUDY_DESIGNS

MENDS = (
    _("Take the number from the source, or leave it out."),
    _("Look the number up in the paper. Add the passage to the source if it is there."),
    _("Check the number against the source."),
    _("Give the source's own numbers, or have a second person check the sum."),
    _("Give the percentage or the two numbers."),
    _("Use the unit of the source."),
    _("Check which group the number belongs to."),
    _("Check the fact against the paper."),
    _("Say what changed by that much. Leave out how many people, unless the source counts them."),
    _("Name the score, and say what it stands for."),
    _("Add the abstract to the study."),
    _("Check the numbers and the word against the source."),
    _("Check the direction against the source, and who is compared with whom."),
    _("Say with whom or what the source compares."),
    _("Say “was linked with” or “was seen together with”. Or say “may”, if the authors do."),
    _("Say what changed, and that it changed at the same time."),
    _("Say what was found, and that the cause is not known."),
    _("Say what was measured, and by how much it changed."),
    _("Say “found”, “was seen” or “hints”."),
    _("Leave the word out. Say what is new in plain words."),
    _("Say what was measured."),
    _("Give the number instead, or leave the word out."),
    _("Say what was seen, and in how many people."),
    _("Say what happened to whom, or who says so."),
    _("Leave the advice out. If a guideline gives it, say whose advice it is."),
    _("Say whose advice it is, or tell only what was found."),
    _("Name the people: “people in the study”."),
    _("Leave it out: the page shows who checked it."),
    _("Say which kind of study it is."),
    _("Name the animals in the first sentence."),
    _("Name the animals or cells. Say that nobody knows whether it holds in people."),
    _("Say that cells were studied, and not people."),
    _("Name the illness that the people in the study had."),
    _("Say “the people in the study”, or give the number."),
    _("Name the age group of the source."),
    _("Tell what the classification says, or have it decided again."),
    _("Add to the limitations: “People could take part without post-exertional malaise.”"),
    _("Code the study as not applicable, with the reason."),
    _("Take the findings out, or read the abstract."),
    _("Write one or two limits of this very study."),
    _("Name what this study measured, and what does not follow from it."),
    _("Link the notice to the paper, and tell no findings here."),
    _("Call the work what it is, or correct the study design."),
    _("Say what is planned. Results belong to the page of the results."),
    _("Correct the identifier or the title. Do not publish before they agree."),
    _("Say it in the summary, and link the later version."),
    _("Add the related record."),
    _("Make two sentences of it."),
    _("Keep the main point. The rest belongs into the summary."),
    _("Move details to what was observed."),
    _("Use shorter words and shorter sentences."),
    _("Use the plain words, or explain the term in brackets where it first stands."),
    _("Write the words that readers see."),
    _("Fill the place or take it out."),
    _("Type the letter again."),
    _("Write the name with all its letters; in addresses the plain letter stands for the accented one."),
    _("Check the identifier: it must lead to this paper."),
    _("Write the reference anew, or leave it out: the page formats the reference by itself."),
    _("Give the DOI, or the address at the publisher."),
    _("Say it in our own words."),
    _("Write “{plain}”, or explain the word in brackets."),
)
"""What to do about a finding: one for each rule, and that of a word of the trade."""

MESSAGES = (
    # words, and what is wrong about them
    _("“{words}”: this kind of study finds links, not causes."),
    _("“{words}” speaks of a cause. This kind of study finds links."),
    _("“{words}” speaks of cause and effect. This kind of study finds links."),
    _("“{words}…” tells of an effect. Without a comparison group nobody knows how it would have gone."),
    _("“{words}”: no single study settles this."),
    _("“{words}” promises what no study here can show."),
    _("“{words}”: one study proves nothing."),
    _("“{words}” sells the study."),
    _("“{words}”: a study measures, it does not validate people."),
    _("“{words}” argues about belief, not about a finding."),
    _("“{words}” tells readers what to feel."),
    _("“{words}” is more certain than one study can be."),
    _("“{words}” is a judgement over many studies."),
    _("“{words}” tells ill people what to do."),
    _("“{words}” is advice."),
    _("“{words} …” is an order to the reader."),
    _("“{words}” is advice to others."),
    _("“{words}” retells advice to ill people."),
    _("“{words}” speaks to the reader."),
    _("“{words}”: the page itself counts who checked it."),
    _("“{words}” mixes several judgements into one code."),
    _("“{words}” goes beyond the people in the study."),
    _("“{words}” is a word of the trade. In plain words: {plain}."),
    # numbers
    _("{words} is not in the source. It is a sum or a difference of numbers there."),
    _("{words} does not stand in the source."),
    _("{words} does not stand in the part of the paper at hand."),
    _("No percentage of the source bears out “{words}”."),
    _("The source does not have “{words}” in this sense."),
    _("The source has {theirs} in another unit ({unit}), not {ours}."),
    _("The source gives this number for {groups}, and for {group} it gives {numbers}."),
    _("The source is not at hand: numbers could not be checked."),
    _(
        "This tells a change in a score as a share of people. The source tells how much something changed, not how "
        "many people changed."
    ),
    _(
        "This tells the rest of a change in a score as a share of people. The source tells how much something "
        "changed, not how many people changed."
    ),
    _("In the source this is a score of how well a test tells groups apart, not a share of people."),
    _("In the source this is a share of people, not how much something changed."),
    _("The page gives {number} as the number of people with ME/CFS. The source does not."),
    _("The page gives {number} as the number of people compared with. The source does not."),
    # direction and comparison
    _("The source says the opposite direction: “{words}”."),
    _("“{words}” does not fit the numbers {first} and {last}."),
    _("With this number the source says “higher” or the like."),
    _("With this number the source says “lower” or the like."),
    _("The source names no such comparison ({name})."),
    # who was studied
    _("The people in this study had long COVID."),
    _("The people in this study had ME/CFS."),
    _("Nothing here says that cells or samples were studied."),
    _("Nothing here says that this was seen in animals."),
    _("Nobody took part in this study: it was done in animals or cells."),
    _("Children or young people were studied. The text does not say so."),
    _("The source does not speak of this age group."),
    # PEM
    _("Nobody took part in this kind of work, so a PEM verdict does not apply."),
    _("People could be included without post-exertional malaise. The text does not say so."),
    _("The classification does not say that PEM was required."),
    _("The classification says that PEM was required."),
    # what the page must have
    _("The page tells findings and not what they do not prove."),
    _("The title is that of a correction or a retraction, and findings are told."),
    _("The identifier is registered with another title."),
    _("There is a notice about this paper. The text does not mention it."),
    _("The title names another work, and no related record is linked."),
    _("Only the title was read, so nobody knows this."),
    _("This would fit any study."),
    _("The plan of a study has no results."),
    # plain language
    _("This is more than one sentence."),
    _("The summary has {count:d} words. The most is {most:d}."),
    _("This sentence has {count:d} words. The most is {most:d}."),
    _("This reads at grade {grade}. The highest is {highest}."),
    # codes, broken text, copying
    _("This is the address of our page, not of the paper."),
    _("{words} is not an identifier of this study."),
    _("Letters are missing: the name is {name}."),
    _("“{words}” is a code, not a word for readers."),
    _("“{words}” was never filled in."),
    _("“{words}” is a letter that was broken on its way."),
    _("“{words}” is not how a reference is written."),
    _("{count:d} words in a row stand in the source in the same order."),
)
"""What was found."""

for _pattern in (*MENDS, *MESSAGES):
    stored(_pattern)
stored(_("The page says that the work is a {design}, not a {kind}."), design=STUDY_DESIGNS.values())
