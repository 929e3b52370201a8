"""Webhooks as Pixio sends them: unsigned, up to three attempts, each in a task of its own and so in any order."""

import asyncio
from collections.abc import Sequence

import httpx

from local.pixio.runs import Delivery, Run, now

PAUSES = (0.0, 0.5, 1.0)  # seconds before each attempt
ATTEMPT_SECONDS = 20.0


class WebhookSender:
    """Sends the events of all runs, with `pauses` before the attempts."""

    def __init__(self, client: httpx.AsyncClient, pauses: Sequence[float]) -> None:
        self._client, self._pauses = client, pauses
        self._tasks: set[asyncio.Task[None]] = set()

    def announce(self, run: Run) -> None:
        """Start a task that sends the run's present state to its webhook."""
        if not run.webhook or not (run.finished or run.webhook_intermediate_status):
            return
        delivery = Delivery(run.event())
        run.deliveries.append(delivery)
        if "webhooks" in run.fault:
            delivery.state = "dropped"
            return
        task = asyncio.create_task(self._deliver(run, delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop all tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, run: Run, delivery: Delivery) -> None:
        for pause in self._pauses:
            await asyncio.sleep(pause)
            if await self._attempt(run, delivery):
                break
        delivery.state = "delivered" if "error" not in delivery.attempts[-1] else "failed"

    async def _attempt(self, run: Run, delivery: Delivery) -> bool:
        attempt = {"at": now()}
        try:
            response = await self._client.post(str(run.webhook), json=delivery.body, timeout=ATTEMPT_SECONDS)
            attempt["status"] = str(response.status_code)
            if not response.is_success:
                attempt["error"] = f"status {response.status_code}"
        except httpx.HTTPError as error:
            attempt["error"] = f"{type(error).__name__}: {error}"
        delivery.attempts.append(attempt)
        return "error" not in attempt
