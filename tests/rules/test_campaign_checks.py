import pytest

from app.rules.campaign import Around, BadCampaign, parse
from tests import make

GOOD = """\
name = "Estate 25"
languages = ["it"]
countries = ["IT"]

[brand]
name = "Gelateria Aurora"
legal_name = "Aurora S.r.l., Via Roma 1, 50123 Firenze"
support = { email = "ciao@aurora.example" }
look = { colour = "#b3124b" }

[runs]
from = 2026-06-01
until = 2027-12-31
timezone = "Europe/Rome"

[page]
headline = "Un quarto in meno, sul serio"

[follow]
need = "any"
[[follow.steps]]
platform = "telegram"
account = "gelateria_aurora"

[offer]
title.it = "25 % di sconto"
kind = "percent"
value = 25
terms = "Un buono a testa."
valid = { days = 30 }

[programme]
purpose = "offerte"
frequency = 4

[[senders]]
from = "+393399900000"

[[placements]]
id = "k7q2m"
name = "Shop window Via Roma"
distance = "1.5 m"
"""


def found(source: str, around: Around | None = None) -> list[tuple[str, str, str]]:
    """The rule, the letters under the caret and the hint of every finding."""
    try:
        _, findings = parse(source, "estate-25", around or Around())
    except BadCampaign as error:
        findings = error.findings
    return [(finding.rule, finding.marked, finding.hint) for finding in findings]


