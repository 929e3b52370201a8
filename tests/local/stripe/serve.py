"""`python -m tests.local.stripe.serve SETTINGS.json`: the stand-in as a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from local.stripe import StripeSettings, create_app

if __name__ == "__main__":
    values = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    settings = StripeSettings(**{**values, "data_dir": Path(values["data_dir"])})
    port = urlsplit(settings.url).port or 80
    uvicorn.run(create_app(settings), port=port, access_log=False, log_level="warning", timeout_graceful_shutdown=1)
