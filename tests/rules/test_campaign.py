import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import thread_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.rules.campaign import Around, BadCampaign, Finding, Texts, parse, schema
from app.rules.toml import BYTES
from tests import make

SAMPLES = sorted(Path("campaigns").glob("*.toml"))
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")
HOPELESS_S = 5


def at(*moment: int) -> datetime:
    """A moment in Rome."""
    return datetime(*moment, tzinfo=ROME)


def runs(**keys: object) -> dict[str, object]:
    return {"from": "2026-06-01", "until": "2026-08-31", "timezone": "Europe/Rome", **keys}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_live_and_leaves_nothing_to_mend(path):
    around = Around(TODAY, {file.name for file in path.parent.iterdir()})
    campaign, findings = parse(path.read_text("utf-8"), path.stem, around)
    assert findings == ()
    assert campaign.state(TODAY) == campaign.state(TODAY + timedelta(days=365)) == "live"
    assert all(campaign.offer.terms.root[language] for language in campaign.languages)


def test_the_schema_that_editors_read_is_the_one_of_the_models():
    """handbill check --schema writes it; after a change to the sections it has to be written again."""
    assert json.loads(Path("static/campaign.schema.json").read_text("utf-8")) == schema()


def test_every_key_of_the_schema_is_described():
    def properties(part):
        for inner in part.get("$defs", {}).values():
            yield from properties(inner)
        yield from part.get("properties", {}).items()

    described = [name for name, key in properties(schema()) if "description" not in key and "$ref" not in key]
    assert described == []


def test_a_run_covers_its_last_day_in_its_own_zone():
    campaign = make.campaign(runs=runs())
    assert campaign.starts == at(2026, 6, 1).astimezone(UTC)
    assert campaign.ends == at(2026, 9, 1).astimezone(UTC)
    assert (campaign.starts.tzinfo, campaign.ends.tzinfo) == (UTC, UTC)


def test_a_run_may_end_at_an_hour():
    campaign = make.campaign(runs=runs(until="2026-08-31T18:00:00"))
    assert campaign.ends == at(2026, 8, 31, 18)


def test_quotes_around_a_date_do_no_harm():
    plain = make.source(runs=runs()).replace('"2026-06-01"', "2026-06-01")
    assert parse(plain, "x")[0].runs == make.campaign(runs=runs()).runs


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(2026, 5, 31, 23, 59), "early"),
        (at(2026, 6, 1), "live"),
        (at(2026, 8, 31, 23, 59), "live"),
        (at(2026, 9, 1), "ended"),
    ],
)
def test_a_campaign_is_live_from_its_first_day_to_its_last(now, state):
    assert make.campaign(runs=runs()).state(now) == state
    paused = "paused" if state == "live" else state
    assert make.campaign(runs=runs(paused=True)).state(now) == paused


def test_a_coupon_ends_with_the_last_of_its_days_and_not_a_minute_later():
    """The promise of the printed sample: given on June 13 for 30 days, good through July 12."""
    campaign = make.campaign(offer={"valid": {"days": 30}})
    end = campaign.valid_until(at(2026, 6, 13, 14, 47))
    assert end == at(2026, 7, 13).astimezone(UTC)
    assert campaign.last_day(end) == date(2026, 7, 12)


def test_the_day_of_issue_is_the_day_in_the_campaigns_zone():
    campaign = make.campaign(offer={"valid": {"days": 1}})
    late = datetime(2026, 6, 13, 22, 30, tzinfo=UTC)  # half past midnight in Rome
    assert campaign.last_day(campaign.valid_until(late)) == date(2026, 6, 14)


@given(
    days=st.integers(1, 400),
    issued=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: TODAY + timedelta(minutes=minutes)),
    zone=st.sampled_from(["Europe/Rome", "America/Los_Angeles", "Pacific/Apia", "America/Santiago", "Asia/Kolkata"]),
)
@settings(max_examples=60)
def test_no_coupon_outlives_its_days(days, issued, zone):
    campaign = make.campaign(runs=runs(timezone=zone, until="2036-01-01"), offer={"valid": {"days": days}})
    end = campaign.valid_until(issued)
    assert issued < end <= issued + timedelta(days=days, hours=1)  # an hour more where clocks go back
    assert end.astimezone(campaign.zone).hour <= 1  # midnight, or where the clocks skip it the first hour there is
    assert campaign.last_day(end) < end.astimezone(campaign.zone).date()


def test_where_clocks_skip_midnight_the_last_day_is_still_the_one_before():
    """In Santiago, September 6, 2026 begins at one o'clock."""
    campaign = make.campaign(
        runs=runs(timezone="America/Santiago"), offer={"valid": {"days": None, "until": "2026-09-05"}}
    )
    end = campaign.valid_until(at(2026, 8, 1))
    assert end == datetime(2026, 9, 6, 4, tzinfo=UTC)
    assert campaign.last_day(end) == date(2026, 9, 5)


@pytest.mark.parametrize(
    ("valid", "last"),
    [({"until": "2026-09-15"}, date(2026, 9, 15)), ({"until": "2026-09-15T18:00:00"}, date(2026, 9, 14))],
)
def test_a_last_day_holds_for_every_coupon(valid, last):
    campaign = make.campaign(runs=runs(), offer={"valid": {"days": None, **valid}})
    assert campaign.last_day(campaign.valid_until(at(2026, 8, 1))) == last


