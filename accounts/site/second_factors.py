"""How the secrets of authenticator apps and recovery codes lie in the database: sealed."""

from allauth.mfa.adapter import DefaultMFAAdapter

from accounts.services.sealing import seal, unseal

# So that the key is of no use for anything else that is made of SECRET_KEY.
PURPOSE = b"accounts.second_factors"


class EncryptingAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's own, but for how secrets are kept."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This is not the code. It changes twice a minute: please type the newest one.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography.fernet.InvalidToken for what was written under a key that holds no more."""
        return unseal(encrypted_text, purpose=PURPOSE)
