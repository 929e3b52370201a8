"""The example route in docs/make-it-yours.md passes its documented test."""

from typing import Any

import pytest

from tests.docs.documents import blocks
from tests.service.api_client import Person
from tests.service.conftest import MakeApp


def test_the_documented_route_passes_its_documented_test(make_app: MakeApp, ada: Person) -> None:
    route, test = (code.text for code in blocks("python") if code.path.name == "make-it-yours.md")
    module: dict[str, Any] = {"__name__": "service.exports"}
    exec(route, module)
    app = make_app()
    if "exports" in app.blueprints:
        pytest.skip("this product has the route already")
    app.register_blueprint(module["blueprint"])
    tests: dict[str, Any] = {}
    exec(test, tests)
    named = [name for name in tests if name.startswith("test_")]
    assert len(named) == 2
    for name in named:
        tests[name](app.test_client(), ada)