def test_a_coupon_that_says_nothing_ends_with_the_run():
    campaign = make.campaign(runs=runs(), offer={"valid": None})
    assert campaign.last_day(campaign.valid_until(at(2026, 8, 1))) == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("wanted", "given"), [(["en-GB", "it"], "en"), (["fr", "IT"], "it"), (["fr"], "it"), ([], "it"), (["en"], "en")]
)
def test_people_get_the_language_that_suits_best(wanted, given):
    assert make.campaign().language(wanted) == given


def test_a_text_falls_back_to_the_first_language():
    campaign = make.campaign()
    assert campaign.page.headline.in_("en") == "A quarter off, honestly"
    assert campaign.page.headline.in_("fr") == "Un quarto in meno, sul serio"
    assert make.campaign(brand={"tagline": "Firenze"}).brand.tagline == Texts({"it": "Firenze", "en": "Firenze"})


def test_the_languages_of_a_text_are_in_the_order_of_the_campaign():
    source = make.source().replace(
        '{ it = "25 % di sconto", en = "25% off" }', '{ en = "25% off", it = "25 % di sconto" }'
    )
    assert parse(source, "x")[0].offer.title.in_("fr") == "25 % di sconto"


def test_a_placement_is_found_in_any_case():
    campaign = make.campaign()
    assert campaign.placement("K7Q2M") is campaign.placements[0]
    assert campaign.placement("k7q2") is None


def test_a_distance_is_millimetres():
    distances = ["1.5 m", "25 cm", "80mm", "0,5 m"]
    placements = [{"id": f"k7q{n}", "name": "x", "distance": each} for n, each in enumerate(distances, 2)]
    assert [placement.distance_mm for placement in make.campaign(placements=placements).placements] == [
        1500,
        250,
        80,
        500,
    ]


def test_a_step_asks_for_no_more_than_a_visit_unless_it_says_so():
    steps = [{"platform": "telegram", "account": "aurora"}, {"platform": "instagram", "account": "aurora"}]
    assert [step.mode for step in make.campaign(follow={"steps": steps}).follow.steps] == ["attest", "invite"]
    steps[0]["mode"] = "verify"
    assert make.campaign(follow={"steps": steps}).follow.steps[0].mode == "verify"


def test_a_programme_without_a_name_has_the_brands():
    assert make.campaign().programme_name("it") == "Aurora Club"
    assert make.campaign(programme={"name": None}).programme_name("it") == "Gelateria Aurora"
    assert make.campaign(programme=None).programme is None


def test_the_digest_is_that_of_the_file_as_it_was_written():
    source = make.source()
    first, again, other = (parse(text, "x")[0].digest for text in (source, source, source + "\n# later\n"))
    assert first == again != other
    assert len(first) == 64


@pytest.mark.parametrize("name", ["", "Estate", "a" * 41, "../x", "é", "a b"])
def test_a_campaign_is_named_so_that_it_fits_an_address(name):
    with pytest.raises(BadCampaign) as caught:
        parse(make.source(), name)
    assert [finding.rule for finding in caught.value.findings] == ["file-name"]


def refused(source: str) -> tuple[Finding, ...]:
    """The findings that forbid a file; none if it is a campaign."""
    try:
        parse(source, "x")
    except BadCampaign as error:
        return error.findings
    return ()


def judged(source: str) -> None:
    """The campaign or its findings, and nothing else; work that grew with the square of it would take a minute."""
    began = thread_time()
    findings = refused(source)
    assert thread_time() - began < HOPELESS_S
    for finding in findings:
        assert min(finding.line, finding.column, finding.length) >= 1
        assert "\n" not in finding.source_line
        assert finding.message


@given(st.text())
@settings(deadline=None)
def test_any_text_at_all_is_judged(source):
    judged(source)


@given(
    st.lists(
        st.sampled_from([*"[]{}=.,\"'#\\ \n1a", "offer", "title", "it", '"""', "[[placements]]", "é", "2026-06-01"])
    )
)
def test_any_text_made_of_what_toml_is_made_of_is_judged(pieces):
    judged("".join(pieces))


@given(st.data())
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_any_edit_of_a_good_file_is_judged(data):
    source = SAMPLES[0].read_text("utf-8")
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(start + 80, len(source))))
    judged(source[:start] + data.draw(st.text(max_size=12)) + source[end:])


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "a.",
        '"',
        "a = ",
        "a = 1\n",
        "[[a]]\n",
        "[placements]\n",
        "[[placements]]\n",
        '"""\\"""',
        "a={\n",
        "\u00a0",
        "\r",
        "9",
    ],
)
def test_sixty_four_kilobytes_of_anything_take_no_time(piece):
    judged((piece * BYTES)[:BYTES])


@pytest.mark.parametrize(
    "line", ["key{} = 1\n", "[offer.title.l{}]\n", '[[placements]]\nid = "k7q{}"\n', "a{} = b c\n"]
)
def test_thousands_of_mistakes_take_no_time(line):
    judged("".join(map(line.format, range(1600))))


@pytest.mark.parametrize(
    "key",
    ['brand.website = "https://{}"', 'brand.support.email = "a@{} "', 'runs.timezone = "{}"', 'page.headline = "{}"']
    + ['offer.limits.budget = "{}"', 'brand.look.image = "{}"', 'placements = [{{ distance = "{}" }}]']
    + [
        f'follow.steps = [{{{{ platform = "{name}", account = "{{}}" }}}}]'
        for name in ("github", "mastodon", "bluesky")
    ],
)
@pytest.mark.parametrize("piece", ["a", "a.", "a-", "9", "#", "a.png", " "])
def test_a_value_of_sixty_kilobytes_takes_no_time(key, piece):
    judged(key.format((piece * 60_000)[:60_000]))
