"""The sum of a purchase at the till: asked for, read, or skipped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort

from app.actions.ask_sum import Question, ask_sum
from app.actions.look_up import look_up
from app.actions.sale import Refused
from app.rules.money import BadSum, places, read_sum
from app.rules.redemption import Purchase
from app.rules.words import Say
from app.store.access import Till
from app.web import access
from app.web.parts import now, parts
from app.web.takings import condition, money

CURRENCY = re.compile("[A-Z]{3}")
MOST_LETTERS = 20  # of a sum


@dataclass(frozen=True)
class Asked:
    """The screen that asks for the sum: for what, in which currency, and what was wrong with the last one."""

    code: str
    words: str
    currency: str
    needed: bool
    sign: str
    has_cents: bool
    typed: str = ""
    wrong: str = ""

    view = "sum"


def purchase(form: Mapping[str, str], till: Till, code: str, say: Say) -> Purchase | Asked | Refused | None:
    """What was bought; None where that need not be known; the screen that asks for it; or the no that comes before.

    A form without the field `amount` was never asked; one with an empty field was, and skips where that is allowed.
    """
    typed = "" if "skip" in form else form.get("amount", "").strip()[:MOST_LETTERS]
    if typed:
        return _typed(typed, form.get("currency", ""), till, code, say)
    question = _question(till, code)
    if question is None:
        return None
    if "amount" not in form and "skip" not in form:
        return _asked(question, code, say)
    return _asked(question, code, say, wrong=_wrong(say)) if question.needed else None


def _typed(typed: str, currency: str, till: Till, code: str, say: Say) -> Purchase | Asked | Refused:
    """Without a currency it is the offer's; of an offer that has none either the form is no form of ours."""
    question = None if CURRENCY.fullmatch(currency) else _question(till, code)
    unit = question.currency if question else currency
    try:
        if CURRENCY.fullmatch(unit):
            return Purchase(read_sum(typed, unit, say.decimal_sign), unit)
    except BadSum:
        question = question or _question(till, code)
    if question:
        return _asked(question, code, say, typed=typed, wrong=_wrong(say))
    no = _no(till, code)
    if no:
        return no
    if not CURRENCY.fullmatch(unit):
        abort(400)
    return Asked(code, "", unit, False, say.decimal_sign, places(unit) > 0, typed, _wrong(say))


def _no(till: Till, code: str) -> Refused | None:
    """The counted no to a wrong code, and that to a till that has to wait: a bad sum tells nothing of its code."""
    with parts().sessions.begin() as session:
        found = look_up(session, parts().means, till, code, now(), address=access.client_address())
    return found if isinstance(found, Refused) else None


def _question(till: Till, code: str) -> Question | None:
    with parts().sessions.read() as session:
        return ask_sum(session, parts().means, parts().offers, till, code, now())


def _asked(question: Question, code: str, say: Say, *, typed: str = "", wrong: str = "") -> Asked:
    if question.balance is None:
        words = condition(question.offer, say)
    else:
        words = say("{amount} is on this card.", amount=money(question.balance, question.currency, say))
    currency, has_cents = question.currency, places(question.currency) > 0
    return Asked(code, words, currency, question.needed, say.decimal_sign, has_cents, typed, wrong)


def _wrong(say: Say) -> str:
    return say("Type the sum in figures, such as {example}.", example=f"39{say.decimal_sign}90")