# What is written instead of what, the rule, the letters under the caret, and a word of the way out.
MISTAKES = [
    ('"Gelateria Aurora"', '"Aurora\\u0000"', "text-hidden", '"Aurora\\u0000"', "Take it out."),
    ('"Gelateria Aurora"', '"Aurora\\u202Ex"', "text-hidden", '"Aurora\\u202Ex"', "Take it out."),
    ('"telegram"', '"instagrm"', "platform-unknown", '"instagrm"', 'Did you mean "instagram"? Its rules forbid'),
    ('"telegram"', '"myspace"', "platform-unknown", '"myspace"', "One of telegram, vk"),
    ("value = 25", "value = 250", "offer-value", "250", "Did you mean 25?"),
    ("value = 25", "value = 0.25", "offer-value", "0.25", "Did you mean 25?"),
    ("value = 25", "value = 12.5", "offer-value", "12.5", "whole number"),
    ("value = 25", 'value = "25"', "offer-value", '"25"', "without quotes"),
    ("value = 25", "value = true", "offer-value", "true", "Write 25"),
    ("value = 25", "value = inf", "offer-value", "inf", "Write 25"),
    ("value = 25", "value = nan", "offer-value", "nan", "Write 25"),
    ("value = 25", "value = 1e999999", "offer-value", "1e999999", "Write 25"),
    ("value = 25", "", "key-missing", "[offer]", "needs a number"),
    ("valid = ", 'timezone = "x"\nvalid = ', "key-misplaced", "timezone", "Move it up into [runs]."),
    (
        'name = "Gelateria Aurora"',
        'name = "x"\nfrequency = 4',
        "key-misplaced",
        "frequency",
        "Move it down into [programme].",
    ),
    ('name = "Gelateria Aurora"', 'name = "x"\nword = "y"', "key-misplaced", "word", "It belongs into [keyword]."),
    ("[runs]", 'languages = ["it"]\n[runs]', "key-misplaced", "languages", "above the first [section]"),
    ("legal_name", "legal_nam", "key-unknown", "legal_nam", "Did you mean legal_name?"),
    ("[follow]", "[folow]", "key-unknown", "[folow]", "Did you mean follow?"),
    ("[page]", "[page]\nzzz = 1", "key-unknown", "zzz", "headline, text"),
    ("legal_name = ", "# ", "key-missing", "[brand]", "the law"),
    ('id = "k7q2m"', "", "placement-id", "[[placements]]", "check --fix"),
    ('id = "k7q2m"', 'id = "k7q0l"', "placement-id", '"k7q0l"', "check --fix"),
    ('"#b3124b"', '"purple"', "colour-form", '"purple"', "#b3124b"),
    ('colour = "#b3124b"', 'image = "img/cono.jpg"', "file-name", '"img/cono.jpg"', "without folders"),
    ('colour = "#b3124b"', 'image = "cono.svg"', "file-name", '"cono.svg"', ".png"),
    ('colour = "#b3124b"', 'image = "..png"', "file-name", '"..png"', ".png"),
    ('{ email = "ciao@aurora.example" }', "{}", "support-missing", "{}", "Give one"),
    ('"ciao@aurora.example"', '"ciao at aurora"', "email-form", '"ciao at aurora"', "@"),
    ('email = "ciao@aurora.example"', "phone = 39055000000", "phone-form", "39055000000", "Put it in quotes"),
    ('"Europe/Rome"', '"europe/rome"', "timezone-unknown", '"europe/rome"', 'Did you mean "Europe/Rome"?'),
    ('"Europe/Rome"', '"Roma"', "timezone-unknown", '"Roma"', "Europe/Rome"),
    ("until = 2027-12-31", "until = 2026-05-31", "runs-order", "2026-05-31", "wrong way round"),
    ("until = 2027-12-31", "until = 10:00:00", "date-form", "10:00:00", "2026-06-01"),
    ("until = 2027-12-31", "until = 9999-12-31", "date-form", "9999-12-31", "2026-06-01"),
    ("from = 2026-06-01", "from = 2026-06-01\npaused = 1", "yes-or-no", "1", "without quotes"),
    ('countries = ["IT"]', 'countries = ["UK"]', "country-unknown", '"UK"', 'Did you mean "GB"?'),
    ('countries = ["IT"]', 'countries = ["it"]', "country-unknown", '"it"', 'Did you mean "IT"?'),
    ('countries = ["IT"]', 'countries = ["IT", "IT"]', "named-twice", '"IT"', "Take one out"),
    ('countries = ["IT"]', "countries = []", "list-length", "[]", "at least 1"),
    ('countries = ["IT"]', 'countries = "IT"', "list-form", '"IT"', "In brackets"),
    ('languages = ["it"]', 'languages = ["Italian"]', "language-form", '"Italian"', '"it"'),
    ("title.it", 'title.fr = "x"\ntitle.it', "language-undeclared", "title.fr", "Add it to languages"),
    ('languages = ["it"]', 'languages = ["it", "en"]', "language-missing", "title.it", 'Write en = "…"'),
    ('"Un quarto in meno, sul serio"', '" "', "text-empty", '" "', "Write one"),
    ('"Un quarto in meno, sul serio"', "25", "text-expected", "25", "Put it in quotes"),
    ('"Un quarto in meno, sul serio"', "{ it = 25 }", "text-expected", "{ it = 25 }", "Put it in quotes"),
    ('kind = "percent"', 'kind = "percentage"', "choice-unknown", '"percentage"', 'Did you mean "percent"?'),
    ('kind = "percent"', 'kind = "amount"', "key-missing", "[offer]", 'currency = "EUR"'),
    ('kind = "percent"', 'kind = "amount"\ncurrency = "€"', "currency-form", '"€"', "EUR"),
    ("value = 25", "value = -1", "offer-value", "-1", "whole number"),
    ("valid = { days = 30 }", "valid = { days = 0 }", "number-range", "0", ""),
    ("valid = { days = 30 }", 'valid = { days = "30" }', "number-form", '"30"', "Take the quotes away"),
    ("valid = { days = 30 }", "valid = { until = 2026-12-31 }", "valid-order", "2026-12-31", "out of date"),
    (
        "valid = { days = 30 }",
        "valid = { days = 30, until = 2028-12-31 }",
        "valid-both",
        "{ days = 30, until = 2028-12-31 }",
        "Keep one",
    ),
    ("valid = { days = 30 }", 'limits = { budget = "lots" }', "money-form", '"lots"', "20000 EUR"),
    (
        'account = "gelateria_aurora"',
        'account = "https://t.me/aurora"',
        "account-form",
        '"https://t.me/aurora"',
        "not the whole address",
    ),
    ('account = "gelateria_aurora"', 'account = "a b"', "account-form", '"a b"', "Without spaces"),
    (
        'platform = "telegram"',
        'platform = "tiktok"\nmode = "verify"',
        "mode-too-high",
        '"verify"',
        "TikTok Community Guidelines",
    ),
    (
        "[offer]",
        '[[follow.steps]]\nplatform = "telegram"\naccount = "other"\n[offer]',
        "platform-twice",
        '"telegram"',
        "Keep one",
    ),
    ('need = "any"', 'need = "any"\nalternative = false', "alternative-needed", "false", "Write alternative = true."),
    ("frequency = 4", "frequency = 4.5", "number-form", "4.5", "without quotes"),
    (
        "[programme]",
        '[keyword]\nword = "STOP"\nsender = "+393399900000"\n[programme]',
        "keyword-reserved",
        '"STOP"',
        "name of a thing",
    ),
    (
        "[programme]",
        '[keyword]\nword = "GELATO"\nsender = "AURORA"\n[programme]',
        "sender-form",
        '"AURORA"',
        "country code",
    ),
    ('distance = "1.5 m"', 'distance = "1.5"', "distance-form", '"1.5"', '"1.5 m"'),
    ('distance = "1.5 m"', "distance = 1.5", "distance-form", "1.5", '"1.5 m"'),
    ('distance = "1.5 m"', 'distance = "900 m"', "distance-form", '"900 m"', 'as "1.5 m"'),
    ('distance = "1.5 m"', "distance = 150", "distance-form", "150", 'Write "150 m" or "150 cm".'),
    ('distance = "1.5 m"', 'distance = "25 Zentimeter"', "distance-form", '"25 Zentimeter"', 'Write "25 cm".'),
    ('distance = "1.5 m"', 'distance = "3 metres"', "distance-form", '"3 metres"', 'Write "3 m".'),
    ('distance = "1.5 m"', 'distance = "3 feet"', "distance-form", '"3 feet"', 'as "1.5 m"'),
    ('distance = "1.5 m"', 'distance = "near"', "distance-form", '"near"', 'as "1.5 m"'),
    ("[[placements]]", "[placements]", "list-form", "[placements]", "two brackets"),
    ("[page]", "[[page]]", "section-form", "[[page]]", "below [page]"),
    ('name = "Shop', 'website = "aurora.example"\nname = "Shop', "key-misplaced", "website", "into [brand]"),
    ('look = { colour = "#b3124b" }', 'website = "aurora.example"', "website-form", '"aurora.example"', "https://"),
]


