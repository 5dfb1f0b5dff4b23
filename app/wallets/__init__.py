"""Cards for the wallets of phones, signed with the operator's keys: one file a wallet, each off until its keys are set.

What stands on a card is for app/rules to say. Nothing is asked of Apple or Google: a phone takes the card along.
"""


class BadWallet(ValueError):
    """A wallet's settings cannot be used; the message names the setting and says what to do."""
