"""`python -m local.pixio CONFIG.json`: serve the stand-in until SIGTERM or SIGINT."""

from __future__ import annotations

import sys
from pathlib import Path

from local.config import StackConfig
from local.pixio.app import create_app
from local.serving import serve


def main(path: Path) -> None:
    """Serve at the configuration's `pixio_url`."""
    config = StackConfig.load(path)
    serve(create_app(config), config.pixio_url)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
