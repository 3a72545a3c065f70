/**
 * The one clock that an analysis is held to. Who asks gives the limit and the clock; what works long looks at it: the parser, the tracer, the
 * interpreter of functions, the engine of rules, every walk over a tree. It is kept here while a question runs instead of being handed
 * through every one of those calls, and nothing outside a question is held to it.
 */

export interface TimeLimit {
  readonly milliseconds: number;
  /** Milliseconds of any clock that only goes on. */
  readonly now: () => number;
}

/** Thrown when the time of a question is up. Only who asked catches it. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';
}

/** The clock is asked once in so many steps: asking costs more than a step. */
const STEPS_BETWEEN_LOOKS = 512;

let running: { readonly end: number; readonly now: () => number } | undefined;
let steps = 0;

/** Runs something that may take so long. Within a question that is already held to a limit, that limit holds. */
export function within<Result>({ milliseconds, now }: TimeLimit, run: () => Result): Result {
  if (running !== undefined) return run();
  running = { end: now() + milliseconds, now };
  steps = 0;
  try {
    return run();
  } finally {
    running = undefined;
  }
}

/** Counts a step of work, and ends the question whose time is up. */
export function spendTime(): void {
  if (running === undefined) return;
  steps += 1;
  if (steps < STEPS_BETWEEN_LOOKS) return;
  steps = 0;
  if (running.now() > running.end) throw new TimeLimitExceeded('The analysis took too long.');
}
