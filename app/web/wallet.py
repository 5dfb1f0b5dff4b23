"""The coupon for the wallet of a phone: a file for Apple's, a link of Google's. Both change nothing here."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect
from werkzeug.wrappers import Response as BaseResponse

from app.rules.campaign import Campaign
from app.rules.coupon import write_code
from app.rules.wallet import Card, card_of
from app.store.coupons import Coupon
from app.wallets.apple import MEDIA_TYPE
from app.web import access
from app.web.coupon import content, not_ours, shown_by
from app.web.parts import now, parts
from app.web.picture import picture_of

PURPOSE = "wallet"  # of the index that numbers cards

views = Blueprint("wallet", __name__)


@views.get("/k/<token>/apple")
@access.visitor
def apple(token: str) -> Response:
    """The coupon as an Apple Wallet pass."""
    with parts().sessions.read() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
    wallet = parts().pocket.apple
    if wallet is None or not wallet.is_good(now()):
        abort(404)
    logo = picture_of(found[1].brand.look.logo)
    packed = wallet.package(_card(token, *found), logo.data if logo else None)
    name = {"Content-Disposition": 'inline; filename="coupon.pkpass"'}
    return Response(packed, mimetype=MEDIA_TYPE, headers=name)


@views.get("/k/<token>/google")
@access.visitor
def google(token: str) -> BaseResponse:
    """On to Google, with the coupon in the address."""
    with parts().sessions.read() as session:
        found = shown_by(session, token)
        if found is None:
            return not_ours(session)
    wallet = parts().pocket.google
    if wallet is None:
        abort(404)
    return redirect(wallet.link(_card(token, *found), now()), 303)


def _card(token: str, coupon: Coupon, campaign: Campaign) -> Card:
    """The coupon's card, in the coupon's language. Its number is the same for as long as the oldest key stays."""
    language = campaign.language([coupon.language])
    return card_of(
        campaign,
        language,
        parts().says[language],
        number=parts().means.vault.index(PURPOSE, str(coupon.serial)).hex(),
        code=write_code(coupon.serial, parts().settings.secret_keys),
        content=content(coupon, campaign),
        status=coupon.status(now()),
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        page=f"{parts().settings.base_url}/k/{token}",
        placement=coupon.placement,
    )
