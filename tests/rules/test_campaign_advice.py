from datetime import UTC, datetime

import pytest

from app.rules.campaign import Around, BadCampaign, parse
from tests import make


def advice(around: Around | None = None, **changes: object) -> list[tuple[str, str, str]]:
    """The rule, the message and the hint of every warning about a campaign that can run."""
    _, findings = parse(make.source(**changes), "estate-25", around or Around())
    assert {finding.severity for finding in findings} <= {"warning"}
    return [(finding.rule, finding.message, finding.hint) for finding in findings]


def hanging(distance: str, piece: str | None = None) -> list[dict[str, str]]:
    placement = {"id": "k7q2m", "name": "x", "distance": distance}
    return [{**placement, "piece": piece} if piece else placement]


def test_the_example_needs_no_advice():
    assert advice() == []


@pytest.mark.parametrize(
    ("distance", "piece", "message", "hint"),
    [
        (
            "3 m",
            None,
            "at 3 m the code must be 30 cm wide",
            'An A4 poster holds 17 cm, good for 1.7 m. Write piece = "A2 poster", or',
        ),
        (
            "1.8 m",
            "A4 poster",
            "at 1.8 m the code must be 18 cm wide",
            'Write piece = "A3 poster", or a closer distance.',
        ),
        (
            "1 m",
            "24 tents",
            "at 1 m the code must be 10 cm wide",
            'A tent holds 6 cm, good for 0.6 m. Write piece = "A5 poster"',
        ),
        (
            "50 m",
            "A0 banner",
            "at 50 m the code must be 500 cm wide",
            'good for 8 m. Write distance = "8 m" and hang it closer.',
        ),
    ],
)
def test_a_code_must_be_large_enough_for_its_distance(distance, piece, message, hint):
    ((rule, said, way_out),) = advice(placements=hanging(distance, piece))
    assert (rule, said) == ("qr-too-small", message)
    assert hint in way_out


@pytest.mark.parametrize(("distance", "piece"), [("1.7 m", None), ("3 m", "A2 poster"), ("25 cm", "sticker")])
def test_where_it_is_large_enough_nothing_is_said(distance, piece):
    assert advice(placements=hanging(distance, piece)) == []


LONG = {
    "headline-long": {
        "page": {"headline": {"it": "Un quarto in meno su tutto quello che abbiamo oggi in vetrina", "en": "x"}}
    },
    "title-long": {"offer": {"title": {"it": "Venticinque per cento", "en": "x"}}},
    "minimum-long": {"offer": {"minimum": {"it": "Con una spesa minima di almeno quattro euro in cassa", "en": "x"}}},
    "step-long": {
        "follow": {
            "steps": [
                {"platform": "telegram", "account": "aurora", "text": "I gusti del giorno, ogni mattina alle nove"}
            ]
        }
    },
}


@pytest.mark.parametrize(("rule", "changes"), LONG.items())
def test_what_is_too_long_for_its_place_is_told(rule, changes):
    assert [warning[0] for warning in advice(**changes)] == [rule]


def test_a_word_too_wide_for_its_line_is_told():
    ((rule, message, _),) = advice(page={"headline": {"it": "Spätsommerschlussverkauf", "en": "x"}})
    assert (rule, message) == ("headline-long", "“Spätsommerschlussverkauf” fills more than a line")


def test_ids_one_letter_apart_look_alike():
    placements = [{"id": known, "name": "x"} for known in ("k7q2m", "r2h6v", "K7q3m", "k7q2")]
    ((rule, message, _),) = advice(placements=placements)
    assert (rule, message) == ("placement-alike", "k7q3m is one letter away from k7q2m")


def test_a_language_without_our_own_words_is_told():
    ((rule, message, hint),) = advice(
        languages=["it", "fr"],
        page={"headline": "x"},
        offer={"title": "x", "terms": "x"},
        programme={"purpose": "x"},
    )
    assert (rule, message) == ("language-words", "handbill has no words of its own in fr")
    assert "English" in hint


def test_texts_in_one_language_are_told_once():
    ((rule, message, hint),) = advice(page={"headline": "Un quarto in meno"}, offer={"title": "25 % di sconto"})
    assert (rule, message) == ("language-one", "headline is the same in it and en, and so is title")
    assert hint == 'Everybody reads it as it is. Write headline = { it = "…", en = "…" }.'
    ((_, message, _),) = advice(offer={"title": "Sconto", "terms": "Uno a testa"}, programme={"purpose": "offerte"})
    assert message == "title is the same in it and en, and so are terms and purpose"


def test_what_every_language_writes_alike_is_no_forgotten_text():
    assert advice(offer={"title": "-25 %"}, brand={"tagline": "Firenze"}) == []


def test_a_programme_says_how_often():
    ((rule, _, hint),) = advice(programme={"frequency": None})
    assert rule == "frequency-missing"
    assert "frequency = 4" in hint


@pytest.mark.parametrize(("now", "rules"), [((2026, 8, 31), []), ((2026, 9, 2), ["runs-ended"])])
def test_a_run_that_is_over_is_told(now, rules):
    around = Around(now=datetime(*now, 12, tzinfo=UTC))
    warnings = advice(around, runs={"until": "2026-08-31"}, offer={"valid": {"days": 30}})
    assert [rule for rule, _, _ in warnings] == rules


@pytest.mark.parametrize(
    ("placements", "marked"),
    [
        ([{"id": "n4t8x", "name": "x"}, {"id": "r2h6v", "name": "Door"}], '"r2h6v"'),
        ([{"id": "n4t8x", "name": "x"}], '[{ id = "n4t8x", name = "x" }]'),
    ],
)
def test_an_id_that_was_released_is_missed(placements, marked):
    _, (finding,) = parse(make.source(placements=placements), "x", Around(released={"n4t8x": "x", "k7q2m": "Door"}))
    assert (finding.rule, finding.severity, finding.marked) == ("placement-gone", "warning", marked)
    assert finding.message == "placement k7q2m is gone, but it may be printed"


def test_an_id_that_leads_to_another_campaign_is_not_missed():
    around = Around(placements={"n4t8x": "autumn"}, released={"n4t8x": "x"})
    assert parse(make.source(), "x", around)[1] == ()


def test_in_a_file_with_slips_no_id_is_missed():
    with pytest.raises(BadCampaign) as bad:
        parse(make.source() + "name : 3\n", "x", Around(released={"n4t8x": "x"}))
    assert "placement-gone" not in [finding.rule for finding in bad.value.findings]


def test_a_picture_must_be_there():
    source = make.source(brand={"look": {"image": "cono.webp"}})
    assert parse(source, "x", Around(files={"cono.webp"}))[1] == ()
    assert parse(source, "x")[1] == ()  # nobody looked
    with pytest.raises(BadCampaign) as bad:  # a name that cannot be one is missed under that name alone
        parse(source.replace("cono.webp", "cono"), "x", Around(files={"cono.webp"}))
    assert [finding.rule for finding in bad.value.findings] == ["file-name"]
    with pytest.raises(BadCampaign, match=r"there is no file cono\.webp"):
        parse(source, "x", Around(files={"other.webp"}))
