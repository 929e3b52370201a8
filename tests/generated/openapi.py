"""The service's routes as an OpenAPI document, docs/openapi.json: made from the schemas that validate requests."""

import json
import tomllib

from local.programs import ROOT
from service import create_app
from service.openapi import document

FILE = ROOT / "docs" / "openapi.json"
# The routes do not depend on them.
SETTINGS = {
    "SITE_URL": "http://site.invalid",
    "SUPABASE_URL": "http://supabase.invalid",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
    "PIXIO_DEPLOY_API_KEY": "key",
    "PIXIO_WEBHOOK_SECRET": "0" * 64,
}


def openapi() -> str:
    """Return the document as it should be in the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return json.dumps(document(create_app(SETTINGS), project["version"]), indent=2, ensure_ascii=False) + "\n"
