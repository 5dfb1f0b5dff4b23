import pytest

from app.rules.toml_slips import read

# What was written, the letters under the caret, the rule, and a word of the way out.
SLIPS = [
    ("name = Estate 25", "Estate 25", "quote-missing", 'Write "Estate 25".'),
    ('name = "Estate', '"Estate', "quote-missing", "at the end"),
    ("name = “Estate 25”", "“", "quote-typographic", "straight"),
    ("colour = #b3124b", "#b3124b", "quote-missing", '"#b3124b"'),
    ("account = @gelato", "@gelato", "quote-missing", '"@gelato"'),
    ("phone = +39 055 0000", "+39 055 0000", "quote-missing", '"+39 055 0000"'),
    ("languages = [it, en]", "it", "quote-missing", '"it"'),
    ('languages = ["it", en]', "en", "quote-missing", '"en"'),
    ('title = "Say "hi" now"', 'hi" now"', "quote-extra", '\\"'),
    ("title = 'L'estate'", "estate'", "quote-extra", "stands in double quotes"),
    ('name: "x"', ":", "equals-missing", "Write ="),
    ('name "x"', 'name "x"', "equals-missing", "key = value"),
    ("hello world", "hello world", "equals-missing", "#"),
    ("name = ", "=", "value-missing", "Write a value"),
    ("from = 01.06.2026", "01.06.2026", "date-form", "2026-06-01"),
    ("from = 2026-6-1", "2026-6-1", "date-form", "2026-06-01"),
    ("until = 2026-02-30", "2026-02-30", "date-form", "2026-06-01"),
    ("value = 25%", "25%", "number-form", "%"),
    ("value = 5,50", "5,50", "number-form", "5.50"),
    ("paused = True", "True", "yes-or-no", "true"),
    ("paused = ja", "ja", "yes-or-no", "true"),
    ('opt in = "auto"', "opt in", "key-form", "spaces"),
    ('look = { colour = "x",\n logo = "y" }', '{ colour = "x",', "bracket-missing", "this line"),
    ('look = { colour = "x"', "{", "bracket-missing", "}"),
    ('languages = ["it", "en"', "[", "bracket-missing", "]"),
    ('languages = ["it"\ncountries = ["IT"]', "[", "bracket-missing", "]"),
    ("[offer", "[offer", "bracket-missing", "[offer]"),
    ("value = 25\nvalue = 30", "value", "key-twice", "Keep one"),
    ("[offer]\na = 1\n[offer]\nb = 2", "[offer]", "key-twice", "[["),
    ('name\u00a0= "x"', "\u00a0", "space-odd", "again"),
    ('terms = """open', '"""', "bracket-missing", '"""'),
]


@pytest.mark.parametrize(("written", "marked", "rule", "way_out"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_a_slip_of_the_pen_is_said_in_plain_words(written, marked, rule, way_out):
    source = f"{written}\nok = 1\n"
    (slip,) = read(source).slips
    assert (source[slice(*slip.span)], slip.rule) == (marked, rule)
    assert way_out in slip.hint
    assert slip.message == slip.message[:1].lower() + slip.message[1:]


def test_several_slips_are_told_at_once_and_the_rest_is_read():
    reading = read('a = x\nb = 1\nc: 2\nd = “e”\nf = "g"\n')
    assert [slip.rule for slip in reading.slips] == ["quote-missing", "equals-missing", "quote-typographic"]
    assert reading.values == {"b": 1, "f": "g"}


def test_a_second_key_says_where_the_first_is():
    (slip,) = read("a = 1\nvalue = 25\n\nvalue = 30\n").slips
    assert slip.message == "value is there already, in line 2"


def test_without_its_header_nothing_below_is_judged():
    reading = read('name = "x"\n[offer\nvalue = 25\n')
    assert reading.values is None
    assert len(reading.slips) == 1


def test_a_file_beyond_the_limits_is_one_slip_at_its_place():
    (slip,) = read("a = 1\n" + "b." * 20 + "c = 2\n").slips
    assert (slip.rule, slip.message) == ("too-much", "a key has at most 8 dots")
    assert slip.span.start > len("a = 1\n")


def test_a_good_file_has_none():
    assert read('a = "b"\n').slips == ()
