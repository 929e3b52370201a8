"""The OpenAPI document of the service's routes, generated from the schemas that validate them: docs/openapi.json."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask

from service.errors import ServiceError, Unauthorized, Unavailable, UserBanned

View = TypeVar("View", bound=Callable[..., Any])
Schema = dict[str, Any]

TITLE = "Service of the site"
TEXT: Schema = {"type": "string"}
ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": TEXT, "message": {"type": "string", "description": "For people to read."}},
            "description": "Some codes have further members: see service/errors.py.",
        }
    },
}
_TOO_LARGE = (413, "payload_too_large", "The body is longer than the service accepts.")


@dataclass(frozen=True)
class Route:
    """What a view takes and returns. `body` is the schema that validates the body; `signed_in`: needs a user's token."""

    response: Schema
    status: int = 200
    body: Schema | None = None
    signed_in: bool = False
    errors: tuple[type[ServiceError], ...] = ()
    query: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)


def documented(route: Route) -> Callable[[View], View]:
    """Attach `route` to a view."""

    def attach(view: View) -> View:
        view.__dict__["route"] = route
        return view

    return attach


def an_object(**properties: Schema) -> Schema:
    """The schema of an object with exactly these members; members with a default are optional."""
    required = [name for name, schema in properties.items() if "default" not in schema]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def inlined(schema: Schema) -> Schema:
    """A pydantic schema with its definitions inlined."""
    definitions = schema.get("$defs", {})

    def replaced(value: Any) -> Any:
        if isinstance(value, list):
            return [replaced(each) for each in value]
        if not isinstance(value, dict):
            return value
        if name := str(value.get("$ref", "")).removeprefix("#/$defs/"):
            return replaced(definitions[name])
        return {key: replaced(each) for key, each in value.items() if key != "$defs"}

    inline: Schema = replaced(schema)
    return inline


def document(app: Flask, version: str) -> Schema:
    """The OpenAPI document of all documented views of `app`."""
    paths: dict[str, Schema] = defaultdict(dict)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if route := getattr(view, "route", None):
            path = re.sub(r"<(\w+)>", r"{\1}", rule.rule)
            operation = _operation(route, str(view.__doc__), sorted(rule.arguments))
            paths[path] |= {method.lower(): operation for method in methods}
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": version},
        "paths": dict(paths),
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {
                "user": {"type": "http", "scheme": "bearer", "description": "The access token of a user of Supabase."}
            },
        },
    }


def _operation(route: Route, description: str, arguments: Iterable[str]) -> Schema:
    parameters = [
        *({"in": "path", "name": name, "required": True, "schema": TEXT} for name in arguments),
        *_parameters("query", route.query),
        *_parameters("header", route.headers),
    ]
    responses = {str(route.status): _response("", route.response), **_error_responses(route)}
    operation: Schema = {"description": re.sub(r"\s+", " ", description).strip(), "responses": responses}
    if parameters:
        operation["parameters"] = parameters
    if route.body:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": route.body}}}
    if route.signed_in:
        operation["security"] = [{"user": []}]
    return operation


def _parameters(place: str, schemas: Mapping[str, Schema]) -> list[Schema]:
    return [{"in": place, "name": name, "required": True, "schema": schema} for name, schema in schemas.items()]


def _error_responses(route: Route) -> Schema:
    """A response for each status; it lists the codes."""
    classes = [*route.errors, *((Unauthorized, UserBanned) if route.signed_in else ()), ServiceError, Unavailable]
    errors = {(each.status, each.code, _meaning(each)) for each in classes}
    errors |= {_TOO_LARGE} if route.body else set()
    responses: dict[str, dict[str, str]] = defaultdict(dict)
    for status, code, meaning in sorted(errors):
        responses[str(status)][code] = meaning
    return {status: _error_response(meanings) for status, meanings in responses.items()}


def _error_response(meanings: Mapping[str, str]) -> Schema:
    """The response for errors of one status, by their codes."""
    description = " ".join(f"`{code}`: {meaning}" for code, meaning in meanings.items())
    of_code = {"properties": {"error": {"properties": {"code": {"enum": list(meanings)}}}}}
    return _response(description, {"allOf": [{"$ref": "#/components/schemas/Error"}, of_code]})


def _meaning(error: type[ServiceError]) -> str:
    """The first sentence of its docstring."""
    return "An unexpected error." if error is ServiceError else str(error.__doc__).split(". ")[0].strip(".") + "."


def _response(description: str, schema: Schema) -> Schema:
    return {"description": description or "Done.", "content": {"application/json": {"schema": schema}}}
