import type { Inputs } from '@/types/tables';

/**
 * Assigns the id of a submission. Until the response is known, the same inputs keep their id, so that a retry after a lost response
 * is not charged twice.
 */
export class Submissions {
  #open: { id: string; content: string } | null = null;

  idFor(model: string, inputs: Inputs): string {
    const content = JSON.stringify([model, inputs]);
    if (this.#open?.content !== content) this.#open = { id: crypto.randomUUID(), content };
    return this.#open.id;
  }

  /** The response is known: the next submission gets a new id, even with the same inputs. */
  settle(): void {
    this.#open = null;
  }
}
