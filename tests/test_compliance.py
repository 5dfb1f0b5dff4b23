"""docs/compliance.md and docs/jurisdictions.md hold what the code cites: every rule, every source."""

import re
from pathlib import Path

import pytest

from app.rules.age import CONSENT, LEAST, USUAL
from app.rules.country import COUNTRIES
from app.rules.law import BOOK

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "compliance.md").read_text()
COUNTRY_BY_COUNTRY = (ROOT / "docs" / "jurisdictions.md").read_text()
TEXT = {".css", ".html", ".js", ".po", ".py"}
CITING = {path: path.read_text() for path in sorted((ROOT / "app").rglob("*")) if path.suffix in TEXT}

OF_NO_COUNTRY = {"CAP", "COUP", "EU", "MSG", "PREF", "QR", "REDEEM", "SOC", "UK"}
FAMILY = rf"\b(?:{'|'.join(sorted(OF_NO_COUNTRY | set(COUNTRIES)))})(?:-[A-Z0-9]+)*"
RULE = re.compile(rf"{FAMILY}-\d+\b")
SERIES = re.compile(rf"({FAMILY})-(\d+) (to|and) (?:{FAMILY})?-(\d+)\b")
SOURCE = re.compile(r"\b[CELMOQS]\d{1,2}\b")


def rules(text: str) -> set[str]:
    """The ids of all rules a text names, also of those in "US-KW-1 to US-KW-7" and "US-CTIA-CTA-1 and -2"."""
    found = set(RULE.findall(text))
    for family, first, between, last in SERIES.findall(text):
        numbers = range(int(first), int(last) + 1) if between == "to" else (last,)
        found |= {f"{family}-{n}" for n in numbers}
    return found


def sources(text: str) -> set[str]:
    """The keys of sources in brackets: [S4], [S4][S10], [CA-1, S17]."""
    return {key for brackets in re.findall(r"\[([^\[\]\n]*)\]", text) for key in SOURCE.findall(brackets)}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in table[2:]]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("(COUP-CONS-1; GDPR art. 7(4))", {"COUP-CONS-1"}),
        ("[US-CTIA-CONF-2, CZ-1]", {"US-CTIA-CONF-2", "CZ-1"}),
        ("US-CTIA-CTA-1 to -3,", {"US-CTIA-CTA-1", "US-CTIA-CTA-2", "US-CTIA-CTA-3"}),
        ("US-TCPA-PEWC-1 and -2, NO-1", {"US-TCPA-PEWC-1", "US-TCPA-PEWC-2", "NO-1"}),
        ("US-KW-1 to US-KW-3 in", {"US-KW-1", "US-KW-2", "US-KW-3"}),
        ("EU-GDPR-7-3", {"EU-GDPR-7-3"}),
        ("SHA-256 of UTF-8, GSM-7, ISO-8859-1", set()),
    ],
)
def test_a_rule_is_recognised_however_it_is_cited(text, named):
    assert rules(text) == named


def test_every_rule_the_code_cites_is_on_the_page():
    cited = {rule: path.name for path, text in CITING.items() for rule in rules(text)}
    assert len(cited) > 10
    assert {rule: name for rule, name in cited.items() if rule not in rules(PAGE + COUNTRY_BY_COUNTRY)} == {}


def test_every_source_the_code_cites_is_in_the_table_of_sources():
    cited = {key: path.name for path, text in CITING.items() for key in sources(text)}
    for place in BOOK.places.values():
        cited |= {key: rule.id for rule in (*place.rules, *place.unplaced) for key in rule.source.split()}
    assert len(cited) > 10
    assert {key: name for key, name in cited.items() if key not in {row[0] for row in rows("Sources")}} == {}


def test_the_page_names_no_source_without_an_address_and_has_no_address_for_nothing():
    listed = [key for key, title, address in rows("Sources") if title and re.match(r"<https?://\S+>", address)]
    assert len(listed) == len(set(listed)) == len(rows("Sources"))
    assert set(listed) == set(SOURCE.findall(PAGE.partition("\n## Sources\n")[0] + COUNTRY_BY_COUNTRY))


@pytest.mark.parametrize(
    "heading",
    [
        "On the page",
        "Proving the number",
        "In the texts",
        "What comes back",
        "What is kept, and for how long",
        "Coupons, networks, codes, tills",
    ],
)
def test_every_rule_we_keep_says_how_and_what_it_is_worth(heading):
    assert rows(heading)
    for id, asked, kept, grade in rows(heading):
        assert RULE.fullmatch(id)
        assert all((asked, kept)), id
        assert re.match(r"[L2VDU]\b", grade), id


def test_a_rule_that_both_pages_name_is_worth_the_same_on_both():
    known = {rule.id: rule for place in BOOK.places.values() for rule in place.rules}
    for heading in ("On the page", "Proving the number", "In the texts", "What comes back"):
        for id, *_, worth in rows(heading):
            if id.startswith("COUP-"):  # of coupons, not of a place
                continue
            assert set(re.findall(r"\b[L2VDU]\b", worth)) == set(known[id].grade.split(", ")), id
            assert set(SOURCE.findall(worth)) == set(known[id].source.split()), id


def test_every_age_stands_there_as_its_data_has_it():
    found = {name.split()[0]: cells[:-1] for name, *cells in rows("Ages")}
    known = CONSENT.keys() | {code for ages in LEAST.values() for code in ages}
    assert found == {
        code: [*(str(ages.get(code, USUAL)) for ages in LEAST.values()), str(CONSENT.get(code, "–"))] for code in known
    }


def test_files_the_page_names_exist():
    named = set(re.findall(r"`((?:\w+/)*\w+\.(?:py|html))`", PAGE))
    assert len(named) > 10
    assert {name for name in named if not (ROOT / "app" / name).is_file()} == set()
