"""The checks of the deployments of models."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from service.doctor.problem import Problem
from service.generations.models import deployment_names, deployment_of
from service.settings import settings
from service.supabase import supabase


def check_deployment_ids() -> Iterator[Problem]:
    """Does each DEPLOYMENT_ID_… belong to a model, and is it an id?"""
    models = supabase.fetch(supabase.client.table("models").select("id").order("id"))
    known = [name for model in models for name in deployment_names(model["id"])]
    for name, value in settings().deployment_ids.items():
        variable = f"DEPLOYMENT_ID_{name}"
        if name not in known:
            listed = ", ".join(f"DEPLOYMENT_ID_{each}" for each in known)
            yield Problem(f"{variable} belongs to no model.", f"These do: {listed}.")
        elif not _is_id(value):
            yield Problem(f"{variable} is not the id of a deployment.", "Copy its UUID from the deployment in Pixio.")


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def check_refusals() -> Iterator[Problem]:
    """Did Pixio refuse the newest generation of a model? Pixio has no other way to check a deployment."""
    models = supabase.fetch(supabase.client.table("models").select("id,deployment_id").eq("active", True).order("id"))
    for model in models:
        if _newest_was_refused(model["id"]):
            deployment = deployment_of(model["id"], model["deployment_id"])
            variable = f"DEPLOYMENT_ID_{deployment_names(model['id'])[-1]}"
            yield Problem(
                f"Pixio refused the newest generation of the model {model['id']}, at the deployment {deployment}.",
                f"Copy the id of your deployment from Pixio to {variable}, or to deployment_id in the table models;"
                " the service's log has the status of Pixio's response.",
            )


def _newest_was_refused(model_id: str) -> bool:
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    query = supabase.client.table("generated_media").select("failure_reason").eq("model_id", model_id)
    newest = supabase.fetch(query.gte("created_at", since).order("created_at", desc=True).limit(1))
    return bool(newest) and newest[0]["failure_reason"] == "refused"
