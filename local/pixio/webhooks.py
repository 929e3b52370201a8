"""Webhooks as Pixio's sender sends them: unsigned, three tries, each event on its own way, so in no order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import httpx

from local.pixio.runs import Delivery, Run, now

PAUSES = (0.0, 0.5, 1.0)  # seconds before each try
TRY_SECONDS = 20.0


class WebhookSender:
    """Sends the events of all runs, with `pauses` before each try. `changed` is called with a run whenever one of its
    deliveries has news."""

    def __init__(self, client: httpx.AsyncClient, changed: Callable[[Run], None], pauses: Sequence[float]) -> None:
        self._client, self._changed, self._pauses = client, changed, pauses
        self._under_way: set[asyncio.Task[None]] = set()

    def announce(self, run: Run) -> None:
        """Tell the run's webhook how the run stands now; returns at once."""
        if not run.webhook or not (run.finished or run.webhook_intermediate_status):
            return
        delivery = Delivery(run.event())
        run.deliveries.append(delivery)
        if "webhooks" in run.fault:
            delivery.state = "dropped"
            return
        task = asyncio.create_task(self._deliver(run, delivery))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _deliver(self, run: Run, delivery: Delivery) -> None:
        for pause in self._pauses:
            await asyncio.sleep(pause)
            if await self._attempt(run, delivery):
                break
        delivery.state = "delivered" if "error" not in delivery.attempts[-1] else "failed"
        self._changed(run)

    async def _attempt(self, run: Run, delivery: Delivery) -> bool:
        attempt = {"at": now()}
        try:
            response = await self._client.post(str(run.webhook), json=delivery.body, timeout=TRY_SECONDS)
            attempt["status"] = str(response.status_code)
            if not response.is_success:
                attempt["error"] = f"answered {response.status_code}"
        except httpx.HTTPError as error:
            attempt["error"] = f"{type(error).__name__}: {error}"
        delivery.attempts.append(attempt)
        self._changed(run)
        return "error" not in attempt
