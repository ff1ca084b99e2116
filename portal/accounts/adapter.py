"""How allauth's pages behave here."""

from allauth.account.adapter import DefaultAccountAdapter


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up on their own: people are invited, suppliers register through their own page."""

    def is_open_for_signup(self, request: object) -> bool:
        return False
