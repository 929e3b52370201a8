"""`python -m local.pixio CONFIG.json`: serve the stand-in until SIGTERM or SIGINT."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from local.config import StackConfig
from local.pixio.app import create_app

SHUTDOWN_SECONDS = 1


def main(path: Path) -> None:
    """Serve at the configuration's `pixio_url`."""
    config = StackConfig.load(path)
    address = urlsplit(config.pixio_url)
    uvicorn.run(
        create_app(config),
        host=address.hostname or "127.0.0.1",
        port=address.port or 80,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
