/** How much may still be done in one evaluation. Throws when nothing is left. */
export interface Budget {
  /** Counts work that grows with the number of elements looked through. */
  look(elements: number): void;
}
