import { spendTime } from '../deadline';
import { phrase } from '../phrase';
import type { Expression, Place } from '../python/syntax';
import type { ParameterSlot } from './parameters';
import { Refused } from './value';

/**
 * Which way a run of the function went. Two inputs whose runs took the same branches lie on one smooth piece; where neighbours differ there
 * is a kink or a jump, which bisection finds.
 */
export class Trace {
  #signature = 17;
  #steps = 0;
  #derivative: 'automatic' | 'backward' | 'hidden' = 'automatic';

  #isCut = false;
  #asksMode = false;

  readonly #slots = new Map<Expression, ParameterSlot>();

  constructor(
    readonly mostSteps: number,
    /** Whether the numbers of the code that may be changed are noted. */
    readonly notesParameters = false,
  ) {}

  noteParameter(slot: ParameterSlot): void {
    if (!this.#slots.has(slot.expression)) this.#slots.set(slot.expression, slot);
  }
  get parameters(): readonly ParameterSlot[] {
    return [...this.#slots.values()];
  }

  /** Notes that a value went on without its derivative: `detach`, `stop_gradient`. */
  cutDerivative(): void {
    this.#isCut = true;
  }
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Notes that the code asked whether it is being trained. */
  askMode(): void {
    this.#asksMode = true;
  }
  get asksMode(): boolean {
    return this.#asksMode;
  }

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

  /** Counts work: one for an expression or a statement, one for each element that is gone through. @throws Refused past the bound. */
  spend(steps: number, place: Place): void {
    spendTime();
    this.#steps += steps;
    if (this.#steps > this.mostSteps)
      throw new Refused(phrase`it does not end within the steps that are followed`, place);
  }

  /** What the run has cost so far. */
  get steps(): number {
    return this.#steps;
  }

  get signature(): number {
    return this.#signature;
  }
}