def test_the_good_file_is_good():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "rule", "marked", "way_out"), MISTAKES, ids=[row[1] or row[2] for row in MISTAKES]
)
def test_a_mistake_is_named_at_its_letters_with_the_way_out(good, bad, rule, marked, way_out):
    assert GOOD.count(good) >= 1
    findings = found(GOOD.replace(good, bad, 1))
    told = [each for each in findings if each[0] != "language-one"]  # a second language is a thought more
    assert [(name, letters) for name, letters, _ in told] == [(rule, marked)]
    assert way_out in told[0][2]


def test_the_mode_of_a_network_that_forbids_it_names_the_policy():
    steps = [{"platform": "instagram", "account": "aurora", "mode": "verify"}]
    rules = found(make.source(follow={"need": "none", "steps": steps}))
    assert [rule for rule, _, _ in rules] == ["mode-too-high"]
    assert "Meta Community Standards" in rules[0][2]


@pytest.mark.parametrize("steps", [[], [{"platform": "instagram", "account": "aurora"}]])
def test_a_gate_that_nobody_could_pass_is_refused(steps):
    (finding,) = found(make.source(follow={"need": "all", "steps": steps}))
    assert finding[0] == "need-impossible"
    assert 'Write need = "none"' in finding[2]


def test_a_step_lowered_to_an_invitation_holds_nobody_up():
    steps = [{"platform": "telegram", "account": "aurora", "mode": "invite"}]
    assert [rule for rule, _, _ in found(make.source(follow={"need": "any", "steps": steps}))] == ["need-impossible"]


def test_where_the_rules_allow_it_people_without_an_account_may_be_left_out():
    steps = [{"platform": "vk", "account": "aurora"}]
    assert found(make.source(follow={"need": "any", "alternative": False, "steps": steps})) == []


def test_an_id_belongs_to_one_placement_in_any_case():
    (finding,) = found(GOOD + '[[placements]]\nid = "K7Q2M"\nname = "Door"\n')
    assert finding[:2] == ("placement-twice", '"K7Q2M"')
    assert "Shop window Via Roma" in finding[2]


def test_an_id_that_another_campaign_has_printed_is_taken():
    (finding,) = found(GOOD, Around(placements={"k7q2m": "second-quest"}))
    assert finding[:2] == ("placement-taken", '"k7q2m"')
    assert found(GOOD, Around(placements={"k7q2m": "estate-25"})) == []


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    bad = (
        GOOD.replace('"telegram"', '"instagrm"')
        .replace("= 25\n", "= 250\n")
        .replace("valid = ", 'timezone = ""\nvalid = ')
    )
    bad = bad.replace('"1.5 m"', '"3 m"')
    rules = [rule for rule, _, _ in found(bad)]
    assert rules == ["platform-unknown", "offer-value", "key-misplaced", "qr-too-small"]


def test_slips_and_mistakes_are_told_together_but_nothing_that_a_slip_may_hide():
    bad = GOOD.replace('legal_name = "Aurora', "legal_name = Aurora").replace("= 25\n", "= 250\n")
    assert [rule for rule, _, _ in found(bad)] == ["quote-missing", "offer-value"]


def test_a_caret_stands_under_the_letters_also_behind_wide_ones():
    source = GOOD.replace('title.it = "25 % di sconto"', 'title = { it = "🍦 è", xx = "y" }')
    with pytest.raises(BadCampaign) as caught:
        parse(source, "x")
    (finding,) = (finding for finding in caught.value.findings if finding.severity == "error")
    assert (finding.marked, finding.column) == ("xx", source.splitlines()[finding.line - 1].index("xx") + 1)


def test_the_error_itself_says_where_to_look():
    with pytest.raises(BadCampaign, match=r"line 28: a percentage goes from 1 to 100"):
        parse(GOOD.replace("= 25\n", "= 250\n"), "x")


def test_an_empty_file_asks_for_what_must_be_given():
    missing = {rule: marked for rule, marked, _ in found("")}
    assert missing == {"key-missing": ""}
    assert len(found("")) == 8


def test_a_finding_is_also_a_sentence():
    with pytest.raises(BadCampaign) as caught:
        parse(GOOD.replace('"telegram"', '"instagrm"').replace("valid = ", 'timezone = ""\nvalid = '), "x")
    sentences = [finding.sentence for finding in caught.value.findings]
    assert sentences == ["No network called “instagrm”.", "timezone does not belong to [offer]."]
    assert [finding.path for finding in caught.value.findings] == ["follow › platform", "offer › timezone"]
