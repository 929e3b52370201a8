"""A request's id is sent to Pixio and Stripe and returned to the client."""

from __future__ import annotations

import stripe

from service.stripe.client import stripe_api
from tests.service.api_client import ApiClient, Person, start_body
from tests.service.conftest import MakeApp
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Server, json_response, serving


def test_pixio_gets_the_id_of_the_request(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    body = start_body()
    answer = api_client.http.post("/api/generations", json=body, headers={**ada.headers, "X-Request-Id": "request-8"})
    assert (answer.status_code, answer.headers["X-Request-Id"]) == (202, "request-8")
    assert [asked.headers["x-request-id"] for asked in pixio.requests] == ["request-8"]


def test_stripe_gets_the_id_of_the_request(make_app: MakeApp) -> None:
    with serving(lambda _: json_response({"object": "list", "data": []}), Server("")) as server:
        app = make_app(STRIPE_SECRET_KEY="sk_test_x", STRIPE_API_URL=server.url)

        @app.get("/api/products")
        def products() -> dict[str, int]:
            listed: stripe.ListObject[stripe.Product] = stripe_api.v1.products.list({"limit": 1})
            return {"count": len(listed.data)}

        assert app.test_client().get("/api/products", headers={"X-Request-Id": "request-9"}).json == {"count": 0}
        assert server.requests[-1].headers["x-request-id"] == "request-9"
