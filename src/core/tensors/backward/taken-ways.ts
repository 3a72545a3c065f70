/** Which of the ways that join behind a step a gradient comes back: a layer that only some of them have gets all of it whenever it runs. */
import { isLostGradient, type CarriedGradient } from './gradient';

/** One of so many ways that join as one argument of a step. */
export interface TakenWay {
  /** The same text is the same argument of the same step. */
  readonly join: string;
  readonly way: number;
  readonly of: number;
}

interface Taken {
  readonly of: number;
  readonly ways: ReadonlySet<number>;
}

/** Kept along one walk back, from the last step to the first. */
export class TakenWays {
  private readonly known = new Map<number, ReadonlyMap<string, Taken>>();

  /** What a step sends to one of its inputs, by which way. */
  send(from: number, to: number, way: TakenWay | undefined, gradient: CarriedGradient): void {
    if (!isLostGradient(gradient) && gradient.square === 0) return;
    const sent = new Map(this.known.get(from));
    if (way !== undefined) sent.set(way.join, { of: way.of, ways: new Set([way.way]) });
    const before = this.known.get(to);
    if (before === undefined) {
      this.known.set(to, sent);
      return;
    }
    const both = new Map<string, Taken>();
    // What comes back by a way that has nothing to do with a join comes back always.
    for (const [join, { of, ways }] of sent) {
      const own = before.get(join);
      const together = new Set([...ways, ...(own?.ways ?? [])]);
      if (own !== undefined && together.size < of) both.set(join, { of, ways: together });
    }
    this.known.set(to, both);
  }

  /** Which part of all runs a step takes part in, where each way is as likely as the others. */
  shareOf(index: number): number | undefined {
    let share = 1;
    for (const { of, ways } of this.known.get(index)?.values() ?? []) share *= ways.size / of;
    return share === 1 ? undefined : share;
  }
}

/** A step's gradient in the runs that it takes part in. */
export const whereTaken = (gradient: CarriedGradient, share: number | undefined): CarriedGradient =>
  share === undefined || isLostGradient(gradient) ? gradient : { ...gradient, share };
