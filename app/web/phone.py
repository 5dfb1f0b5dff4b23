"""The simulated phones: a page to look at and answer on, and the same as JSON for rehearsals.

Whatever is typed here goes the way of any text: noted as the network would, then
taken in by handbill before the answer to the request is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions import receive
from app.gateways.phone import E164, Gateway, Text, Weather
from app.rules.campaign import Campaign
from app.rules.phone import BadNumber, read_number, spaced
from app.rules.words import Say
from app.store import messages
from app.web import access, errors, origin, thread
from app.web.json_body import BadBody, needed_text, read_object, refuse_unknown
from app.web.parts import now, parts

SEARCH_FROM = 12
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
LONGEST = 1600  # letters: ten parts, and what most providers take
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

views = Blueprint("phone", __name__, url_prefix="/phone")


@views.after_request
def dress(response: Response) -> Response:
    """Lets our own script ask again, and the browser tell our own forms from a stranger's."""
    response.headers["Referrer-Policy"] = "same-origin"
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = POLICY
    return response


@views.errorhandler(BadBody)
def refuse(bad: BadBody) -> Response:
    """Says what is wrong, to a program or to a person."""
    if request.mimetype in FORMS or (request.method == "GET" and request.endpoint == "phone.page"):
        return errors.answer(bad.status, bad.code, bad.message)
    more = {"field": bad.field} if bad.field else {}
    return errors.json_error(bad.status, bad.code, bad.message, **more)


@views.get("")
@access.simulation
def page() -> str:
    """All phones, and one of them in the hand."""
    network, asked = _network(), _asked()
    digits = re.sub(r"\D", "", request.args.get("q", ""))
    phones = network.phones(digits)
    held = network.phone(_number(asked)) if asked else next(iter(phones), None)
    if asked and held is None:
        abort(404)
    about = {} if held is None else _about(held.number)
    return render_template(
        "phone/page.html",
        say=errors.page_language(),
        member=access.member_of_request(),
        simulated=True,
        room="phone",
        phones=phones,
        held=held,
        count=network.count(),
        searched=request.args.get("q", ""),
        search_from=SEARCH_FROM,
        weathers=list(Weather),
        written=spaced,
        **about,
    )


@views.get("/messages.json")
@access.simulation
def messages_json() -> Response:
    """The texts of one phone, or of all: newest last, direction as the phone sees it, "in" arrived and "out" typed."""
    asked = _asked()
    number = _number(asked) if asked else None
    told = [_told(text) for text in _network().texts(number)]
    return jsonify({"number": number, "messages": told} if number else {"messages": told})


@views.post("/messages")
@access.simulation
def send() -> BaseResponse:
    """A text from a phone; when this answers, it has had its effect."""
    fields, by_form = _fields("from", "to", "text")
    number, text = _number(needed_text(fields, "from", 40)), _text(fields)
    network = _network()
    sender = str(fields.get("to") or _last_sender(number))
    inbound = network.answer(number, sender, text, now())
    with parts().sessions.begin() as session:
        campaigns = parts().campaigns.shelf.campaigns
        receive.take_text(session, parts().means, campaigns, inbound, parts().settings.gateway, now())
    network.acknowledge([inbound])
    if by_form:
        return _back(number)
    id = int(inbound.vendor_reference.rpartition("-")[2])
    return _created(_told(Text(id, None, number, sender, text, False, now(), now())))


@views.post("/weather")
@access.simulation
def set_weather() -> BaseResponse:
    """How it is for a phone from now on, and what it answers by itself; either may be left out."""
    fields, by_form = _fields("number", "weather", "answer")
    number, network = _number(needed_text(fields, "number", 40)), _network()
    weather, answer = fields.get("weather"), fields.get("answer")
    if weather is not None and weather not in set(Weather):
        raise BadBody(422, "invalid", f"'weather' is one of {', '.join(Weather)}.", "weather")
    if answer is not None and not (isinstance(answer, str) and len(answer) <= LONGEST and _is_text(answer)):
        raise BadBody(422, "invalid", f"'answer' is a text of at most {LONGEST} letters, or empty.", "answer")
    network.add(number)
    if weather is not None:
        network.set_weather(number, Weather(weather))
    if answer is not None:
        network.set_answer(number, answer.strip())
    phone = network.phone(number)
    if by_form or phone is None:
        return _back(number)
    return jsonify({"number": number, "weather": phone.weather.value, "answer": phone.answer})


