from app.rules.law import BOOK
from app.rules.law.page import page
from tests.jurisdictions import PAGE


def test_the_page_says_what_the_data_says():
    """If this fails: python -m tests.jurisdictions --write"""
    assert PAGE.read_text("utf-8") == page(BOOK)


def test_the_page_names_every_rule():
    told = page(BOOK)
    for rule in [*BOOK.cautious, *(rule for place in BOOK.places.values() for rule in (*place.rules, *place.unplaced))]:
        assert f"| {rule.id} | {rule.asks} |" in told


def test_what_an_operator_may_change_is_marked():
    told = {line.split("|")[1].strip(): line for line in page(BOOK).splitlines()[60:] if line.startswith("| ")}
    assert told["CH-WORDS"].endswith("| unconfirmed, configurable |")
    assert told["FR-2"].endswith("since 2024-09-01 | L · E15 | |")
