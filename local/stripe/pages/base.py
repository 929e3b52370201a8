"""What the pages have in common: one shows an object, and its buttons do something to it."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.stripe.account import Account
from local.stripe.pages.render import form_of, page, redirect
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import CardError, StripeError

Form = dict[str, str]


class Page:
    """The page of an object of `kind`, at `path`, made from `template`."""

    path: str
    kind: str
    template: str

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterator[Route]:
        """The routes of the page and its forms."""
        yield Route(self.path, self._get, methods=["GET"])
        yield Route(self.path, self._post, methods=["POST"])

    def find(self, request: Request) -> Resource | None:
        """What the page is about. Nobody sees a draft."""
        found = self.account.store.get(request.path_params["id"])
        return found if found and found.type == self.kind and found.get("status") != "draft" else None

    def values(self, found: Resource, form: Form) -> Json:
        """What the template shows, and what stands in its form."""
        raise NotImplementedError

    def press(self, found: Resource, form: Form) -> str:
        """Do what the form says; returns the address to go on to. Raises StripeError."""
        raise NotImplementedError

    async def _get(self, request: Request) -> Response:
        with self.account.store.transaction():
            return self._answer(request)

    async def _post(self, request: Request) -> Response:
        form = await form_of(request)
        try:
            with self.account.transaction():
                found = self.find(request)
                if found is None:
                    return self._answer(request)
                try:
                    return redirect(self.press(found, form))
                except CardError as error:
                    if error.undone:
                        raise
                    return self._answer(request, error.message, form)
        except StripeError as error:
            with self.account.store.transaction():
                return self._answer(request, error.message, form)

    def _answer(self, request: Request, error: str | None = None, form: Form | None = None) -> Response:
        if found := self.find(request):
            return page(self.template, status=402 if error else 200, error=error, **self.values(found, form or {}))
        return page("missing.html", status=404)
