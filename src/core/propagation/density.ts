/** The distribution of an activation's output for a standard-normal input. */
import { normalDistribution } from '../numerics/error-function';
import type { Curve } from './gaussian';

export interface OutputDensity {
  /** Histogram of the continuous part over equal bins of y; Σ density·width + Σ atoms ≈ 1. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly density: number }[];
  /** Values taken with a probability of their own, such as ReLU's 0. */
  readonly atoms: readonly { readonly y: number; readonly probability: number }[];
}

/** Inputs within five standard deviations; the 6e-7 of the probability beyond goes to the outermost cells. */
const reach = 5;
const cellCount = 2000;

interface Cell {
  readonly low: number;
  readonly high: number;
  readonly probability: number;
  /** The function is constant over the cell, not just too flat to tell. */
  readonly constant: boolean;
}

function cellsOf(curve: Curve): readonly Cell[] {
  const grid = Array.from({ length: cellCount + 1 }, (_, index) => (2 * reach * index) / cellCount - reach);
  const edges = [...new Set([...grid, ...curve.breaks.filter((x) => Math.abs(x) < reach)])].sort(
    (a, b) => a - b,
  );
  return edges.slice(1).flatMap((right, index) => {
    const left = edges[index] ?? right;
    // Just inside, so that a jump at an edge belongs to neither cell.
    const inset = (right - left) * 1e-6;
    const [a, b] = [curve.value(left + inset), curve.value(right - inset)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return [];
    const below = left <= -reach ? 0 : normalDistribution(left);
    const above = right >= reach ? 1 : normalDistribution(right);
    const constant = a === b && curve.slope((left + right) / 2) === 0;
    return [{ low: Math.min(a, b), high: Math.max(a, b), probability: above - below, constant }];
  });
}

/** Spreads a cell's probability evenly over the bins that its outputs touch. */
function spreadCell(cell: Cell, low: number, width: number, masses: number[]): void {
  const binOf = (y: number) => Math.max(0, Math.min(masses.length - 1, Math.floor((y - low) / width)));
  const [first, last] = [binOf(cell.low), binOf(cell.high)];
  for (let bin = first; bin <= last; bin += 1) {
    const from = Math.max(cell.low, low + bin * width);
    const to = Math.min(cell.high, low + (bin + 1) * width);
    const share = first === last ? 1 : Math.max(0, to - from) / (cell.high - cell.low);
    masses[bin] = (masses[bin] ?? 0) + cell.probability * share;
  }
}

/** @param binCount number of bins, at least 1 */
export function outputDensity(curve: Curve, binCount = 60): OutputDensity {
  const cells = cellsOf(curve);
  const atoms = new Map<number, number>();
  for (const cell of cells) {
    if (cell.constant) atoms.set(cell.low, (atoms.get(cell.low) ?? 0) + cell.probability);
  }
  const varying = cells.filter((cell) => !cell.constant);
  const low = Math.min(...varying.map((cell) => cell.low));
  const high = Math.max(...varying.map((cell) => cell.high));
  const masses = Array.from({ length: Math.max(1, Math.floor(binCount)) }, () => 0);
  const width = (high - low) / masses.length;
  if (width > 0) for (const cell of varying) spreadCell(cell, low, width, masses);
  return {
    bins:
      width > 0
        ? masses.map((mass, bin) => ({
            from: low + bin * width,
            to: low + (bin + 1) * width,
            density: mass / width,
          }))
        : [],
    atoms: [...atoms].map(([y, probability]) => ({ y, probability })),
  };
}
