import pytest

from app.rules.line import answers_stop, line, word_before_start
from tests import hearing, make


@pytest.mark.parametrize("spelling", ["+393399900000", "393399900000", "00393399900000", "+39 339 990 0000"])
def test_one_sender_is_one_line_however_it_is_spelt(spelling):
    assert line(spelling) == "+393399900000"


@pytest.mark.parametrize(("sender", "same"), [("AURORA", "Aurora"), ("36111", " 36111 ")])
def test_names_and_short_numbers_are_lines_too(sender, same):
    assert line(sender) == line(same)


@pytest.mark.rule("US-TF-1")
@pytest.mark.parametrize("area", ["800", "833", "844", "855", "866", "877", "888"])
def test_the_network_of_a_toll_free_number_answers_the_one_word(area):
    assert answers_stop(f"+1{area}5550199", " Stop! ")
    assert not answers_stop(f"+1{area}5550199", "unsubscribe")


@pytest.mark.parametrize("sender", ["+15035550199", "+393399900000", "36111", "AURORA", "+18225550199"])
def test_no_other_network_does(sender):
    assert not answers_stop(sender, "STOP")


def test_a_start_needs_the_campaign_s_word_before_it_where_other_brands_have_its_number():
    ours, games = hearing.shop("ice"), hearing.shop("games", word="QUEST", brand={"name": "Second Quest Games"})
    elsewhere = hearing.shop("else", brand={"name": "Elsewhere"}, keyword={"sender": "+393399911111"})
    assert word_before_start(ours, [ours, games]) == "GELATO"
    assert word_before_start(games, [ours, games]) == "QUEST"
    assert word_before_start(ours, [ours, hearing.shop("ice-too", word="CONO"), elsewhere]) == ""
    assert word_before_start(make.campaign(), [make.campaign(), ours]) == ""
