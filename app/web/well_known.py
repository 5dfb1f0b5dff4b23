"""What browsers and search engines ask every site for by themselves: an icon, and where they may look.

Without these addresses each such request would be taken for a sheet that somebody has scanned and we do not know.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request

from app.web import access

ICON = (Path(__file__).resolve().parents[2] / "static" / "icon.png").read_bytes()
A_DAY = "public, max-age=86400"
# Whoever has the address of a coupon, of a visit or of preferences has what is in it: such addresses are in no index.
# Landing pages stay open, for the previews of links; that none is listed, they say themselves (robots, noindex).
ROBOTS = """\
User-agent: *
Disallow: /k/
Disallow: /l/
Disallow: /p/
Disallow: /p$
Disallow: /c/*/
Disallow: /c/*?v=
Disallow: /staff/
Disallow: /till/
Disallow: /phone
Disallow: /api/
Disallow: /hooks/
"""

views = Blueprint("well_known", __name__)


@views.get("/favicon.ico")
@access.anyone
def icon() -> Response:
    """Our icon, in one size for all; browsers know a PNG by its first bytes."""
    response = Response(ICON, mimetype="image/png", headers={"Cache-Control": A_DAY})
    response.add_etag()
    response.make_conditional(request)
    return response


# Spelled out, because a pattern beside `/<placement>` would be tried for every scan.
for size in ("", "-120x120", "-152x152", "-167x167", "-180x180"):
    for kind in ("", "-precomposed"):
        views.add_url_rule(f"/apple-touch-icon{size}{kind}.png", view_func=icon)


@views.get("/robots.txt")
@access.anyone
def robots() -> Response:
    """Where robots may look (RFC 9309)."""
    return Response(ROBOTS, mimetype="text/plain", headers={"Cache-Control": A_DAY})
