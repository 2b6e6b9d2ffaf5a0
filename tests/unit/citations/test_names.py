import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.names import format_name, format_names, parse_name, parse_names, person, split_names
from evidence.citations.plain_text import plain_text
from evidence.citations.record import Name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        # BibTeX's grammar
        ("Rodriguez, Lucie", Name("Rodriguez", "Lucie")),
        ("Lucie Rodriguez", Name("Rodriguez", "Lucie")),
        ("van der Berg, Anna Maria", Name("Berg", "Anna Maria", "van der")),
        ("Anna Maria van der Berg", Name("Berg", "Anna Maria", "van der")),
        ("de la Vega, Maria", Name("Vega", "Maria", "de la")),
        (
            r"Charles Louis Xavier Joseph de la Vall{\'e}e Poussin",
            Name("Vallée Poussin", "Charles Louis Xavier Joseph", "de la"),
        ),
        ("Van de Graaff, R. J.", Name("Van de Graaff", "R. J.")),
        ("Fernández de Sevilla, Tomás", Name("Fernández de Sevilla", "Tomás")),
        ("'t Hooft, Gerard", Name("Hooft", "Gerard", "'t")),
        ("von und zu Guttenberg, Karl", Name("Guttenberg", "Karl", "von und zu")),
        ("d'Arcy, James", Name("d'Arcy", "James")),
        ("O'Neil, Seán", Name("O'Neil", "Seán")),
        ("Al-Hassan, Ali", Name("Al-Hassan", "Ali")),
        ("Van Oosterwijck, Jessica", Name("Van Oosterwijck", "Jessica")),
        ("King, Jr, Martin Luther", Name("King", "Martin Luther", "", "Jr")),
        ("van Kluster, Jr., Kevin", Name("Kluster", "Kevin", "van", "Jr.")),
        ("Jolly, III, James", Name("Jolly", "James", "", "III")),
        ("Ian {Iliad Ipswich}", Name("Iliad Ipswich", "Ian")),
        ("{John Henry} Ford", Name("Ford", "John Henry")),
        ("{Iliad Ipswich}, Ian", Name("Iliad Ipswich", "Ian")),
        (r"Lovecraft, Bill {H.\,P.}", Name("Lovecraft", "Bill H. P.")),
        ("Mustermann, Klaus-Peter", Name("Mustermann", "Klaus-Peter")),
        ("Plato", Name("Plato")),
        # LaTeX inside names
        (r"{\v S}omeone {\O}stergaard", Name("Østergaard", "Šomeone")),
        (r"\v Simon, J\'er\^ome", Name("Šimon", "Jérôme")),
        (r"{\'E}mile Zola", Name("Zola", "Émile")),
        ("Roger~P. van~Gompel", Name("Gompel", "Roger P.", "van")),
        # as people write them
        ("Martin Luther King Jr.", Name("King", "Martin Luther", "", "Jr.")),
        ("King Jr, Martin Luther", Name("King", "Martin Luther", "", "Jr")),
        ("King, Martin Luther, Jr.", Name("King", "Martin Luther", "", "Jr.")),
        ("Martin Luther King, Jr.", Name("King", "Martin Luther", "", "Jr.")),
        ("Ivanov, IV", Name("Ivanov", "IV")),  # initials in PubMed's manner, not the fourth
        ("Smith,", Name("Smith")),
        (", John", Name("John")),
        # other scripts
        ("王, 小明", Name("王", "小明")),
        ("Иванов, Иван", Name("Иванов", "Иван")),
        ("علي محمد", Name("محمد", "علي")),
        # bodies
        ("{World Health Organization}", Name(literal="World Health Organization")),
        ("{Barnes and Noble, Inc.}", Name(literal="Barnes and Noble, Inc.")),
        (r"{Deutsche Gesellschaft f{\"u}r Neurologie}", Name(literal="Deutsche Gesellschaft für Neurologie")),
        ("World Health Organization", Name(literal="World Health Organization")),
        ("the EXCLAIM (Extended Prophylaxis) study", Name(literal="the EXCLAIM (Extended Prophylaxis) study")),
        ("DecodeME Consortium", Name(literal="DecodeME Consortium")),
        # biblatex's extended format
        ("family=Berg, given=Anna, prefix=van der, suffix=Jr", Name("Berg", "Anna", "van der", "Jr")),
        ("given={Ali, B.}, given-i={A}, family={Hasan}", Name("Hasan", "Ali, B.")),
        # an author may be called anything
        ("<script>, alert(1)", Name("<script>", "alert(1)")),
    ],
)
def test_a_name_is_read(written: str, name: Name) -> None:
    assert parse_name(written) == name


