"""What a page says when the shield holds a text back, and the sum it may ask the browser for.

Whoever is held up loses nothing: what was typed stays, one sentence says what to do, and where the campaign has a
keyword that way is open. A browser without script is told the same.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import quote

from flask import request

from app.actions.apply import Joined, Outcome
from app.rules import challenge, link
from app.rules.campaign import Campaign
from app.rules.challenge import BadChallenge
from app.rules.country import can_answer, opt_in
from app.rules.phone import spaced
from app.rules.shield import LEAST_FILL
from app.rules.words import Say
from app.web.face import Face
from app.web.page import Amiss, Way
from app.web.parts import now, parts

SOON = timedelta(seconds=10)  # as "a few seconds" goes


def is_odd(remark: str) -> bool:
    """Whether the form looks as if no person had filled it in: a field that nobody sees is full, or it came at once.

    With the simulated phone there is nothing to pump, so how fast a form comes does not count.
    """
    token = request.form.get("csrf_token", "")
    return bool(remark) or (not parts().means.simulated and link.age_s(token, now()) < LEAST_FILL.total_seconds())


def solved(campaign: Campaign) -> str:
    """The id of the sum that this form brings back solved; empty if it brings none."""
    try:
        return challenge.read_solution(request.form["altcha"], campaign.id, parts().means.keys, now())
    except (KeyError, BadChallenge):
        return ""


def sum_for(campaign: Campaign) -> str:
    """A sum for the browser, as JSON."""
    means = parts().means
    dice = {"salt": means.dice(1 << challenge.SALT_BITS), "number": means.dice(challenge.MOST)}
    return json.dumps(challenge.write_challenge(campaign.id, means.keys, now(), **dice))


def way_in(campaign: Campaign, country: str) -> Way | None:
    """The keyword, for whoever has a number of this country; None where it would not let them in."""
    word = campaign.keyword
    if word is None or campaign.age_gate is not None or not can_answer(campaign, country):
        return None
    return Way(word.word, spaced(word.sender), f"sms:{word.sender}?body={quote(word.word)}")


def takes_yes(campaign: Campaign, country: str) -> bool:
    """Whether a text to a number of this country brings a pin that its owner may answer with YES instead."""
    return opt_in(campaign, country) != "single" and can_answer(campaign, country)


def said(shown: Face, outcome: Outcome, *, way: Way | None, takes_yes: bool) -> Amiss:
    """What has to be said, and offered; the same for all numbers of a country, or it would tell whom we texted."""
    say, joined = shown.say, outcome.joined
    at = outcome.again_from or now()
    time = moment(shown, at)
    if joined is Joined.CHECK:
        return Amiss(check=sum_for(shown.campaign), way=way, again=again(shown, at))
    if joined is Joined.HELD_UP:
        held = say("Texts to numbers like this one are held back for now.")
        return Amiss(held=held, way=way, again=someday(say) if outcome.by_hand else again(shown, at))
    if joined is Joined.NUMBER_FULL:
        full = say("Too many texts went to this number. Again from {time}.", time=time)
        yes = say("If a text of ours brought you a code, you can also reply YES to it.")
        return Amiss(number=f"{full} {yes}" if takes_yes else full, way=way)
    return Amiss(number=say("Too many tries. Again from {time}.", time=time), way=way)


def someday(say: Say) -> str:
    """When to try again, where nobody knows until when it is closed."""
    return say("Nobody can say yet until when. Please try again another day.")


def again(shown: Face, at: datetime) -> str:
    """From when to try again, as a sentence."""
    if at - now() < SOON:
        return shown.say("Please wait a few seconds, then press the button once more.")
    return shown.say("Please try again from {time}.", time=moment(shown, at))


def moment(shown: Face, at: datetime) -> str:
    """The time, with its day if that is not today."""
    local, say = shown.local(at), shown.say
    time = say.time(local)
    return time if local.date() == shown.local(now()).date() else f"{say.weekday(local.date())}, {time}"
