"""The webhook URL of a generation. Pixio signs nothing, so the URL itself carries a token that only we can make."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from urllib.parse import urlencode

from service.settings import Settings


def webhook_url(settings: Settings, generation_id: str) -> str:
    """The URL that the run of this generation reports to."""
    token = _token(settings.pixio_webhook_secrets[0], generation_id)
    return f"{settings.site_url}/api/webhooks/pixio?{urlencode({'generation': generation_id, 'token': token})}"


def is_ours(secrets: Sequence[str], generation_id: str, token: str) -> bool:
    """Did we make this token, for this generation? Compares in constant time."""
    matches = [hmac.compare_digest(_token(secret, generation_id).encode(), token.encode()) for secret in secrets]
    return any(matches)


def _token(secret: str, generation_id: str) -> str:
    return hmac.digest(secret.encode(), generation_id.encode(), "sha256").hex()
