"""The example route in docs/make-it-yours.md works as documented."""

from __future__ import annotations

import re
from typing import Any

from local.programs import ROOT
from tests.service.api_client import Person
from tests.service.conftest import MakeApp


def test_the_documented_route_charges_once_for_each_key(make_app: MakeApp, ada: Person) -> None:
    code = re.search(
        r"```python\n(.*?)```", (ROOT / "docs" / "make-it-yours.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert code
    module: dict[str, Any] = {"__name__": "service.exports"}
    exec(code[1], module)
    app = make_app()
    app.register_blueprint(module["blueprint"])
    client = app.test_client()
    for number, balance in [(1, 450), (1, 450), (2, 400)]:
        answer = client.post("/api/exports", json={"id": str(number)}, headers=ada.headers)
        assert (answer.status_code, ada.balance()) == (200, balance)
    assert client.post("/api/exports", json={}, headers=ada.headers).status_code == 422
    assert client.post("/api/exports", json={"id": "3"}).status_code == 401
