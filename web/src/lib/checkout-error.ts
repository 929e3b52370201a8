/** Why a page of Stripe did not open; `message` is for the visitor, `code` is the service's. */
export class CheckoutError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
    this.name = 'CheckoutError';
  }
}
