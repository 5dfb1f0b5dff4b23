import sys
from datetime import date, datetime
from decimal import Decimal
from gettext import NullTranslations
from subprocess import run

import pytest
from markupsafe import Markup

from app.rules.words import Languages, Say, mark

EN, IT, DE, ES, AR = (Say(language, NullTranslations()) for language in ("en", "it", "de", "es", "ar"))
SUNDAY = date(2026, 7, 12)
USED = datetime(2026, 7, 12, 14, 2)  # noqa: DTZ001  the zone is the caller's business
SPACE = "\u00a0"


def test_a_sentence_without_a_translation_is_said_in_english():
    assert IT("Again from {time}.", time="14:08") == "Again from 14:08."


def test_a_sentence_without_values_may_hold_braces():
    assert EN("{this} is fine") == "{this} is fine"


@pytest.mark.parametrize(("n", "said"), [(1, "One try left."), (2, "2 tries left."), (1200, "1,200 tries left.")])
def test_the_number_chooses_the_form(n, said):
    assert EN.many("One try left.", "{n} tries left.", n) == said


def test_markup_in_a_value_stays_and_all_else_is_escaped():
    said = EN("<b> {link} {name}", link=Markup("<a>here</a>"), name="<i>")
    assert said == "&lt;b&gt; <a>here</a> &lt;i&gt;"
    assert isinstance(said, Markup)


@pytest.mark.parametrize(
    ("say", "day", "weekday", "long_day", "short_day"),
    [
        (EN, "Sunday, July 12, 2026", "Sunday, July 12", "July 12, 2026", "Sun, Jul 12"),
        (IT, "domenica 12 luglio 2026", "domenica 12 luglio", "12 luglio 2026", "dom 12 lug"),
        (DE, "Sonntag, 12. Juli 2026", "Sonntag, 12. Juli", "12. Juli 2026", "So., 12. Juli"),
        (ES, "domingo, 12 de julio de 2026", "domingo, 12 de julio", "12 de julio de 2026", "dom, 12 jul"),
    ],
)
def test_days_are_said_as_people_say_them(say, day, weekday, long_day, short_day):
    said = (say.day(SUNDAY), say.weekday(SUNDAY), say.long_day(SUNDAY), say.short_day(SUNDAY))
    assert said == (day, weekday, long_day, short_day)


def test_the_first_of_a_month_is_the_first_in_italian():
    assert IT.day(date(2026, 6, 1)) == "lunedì 1º giugno 2026"
    assert IT.long_day(date(2026, 6, 11)) == "11 giugno 2026"


@pytest.mark.parametrize(
    ("day", "said"), [(8, "dall'8 luglio"), (11, "dall'11 luglio"), (1, "dal 1º luglio"), (18, "dal 18 luglio")]
)
def test_an_italian_eight_and_eleven_elide_what_stands_before(day, said):
    assert IT("Dal {day}", day="8 luglio") == "Dall'8 luglio"
    assert IT("dal {day}", day=IT.long_day(date(2026, 7, day))).removesuffix(" 2026") == said


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:02 a.m."), (9, "9:02 a.m."), (12, "12:02 p.m."), (14, "2:02 p.m."), (23, "11:02 p.m.")]
)
def test_an_english_hour_has_its_half_of_the_day(hour, said):
    assert EN.time(USED.replace(hour=hour)) == said


@pytest.mark.parametrize("value", ["2:02 p.m.", Markup("2:02 p.m.")])
def test_a_sentence_ends_with_one_full_stop(value):
    said = EN("Good until {time}.", time=value)
    assert type(said) is type(value)
    assert ".." not in said
    assert EN("Good until {time} ...", time=value).endswith(" ...")


def test_other_hours_have_two_digits():
    assert (IT.time(USED), DE.time(USED.replace(hour=9))) == ("14:02", "09:02")


def test_a_moment_is_a_day_and_a_time():
    assert EN.moment(USED) == "July 12, 2026, 2:02 p.m."


@pytest.mark.parametrize(
    ("say", "amount", "currency", "said"),
    [
        (EN, 5, "USD", "$5"),
        (EN, Decimal("39.9"), "USD", "$39.90"),
        (EN, Decimal("0.0079"), "USD", "$0.0079"),
        (EN, Decimal("1200.00"), "EUR", "€1,200"),
        (IT, Decimal(5), "EUR", f"5{SPACE}€"),
        (DE, Decimal("1234.5"), "EUR", f"1.234,50{SPACE}€"),
        (EN, 500, "JPY", "¥500"),
    ],
)
def test_money_is_written_without_idle_zeros(say, amount, currency, said):
    assert say.money(amount, currency) == said


def test_figures_follow_the_language():
    assert (EN.percent(25), DE.percent(25), EN.percent(Decimal("12.5"))) == ("25%", f"25{SPACE}%", "12.5%")
    assert (EN.number(12345), DE.number(12345)) == ("12,345", "12.345")


def test_lists_and_countries_follow_the_language():
    assert EN.list(["a", "b", "c"]) == "a, b, and c"
    assert IT.list(["a", "b"], "or") == "a o b"
    assert (DE.country("SM"), EN.country("??")) == ("San Marino", "??")


def test_a_date_in_figures_has_the_order_of_the_language():
    orders = {say.language: "".join(part[0] for part in say.date_order) for say in (EN, IT, DE, ES)}
    assert orders == {"en": "mdy", "it": "dmy", "de": "dmy", "es": "dmy"}
    assert Say("ja", NullTranslations()).date_order == ("year", "month", "day")


def test_some_languages_are_written_from_right_to_left():
    assert AR.rtl
    assert not IT.rtl


def test_an_unknown_language_is_answered_in_english_and_a_region_in_its_language():
    says = Languages({"de": NullTranslations()})
    assert [says[tag].language for tag in ("de", "de-AT", "DE_ch", "fr", "")] == ["de", "de", "de", "en", "en"]
    assert says.get("fr", None).language == "en"
    assert (set(says), "fr" in says) == ({"de", "en"}, False)


def test_a_marked_sentence_is_itself():
    assert mark("Italian") == "Italian"


def test_who_says_no_date_does_not_wait_for_babel():
    """The command line imports this room; Babel takes 20 ms or more."""
    code = "import sys, app.rules.words, app.store.words; sys.exit('babel' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


def test_days_and_the_sign_before_the_cents_are_the_language_s():
    says = [Say(language, NullTranslations()) for language in ("en", "de", "it", "es")]
    assert [say.day_name(0) for say in says] == ["Monday", "Montag", "lunedì", "lunes"]
    assert [say.decimal_sign for say in says] == [".", ",", ",", ","]
