import type { Inputs } from '@/types/tables';

export type Entry = { id: string; inputs: Inputs };

/**
 * Assigns the ids of a submission. Until the response is known, the same choice keeps its ids and inputs, so that a retry after a
 * lost response is not charged twice.
 */
export class Submissions {
  #open: { entries: Entry[]; choice: string } | null = null;

  /**
   * @param chosen the user's choice, which identifies the submission
   * @param make returns the inputs of each generation, which may be random
   */
  entriesFor(chosen: unknown, make: () => Inputs[]): Entry[] {
    const choice = JSON.stringify(chosen);
    if (this.#open?.choice !== choice) {
      this.#open = { choice, entries: make().map((inputs) => ({ id: crypto.randomUUID(), inputs })) };
    }
    return this.#open.entries;
  }

  /** The response is known: the next submission gets new ids, even for the same choice. */
  close(): void {
    this.#open = null;
  }
}
