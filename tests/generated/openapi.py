"""The service's routes as an OpenAPI document, docs/openapi.json: made from the schemas that validate requests."""

import json
import tomllib

from local.programs import ROOT
from service import create_app
from service.openapi import document
from service.settings_check import EXAMPLE

FILE = ROOT / "docs" / "openapi.json"


def openapi() -> str:
    """Return the document as it should be in the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return json.dumps(document(create_app(EXAMPLE), project["version"]), indent=2, ensure_ascii=False) + "\n"
