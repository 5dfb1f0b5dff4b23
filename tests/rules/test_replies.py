"""What people and machines text back, one line each in replies.tsv, and what handbill takes it for.

A line holds the language, the country of the number, the text (a line break is \\n), whether a question was open, the
meaning, and whether everybody would read it so.
"""

import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.rules.keyword import Meaning, meaning
from app.rules.spelling import fold, words

ENDS = {Meaning.STOP, Meaning.WRONG}
ASK = [True, False]


class Reply(NamedTuple):
    language: str
    country: str
    text: str
    asked: bool
    means: Meaning
    clear: bool


def read(line: str) -> Reply:
    language, country, text, asked, means, clear = line.split("\t")
    return Reply(language, country, text.replace("\\n", "\n"), asked == "yes", Meaning(means), clear == "yes")


REPLIES = [read(line) for line in Path(__file__).with_name("replies.tsv").read_text().split("\n")[1:] if line]
COMMANDS = sorted({reply.text for reply in REPLIES if reply.means in ENDS | {Meaning.HELP, Meaning.START}})


def taken(reply: Reply) -> Meaning:
    return meaning(reply.text, asked=reply.asked, country=reply.country)


def grade(group: list[Reply], means: Meaning) -> tuple[float, float]:
    """Precision and recall of a meaning."""
    meant, heard = ({n for n, reply in enumerate(group) if of(reply) is means} for of in (lambda r: r.means, taken))
    right = len(meant & heard)
    return right / len(heard) if heard else 1.0, right / len(meant) if meant else 1.0


@pytest.mark.parametrize(
    "reply", REPLIES, ids=lambda reply: f"{reply.language}-{reply.text.encode('unicode_escape')!r}"
)
def test_a_reply_is_taken_as_it_was_meant(reply):
    assert taken(reply) is reply.means


@pytest.mark.rule("US-KW-4", "US-KW-5")
def test_no_clear_stop_is_missed_and_nothing_else_is_taken_for_one(record_property):
    """And here is how well handbill reads: precision and recall, in percent."""
    lines = [f"{'replies':12}" + "".join(f"{means.value:>11}" for means in Meaning)]
    for language in dict.fromkeys(["all", *(reply.language for reply in REPLIES)]):
        group = [reply for reply in REPLIES if language in {"all", reply.language}]
        grades = [grade(group, means) if any(r.means is means for r in group) else None for means in Meaning]
        cells = (f"{each[0]:.0%}/{each[1]:.0%}" if each else "–" for each in grades)
        lines.append(f"{language:4}{len(group):5}   " + "".join(f"{cell:>11}" for cell in cells))
    record_property("terminal", "\n".join(lines))
    clear = [reply for reply in REPLIES if reply.clear]
    assert [reply.text for reply in clear if reply.means in ENDS and taken(reply) not in ENDS] == []
    assert [reply.text for reply in REPLIES if taken(reply) in ENDS and reply.means not in ENDS] == []
    assert grade(REPLIES, Meaning.STOP)[0] == grade(clear, Meaning.STOP)[1] == 1.0


def test_the_corpus_is_large_and_in_many_tongues():
    languages = Counter(reply.language for reply in REPLIES)
    assert len(REPLIES) >= 1800
    assert len(languages) >= 15
    assert set(Meaning) == {reply.means for reply in REPLIES}


@pytest.mark.rule("US-KW-1", "US-KW-2", "US-KW-3")
@pytest.mark.parametrize("asked", ASK)
@pytest.mark.parametrize(
    "word",
    [
        *("STOP", "END", "CANCEL", "UNSUBSCRIBE", "QUIT"),
        *("revoke", "opt out", "optout", "Opt-Out", "Opt.Out", "opt  out"),
        *("STOPALL", "STOP ALL", "OPT-OUT", "REMOVE", "TD", "ARRET", "ARRÊT"),
    ],
)
def test_every_word_of_law_and_carriers_ends_texts(word, asked):
    assert {meaning(form, asked=asked) for form in (word, word.lower(), word.title(), f" {word}. ")} == {Meaning.STOP}


@pytest.mark.rule("US-KW-5")
@pytest.mark.parametrize(
    "text",
    [
        *("STOP", " stop ", "Stop.", "STOP!!", "ｓｔｏｐ", "ＳＴＯＰ", '"Stop"', "STOP ALL"),
        *(
            "Opt-out",
            "OPT OUT",
            "unsubscribe me",
            "please stop texting me",
            "you have the wrong number, stop",
            "Stop it!",
        ),
        *("revoke", "Quit", "END", "cancel", "ARRÊT", "Arret", "baja", "стоп"),
    ],
)
def test_the_vectors_of_an_end_end_texts(text):
    assert meaning(text, asked=False) in ENDS


