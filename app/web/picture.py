"""Pictures of brands, made ready once a process and kept by the name that their content gives them."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort

from app.rules.picture import BadPicture, Picture, prepare
from app.web import access
from app.web.parts import parts

FOR_EVER = "public, max-age=31536000, immutable"

views = Blueprint("picture", __name__)
log = logging.getLogger(__name__)


@views.get("/image/<campaign>/<name>")
@access.anyone
def image(campaign: str, name: str) -> Response:
    """A picture that one of the campaign's pages shows."""
    found = parts().campaigns.get(campaign)
    look = found.brand.look if found else None
    shown = [picture_of(file) for file in (look.image, look.logo)] if look else []
    picture = next((each for each in shown if each and each.name == name), None)
    if picture is None:
        abort(404)
    return Response(picture.data, mimetype="image/webp", headers={"Cache-Control": FOR_EVER})


def picture_of(file: str | None) -> Picture | None:
    """The picture of this name beside the campaign files; None where there is none that can be shown."""
    folder = parts().settings.campaigns.resolve()
    if file is None or (path := folder / file).resolve().parent != folder:
        return None
    try:
        return _prepared(path, path.stat().st_mtime_ns)
    except OSError as error:
        log.warning("picture %s cannot be read: %s", file, error.strerror)
        return None


@lru_cache(64)
def _prepared(path: Path, _changed_ns: int) -> Picture | None:
    try:
        return prepare(path.read_bytes())
    except BadPicture as bad:
        log.warning("picture %s is not shown: %s", path.name, bad)
        return None
