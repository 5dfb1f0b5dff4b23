import pytest

from app.rules.campaign_sender import kind_of, may_be
from app.rules.country import can_answer, opt_in
from app.rules.sender import sender_for, senders_of, short_name
from tests import make

KEYWORD = {"word": "GELATO", "sender": "48123"}
TWO = [{"countries": ["IT"], "from": "AURORA"}, {"from": "+4917604069000"}]


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("+12025550123", "long_code"),
        ("+18885550123", "toll_free"),
        ("+393399900000", "long_code"),
        ("48123", "short_code"),
        ("AURORA", "alphanumeric"),
        ("7eleven", "alphanumeric"),
    ],
)
def test_the_form_of_a_sender_tells_its_kind(sender, kind):
    assert kind_of(sender) == kind
    assert may_be(sender, kind)


def test_a_toll_free_number_of_another_plan_is_told_by_its_owner():
    assert may_be("+448081570000", "toll_free")
    assert not may_be("+12025550123", "toll_free")


def test_each_country_has_its_sender_and_the_rest_the_one_without_countries():
    of = make.campaign(senders=TWO)
    assert [sender_for(of, country).from_ for country in ("IT", "SM", "DE", "FR")] == [
        "AURORA",
        "+4917604069000",
        "+4917604069000",
        "+4917604069000",
    ]


def test_without_senders_texts_come_from_the_keyword_s_number_or_else_the_brand():
    assert sender_for(make.campaign(keyword=KEYWORD), "IT").from_ == "48123"
    assert sender_for(make.campaign(senders=None), "IT").from_ == "Gelateria"


def test_what_comes_back_is_known_by_every_sender_of_the_campaign():
    assert senders_of(make.campaign(keyword=KEYWORD, senders=TWO)) == {"48123", "AURORA", "+4917604069000"}


@pytest.mark.parametrize(
    ("brand", "name"),
    [
        ("Gelateria Aurora", "Gelateria"),
        ("Caffè Rosa", "Caffe Rosa"),
        ("STOP & Shop", "STOP & Shop"),
        ("Donaudampfschiff", "Donaudampfs"),
        ("L’Aurora – «gelati»", "LAurora"),
        ("日本", "SMS"),
        ("4711", "SMS"),
    ],
)
def test_a_brand_becomes_a_name_that_phones_can_show(brand, name):
    assert short_name(brand) == name
    assert kind_of(name) == "alphanumeric"


def test_nobody_can_answer_a_name_so_a_yes_is_not_waited_for():
    of = make.campaign(senders=TWO, programme={"opt_in": "double"})
    assert (can_answer(of, "IT"), can_answer(of, "DE")) == (False, True)
    assert (opt_in(of, "IT"), opt_in(of, "DE")) == ("double_on_page", "double")
