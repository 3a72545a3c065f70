import type { ObjectValue } from './values';

/** How much may still be done in one evaluation. Throws when nothing is left. */
export interface Budget {
  /** Counts work that grows with the number of elements looked through. */
  look(elements: number): void;
  /** Whether all that may be is followed, for what is shown, or one of it, for findings. */
  readonly bothWays: boolean;
}

/** A budget that also knows the method that runs now. */
export interface Run extends Budget {
  /** The object whose method runs, the innermost one. */
  self(): ObjectValue | undefined;
  /** Whether no gradient comes back through what runs now. */
  readonly isUntrained: boolean;
  /** To be called when a layer or a node was made. */
  made(): void;
}
