import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.markup import clean_text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("CO<sub>2</sub> and <i>n</i> = 5", "CO₂ and n = 5"),
        ("Ca<sup>2+</sup>, 10<sup>-3</sup>", "Ca²⁺, 10⁻³"),
        ("Vitamin B<sub>12</sub> <b>and</b> <em>more</em>", "Vitamin B₁₂ and more"),
        ("<jats:p>p &lt; 0.05 &amp; q</jats:p>", "p < 0.05 & q"),
        (
            "<jats:sec><jats:title>Methods</jats:title><jats:p>We <jats:italic>saw</jats:italic>.</jats:p></jats:sec>",
            "Methods: We saw.",
        ),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("&lt;i&gt;in vitro&lt;/i&gt;", "in vitro"),
        ("&amp;lt;5 %", "<5 %"),
        ("&#945;-synuclein &beta; &nbsp;x", "α-synuclein β x"),
        ("<![CDATA[a < b]]>", "a < b"),
        ("a<!-- a note -->b", "ab"),
        ("<xref ref-type='fn'>1</xref>", "1"),
        ("left <b>open", "left open"),
        ("closed </b> only", "closed only"),
        ("$\\beta$-alanine, 5 \\%", "β-alanine, 5 %"),
        ('\\textit{in vivo} and {\\"o}', "in vivo and ö"),
    ],
)
def test_markup_is_taken_off_and_what_it_says_stays(marked: str, plain: str) -> None:
    assert clean_text(marked) == plain


@pytest.mark.parametrize(
    "text",
    [
        "p<.05 and q>3",
        "<script>",
        "a < b > c",
        "Costs of $5 and $6 a day",
        "~5 % of 3 & 4 {braces}",
        "R&D at AT&T",
        "if x<y then z",
        "C:\\temp",
        "IL-6 ↑, TNF-α ↓",
        "<5 years",
    ],
)
def test_what_only_looks_like_markup_is_text(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x²"),
        ("<mml:math><mml:msub><mml:mi>V</mml:mi><mml:mtext>max</mml:mtext></mml:msub></mml:math>", "V_max"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1/2"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>", "(a+b)/c"),
        ("<math><msqrt><mn>3</mn></msqrt></math>", "√3"),
        ("<math><msubsup><mi>η</mi><mi>p</mi><mn>2</mn></msubsup></math>", "η_p²"),
        ("<math>\n  <mi>p</mi>\n  <mo>&lt;</mo>\n  <mn>0.05</mn>\n</math>", "p<0.05"),
        ("<math><apply><mi>x</mi></apply></math>", "x"),
        ("<alternatives><tex-math>$x^2$</tex-math><math><mi>y</mi></math></alternatives>", "y"),
        ("10<sup>ab</sup>", "10ab"),
    ],
)
def test_a_formula_reads_as_one_writes_it_in_a_line(formula: str, plain: str) -> None:
    assert clean_text(formula) == plain


_SIGNS = [*"<>&;$\\{}a2α", "</", "<i>", "</b>", "<sub>", "<msup>", "<math>", "&lt;"]


@given(st.lists(st.sampled_from(_SIGNS), max_size=40))
def test_no_order_of_signs_makes_it_fail(signs: list[str]) -> None:
    clean_text("".join(signs))


def test_letters_outside_tags_are_never_lost() -> None:
    text = "".join(f"w{number}<i>x{number}</i><sub>q</sub>" for number in range(50))
    assert clean_text(text) == "".join(f"w{number}x{number}q" for number in range(50))
