"""A network that exists nowhere: it sends every visitor straight back and answers what its account is called."""

from __future__ import annotations

from urllib.parse import urlencode

from app.platforms import Answer


class Platform:
    """Answers yes, no, pending or unknown to anybody who asks about the account of that name."""

    def start_url(self, account: str, state: str, callback_url: str) -> str:
        """Our own callback: the fake knows everybody."""
        return f"{callback_url}?{urlencode({'state': state, 'who': 'visitor'})}"

    def ask(self, account: str, query: dict[str, str]) -> Answer:
        """The account's own name, if it is an answer; unknown otherwise."""
        return Answer(account) if account in set(Answer) and query.get("who") else Answer.UNKNOWN
