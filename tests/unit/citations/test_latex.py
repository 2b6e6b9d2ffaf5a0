import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.latex import decode, decode_verbatim, encode, encode_title
from evidence.citations.plain_text import plain_text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        # what is no command is text
        ("5 % of women", "5 % of women"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("#1 of 2_3 and x^2", "#1 of 2_3 and x^2"),
        (r"AT\&T, 5 \%, \#1, a\_b, \$5, \{x\}", "AT&T, 5 %, #1, a_b, $5, {x}"),
        ("it cost $5", "it cost $5"),
        ("between $5 and $6 million", "between $5 and $6 million"),
        # accents, in every way in which they are written
        (r"M{\"u}ller M\"{u}ller M\"uller", "Müller Müller Müller"),
        (r"Fern\'andez-Mu{\~n}oz", "Fernández-Muñoz"),
        (r"Garc\'{\i}a Garc{\'i}a Garc\'\i a", "García García García"),
        (r"Fran\c{c}ois Fran\c cois", "François François"),
        (r"\v{S}koda \v Skoda {\v S}koda", "Škoda Škoda Škoda"),
        (r"\'{\^e} \d{\^a}", "ế ậ"),
        (r"Erd\H{o}s, \k{a}, \r{a}, \u{g}, \={o}, \.{z}, \b{o}, \d{h}", "Erdős, ą, å, ğ, ō, ż, o̱, ḥ"),
        (r"S{\o}rland, \AA ngstr\"om, \L{}\'od\'z", "Sørland, Ångström, Łódź"),
        (r"Stra{\ss}e, \ae \AE{} \oe{} \th{} \DH{} \dj{} \ng{}", "Straße, æÆ œ þ Ð đ ŋ"),
        (r"\~{} and \^{} alone", "~ and ^ alone"),
        (r"\CYRA\cyra{} \bibcyr{Куприт}", "Аа Куприт"),
        # dashes, quotes, spaces
        ("1--5 and---so", "1–5 and—so"),
        ("``quoted'' and `single'", "“quoted” and ‘single’"),
        ("O'Neil's", "O'Neil's"),
        ("!`Hola! ?`Qu\\'e?", "¡Hola! ¿Qué?"),
        (r"J.~Smith, 10\,000, a\ b, a\\b", "J. Smith, 10 000, a b, a b"),
        (r"\textquoteright\textendash\textemdash{}\ldots\texttrademark", "’–—…™"),
        (r"\enquote{word}", "“word”"),
        # commands that only say how text looks
        (r"\textit{Tetrix} \emph{subulata} {\bf bold} {\it it}", "Tetrix subulata bold it"),
        (r"{ME/CFS} in {E}urope", "ME/CFS in Europe"),
        (r"\url{https://example.org/~a_b\_c}", "https://example.org/~a_b_c"),
        (r"\href{https://example.org}{the page}", "the page"),
        (r"\noopsort{1973b}1973", "1973"),
        # formulas
        (r"$\alpha$-synuclein and {\beta}", "α-synuclein and β"),
        (r"$\mathrm{CD8}^{+}$ T cells", "CD8⁺ T cells"),
        (r"CD8\textsuperscript{+}, VO\textsubscript{2}, 5\textsuperscript{th}", "CD8⁺, VO₂, 5th"),
        ("$x^2$, $10^{-3}$, $VO_{2max}$, $\\dot{V}O_2$max", "x², 10⁻³, VO2max, V̇O₂max"),
        ("$x^k$ and $10^{a+b}$", "x^k and 10^(a+b)"),
        (r"$p < 0.05$, $n \geq 5$, $37^\circ$C", "p < 0.05, n ≥ 5, 37°C"),
        (r"$\frac{1}{2}$ and $\frac{a+b}{c}$, $\sqrt{2}$", "1/2 and (a+b)/c, √2"),
        # what is not known stays visible
        (r"\unknown and \foo{bar}", r"\unknown and \foo{bar}"),
        (r"\ElsevierGlyph{2014}", "—"),
        # braces that do not balance
        ("{a", "a"),
        ("a}}", "a"),
        ("\\", "\\"),
        ("", ""),
    ],
)
def test_latex_says(latex: str, text: str) -> None:
    assert decode(latex) == text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("https://example.org/~user/a--b?x=`y`", "https://example.org/~user/a--b?x=`y`"),
        (r"https://example.org/a\_b\%20c\#d\&e", "https://example.org/a_b%20c#d&e"),
        (r"10.1002/(SICI)17:15$<$1661::AID$>$3.0", "10.1002/(SICI)17:15<1661::AID>3.0"),
        (r"https://example.org/\~{}user", "https://example.org/~user"),
        (r"10.1007/978-3{\_}12", "10.1007/978-3_12"),
    ],
)
def test_addresses_and_identifiers_keep_their_signs(latex: str, text: str) -> None:
    assert decode_verbatim(latex) == text


NASTY = st.text(alphabet=st.sampled_from("aZ éß0 %&#$_{}\\^~'`\"<>-!?,.;:()[]|@*+=/αЖ王\u0301"), max_size=40)


@given(st.text(max_size=60) | NASTY)
def test_what_is_encoded_decodes_to_itself(text: str) -> None:
    assert decode(encode(text)) == plain_text(text)
    assert decode(encode_title(text)) == plain_text(text)


@given(st.text(max_size=60) | NASTY)
def test_encoded_text_keeps_the_braces_of_a_bibtex_value_balanced(text: str) -> None:
    """BibTeX counts every brace, most others leave out the escaped ones: both must come to nought."""
    for encoded in (encode(text), encode_title(text)):
        for seen in (encoded, encoded.replace("\\{", "").replace("\\}", "")):
            depth = 0
            for sign in seen:
                depth += (sign == "{") - (sign == "}")
                assert depth >= 0
            assert depth == 0


@given(st.text(max_size=200))
def test_decoding_never_fails_and_leaves_nothing_to_fold(latex: str) -> None:
    text = decode(latex)
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("title", "protected"),
    [
        ("ME/CFS in adults", "{ME/CFS} in adults"),
        ("COVID-19 and VO2max", "{COVID-19} and {VO2max}"),
        ("mRNA and iScience", "{mRNA} and {iScience}"),
        ("Vitamin D for all", "Vitamin {D} for all"),
        ("A trial in Norway", "A trial in Norway"),
        ("AT&T", r"{AT\&T}"),
    ],
)
def test_capitals_that_must_stay_are_protected(title: str, protected: str) -> None:
    assert encode_title(title) == protected


@pytest.mark.parametrize(
    "text",
    [
        "{" * 200_000,
        "}" * 200_000,
        "{a" * 100_000 + "}" * 100_000,
        r"\textsuperscript{a" * 50_000,
        r"\emph{a" * 50_000 + "}" * 50_000,
        r"\url{" * 50_000,
        r"\href{" * 50_000,
        r"\foo{" * 50_000,
        r"\enquote{" * 50_000,
        "$" * 200_001,
        "\\'" * 100_000,
        "$^{a" * 50_000,
        "x" * 2_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_time_is_linear_however_deep_the_nesting(text: str) -> None:
    started = time.process_time()
    decode(text)
    assert time.process_time() - started < 5