@pytest.mark.parametrize(
    ("written", "raw_names"),
    [
        ("Lesk, M. E. AND Kernighan, B. W.", ["Lesk, M. E.", "Kernighan, B. W."]),
        ("Michael D. Ekstrand and\n  John T. Riedl", ["Michael D. Ekstrand", "John T. Riedl"]),
        ("{Barnes and Noble} and Smith, J", ["{Barnes and Noble}", "Smith, J"]),
        (r"A\begin{center} and \end{center}B", [r"A\begin{center} and \end{center}B"]),
        ("Anderson, A and Sand, B", ["Anderson, A", "Sand, B"]),
        ("and Foo, B and and Bar, C and", ["Foo, B", "Bar, C"]),
        ("", []),
    ],
)
def test_a_list_is_parted_at_and_outside_braces(written: str, raw_names: list[str]) -> None:
    assert split_names(written) == raw_names


@pytest.mark.parametrize(
    ("written", "families", "complete"),
    [
        ("Smith, J. and others", ["Smith"], False),
        ("Smith, J. and Doe, A. and et al.", ["Smith", "Doe"], False),
        ("Smith, J. et al.", ["Smith"], False),
        ("Smith, J., et al", ["Smith"], False),
        ("Unknown", [], True),
        ("{Anonymous}", [], True),
        ("[Anonymous]", [], True),
        ("Anonymous and Smith, J.", ["Smith"], True),
        ("others", [], True),
        ("Smith, J. and {}", ["Smith"], True),
    ],
)
def test_nobody_is_an_author_called_others_or_unknown(written: str, families: list[str], complete: bool) -> None:
    parsed = parse_names(written)
    assert ([name.family for name in parsed.names], parsed.complete) == (families, complete)


