import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.country import COUNTRIES
from app.rules.keyword import Meaning, is_reserved, meaning

STOPS = """
STOP |  stop  | Stop. | STOP!! | ＳＴＯＰ | ｓｔｏｐ | "Stop" | STOP ALL | stopall | S.T.O.P | s t o p | STOP 🙏 | 🛑
Opt-out | OPT OUT | Opt.Out | optout | OPT-OUT. | unsubscribe me | UNSUBSCRIBE | un-subscribe | Please unsubscribe
please stop texting me | Stop it! | Could you please stop sending me messages?
I want to unsubscribe from your list | stop now | STOP please thank you | stop stop stop | Stop these texts immediately
Don't text me anymore | do not contact me again | no more texts please | take me off your list | Please remove me
leave me alone | I no longer wish to receive these messages | opt me out please | s\u200btop
revoke | Quit | END | cancel | remove | TD | Cancel please | quit. | ARRÊT | Arret | arrêtez svp | Stop s'il vous plaît
baja | BAJA por favor | quiero darme de baja | no más mensajes | alto | PARE | sair
стоп | СТОП | Стоп, пожалуйста | stopp | STOPP bitte | Bitte keine SMS mehr | Abmelden | ich möchte keine Werbung mehr
basta | Basta messaggi per favore | Non scrivetemi più | cancellatemi dalla lista | stoppen | afmeld
ZAKOŃCZ | rezygnacja | ZASTAVIŤ | berhenti | batal | 配信停止 | 停止してください
stop spamming me | Hört auf! | hör auf mir zu schreiben | Lasst mich in Ruhe | Lassen Sie mich in Ruhe
Keine Werbung bitte | Smettetela | smetti di mandarmi messaggi | Non voglio più messaggi | lasciatemi in pace
basta pubblicità | vaffanculo | vete a la mierda | deja de escribirme | Dejen de mandarme mensajes por favor
"""
UNCLEAR = """
I cannot get my device to stop, can you help? | When does the offer end? | can I cancel my table
Can I cancel my order? | does the 14 bus stop near you |
I'll stop by later | don't stop | nonstop | non-stop | stopwatch | endless | helpful
my code will not stop working | is this the end of the sale | where is the shop | how do I start | yes stop | no end
Cancelled flights | unstoppable | ? | What? | ¿Cuándo acaba la oferta? | Wann ist Schluss mit der Aktion?
quando finisce | basta mostrare il codice? | do I need to show ID | 481902 | help stop | The code does not help
non voglio più il gelato | Wann hört die Aktion auf?
"""
NOTHINGS = "ok thanks | OK | Thank you! | 👍 | ❤️ |  | ... | grazie | Danke! | no | no thanks | Great, thanks"
HELPS = "HELP | help | Help! | INFO | help please | I need help | POMOC | AYUDA | ajuda | Hilfe bitte | contact | aiuto"
STARTS = "START | start | UNSTOP | Start. | please start again"
YESES = "yes | YES! | Yes please | Y | si | Sì | SÍ, gracias | ja | Ja bitte | tak | да | Да. | áno | ya| はい | так"


def lines(table):
    return [text.strip("\n") for text in table.replace("\n", "|").split("|") if text.strip("\n")]


@pytest.mark.parametrize("text", lines(STOPS))
@pytest.mark.parametrize("asked", [True, False])
def test_stop_is_understood_in_the_words_people_use(text, asked):
    assert meaning(text, asked=asked) is Meaning.STOP


@pytest.mark.parametrize("text", lines(UNCLEAR))
@pytest.mark.parametrize("asked", [True, False])
def test_what_is_not_clearly_a_command_goes_to_a_person(text, asked):
    assert meaning(text, asked=asked) is Meaning.UNCLEAR


@pytest.mark.parametrize("text", lines(NOTHINGS))
@pytest.mark.parametrize("asked", [True, False])
def test_a_kind_word_changes_nothing(text, asked):
    assert meaning(text, asked=asked) is Meaning.NOTHING


@pytest.mark.parametrize("text", lines(HELPS))
def test_help_is_understood(text):
    assert meaning(text, asked=False) is Meaning.HELP


@pytest.mark.parametrize("text", lines(STARTS))
def test_start_is_understood(text):
    assert meaning(text, asked=False) is Meaning.START


@pytest.mark.parametrize("text", lines(YESES))
def test_yes_answers_an_open_question(text):
    assert meaning(text, asked=True) is Meaning.YES


@pytest.mark.parametrize("text", lines(YESES))
def test_yes_without_a_question_is_no_consent(text):
    assert meaning(text, asked=False) in {Meaning.UNCLEAR, Meaning.NOTHING}


@pytest.mark.parametrize("country", COUNTRIES.values(), ids=list(COUNTRIES))
def test_every_local_word_is_understood_everywhere(country):
    assert {meaning(word, asked=False) for word in country.stop_words} <= {Meaning.STOP}
    assert {meaning(word, asked=False) for word in country.help_words} <= {Meaning.HELP}


@pytest.mark.parametrize("word", ["stop", "opt out", "arrêt", "help", "start", "yes", "si", "ok"])
def test_a_campaign_cannot_take_a_word_that_commands(word):
    assert is_reserved(word)


@pytest.mark.parametrize("word", ["GELATO", "BREZEL", "QUEST", "ENDLESS", "STOPOVER"])
def test_other_words_are_free(word):
    assert not is_reserved(word)


@settings(deadline=None)
@given(st.text(), st.booleans())
def test_any_text_has_a_meaning(text, asked):
    assert meaning(text, asked=asked) in Meaning


@settings(deadline=None)
@given(st.sampled_from(["STOP", "help", "Opt-out"]), st.text(alphabet=" \t\n.,;!\"'*-_…\u200b\u00a0", max_size=20))
def test_what_stands_around_a_word_does_not_matter(word, noise):
    assert meaning(noise + word + noise[::-1], asked=False) is meaning(word, asked=False)


@settings(deadline=None)
@given(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.sampled_from(["stop", "end", "help", "start", "quit"]))
def test_a_command_is_never_found_inside_a_word(letters, word):
    longer = f"x{letters}{word}"
    assert meaning(longer, asked=True) is Meaning.UNCLEAR
