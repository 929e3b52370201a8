"""`python -m local`: run the app and its cloud until Ctrl-C."""

import sys

try:
    from local.command import main
except ModuleNotFoundError as error:
    if (error.name or "").startswith("local"):
        raise
    sys.exit(f"The Python package {error.name} is not installed here. Run `make setup`, then `make dev`.")

if __name__ == "__main__":
    sys.exit(main())
