"""What the till's page says without a line, static/till-line.js fills its screens in."""

from __future__ import annotations

from typing import Any

from app.rules.redemption import Refusal
from app.rules.words import Say
from app.web import refusals, undoing
from app.web.undoing import Why
from app.web.verdicts import BLANK_NO, BLANK_YES, Verdict


def blanks(say: Say) -> dict[str, Verdict | Why]:
    """The screens that the page fills in, by their names."""
    return {"yes-screen": BLANK_YES, "no-screen": BLANK_NO, "why-screen": undoing.why("-", say)}


def words(say: Say) -> dict[str, Any]:
    """By their names; names in braces are filled in by the page. A no, or what is open, is [reason, what to say]."""
    ask = say("May I scan the square code on your phone?")
    unchecked = say("I cannot check it right now. It stays good.")
    return {
        "percent": say("Take {percent} off", percent="{n}"),
        "amount": say("Take {amount} off", amount="{n}"),
        "points": say("Add points: {n}"),
        "given": say("Code {code} looks good by its seal. It is reported once the connection is back."),
        "undone": undoing.undone(say),
        "too_late": undoing.too_late(say),
        "say": say("Say: “{words}”"),
        "waiting": say("to be reported: {n}"),
        "others": say("to be reported by {till}: {n}"),
        "reported": say("Reported: {n}."),
        "doubles": say("Already used elsewhere: {n}. Staff see where."),
        "refused": say("Against the offer’s terms: {n}. Staff see why."),
        "late": say("Undone too late: {n}. They stay spent."),
        "no": {
            "unknown": refusals.told(Refusal.UNKNOWN, {}, None, None, say),
            "used": refusals.told(Refusal.ALREADY_REDEEMED, {}, None, None, say),
            "used_here": (
                say("Already used here at {time}"),
                say("This one was used at {time}. It works once. There may be a new offer on our page."),
            ),
            "early": refusals.starts("{day}", say),
            "late": refusals.ended("{day}", say),
        },
        "open": {
            "unsealed": (say("Scan the square code: letters alone cannot be checked offline."), ask),
            "needs_line": (
                say("What is left on this card cannot be seen offline."),
                say("I can see what is left on it once we are connected again."),
            ),
            "unprepared": (say("Not checked. This till has to be connected once first."), unchecked),
            "unkept": (
                say("Not redeemed: this device could not note it down. Free some space on it."),
                unchecked,
            ),
        },
    }
