/** What a change of a model does to its steps: two records side by side, step by step. */
import type { ModelRecord, StepRecord } from './report';

export interface StepPair {
  /** Null for a step that is new. */
  readonly old: StepRecord | null;
  /** Null for a step that is gone. */
  readonly new: StepRecord | null;
}

/** More pairs are not looked through: such a model is compared step by step as they stand. */
const MOST_PAIRS = 9_000_000;

/** The steps of both, each beside its counterpart, in the order of the models. */
export function pairedSteps(old: ModelRecord, other: ModelRecord): readonly StepPair[] {
  const [before, after] = [old.steps, other.steps];
  if (before.length * after.length > MOST_PAIRS) return asTheyStand(before, after);
  const width = after.length + 1;
  // The best total likeness of what follows a pair of places.
  const best = new Int32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => best[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1)
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const like = likeness(before[row], after[column]);
      const together = like === 0 ? 0 : like + at(row + 1, column + 1);
      best[row * width + column] = Math.max(together, at(row + 1, column), at(row, column + 1));
    }
  const pairs: StepPair[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [left, right] = [before[row], after[column]];
    const like = likeness(left, right);
    if (
      left !== undefined &&
      right !== undefined &&
      like > 0 &&
      at(row, column) === like + at(row + 1, column + 1)
    ) {
      pairs.push({ old: left, new: right });
      row += 1;
      column += 1;
    } else if (left !== undefined && (right === undefined || at(row + 1, column) >= at(row, column + 1))) {
      pairs.push({ old: left, new: null });
      row += 1;
    } else {
      pairs.push({ old: null, new: right ?? null });
      column += 1;
    }
  }
  return pairs;
}

function asTheyStand(before: readonly StepRecord[], after: readonly StepRecord[]): readonly StepPair[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({
    old: before[index] ?? null,
    new: after[index] ?? null,
  }));
}

/** The same kind of step weighs most, since a step put in between moves the numbers of those behind; then the same module. */
function likeness(one: StepRecord | undefined, other: StepRecord | undefined): number {
  if (one === undefined || other === undefined) return 0;
  const isSameModule = one.module !== null && one.module === other.module;
  const isSameName = one.name === other.name;
  if (isSameName) return isSameModule ? 6 : 5;
  return isSameModule ? 2 : 0;
}

/** Figures that differ by less than this share are the same to people. */
const NOTICED = 0.01;

export function isChanged({ old, new: other }: StepPair): boolean {
  if (old === null || other === null) return true;
  if (old.name !== other.name) return true;
  if (old.shapeText !== other.shapeText) return true;
  return (['rms', 'signal', 'gradient'] as const).some((figure) => differ(old[figure], other[figure]));
}

export function differ(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one !== other;
  return Math.abs(one - other) > NOTICED * Math.max(Math.abs(one), Math.abs(other));
}
