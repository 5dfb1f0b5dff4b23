from click import unstyle

from app.cli.findings import Checked, github, human
from app.rules.campaign import BadCampaign, parse
from app.rules.finding import Finding

MOCK = """\
name = "Estate 25"
languages = ["it"]
countries = ["IT", "SM"]

[brand]
name = "Gelateria Aurora"
look = { colour = "#b3124b" }

[follow]
need = "any"
[[follow.steps]]
platform = "instagrm"
account = "gelateria.aurora"

[offer]
title.it = "25 % di sconto"
kind = "percent"
value = 250
valid = { days = 30 }
timezone = "Europe/Rome"

[[placements]]
id = "k7q2m"
name = "Shop window Via Roma"
distance = "3 m"
"""
SHOWN = """
campaigns/estate-25.toml has 3 errors and 1 warning

  error  line 12, column 12    follow › platform      platform-unknown
     12 │ platform = "instagrm"
        │            ^^^^^^^^^^  no network called “instagrm”
        │ Did you mean "instagram"? Its rules forbid trading a coupon
        │ for a follow, so it can only be invited.

  error  line 18, column 9     offer › value          offer-value
     18 │ value = 250
        │         ^^^  a percentage goes from 1 to 100
        │ Did you mean 25?

  error  line 20, column 1     offer › timezone       key-misplaced
     20 │ timezone = "Europe/Rome"
        │ ^^^^^^^^  does not belong to [offer]
        │ It belongs into [runs].

  warning  line 25, column 12  placements › distance  qr-too-small
     25 │ distance = "3 m"
        │            ^^^^^  at 3 m the code must be 30 cm wide
        │ An A4 poster holds 17 cm, good for 1.7 m. Write piece = "A2
        │ poster", or a closer distance.

What is running stays as it was last released.
Next: mend the three errors, then handbill check estate-25 again."""


def findings(source: str) -> tuple[Finding, ...]:
    try:
        return parse(source, "estate-25")[1]
    except BadCampaign as error:
        return tuple(finding for finding in error.findings if finding.rule != "key-missing")


def finding(**changes: object) -> Finding:
    usual = {"severity": "error", "rule": "a-rule", "path": "offer", "line": 7, "column": 1, "length": 1}
    return Finding(**{**usual, "source_line": "x", "message": "this is wrong", "hint": "", **changes})


def shown(*found: Finding) -> list[str]:
    return unstyle(human([Checked("x.toml", "x", "x", found)])).split("\n")


def test_findings_look_as_they_were_drawn():
    checked = Checked("campaigns/estate-25.toml", "estate-25", "estate-25", findings(MOCK))
    assert unstyle(human([checked])) == SHOWN


def test_a_long_line_is_cut_so_that_its_letters_are_seen():
    lines = shown(finding(source_line="a" * 200 + "HERE" + "b" * 200, column=201, length=4))
    quoted = lines[4]
    assert len(quoted) <= 69
    assert quoted[lines[5].index("^^^^") :].startswith("HERE")


def test_a_long_message_stands_below_the_carets():
    lines = shown(finding(source_line="x" * 60, length=60, message="one and another word, " * 5))
    assert max(map(len, lines)) <= 80


def test_letters_that_would_move_the_cursor_are_blank():
    lines = shown(finding(source_line="a\x1b[2J\u202eb", message="no \x07 bell"))
    assert "│ a [2J b" in lines[4]
    assert "no   bell" in lines[5]


def test_workflow_commands_hold_together():
    (command,) = github([Checked("a,b:c.toml", "x", "x", (finding(message="50%\nmore"),))]).split("\n")
    assert command == "::error file=a%2Cb%3Ac.toml,line=7,col=1,endColumn=2,title=a-rule::50%25%0Amore."


def test_good_files_are_a_list():
    lines = unstyle(human([Checked("a.toml", "a", "a"), Checked("b.toml", "b", "b")])).split("\n")
    assert lines == ["", "✓ a.toml", "✓ b.toml", "", "Nothing to mend.", "Next: handbill run"]
