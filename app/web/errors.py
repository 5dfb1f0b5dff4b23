"""What is said when a request cannot be answered: a page to people, one JSON shape to programs."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.rules.words import Say, mark
from app.store import StoreUnavailable
from app.web.parts import parts

RETRY_S = 5
NAMES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    411: "length_required",
    413: "too_large",
    415: "not_json",
    429: "too_many_attempts",
}

# What a page says, by status: what is the matter, and the way on.
WORDS = {
    400: (mark("That request was not for us"), mark("Go back and try once more.")),
    403: (mark("Not from there"), mark("Nothing was changed. Go back and send it from our own page.")),
    404: (mark("There is nothing here"), mark("Perhaps the address was cut short. Scan the sheet once more.")),
    405: (mark("There is nothing here"), mark("Go back and press the button once more.")),
    413: (mark("That was too much at once"), mark("Nothing was changed. Go back and send less.")),
    429: (mark("Too many tries"), mark("Wait a little, then try once more.")),
    500: (mark("That is our mistake"), mark("Nothing was changed. Go back and try once more.")),
    503: (mark("Back in a moment"), mark("Nothing was changed. Try once more in a few seconds.")),
}
OTHERWISE = (mark("That did not work"), mark("Nothing was changed. Go back and try once more."))
# Whoever works with handbill has scanned no sheet.
WORDS_OF = {
    "staff": {
        404: (mark("There is nothing here"), mark("Perhaps the campaign is gone, or the address was cut short.")),
        429: (mark("Too many tries"), mark("Wait ten minutes, then open a new link.")),
    },
    "till": {
        403: (mark("This page is out of date"), mark("Nothing was changed. Open the till again.")),
        404: (mark("There is nothing here"), mark("Perhaps the address was cut short.")),
        429: (mark("Too many tries"), mark("Wait ten minutes, then open a new link.")),
    },
}

log = logging.getLogger(__name__)


def handle(app: Flask) -> None:
    """Lets this module answer whatever a view did not."""
    app.register_error_handler(StoreUnavailable, _unavailable)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)


def page_language() -> Say:
    """The best language for a page of our own that belongs to no campaign."""
    says = parts().says
    return says[request.accept_languages.best_match(list(says)) or "en"]


def _unavailable(error: StoreUnavailable) -> Response:
    log.warning("503 for %s: %s", request.endpoint, error)
    response = answer(503, "unavailable", "Nothing was changed. Try again in a few seconds.")
    response.headers["Retry-After"] = str(RETRY_S)
    return response


def _http_error(error: HTTPException) -> BaseResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    response = answer(error.code, NAMES.get(error.code, "error"), error.description or error.name)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _bug(error: Exception) -> Response:
    log.error("a bug in %s", request.endpoint, exc_info=error)
    return answer(500, "internal", "That is our mistake. Nothing was changed.")


def wants_json() -> bool:
    """Whether a program asked."""
    return request.path.startswith(("/api/", "/hooks/", "/healthz", "/readyz")) or request.path.endswith(".json")


def answer(status: int, code: str, message: str) -> Response:
    """An error as whoever asked can read it."""
    if wants_json():
        return json_error(status, code, message)
    say, room = page_language(), request.path.split("/")[1]
    head, text = WORDS_OF.get(room, {}).get(status) or WORDS.get(status, OTHERWISE)
    page = render_template(
        f"{room}/error.html" if room in WORDS_OF else "error.html",
        say=say,
        status=status,
        head=say(head),
        text=say(text),
    )
    return Response(page, status, mimetype="text/html", headers={"Vary": "Accept-Language"})


def json_error(status: int, code: str, message: str, **more: object) -> Response:
    """An error in the one shape that programs know: ours, with RFC 9457's members beside it."""
    body = {
        "error": {"code": code, "message": message, **more},
        "type": f"{parts().settings.base_url}/api/docs#{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": message,
    }
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json" if request.path.startswith("/api/") else "application/json"
    return response
