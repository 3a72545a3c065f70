import type { ObjectValue } from './values';

/** How much may still be done in one evaluation. Throws when nothing is left. */
export interface Budget {
  /** Counts work that grows with the number of elements looked through. */
  look(elements: number): void;
}

/** The same, and what runs now. */
export interface Run extends Budget {
  /** The object whose method runs, the innermost one. */
  self(): ObjectValue | undefined;
  /** Part of a network was made. */
  made(): void;
}
