"""AWS End User Messaging SMS (pinpoint-sms-voice-v2), by boto3: pip install "handbill[aws]".

SendTextMessage has no token that would make a repeat safe, so boto3 is told to repeat nothing. Our reference goes with
the text as its context and comes back in each event. Events and answers come by SNS, which signs them with a key whose
certificate it names; that is fetched once, from SNS alone, and kept.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from app import wire
from app.gateways import BadGateway, BadSignature, Can, GatewayError, Hook, Inbound, Outgoing, Place, Pushing, Receipt
from app.http_pool import CONNECT_S, WHOLE_S, Answer, Pool
from app.rules.failure import Failure, state_of
from app.rules.message import State
from app.rules.moment import read_moment

SETTINGS = {
    "REGION": "region of the account's senders, such as eu-central-1",
    "CONFIGURATION_SET": "configuration set whose events go to one of the topics",
    "TOPICS": "ARN of the SNS topic of events, and that of two-way texts if it is another, with a comma between",
    "KEY": "access key id; none, then what boto3 finds: the machine's role, AWS_… or ~/.aws",
    "SECRET": "secret of that key; none",
    "ORIGIN": "pool, number or sender id to send by; none, then the campaign's sender",
    "PROTECT": "protect configuration to hold each text to; none, then the account's",
    "MAX_PRICE": "most that a part may cost, in US dollars, such as 0.08; none",
    "STOPS": "vendor, where AWS answers STOP as it does by itself, or ours; vendor",
    "HOOK_SECRET": "secret in the topics' address, 32 or more of A-Z, a-z, 0-9, - and _, for raw delivery; none",
    "URL": "address of the API, for a private endpoint; the region's",
}
LONGEST_VALID_S, SHORTEST_VALID_S = 259_200, 5
CONNECTIONS = 32
CONTEXT = "reference"

# the service model's exceptions, their reasons, and the fields and resources that they name: what is found first counts
CODES = {
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": Failure.OPTED_OUT,
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": Failure.TRIAL,
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": Failure.REFUSED,
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": Failure.REGION,
    "DESTINATION_COUNTRY_BLOCKED": Failure.REGION,
    "COUNTRY_NOT_ENABLED": Failure.REGION,
    "INTERNATIONAL_SENDING_NOT_SUPPORTED": Failure.REGION,
    "NO_ORIGINATION_IDENTITIES_FOUND": Failure.SENDER,
    "NUMBER_CAPABILITIES_MISMATCH": Failure.SENDER,
    "MESSAGE_TYPE_MISMATCH": Failure.SENDER,
    "RESOURCE_NOT_ACTIVE": Failure.SENDER,
    "RESOURCE_NOT_ACCESSIBLE": Failure.SENDER,
    "REGISTRATION_NOT_COMPLETE": Failure.SENDER,
    "COUNTRY_CODE_MISMATCH": Failure.SENDER,
    "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY": Failure.SENDER,
    "SENDER_ID_NOT_REGISTERED": Failure.SENDER,
    "SENDER_ID_NOT_SUPPORTED": Failure.SENDER,
    "SENDER_ID_REQUIRES_REGISTRATION": Failure.SENDER,
    "MAXIMUM_SIZE_EXCEEDED": Failure.BAD_TEXT,
    "PRICE_OVER_THRESHOLD": Failure.REFUSED,
    "ACCOUNT_DISABLED": Failure.ACCOUNT,
    "INSUFFICIENT_ACCOUNT_REPUTATION": Failure.ACCOUNT,
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT": Failure.BALANCE,
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS": Failure.BALANCE,
    "DestinationPhoneNumber": Failure.BAD_NUMBER,
    "MessageBody": Failure.BAD_TEXT,
    "OriginationIdentity": Failure.SENDER,
    "phone-number": Failure.SENDER,
    "sender-id": Failure.SENDER,
    "pool": Failure.SENDER,
    "rcs-agent": Failure.SENDER,
    "ServiceQuotaExceededException": Failure.BALANCE,
    "ThrottlingException": Failure.THROTTLED,
    "AccessDeniedException": Failure.CREDENTIALS,
    "ResourceNotFoundException": Failure.ACCOUNT,
    "InternalServerException": Failure.BROKEN,
    # of every service of theirs
    "ExpiredTokenException": Failure.CREDENTIALS,
    "IncompleteSignature": Failure.CREDENTIALS,
    "InvalidClientTokenId": Failure.CREDENTIALS,
    "InvalidSignatureException": Failure.CREDENTIALS,
    "MissingAuthenticationToken": Failure.CREDENTIALS,
    "OptInRequired": Failure.CREDENTIALS,
    "UnrecognizedClientException": Failure.CREDENTIALS,
    "RequestLimitExceeded": Failure.THROTTLED,
    "TooManyRequestsException": Failure.THROTTLED,
    "ServiceUnavailable": Failure.DOWN,
    "ServiceUnavailableException": Failure.DOWN,
}
UNSENT = {  # what botocore raises before anything has left
    "ConnectTimeoutError": Failure.DOWN,
    "EndpointConnectionError": Failure.DOWN,
    "ProxyConnectionError": Failure.DOWN,
    "CredentialRetrievalError": Failure.CREDENTIALS,
    "NoCredentialsError": Failure.CREDENTIALS,
    "PartialCredentialsError": Failure.CREDENTIALS,
    "ParamValidationError": Failure.REFUSED,
}
UNANSWERED = {"ConnectionClosedError", "HTTPClientError", "ReadTimeoutError", "ResponseStreamingError", "SSLError"}

# eventType, after TEXT_ or RCS_
STATES = {
    "QUEUED": State.SENT,
    "PENDING": State.SENT,
    "SENT": State.SENT,
    "SUCCESSFUL": State.SENT,  # a network has it
    "FALLEN_BACK_TO_SMS": State.SENT,
    "UNKNOWN": State.SENT,  # nothing was heard for 72 hours
    "DELIVERED": State.DELIVERED,
    "READ": State.DELIVERED,
}
REASONS = {
    "INVALID": Failure.BAD_NUMBER,
    "INVALID_MESSAGE": Failure.BAD_TEXT,
    "UNREACHABLE": Failure.UNREACHABLE,
    "CARRIER_UNREACHABLE": Failure.UNREACHABLE,
    "BLOCKED": Failure.BLOCKED,
    "CARRIER_BLOCKED": Failure.FILTERED,
    "SPAM": Failure.FILTERED,
    "TTL_EXPIRED": Failure.EXPIRED,
    "PROTECT_BLOCKED": Failure.FILTERED,  # this text; AWS lets others to the same country leave
    "FAILED": Failure.REFUSED,
}

INBOUND = ("inboundMessageId", "originationNumber", "destinationNumber")

# SNS. Its Timestamp is that of publishing, and what we do not take comes again for up to an hour
FRESH_S = 3_600 + 300
NOTICE, WELCOME, FAREWELL = "Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"
SUBSCRIBING = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
SIGNED = {
    NOTICE: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    WELCOME: SUBSCRIBING,
    FAREWELL: SUBSCRIBING,
}
HASHES = {"1": SHA1(), "2": SHA256()}
# a region's own shape, so that no bucket of anybody's can be called like one
SNS = r"(https://sns\.[a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]{1,2}\.amazonaws\.com(?:\.cn)?)"
CERTIFICATE_AT = re.compile(SNS + r"(/[A-Za-z0-9._-]{1,200}\.pem)")
CONFIRM_AT = re.compile(SNS + r"(/\?Action=ConfirmSubscription&[A-Za-z0-9=&%:._~-]{1,2000})")
MOST_CERTIFICATES = 8


class Gateway(Pushing):
    """An account at AWS, in one region."""

    def __init__(self, place: Place) -> None:
        if find_spec("boto3") is None:
            raise BadGateway('The gateway aws needs boto3: pip install "handbill[aws]".')
        self._region = place.given("REGION")
        self._url = wire.address_of(place, "") if place.given("URL", "") else None
        key = place.given("KEY", "")
        self._key = (key, place.given("SECRET")) if key else (None, None)
        self._topics = set(place.several("TOPICS"))
        self._secret = wire.hook_secret(place) if place.given("HOOK_SECRET", "") else None
        self._origin = place.given("ORIGIN", "")
        limits = {"ProtectConfigurationId": place.given("PROTECT", ""), "MaxPrice": place.given("MAX_PRICE", "")}
        self._always = {"ConfigurationSetName": place.given("CONFIGURATION_SET")}
        self._always |= {name: value for name, value in limits.items() if value}
        self.can = Can(handles_stop=wire.stops_at_vendor(place, "vendor", "ours"))
        self._certificates: dict[str, x509.Certificate] = {}

    def send(self, message: Outgoing) -> str:
        """The message id. Raises GatewayError."""
        fields = {
            "DestinationPhoneNumber": message.number,
            "OriginationIdentity": self._origin or message.sender,
            "MessageBody": message.text,
            "MessageType": "PROMOTIONAL" if message.promotional else "TRANSACTIONAL",
            "TimeToLive": max(SHORTEST_VALID_S, min(message.valid_s, LONGEST_VALID_S)),
            "Context": {CONTEXT: message.reference},
            **self._always,
        }
        try:
            told = self._client.send_text_message(**fields)
        except Exception as error:  # its readers fall over answers that are none, each in its own way
            raise _failed(error) from error
        if not isinstance(told.get("MessageId"), str):
            raise GatewayError(Failure.BROKEN, "the answer names no message")
        return str(told["MessageId"])

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt; nothing for what else a topic tells. Raises BadSignature, ValueError, GatewayError."""
        event = self._told(hook)
        family, _, word = wire.needed(event, "eventType").partition("_") if "eventType" in event else ("", "", "")
        if family not in {"TEXT", "RCS"}:
            return ()
        context, failure = event.get("context"), REASONS.get(word)
        reference = context.get(CONTEXT) if isinstance(context, dict) else None
        state = state_of(State.FAILED if failure else STATES.get(word, State.SENT), failure)
        network = f"{event.get('mcc') or ''}{event.get('mnc') or ''}" or None
        return [Receipt(wire.needed(event, "messageId"), word, state, wire.text_of(reference), failure, network)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text; nothing for what else a topic tells. Raises BadSignature, ValueError, GatewayError."""
        event = self._told(hook)
        if "inboundMessageId" not in event:
            return ()
        id, number, sender = (wire.needed(event, name) for name in INBOUND)
        return [Inbound(id, number, sender, str(event.get("messageBody") or ""))]

    @cached_property
    def _client(self) -> Any:
        import boto3.session
        from botocore.config import Config

        limits = Config(
            connect_timeout=CONNECT_S,
            read_timeout=WHOLE_S,
            retries={"total_max_attempts": 1, "mode": "standard"},
            max_pool_connections=CONNECTIONS,
            proxies={},
        )
        key, secret = self._key
        session = boto3.session.Session(key, secret, region_name=self._region)
        return session.client("pinpoint-sms-voice-v2", endpoint_url=self._url, config=limits)

    def _told(self, hook: Hook) -> dict[str, Any]:
        """What a topic of ours tells; empty where SNS speaks of itself, and once it is heard that we listen."""
        if hook.headers.get("x-amz-sns-rawdelivery") == "true":
            return self._raw(hook)
        envelope = self._verified(hook)
        if envelope["Type"] == WELCOME:
            fetch(*_allowed(CONFIRM_AT, envelope["SubscribeURL"]))
        if envelope["Type"] != NOTICE:
            return {}
        return wire.object_of(replace(hook, body=envelope["Message"].encode()).json)

    def _raw(self, hook: Hook) -> dict[str, Any]:
        """What comes without an envelope and so without a signature: a secret takes its place."""
        if self._secret is None:
            raise BadSignature("raw delivery is not signed, and there is no secret")
        wire.must_know(hook, self._secret)
        if hook.headers.get("x-amz-sns-topic-arn") not in self._topics:
            raise BadSignature("the topic is not ours")
        return wire.object_of(hook.json)

    def _verified(self, hook: Hook) -> dict[str, str]:
        """The envelope, once SNS has signed it, of late, for a topic of ours: the costly checks come last."""
        told = {name: value for name, value in wire.object_of(hook.json).items() if isinstance(value, str)}
        names, hashed = SIGNED.get(told.get("Type", "")), HASHES.get(told.get("SignatureVersion", ""))
        if names is None or hashed is None or told.get("TopicArn") not in self._topics:
            raise BadSignature("the topic is not ours, or this is no kind of message that SNS signs")
        wire.must_be_fresh(str(read_moment(told.get("Timestamp", "")).timestamp()), hook.at, FRESH_S)
        key = self._signer(told.get("SigningCertURL", ""), hook.at)
        text = "".join(f"{name}\n{told[name]}\n" for name in names if name in told)
        try:
            signature = base64.b64decode(told.get("Signature", ""), validate=True)
            key.verify(signature, text.encode(), padding.PKCS1v15(), hashed)
        except (InvalidSignature, UnsupportedAlgorithm, binascii.Error) as error:
            raise BadSignature("the signature does not fit the message") from error
        return told

    def _signer(self, url: str, at: datetime | None) -> rsa.RSAPublicKey:
        """The key of the certificate there. Raises BadSignature, and GatewayError where it cannot be had now."""
        origin, path = _allowed(CERTIFICATE_AT, url)
        certificate = self._certificates.get(url) or _certificate(fetch(origin, path))
        if len(self._certificates) >= MOST_CERTIFICATES:
            self._certificates.clear()
        if at and not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            self._certificates.pop(url, None)
            raise BadSignature("the certificate is not valid at this time")
        key = certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise BadSignature("the certificate is not of a key that SNS signs with")
        self._certificates[url] = certificate
        return key


def fetch(origin: str, path: str) -> bytes:
    """What SNS answers there. Raises GatewayError."""
    answer = wire.get(Pool(origin), path, {"Accept": "*/*"})
    if answer.status != 200:
        raise wire.refused(answer, Failure.DOWN)
    return answer.body


def _allowed(shape: re.Pattern[str], url: str) -> tuple[str, str]:
    """(origin, path) of an address that is one of SNS. Raises BadSignature."""
    found = shape.fullmatch(url)
    if not found:
        raise BadSignature("the address is not one of SNS")
    return found[1], found[2]


def _certificate(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise GatewayError(Failure.DOWN, "SNS gave something else than a certificate") from error


def _failed(error: Exception) -> GatewayError:
    """What an error of boto3 comes to: did anything leave, and what was said to it."""
    name, response = type(error).__name__, getattr(error, "response", None)
    if isinstance(response, dict):
        return _refused(response)
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return GatewayError(Failure.DOWN, name)
    if name in UNSENT:
        return GatewayError(UNSENT[name], name)
    return GatewayError(Failure.LOST if name in UNANSWERED else Failure.BROKEN, name)


def _refused(response: Mapping[str, Any]) -> GatewayError:
    """The error of an answer that botocore has read: by its reason, by what it names, by its kind, by its status."""
    told, meta = response.get("Error", {}), response.get("ResponseMetadata", {})
    fields = [each.get("Name") for each in response.get("Fields") or () if isinstance(each, dict)]
    words = [response.get("Reason"), *fields, response.get("ResourceType"), told.get("Code")]
    failure = next((CODES[word] for word in words if word in CODES), None)
    status, headers = int(meta.get("HTTPStatusCode", 400)), meta.get("HTTPHeaders", {})
    said = " ".join(str(word) for word in (told.get("Code"), response.get("Reason"), told.get("Message")) if word)
    return wire.refused(Answer(status, headers, b""), failure, said)
