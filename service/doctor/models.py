"""The check of the deployment ids in the environment."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from service.doctor.problem import Problem
from service.generations.models import deployment_names
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