@pytest.mark.parametrize(
    ("written", "remark"),
    [
        ("Unknown", "“Unknown” is not an author's name; no author was recorded for it."),
        ("others", "The list of names says “and others” but names nobody."),
        ("Smith, J.; Doe, A.", "The names are parted by semicolons instead of “and”; they were read one by one."),
        (
            "Smith J, Jones K, and Foo B",
            "The names are parted by commas instead of “and”; they were read one by one.",
        ),
        ("van der Berg A and Foo B", "Names such as “van der Berg A” were read as a family name and initials."),
        (
            "Smith, John, Cambridge",
            "“Smith, John, Cambridge” has too many commas for one name; it was kept as it stands.",
        ),
        ("A, B, C, D", "“A, B, C, D” has too many commas for one name; it was kept as it stands."),
        (
            "Agency for Healthcare Research and Quality",
            "“Agency for Healthcare Research and Quality” was read as the name of one body, although “and” parts "
            "names in BibTeX; braces around it would say so.",
        ),
    ],
)
def test_what_deserves_a_look_is_said_in_a_sentence(written: str, remark: str) -> None:
    assert remark in parse_names(written).remarks


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Smith J, Jones KL, Miller P, and Foo B", ["J Smith", "KL Jones", "P Miller", "B Foo"]),
        ("Smith J, Jones K", ["J Smith", "K Jones"]),
        ("Smith J, and Jones K", ["J Smith", "K Jones"]),
        ("Smith J, Jones K & Miller P", ["J Smith", "K Jones", "P Miller"]),
        ("Smith J; Jones K", ["J Smith", "K Jones"]),
        ("Ivanov II, Petrov IV, Sidorov A", ["II Ivanov", "IV Petrov", "A Sidorov"]),
        ("Smith J, {NICE Group}, Foo B", ["J Smith", "NICE Group", "B Foo"]),
        (r"M{\"u}ller J, de la Cruz M, O'Neil S", ["J Müller", "M de la Cruz", "S O'Neil"]),
        (r"Smith, J., Jones, K. L., \& Foo, B.", ["J. Smith", "K. L. Jones", "B. Foo"]),
        ("Smith, J., Jones, K. and Foo, B.", ["J. Smith", "K. Jones", "B. Foo"]),
        ("Jane Smith, Kim van Dam, and Ben Foo", ["Jane Smith", "Kim van Dam", "Ben Foo"]),
    ],
)
def test_a_list_parted_by_other_signs_is_read_and_told(written: str, names: list[str]) -> None:
    parsed = parse_names(written)
    assert [name.display for name in parsed.names] == names
    assert parsed.remarks


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Garcia Lopez, Ana Maria", Name("Garcia Lopez", "Ana Maria")),
        ("King III, Martin L", Name("King", "Martin L", "", "III")),
        ("U. K. NG", Name("NG", "U. K.")),
        ("JM NG", Name("NG", "JM")),
        ("Smith JA, Jr.", Name("Smith", "JA", "", "Jr.")),
        ("Smith, MD, John", Name("Smith", "John", "", "MD")),
        ("Smith, John, Ph.D.", Name("Smith", "John", "", "Ph.D.")),
        ("Smith, {of Oslo}, John", Name("Smith", "John", "", "of Oslo")),
        ("Smith, V, John", Name("Smith", "John", "", "V")),
    ],
)
def test_one_name_with_commas_stays_one(written: str, name: Name) -> None:
    assert parse_names(written).names == (name,)


def test_bodies_that_were_taken_apart_are_put_together_again() -> None:
    parsed = parse_names("Smith, J and National Academies of Sciences, Engineering, and Medicine")
    assert parsed.names == (
        Name("Smith", "J"),
        Name(literal="National Academies of Sciences, Engineering, and Medicine"),
    )
    assert len(parse_names("World Health Organization and Jane Smith").names) == 2


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name("Berg", "Anna", "van der", "Jr"), "van der Berg, Jr, Anna"),
        (Name(literal="World Health Organization"), "{World Health Organization}"),
        (Name(literal="AT&T"), r"{AT\&T}"),
        (Name("de Vries", "Hugo"), "{de Vries}, Hugo"),
        (Name("Al Hassan"), "{Al Hassan}{}"),
        (Name("Foo", "Jr", "", "MD"), "{Foo}, MD, {Jr}"),
        (Name("Foo", "", "", "Jr"), "Foo, Jr, {}"),
        (Name("Rodriguez", "Lucie"), "Rodriguez, Lucie"),
    ],
)
def test_a_name_is_written_with_no_more_braces_than_it_needs(name: Name, written: str) -> None:
    assert format_name(name) == written


def test_a_list_that_was_cut_short_says_so() -> None:
    assert format_names((Name("Smith", "J"), Name("Doe")), complete=False) == "Smith, J and Doe and others"


PARTS = st.text(
    alphabet=st.sampled_from("abcABC éÖßñ ЖІ王محم .,-'’ {}\\%&#$_~^\"<>and JrvonVan;="), min_size=0, max_size=14
).map(plain_text)


@given(family=PARTS.filter(bool), given=PARTS, particle=PARTS, suffix=PARTS)
def test_every_person_is_read_back_as_written(family: str, given: str, particle: str, suffix: str) -> None:
    name = person(family, given, particle, suffix)
    assert parse_names(format_name(name)).names == (name,)


@given(PARTS.filter(lambda literal: any(sign.isalnum() for sign in literal)))
def test_every_body_is_read_back_as_written(literal: str) -> None:
    parsed = parse_names(format_name(Name(literal=literal)))
    if parsed.complete and not parsed.remarks:
        assert parsed.names == (Name(literal=literal),)
