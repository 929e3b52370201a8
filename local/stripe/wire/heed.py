"""No parameter is overlooked: one that the SDK knows and nobody here has read is refused, not ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.stripe.wire.errors import Unsupported

# What changes nothing that can be seen from outside, or only how a page looks.
HARMLESS = frozenset({
    "adaptive_pricing", "allowed_payment_method_types", "automatic_payment_methods",
    "branding_settings", "consent_collection", "custom_text", "error_on_requires_action",
    "excluded_payment_method_types", "expand", "integration_identifier", "invoice_settings", "name_collection",
    "off_session", "origin_context", "payment_method_configuration", "payment_method_options", "payment_method_types",
    "payment_settings", "permissions", "phone_number_collection", "radar_options", "return_url",
    "saved_payment_method_options", "use_stripe_sdk", "validate", "wallet_options",
})  # fmt: skip


class Heeded(Mapping[str, Any]):
    """Parameters that remember which of them have been read."""

    def __init__(self, params: dict[str, Any]) -> None:
        self._params = params
        self._read: set[object] = set()

    def __getitem__(self, name: str) -> Any:
        self._read.add(name)
        return self._params[name]

    def __contains__(self, name: object) -> bool:
        self._read.add(name)
        return name in self._params

    def __iter__(self) -> Iterator[str]:
        return iter(self._params)

    def __len__(self) -> int:
        return len(self._params)

    def check(self) -> None:
        """Raises Unsupported for a parameter that nobody has read, unless it changes nothing."""
        for name, value in self._params.items():
            off = isinstance(value, dict) and value.get("enabled") is False
            if name not in self._read | HARMLESS and not off:
                raise Unsupported(name, name)


def check_known(given: Mapping[str, Any], known: set[str], where: str) -> None:
    """Raises Unsupported for a name inside a parameter that nobody here reads."""
    for name in given:
        if name not in known:
            raise Unsupported(f"{where}[{name}]", f"{where}[{name}]")