@views.post("/phones")
@access.simulation
def add() -> BaseResponse:
    """One phone more, with nothing on it yet."""
    fields, by_form = _fields("number")
    number = _number(needed_text(fields, "number", 40))
    _network().add(number)
    return _back(number) if by_form else _created({"number": number})


def _network() -> Gateway:
    """The simulated network; these views are there only with it."""
    return cast(Gateway, parts().gateways["phone"])


def _about(number: str) -> dict[str, object]:
    """Everything about the phone in the hand."""
    texts, last = _network().texts(number), _network().last_sent(number)
    with parts().sessions.read() as session:
        message = messages.message_of(session, last.reference) if last and last.reference else None
        path = messages.path(session, message.id) if message else []
    campaign = parts().campaigns.get(message.campaign) if message else _any_campaign()
    zone = campaign.zone if campaign else ZoneInfo("UTC")
    says = parts().says
    return {
        "bubbles": thread.bubbles(texts, zone),
        "brand": message.brand if message else "",
        "sender": texts[-1].sender if texts else (last.sender if last else ""),
        "clock": now().astimezone(zone),
        "fate": thread.fate(errors.page_language(), last.text, message, path, zone) if last and message else None,
        "chips": _chips(says[campaign.languages[0]] if campaign else says["en"]),
        "json_address": f"/phone/messages.json?number={quote(number)}",
    }


def _chips(say: Say) -> list[str]:
    return [say("YES"), say("STOP"), say("HELP")]


def _any_campaign() -> Campaign | None:
    return next(iter(parts().campaigns.shelf.campaigns.values()), None)


def _last_sender(number: str) -> str:
    last = _network().last_sent(number)
    return last.sender if last else ""


def _fields(*known: str) -> tuple[Mapping[str, Any], bool]:
    """(fields, whether a form sent them). Raises BadBody; a form of a stranger's page is a 403."""
    if request.mimetype not in FORMS:
        fields = read_object(request)
        refuse_unknown(fields, known)
        return fields, False
    if not origin.is_ours():
        abort(403)
    return {name: value for name, value in request.form.items() if name in known}, True


def _text(fields: Mapping[str, Any]) -> str:
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST or not _is_text(text):
        raise BadBody(422, "invalid", f"'text' is a text of 1 to {LONGEST} letters.", "text")
    return text


def _is_text(text: str) -> bool:
    """Whether it holds whole characters only; networks carry no NUL and no half of a pair."""
    return not any(letter == "\0" or unicodedata.category(letter) == "Cs" for letter in text)


def _asked() -> str:
    """The number in the address, or nothing; a + that nobody encoded has become a space on its way."""
    asked = request.args.get("number", "")
    return "+" + asked.lstrip() if asked.startswith(" ") else asked


def _number(typed: str) -> str:
    """The number in E.164, however it is spaced or began. Raises BadBody.

    Without + or 00 a phone that there is wins, then a number as people in the campaigns' countries dial it.
    """
    typed = unicodedata.normalize("NFKC", typed).strip()
    digits = "".join(str(unicodedata.decimal(letter, "")) for letter in typed)
    number = "+" + (digits[2:] if digits.startswith("00") else digits)
    spelt_out = typed.startswith("+") or digits.startswith("00") or re.search("[A-Za-z]", typed)
    if not spelt_out and _network().phone(number) is None:
        countries = [code for each in parts().campaigns.shelf.campaigns.values() for code in each.countries]
        try:
            return read_number(typed, list(dict.fromkeys(countries)) or ["US"]).e164
        except BadNumber:
            pass
    if not E164.fullmatch(number) or re.search("[A-Za-z]", typed):
        raise BadBody(422, "invalid", "Write a number with its country code, like +393331234567.", "number")
    return number


def _back(number: str) -> BaseResponse:
    return redirect(f"/phone?number={quote(number)}", 303)


def _created(body: Mapping[str, object]) -> Response:
    response = jsonify(body)
    response.status_code = 201
    return response


def _told(text: Text) -> dict[str, object]:
    """A text as JSON, from the phone's point of view."""
    here, there = text.number, text.sender
    at = text.arrived_at or text.at
    return {
        "id": text.id,
        "from": there if text.outbound else here,
        "to": here if text.outbound else there,
        "text": text.text,
        "at": _iso(at),
        "direction": "in" if text.outbound else "out",
    }


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
