/**
 * Which way a run of the function went. Two inputs whose runs took the same branches lie on one smooth piece; where neighbours differ there
 * is a kink or a jump, which bisection finds.
 */
export class Trace {
  #signature = 17;
  #steps = 0;
  #derivative: 'automatic' | 'backward' | 'hidden' = 'automatic';

  constructor(readonly mostSteps: number) {}

  /** Notes a branch: which of several ways, counted from 0. */
  branch(choice: number): void {
    this.#signature = (Math.imul(this.#signature, 31) + choice + 1) | 0;
  }

  /** Notes that a derivative is not that of the code itself; one that cannot be shown counts most. */
  ownDerivative(source: 'backward' | 'hidden'): void {
    if (this.#derivative !== 'hidden') this.#derivative = source;
  }

  get derivative(): 'automatic' | 'backward' | 'hidden' {
    return this.#derivative;
  }

  /** True while the run is within its bound. */
  step(): boolean {
    this.#steps += 1;
    return this.#steps <= this.mostSteps;
  }

  get signature(): number {
    return this.#signature;
  }
}
