import type { Inputs } from '@/types/tables';

/**
 * Gives a submission its id. As long as nobody knows whether it arrived, submitting the same again is the same
 * submission: a retry after a lost answer is not paid twice.
 */
export class Submissions {
  #open: { id: string; content: string } | null = null;

  idFor(model: string, inputs: Inputs): string {
    const content = JSON.stringify([model, inputs]);
    if (this.#open?.content !== content) this.#open = { id: crypto.randomUUID(), content };
    return this.#open.id;
  }

  /** The answer is known; the next one is another run, even of the same inputs. */
  settle(): void {
    this.#open = null;
  }
}
