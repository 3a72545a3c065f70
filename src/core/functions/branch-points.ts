/** Kinks and jumps of a function of one's own: where a run of it takes other branches than its neighbour's. */

/** What one run tells: which branches it took, and what it cost. */
export interface Branch {
  readonly signature: number;
  readonly steps: number;
}

const mostCells = 240;
const mostBreaks = 64;
/** Work of one search. A function of 140 steps, the dearest activation found in real code, never reaches it. */
const mostSteps = 600_000;
/** Halvings that bring the widest cell down to neighbouring numbers. */
const halvings = 60;

/** Where the branches taken change, rising: by bisection between neighbours of a grid, which is wider where a run takes many steps. */
export function branchPoints(branchAt: (x: number) => Branch, from: number, to: number): readonly number[] {
  let spent = 0;
  const signature = (x: number): number => {
    const branch = branchAt(x);
    spent += branch.steps;
    return branch.signature;
  };
  let left = from;
  let before = signature(left);
  const cells = Math.max(1, Math.min(mostCells, Math.floor(mostSteps / 2 / Math.max(1, spent))));
  const width = (to - from) / cells;
  if (!(width > 0) || !Number.isFinite(width)) return [];
  const found: number[] = [];
  // The grid stands a little off round numbers, on which kinks like to lie.
  const shifted = (cell: number) => Math.min(to, from + width * (cell + 0.3819));
  for (let cell = 0; cell <= cells && found.length < mostBreaks && spent < mostSteps; cell += 1) {
    const right = shifted(cell);
    const after = signature(right);
    if (after !== before) {
      let [low, high] = [left, right];
      for (let halving = 0; halving < halvings && spent < mostSteps; halving += 1) {
        const middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        if (signature(middle) === before) low = middle;
        else high = middle;
      }
      // What was not narrowed down to the end is no place.
      if (spent < mostSteps) found.push(Math.abs(high) < 1e-12 ? 0 : tidy(high));
    }
    left = right;
    before = after;
  }
  return found;
}

/** 0.30000000000000004 found by bisection is 0.3. */
const tidy = (x: number) => {
  const round = Number(x.toPrecision(12));
  return Math.abs(round - x) <= 1e-14 * Math.max(1, Math.abs(x)) ? round : x;
};
