"""Start a set of generations: debit all of them, then queue the runs of those that need not wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from service.errors import Refused
from service.generations.inputs import checked_inputs, picture_urls
from service.generations.models import active_model
from service.generations.queue_run import queue_run
from service.generations.repository import Generation, fail, fetch_generations, wait_again
from service.generations.waiting import start_waiting
from service.supabase import supabase


class Wanted(NamedTuple):
    """A generation to start."""

    id: str
    inputs: dict[str, Any]


def start(user_id: str, model_id: str, wanted: Sequence[Wanted]) -> list[Generation]:
    """Start a set, in this order. Idempotent by the ids: a repeated call returns the same generations and starts nothing,
    even if the model has changed or an input was deleted since.

    Raises:
        UnknownModel, ModelBroken, InvalidInput, InsufficientCredits, TierRequired, TooManyWaiting, IdTaken: nothing was
            debited.
        Refused: if Pixio accepted none of the runs, and none waits; the debits were refunded.
    """
    known = fetch_generations([each.id for each in wanted], user_id)
    if len(known) == len(wanted):
        return known
    model = active_model(model_id)
    kept = [checked_inputs(model, each.inputs, user_id) for each in wanted]
    sent = {each.id: inputs | picture_urls(model, inputs) for each, inputs in zip(wanted, kept, strict=True)}
    started = supabase.call(
        "start_generations",
        p_ids=[each.id for each in wanted],
        p_user_id=user_id,
        p_model_id=model.id,
        p_prompts=[model.prompt_in(inputs) for inputs in kept],
        p_inputs=kept,
    )
    generations = [Generation.of(row) for row in started["generations"]]
    if not started["created"]:
        return generations
    pending = [each.id for each in generations if each.status == "pending"]
    refused = _queue({each: sent[each] for each in pending}, model.deployment_id)
    if refused == len(generations):
        raise Refused
    if refused:
        start_waiting(user_id)  # there is room again
    return fetch_generations([each.id for each in generations], user_id)


def _queue(runs: dict[str, dict[str, Any]], deployment_id: str) -> int:
    """Queue the runs, by generation. Returns how many Pixio refused.

    After an unclear response, the other generations return to the waiting list, because each could take as long while
    the user waits for this request.
    """
    refused = 0
    is_clear = True
    for generation_id, inputs in runs.items():
        if not is_clear:
            wait_again(generation_id)
            continue
        try:
            is_clear = queue_run(generation_id, deployment_id, inputs) != "pending"
        except Refused:
            fail(generation_id, "refused")
            refused += 1
    return refused
