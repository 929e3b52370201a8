"""Executes runs: queued, started, running in small steps, uploading, ended. Each step may send a webhook."""

import asyncio
import contextlib
import logging
from pathlib import Path

from local.pixio.run_duration import Step, run_seconds, steps
from local.pixio.runs import Run, now
from local.pixio.webhooks import WebhookSender
from local.pixio.workflows import BadInput, ResultMaker, film

logger = logging.getLogger(__name__)
HELD_FROM = 0.4  # minimum progress of a run that is held at running


class Executor:
    """Executes runs, each in a task of its own. `runs` are all runs by id, oldest first."""

    def __init__(self, sender: WebhookSender, result_maker: ResultMaker, base: str, seconds: float) -> None:
        self.runs: dict[str, Run] = {}
        self.sender, self.result_maker = sender, result_maker
        self.base, self.seconds = base, seconds
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._released: dict[str, asyncio.Event] = {}

    def launch(self, run: Run) -> None:
        """Start a task that executes the run."""
        self.runs[run.id] = run
        self._released[run.id] = asyncio.Event()
        task = asyncio.create_task(self._execute(run))
        self._tasks[run.id] = task
        task.add_done_callback(lambda ended: self._clean_up(run, ended))

    def cancel(self, run: Run) -> None:
        """End the run as cancelled, unless it has ended."""
        if run.finished:
            return
        if task := self._tasks.get(run.id):
            task.cancel()
        self._end(run, "cancelled")

    def release(self, run_id: str | None = None) -> None:
        """Continue one held run, or all."""
        for held, event in self._released.items():
            if run_id in (None, held):
                event.set()

    async def close(self) -> None:
        """Stop all tasks."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _execute(self, run: Run) -> None:
        making = asyncio.create_task(self._make(run))
        try:
            await self._advance(run, making)
            if run.fault.get("end") == "never":
                await asyncio.Event().wait()
            if path := await making:
                run.list_output(self.base, path)
            self._end(run, run.fault.get("end", "success"), run.fault.get("error"))
        except BadInput as error:
            self._end(run, "failed", str(error))
        finally:
            making.cancel()
            with contextlib.suppress(asyncio.CancelledError, BadInput):
                await making  # retrieves its exception, which was handled above

    async def _advance(self, run: Run, making: asyncio.Task[Path | None]) -> None:
        begin, seconds = asyncio.get_running_loop().time(), self._seconds(run)
        for step in steps():
            await asyncio.sleep(begin + step.at * seconds - asyncio.get_running_loop().time())
            if step.status == "uploading" and "end" in run.fault:
                return
            if step.status == "uploading" or making.done():
                await making
            self._reach(run, step)
            if run.fault.get("hold") == step.status and (step.status != "running" or step.progress >= HELD_FROM):
                await self._released[run.id].wait()
        await asyncio.sleep(begin + seconds - asyncio.get_running_loop().time())

    async def _make(self, run: Run) -> Path | None:
        return None if "end" in run.fault else await self.result_maker.make(run)

    def _reach(self, run: Run, step: Step) -> None:
        run.status, run.progress, run.live_status = step.status, step.progress, step.live_status
        if step.status == "started":
            run.started_at = now()
        self.sender.announce(run)

    def _end(self, run: Run, status: str, error: str | None = None) -> None:
        run.status, run.live_status, run.error, run.ended_at = status, None, error, now()
        run.progress = 1.0 if status == "success" else run.progress
        self.sender.announce(run)

    def _seconds(self, run: Run) -> float:
        slow = float(run.fault.get("slow", 1.0))
        return run_seconds(self.seconds, is_film=film(run), slow=slow)

    def _clean_up(self, run: Run, ended: asyncio.Task[None]) -> None:
        del self._tasks[run.id], self._released[run.id]
        if not ended.cancelled() and (error := ended.exception()):
            logger.error("pixio: run %s failed unexpectedly", run.id, exc_info=error)
            self._end(run, "failed", "Internal error")