@pytest.mark.rule("US-KW-5")
@pytest.mark.parametrize(
    "text",
    ["I cannot get my device to stop, can you help?", "When does the offer end?", "can I cancel my table"],
)
def test_the_vectors_of_a_story_go_to_a_person(text):
    assert meaning(text, asked=False) is Meaning.UNCLEAR


@pytest.mark.rule("US-KW-6", "FR-3")
@pytest.mark.parametrize("text", ["HELP", "INFO", "help please", "CONTACT", "contact", "Hilfe", "aiuto", "AYUDA"])
def test_help_is_asked_for_in_the_words_of_carriers(text):
    assert meaning(text, asked=False, country="FR") is Meaning.HELP


@pytest.mark.rule("US-KW-7")
@pytest.mark.parametrize("text", ["yes", "si", "ja", "tak", "да", "áno", "ya"])
def test_yes_counts_only_while_a_question_is_open(text):
    assert meaning(text, asked=True) is Meaning.YES
    assert meaning(text, asked=False) in {Meaning.UNCLEAR, Meaning.NOTHING}
    assert meaning("ok thanks", asked=False) is Meaning.NOTHING


@pytest.mark.rule("US-KW-7")
@pytest.mark.parametrize("text", ["START", "UNSTOP", "unstop please"])
def test_start_brings_texts_back(text):
    assert meaning(text, asked=False) is Meaning.START


@pytest.mark.parametrize(
    ("text", "country", "means"),
    [
        ("tak", "PL", Meaning.YES),
        ("tak", "DK", Meaning.NOTHING),
        ("ya", "ID", Meaning.YES),
        ("ya", "ES", Meaning.NOTHING),
        ("quero sair", "BR", Meaning.STOP),
        ("quero sair", "PT", Meaning.UNCLEAR),
    ],
)
def test_the_country_settles_what_a_word_of_two_languages_means(text, country, means):
    assert meaning(text, asked=True, country=country) is means


@settings(deadline=None)
@given(st.sampled_from(COMMANDS), st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str.casefold]))
def test_case_changes_no_command(text, case):
    assume(case(text).lower() == text.lower())  # ß has no capital of its own
    assert meaning(case(text), asked=False) is meaning(text, asked=False)


@settings(deadline=None)
@given(st.sampled_from(["STOP", "unsubscribe", "Opt-out", "help", "start", "wrong number", "please stop texting me"]))
def test_width_changes_no_command(text):
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    assert wide != text
    assert meaning(wide, asked=False) is meaning(text, asked=False)


@settings(deadline=None)
@given(st.sampled_from(COMMANDS), st.data())
def test_accents_and_invisible_letters_change_no_command(text, data):
    marks = st.sampled_from(["", "", "\u0301", "\u0308", "\u0327", "\u200b", "\u200d", "\u00ad", "\ufeff"])
    marked = "".join(letter + (data.draw(marks) if letter.isalpha() else "") for letter in text)
    assert meaning(marked, asked=False) is meaning(text, asked=False)


NOISE = st.text(alphabet=" \t\n.,;:!\"'“”«»()*-_…\u200b\u00a0", max_size=20)


@settings(deadline=None)
@given(st.sampled_from(["STOP", "end", "Opt-out", "help", "start", "wrong number", "стоп", "停止"]), NOISE, NOISE)
def test_punctuation_and_space_around_change_no_command(word, before, after):
    assert meaning(before + word + after, asked=False) is meaning(word, asked=False)


def test_a_first_letter_drawn_out_is_still_the_command():
    assert {meaning(word, asked=False) for word in ("bbbasta", "qqquit", "ssstop")} == {Meaning.STOP}


# No command begins or ends with these letters: with one that does, or three alike, it would only be drawn out.
@settings(deadline=None)
@given(
    st.from_regex(r"(gj|km|gk){1,3}", fullmatch=True),
    st.sampled_from(["stop", "end", "help", "start", "quit", "cancel", "unsubscribe", "yes", "basta", "стоп"]),
    st.from_regex(r"(gj|km|gk){1,3}", fullmatch=True),
)
def test_a_command_inside_a_word_never_commands(before, word, after):
    for longer in (before + word + after, before + word, word + after, f"the {before}{word} {after}"):
        assert meaning(longer, asked=True) is Meaning.UNCLEAR


@settings(deadline=None)
@given(st.text())
def test_reading_a_text_twice_changes_nothing(text):
    plain = " ".join(words(text))
    assert " ".join(words(plain)) == plain
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=8), st.booleans())
def test_any_text_however_long_is_read_at_once(text, asked):
    long = (text * (65_536 // len(text) + 1))[:65_536]
    meaning("stop 停止してください", asked=asked)  # the first texts of all lay out the tables

    def took_s() -> float:
        began = time.thread_time()
        meaning(long, asked=asked)
        return time.thread_time() - began

    assert any(took_s() < 0.05 for _ in range(3)), "once all memory may be swept just then; not three times"
