"""`python -m local.stripe CONFIG.json`: serve the stand-in until SIGTERM or SIGINT."""

from __future__ import annotations

import sys
from pathlib import Path

from local.config import StackConfig
from local.serving import serve
from local.stripe.app import create_app
from local.stripe.settings import StripeSettings


def main(path: Path) -> None:
    """Serve at the configuration's `stripe_url`."""
    settings = StripeSettings.from_config(StackConfig.load(path))
    serve(create_app(settings), settings.url)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
