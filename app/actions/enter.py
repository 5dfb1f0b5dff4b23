"""Lets somebody into a campaign who texted its word: by print, by radio or by a QR code that carries the text.

It stands as the page does, and the text itself proves the number, so there is no pin and no gate: who has no account
anywhere has this way in. What stood beside the word in print is what was agreed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.actions import Means
from app.actions.ask import ask_by_text
from app.actions.enrol import marketing_standing, text_confirmation
from app.actions.hear import Said
from app.actions.issue import issue
from app.actions.record import act
from app.actions.reply import reply, was_told
from app.actions.reserve import is_sold_out
from app.actions.visit import open_visit
from app.actions.write import is_under_way
from app.rules import answers
from app.rules.answers import Answer
from app.rules.campaign import Campaign
from app.rules.campaign_keyword import Heard
from app.rules.consent import keyword_words
from app.rules.country import can_answer
from app.rules.ledger import Event
from app.rules.message import Kind
from app.rules.phone import is_served, spaced
from app.rules.standing import Standing, standing
from app.rules.suppression import Scope
from app.rules.whereabouts import whereabouts
from app.store import Session, coupons, ledger, limits, proofs, subscribers, suppressions, visits

NOWHERE = ""  # the placement of whoever came by no printed link


@dataclass(frozen=True)
class _Entry:
    """One word while it is answered: what was said, and the campaign whose word it is."""

    said: Said
    campaign: Campaign
    visit: int


def enter(session: Session, means: Means, campaigns: Mapping[str, Campaign], said: Said, heard: Heard) -> None:
    """Texts the coupon, and joins the programme if the word is for that; or says in a sentence why not."""
    if heard.ambiguous:
        if said.campaign:
            text = answers.which(said.campaign, means.says[said.language], heard.ambiguous)
            reply(session, means, said, said.campaign, Answer.WHICH, text)
        return
    campaign = campaigns[heard.campaign]
    if not is_served(said.person.number, campaign.countries):  # a text there may cost what no coupon brings
        return
    refused = _refused(session, means, campaign, said)
    if refused:
        about, text = refused
        if not was_told(session, said, about):
            reply(session, means, said, campaign, about, text)
        return
    _let_in(session, means, _Entry(said, campaign, open_visit(means.dice)))


def words_of(said: Said) -> dict[str, str]:
    """The words that count at the sender, each with its campaign's id; of two campaigns with one word the live one."""
    return {each.keyword.word: each.id for each in reversed(said.behind) if each.keyword}


def _refused(session: Session, means: Means, campaign: Campaign, said: Said) -> tuple[Answer, str] | None:
    """What to say instead of a coupon; None where there is one."""
    say, state = means.says[said.language], campaign.state(said.now)
    if suppressions.suppressed_by(session, said.person.id).get(campaign.brand.name) is Scope.ALL:
        return Answer.ENDED, answers.ended(campaign, say)
    if state == "early":
        return Answer.EARLY, answers.early(campaign, say)
    if state != "live":
        return Answer.OVER, answers.over(campaign, say)
    if campaign.age_gate:
        return Answer.ON_PAGE, answers.on_page(campaign, say, link=f"{means.base_url}/c/{campaign.id}")
    if (
        is_sold_out(session, campaign, NOWHERE, said.now)
        and coupons.coupon_of(session, campaign.id, said.person.id) is None
    ):
        return Answer.SOLD_OUT, answers.sold_out(campaign, say)
    return None


def _let_in(session: Session, means: Means, entry: _Entry) -> None:
    said, campaign = entry.said, entry.campaign
    person, now = said.person, said.now
    if is_under_way(session, campaign, person.id, Kind.SERVICE, now):
        return
    if means.limits and limits.take(session, limits.KEYWORDS_OF_NUMBER, person.number, now):
        return
    subscribers.hold(session, {person.id})
    coupon = issue(session, means, campaign, person, placement=NOWHERE, visit=entry.visit, now=now)
    if coupon is None:
        reply(session, means, said, campaign, Answer.SOLD_OUT, answers.sold_out(campaign, means.says[said.language]))
        return
    first = not ledger.has_asked(session, person.id, campaign.id)
    visit = visits.Visit(entry.visit, campaign.id, NOWHERE, said.language, False, None, {})
    visits.join(session, visit, person.id, first=first, now=now)
    _record(session, means, entry, "grant", "coupon")
    if campaign.programme and campaign.keyword and campaign.keyword.joins == "programme":
        _join(session, means, entry)


def _join(session: Session, means: Means, entry: _Entry) -> None:
    """Into the programme too: at once where the word alone is a consent, by a YES where a text may ask for one [SK-1].

    Whoever once ended these texts is asked in any case: the word says nothing of that.
    """
    said, campaign = entry.said, entry.campaign
    person, now = said.person, said.now
    if marketing_standing(session, person.id, campaign) is Standing.GRANTED:
        return
    needs = means.law.needs(sorted(whereabouts(person.number, person.country).places), now.date())
    if needs.keyword_joins and _may_grant(session, entry):
        _record(session, means, entry, "grant", "marketing")
        text_confirmation(session, means, campaign, person, visit=entry.visit, now=now)
    elif needs.may_ask_by_text and can_answer(campaign, person.country) and not _is_asked(session, entry):
        _record(session, means, entry, "request", "marketing")
        ask_by_text(session, means, campaign, person, placement=NOWHERE, now=now)


def _may_grant(session: Session, entry: _Entry) -> bool:
    """Whether a word grants what it asks for: not after an end, nor where the programme asks twice [US-CTIA-DOI-2]."""
    person, programme, brand = entry.said.person.id, entry.campaign.programme, entry.campaign.brand.name
    if programme is None or programme.premium or programme.opt_in == "double":
        return False
    events = ledger.marketing_events(session, {person}).get((person, brand), [])
    granted = standing([*events, Event.GRANT]) is Standing.GRANTED
    return granted and brand not in suppressions.suppressed_by(session, person)


def _is_asked(session: Session, entry: _Entry) -> bool:
    """Whether the number is asked already, and has still time to say YES [EU-DOI-3]."""
    asked = proofs.open_proofs(session, entry.said.person.id, entry.said.now)
    return any(each.marketing and each.takes_yes and each.campaign == entry.campaign.id for each in asked)


def _record(session: Session, means: Means, entry: _Entry, event: str, purpose: str) -> None:
    """Adds the act with the text that it was, and with the words that stood beside the campaign's word in print."""
    said, campaign = entry.said, entry.campaign
    base = means.base_url
    language = campaign.languages[0] if said.person.language not in campaign.languages else said.person.language
    words = keyword_words(
        campaign,
        means.says[language],
        terms=f"{base}/t/{campaign.id}",
        privacy=f"{base}/privacy/{campaign.id}",
        number=spaced(campaign.keyword.sender) if campaign.keyword else "",
    )
    digest = sha256(words.encode()).hexdigest()
    ledger.add_words(session, digest, language, words)
    done = act(
        campaign,
        event=event,
        purpose=purpose,
        country=said.person.country,
        language=language,
        evidence=ledger.seal_evidence(session.vault, said.evidence),
        words=digest,
        placement=NOWHERE,
        visit=entry.visit,
        now=said.now,
    )
    ledger.add(session, said.person.id, done)
