"""What a reply means: STOP, HELP, START, YES, or nothing that we may act on by ourselves.

A command is the whole message, in any case, width, accent or punctuation, or stands among words that only carry it:
"please stop texting me" commands, "When does the offer end?" asks, and one word too many sends a message to a person.
So no command is ever found inside a word or a story.

The words are those of US-KW-1 to US-KW-7 in docs/compliance.md (47 CFR 64.1200(a)(10) names seven that always
revoke), the local ones of rules/country.py, and what people write who never saw a list.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from app.rules.country import COUNTRIES


class Meaning(StrEnum):
    """What a reply asks of us. UNCLEAR is for a person to read, NOTHING ("ok thanks") needs no answer at all."""

    STOP = "stop"
    HELP = "help"
    START = "start"
    YES = "yes"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


def meaning(text: str, *, asked: bool) -> Meaning:
    """What the text means; asked says whether a question to that number is open, for only then is YES an answer."""
    line = " ".join(_words(text))
    if not line:
        return _signs(text)
    for command, words, around in COMMANDS:
        if (asked or command is not Meaning.YES) and _commands(line, words, around):
            return command
    return Meaning.NOTHING if set(line.split()) <= PLEASANT else Meaning.UNCLEAR


def is_reserved(word: str) -> bool:
    """Whether the word already means something, so that no campaign may have it as its keyword."""
    return meaning(word, asked=True) is not Meaning.UNCLEAR


def _commands(line: str, words: re.Pattern[str], around: frozenset[str]) -> bool:
    if words.fullmatch(line.replace(" ", "")):  # S.T.O.P, un-subscribe
        return True
    rest, found = words.subn("", line)
    return found > 0 and around.issuperset(rest.split())


def _signs(text: str) -> Meaning:
    if STOP_SIGNS & set(text):
        return Meaning.STOP
    return Meaning.UNCLEAR if "?" in _fold(text) else Meaning.NOTHING


def _words(text: str) -> list[str]:
    letters = re.sub("['’`´]", "", _fold(text))
    return "".join(letter if letter.isalnum() or unicodedata.combining(letter) else " " for letter in letters).split()


def _fold(text: str) -> str:
    """The text without case, width, accents and invisible letters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Cf"})


def _phrases(table: str, more: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern of whole phrases, one a line of the table or several between bars; it may hold (a|b) and x?."""
    phrases = [_fold(phrase) for phrase in [*table.strip().splitlines(), *more]]
    return re.compile(rf"(?<!\S)(?:{'|'.join(phrase.strip() for phrase in phrases)})(?!\S)")


def _set(table: str) -> frozenset[str]:
    return frozenset(_words(table))


STOP_SIGNS = frozenset("🛑⛔🚫✋🙅")
STOP = _phrases(
    """
    stop|stopp|stoppen|stopall|unsubscribe|unsub|opt out|optout|opt (me|us) out
    (dont|do not|never) (text|message|contact|write to|call) (me|us)
    no more (texts?|messages?|sms)|no longer (want|wish) to receive
    take (me|us) off|(remove|delete) (me|us|my number)|leave (me|us) alone|wrong number|not me
    arreter|arretez|desabonner|desinscrire|ne plus recevoir|plus de (sms|messages)|mauvais numero
    abmelden|abbestellen|aufhören|keine (sms|nachrichten) mehr|keine werbung( mehr)?|nicht mehr schreiben|falsche nummer
    hört? auf|lass(t|en sie)? mich in ruhe
    (non|no) (scriver(e|mi|temi)|mandar(e|mi|temi)) più|non scrivetemi|basta (messaggi|sms|pubblicità)|cancella(te)?mi
    smett(i|ila|ete|etela)|non voglio più|lascia(te)?mi in pace
    disiscriv(i|imi|ermi|etemi)|numero sbagliato
    darme de baja|dar de baja|no más (mensajes|sms)|no me escrib(a|an|as) más|número equivocado
    dej(a|e|ad|en) de (escribir|mandar|enviar)me
    não quero mais|número errado
    afmelden|avmeld|avregistrera|lopeta|odhlásit|zrušit|wypisz|отписаться|відписатися
    停止(して(ください)?)?|配信停止して(ください)?|解除
    """,
    (word for country in COUNTRIES.values() for word in country.stop_words if country.code not in {"US", "BR", "MX"}),
)
# These are said of other things too: alone, or with no more than a "please", they command.
WEAK_STOP = _phrases(
    """
    end|cancel|quit|revoke|remove|td|wrong|no more|enough|basta|ferma|annulla|disdici
    alto|parar|pare|sair|salir|cancelar|cancela|ende|beenden|schluss|genug|sluta|avsluta|peru|отмена|скасувати
    """
)
HELP = _phrases(
    "help|info|hilfe|aiuto|aide|hjälp|hjælp|hjelp|apua|помощь|допомога|ヘルプ",
    (word for country in COUNTRIES.values() for word in country.help_words),
)
START = _phrases("start|unstop")
YES = _phrases("yes|y|yeah|yep|yes i do|sì|ja|jawohl|oui|sim|tak|да|так|áno|jo|joo|kyllä|ya|da|hai|はい|हाँ")
POLITE = _set(
    """
    please pls plz kindly thanks thank you thx ty cheers now hi hello hey ok okay immediately
    bitte danke sofort jetzt hallo grazie per favore subito ciao salve por favor gracias ahora ya hola
    svp stp sil vous te plaît merci bonjour obrigado obrigada tack takk tak kiitos prosím děkuji proszę dziękuję
    спасибо пожалуйста дякую будь ласка
    """
)
NEEDY = _set("i we need want some your me us with this ich brauche ho bisogno di mi serve necesito")
CARRIERS = _set(
    """
    i we you want wish would like need to can could will just it this that these those me us my from the your list all
    everything texting text texts message messages messaging sms spamming sending receiving receive anymore any more
    ever again have got number at once immediately today already and offers ads promotions promos alerts notifications
    spam ich will möchte mich mir keine mehr nachrichten texte werbung zu schreiben schicken von der ihrer eurer liste
    und voglio vorrei a i gli di mi messaggi scrivermi mandarmi inviarmi scrivetemi dalla lista più
    quiero que me los las mensajes enviarme mandarme de la más y je veux les des recevoir
    """
)
PLEASANT = POLITE | _set(
    """
    no nope cool great nice perfect awesome good got it love nein nee nej non ne
    super toll prima bello bene perfetto va tutto genial vale bien perfecto bueno muito bom top bravo
    """
)
COMMANDS = (
    (Meaning.STOP, STOP, POLITE | CARRIERS),
    (Meaning.STOP, WEAK_STOP, POLITE),
    (Meaning.HELP, HELP, POLITE | NEEDY),
    (Meaning.START, START, POLITE | CARRIERS),
    (Meaning.YES, YES, POLITE),
)
