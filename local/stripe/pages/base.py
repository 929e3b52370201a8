"""The base of all pages: GET shows an object, POST submits a form and redirects."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.stripe.account import Account
from local.stripe.api.errors import CardError, StripeError
from local.stripe.pages.render import form_of, page, redirect
from local.stripe.resource import Json, Resource

Form = dict[str, str]


class Page:
    """The page of an object of `kind`, at `path`, made from `template`."""

    path: str
    kind: str
    template: str

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterator[Route]:
        """The routes for GET and POST."""
        yield Route(self.path, self._get, methods=["GET"])
        yield Route(self.path, self._post, methods=["POST"])

    def find(self, request: Request) -> Resource | None:
        """The object that the page shows, if it exists and is not a draft."""
        found = self.account.store.get(request.path_params["id"])
        return found if found and found.type == self.kind and found.get("status") != "draft" else None

    def context(self, found: Resource, form: Form) -> Json:
        """The values for the template."""
        raise NotImplementedError

    def submit(self, found: Resource, form: Form) -> str:
        """Perform the form's action; returns the URL to redirect to. Raises StripeError."""
        raise NotImplementedError

    async def _get(self, request: Request) -> Response:
        with self.account.store.transaction():
            return self._render(request)

    async def _post(self, request: Request) -> Response:
        form = await form_of(request)
        try:
            with self.account.transaction():
                found = self.find(request)
                if found is None:
                    return self._render(request)
                try:
                    return redirect(self.submit(found, form))
                except CardError as error:
                    if error.undone:
                        raise
                    return self._render(request, error.message, form)
        except StripeError as error:
            with self.account.store.transaction():
                return self._render(request, error.message, form)

    def _render(self, request: Request, error: str | None = None, form: Form | None = None) -> Response:
        if found := self.find(request):
            return page(self.template, status=402 if error else 200, error=error, **self.context(found, form or {}))
        return page("missing.html", status=404)
