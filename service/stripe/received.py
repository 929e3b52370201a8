"""The parts of Stripe's events that are read, with their bounds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from service.provider_json import Id, Received, id_or_none

END_OF_9999 = 253_402_300_799


class ReceivedObject(Received):
    """The object that an event is about."""

    id: Id | None = None
    object: Any = None
    parent: Any = None
    payment_intent: Any = None

    @property
    def parent_id(self) -> str | None:
        """The subscription of an invoice, or the payment of a charge, refund or dispute.

        It only saves a request to Stripe, so a value of another form is ignored.
        """
        if self.object == "invoice":
            return id_or_none(_member(_member(self.parent, "subscription_details"), "subscription"))
        return id_or_none(self.payment_intent)


class ReceivedData(Received):
    """The part of an event that holds the object."""

    object: ReceivedObject


class ReceivedEvent(Received):
    """An event. Any JSON object may be its object; `created` is in seconds since 1970."""

    id: Id
    type: Id
    created: Annotated[int, Field(ge=0, le=END_OF_9999)]
    data: ReceivedData


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
