/**
 * How long calls are followed that make nothing of a network. Without knowing its arguments a program goes all of its ways, and one that parses
 * texts or loads files has thousands of them, none of which says anything of a model.
 */

/** Work done in calls that make neither a layer nor a node. */
const LONGEST = 60_000;

/** Thrown inside a call that is given up; it then gives something unknown. */
export class IdleBudgetSpent extends Error {}

export class IdleBudget {
  /** The work done when something was made last. */
  #made = 0;
  /** Each call that is given up leaves less for those behind it. */
  #left = LONGEST;
  #state: 'fresh' | 'made' | 'given up' = 'fresh';

  /** A run begins. */
  begin(work: number): void {
    this.#made = work;
    this.#left = LONGEST;
    this.#state = 'fresh';
  }

  /** A layer or a node was made. */
  note(work: number): void {
    this.#made = work;
    this.#left = LONGEST;
    this.#state = 'made';
  }

  isOver(work: number): boolean {
    return work - this.#made > this.#left;
  }

  /** Whether a call that began at so much work has made nothing. */
  isIdle(begun: number): boolean {
    return begun >= this.#made;
  }

  giveUp(work: number): void {
    this.#made = work;
    this.#left /= 2;
    if (this.#state === 'fresh') this.#state = 'given up';
  }

  /** Whether a run gave up a call and has made nothing at all. */
  get inVain(): boolean {
    return this.#state === 'given up';
  }

  /** Runs what is done once for all that ask for it: whoever asks first has as large a budget as anybody, and spends nothing of it. */
  apart<T>(work: () => number, action: () => T): T {
    const [made, left, state, start] = [this.#made, this.#left, this.#state, work()];
    this.begin(start);
    try {
      return action();
    } finally {
      this.#made = made + work() - start;
      this.#left = left;
      this.#state = state;
    }
  }
}
