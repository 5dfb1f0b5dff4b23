"""Every rule that refuses something is held by a test that names it, and what is not built is named too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gateways import Gateway

TESTS = Path(__file__).parent
ID = re.compile(r"[A-Z]{2,5}(?:-[A-Z0-9]+)*-\d+")

# Severity E of the rules that docs/compliance.md explains: refuse to publish, or to send.
REFUSING = ID.findall("""
US-CTIA-CTA-1 US-CTIA-CTA-2 US-CTIA-CTA-3 US-CTIA-CTA-4 US-CTIA-CTA-5 US-CTIA-CTA-6 US-CTIA-CTA-7 US-CTIA-CTA-8
US-CTIA-WEB-1 US-CTIA-WEB-2 US-CTIA-WEB-3 US-CTIA-WEB-4 US-CTIA-WEB-5 US-CTIA-TERMS-1 US-CTIA-PRIV-1 US-CTIA-OPT-1
US-CTIA-CONF-1 US-CTIA-CONF-2 US-CTIA-STOP-1 US-CTIA-STOP-2 US-CTIA-HELP-1 US-CTIA-MSG-1 US-CTIA-DOI-2 US-CTIA-DOI-3
US-CTIA-OTP-1 US-KW-1 US-KW-2 US-KW-3 US-KW-4 US-KW-5 US-KW-6 US-KW-7 US-KW-8 US-AGE-1 US-AGE-2 US-10DLC-1 US-TF-1
US-SND-1 US-TCPA-PEWC-1 US-TCPA-PEWC-2 US-ESIGN-1 US-TCPA-REV-1 US-TCPA-REV-2 US-TCPA-REV-3 US-TCPA-QH-1 US-TCPA-QH-2
US-TCPA-QH-3 US-VA-1 US-FL-1 US-REC-1 US-REC-2
EU-GDPR-7-1 EU-GDPR-7-2 EU-GDPR-7-3 EU-GDPR-7-4 EU-GRAN-1 EU-DETR-1 EU-EPRIV-13-1 EU-EPRIV-13-4 EU-DSAR-1 EU-OBJ-1
EU-SUPP-1 EU-SUPP-2 EU-MIN-1 EU-REPERM-1 EU-SVC-1 EU-DOI-1 EU-DOI-2 EU-DOI-3 EU-AGE-1
UK-PECR-22 UK-PECR-23 FR-1 FR-2 FR-3 DE-1 AT-1 CH-1 IT-1 IT-2 IT-4 ES-1 ES-2 PL-1 SK-1 SK-2 CZ-1 NO-1 NL-1 PT-1 IE-1
CA-CASL-1 CA-CASL-2 CA-CASL-3 AU-1 AU-2 NZ-1 IN-1 RU-1 RU-2 UA-1 ID-1 JP-1
COUP-TERM-1 COUP-TERM-2 COUP-TERM-3 COUP-TERM-4 COUP-US-1 COUP-CONS-1 COUP-CONS-3 SOC-1
QR-QZ-1 QR-MOD-1 QR-SIZE-1 QR-EC-1 QR-EC-2 QR-CON-1 QR-URL-1 QR-TRUST-1
MSG-WA-1 MSG-WA-2 MSG-WA-3 MSG-ALL-1 PREF-1 PREF-2 CAP-1 CAP-2
""")
OF_MESSENGERS = {"MSG-WA-2", "MSG-WA-3"}


def named() -> set[str]:
    """The rules that some test is marked with."""
    return {id for path in TESTS.rglob("test_*.py") for id in marked(ast.parse(path.read_text("utf-8")))}


def marked(module: ast.Module) -> Iterator[str]:
    """The rules in a module's marks; where a mark is made of a table, those of all of the module's tables."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule":
            plain = all(isinstance(argument, ast.Constant) for argument in node.args)
            yield from _constants(node if plain else module)


def _constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
            yield node.value


@pytest.fixture(scope="module")
def held() -> set[str]:
    """The rules that the tests hold, found out once."""
    return named()


@pytest.mark.parametrize("rule", [each for each in REFUSING if each not in OF_MESSENGERS])
def test_a_rule_that_refuses_has_a_test(held, rule):
    assert rule in held


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('@pytest.mark.rule("FR-1", "US-KW-1")\ndef test(): ...', {"FR-1", "US-KW-1"}),
        ('RULES = {"FR": "FR-1"}\nmarks = pytest.mark.rule(RULES["FR"])', {"FR-1"}),
        ('RULES = ["FR-1"]\ndef test(): ...', set()),
    ],
)
def test_a_mark_is_seen_however_it_is_written_and_a_list_is_none(source, found):
    assert set(marked(ast.parse(source))) == found


def test_rules_of_messengers_wait_for_the_first_gateway_that_is_one():
    """Texts are the only channel: with another, its windows and its own opt-outs have to be kept."""
    assert not hasattr(Gateway, "channel"), f"a gateway has a channel of its own now: hold {sorted(OF_MESSENGERS)}"
