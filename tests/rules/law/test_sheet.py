"""Every rule whose breach stops a text or a campaign is in the book, with what it is worth and where it stands."""

import pytest

from app.rules.law import BOOK

# Read off the statutes, the regulators and the carriers; docs/compliance.md has the addresses.
REFUSED = """
US-CTIA-CTA-1 | 2 | S4 S6
US-CTIA-CTA-2 | 2 | S4 S11
US-CTIA-CTA-3 | 2 | S4 S11
US-CTIA-CTA-4 | 2 | S4 S10
US-CTIA-CTA-5 | 2 | S4 S7
US-CTIA-CTA-6 | 2 | S5 S7 S17
US-CTIA-CTA-7 | 2 | S7
US-CTIA-CTA-8 | 2 | S10
US-CTIA-WEB-1 | 2 | S8 S9
US-CTIA-WEB-2 | 2 | S8 S9
US-CTIA-WEB-3 | 2 | S6 S9
US-CTIA-WEB-4 | 2 | S8
US-CTIA-WEB-5 | L, 2 | S2
US-CTIA-TERMS-1 | 2 | S5
US-CTIA-PRIV-1 | 2 | S5 S9
US-CTIA-OPT-1 | 2 | S3
US-CTIA-CONF-1 | 2 | S2
US-CTIA-CONF-2 | 2 | S4 S6
US-CTIA-STOP-1 | 2, L | S6 L1
US-CTIA-STOP-2 | L | L1
US-CTIA-HELP-1 | 2 | S4 S6
US-CTIA-MSG-1 | 2 | S3
US-CTIA-DOI-2 | 2 | S18
US-CTIA-DOI-3 | 2 | S11
US-CTIA-OTP-1 | 2 | S17
US-KW-1 | 2 | S5 S15
US-KW-2 | L | L1 L3
US-KW-3 | V | S13 S14
US-KW-4 | L, 2 | L1 L6
US-KW-5 | 2 | S1 S12
US-KW-6 | 2, V | S4 S22
US-KW-7 | V, D | S22
US-KW-8 | D | L1
US-AGE-1 | 2 | S1 S16 S19
US-AGE-2 | 2 | S6 S16
US-10DLC-1 | 2 | S11
US-TF-1 | 2 | S13 S19
US-SND-1 | V | S20
US-TCPA-PEWC-1 | L, 2 | L1 L7
US-TCPA-PEWC-2 | L, 2 | L1 L7
US-ESIGN-1 | 2 | L9
US-TCPA-REV-1 | L | L1
US-TCPA-REV-2 | L | L1
US-TCPA-REV-3 | 2 | L6
US-TCPA-QH-1 | L | L1
US-TCPA-QH-2 | D |
US-TCPA-QH-3 | D |
US-VA-1 | 2 | L20
US-FL-1 | 2 | L17
US-REC-1 | 2 | L12 S10
US-REC-2 | 2, V | L12 L13
EU-GDPR-7-1 | L | E1
EU-GDPR-7-2 | L | E1
EU-GDPR-7-3 | L | E1
EU-GDPR-7-4 | L | E1
EU-GRAN-1 | L, 2 | E1 E3
EU-DETR-1 | L | E3
EU-EPRIV-13-1 | L, 2 | E4
EU-EPRIV-13-4 | L | E4
EU-DSAR-1 | 2 | E2
EU-OBJ-1 | L | E6
EU-SUPP-1 | L, 2 | E6 E16
EU-SUPP-2 | L, 2 | E6 E7
EU-MIN-1 | D |
EU-REPERM-1 | 2 | E7 E24 E25
EU-SVC-1 | 2 | E5
EU-DOI-2 | 2 | E10
EU-DOI-3 | D |
EU-AGE-1 | 2 | E31
UK-PECR-22 | 2 | E5
UK-PECR-23 | 2 | E5
FR-1 | L | E14
FR-2 | L | E15
FR-3 | V | E17
DE-1 | 2 | E8
AT-1 | 2 | E12
CH-1 | L, 2 | E13
IT-1 | 2 | E18
IT-2 | L, U | E1
IT-4 | V | E20
ES-1 | L, 2 | E21
ES-2 | V | E22
PL-1 | 2 | E23
SK-1 | L | E24
SK-2 | L, 2 | E24
CZ-1 | L, 2 | E25
NO-1 | 2 | E26
NL-1 | 2 | E28
PT-1 | L | E29
IE-1 | 2 | E30
CA-CASL-1 | 2 | O1
CA-CASL-2 | 2 | O1
CA-CASL-3 | 2 | O1
AU-1 | V | O2
AU-2 | L, 2 | O2
NZ-1 | L | O3
IN-1 | V | O4
RU-1 | L, 2 | O5
RU-2 | V | O5
UA-1 | L, 2 | O6
ID-1 | V | O7
JP-1 | 2 | O10
MSG-WA-1 | L | M1
MSG-WA-2 | 2 | M2
MSG-WA-3 | 2 | M3
MSG-ALL-1 | D |
PREF-1 | 2, L | O1 E1
PREF-2 | D |
CAP-1 | D |
CAP-2 | D |
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in REFUSED.strip().splitlines()]
RULES = {rule.id: rule for place in BOOK.places.values() for rule in (*place.rules, *place.unplaced)}
ALL = [*RULES.values(), *BOOK.cautious]
TOLD = {"EU-DOI-1"}  # refused in Germany alone, by DE-1


@pytest.mark.parametrize(("id", "grade", "source"), ROWS, ids=[row[0] for row in ROWS])
def test_what_is_refused_is_in_the_book_with_its_worth(id, grade, source):
    rule = RULES[id]
    assert (rule.grade, rule.source) == (grade, source)
    assert rule.warns == (id in TOLD)


def test_no_two_rules_share_an_id():
    everywhere = [rule.id for place in BOOK.places.values() for rule in (*place.rules, *place.unplaced)]
    assert len(everywhere) == len(set(everywhere))


@pytest.mark.parametrize("rule", ALL, ids=[rule.id for rule in ALL])
def test_a_rule_asks_one_thing_in_a_sentence_and_says_what_it_is_worth(rule):
    assert rule.asks.endswith(".")
    assert rule.asks.count(". ") == 0
    assert rule.grade
    assert set(rule.grade.split(", ")) <= set("L2VDU")
    assert rule.source or rule.unconfirmed or rule.grade == "D"
    assert not (rule.since and rule.until) or rule.since <= rule.until
