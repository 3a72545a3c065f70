/** What a smooth function makes of a pair of normal values, by its series in Hermite polynomials: one pass over the function for all correlations. */
import { gaussLegendre } from './quadrature';

const TERMS = 48;
const [REACH, PANELS] = [9, 18];

interface Grid {
  readonly at: Float64Array;
  /** Weight and density times the normalised polynomials: one row a node. */
  readonly rows: Float64Array;
}
let grid: Grid | undefined;

function gridOf(): Grid {
  const rule = gaussLegendre(12);
  const half = REACH / PANELS;
  const count = PANELS * rule.nodes.length;
  const at = new Float64Array(count);
  const rows = new Float64Array(count * TERMS);
  for (let node = 0; node < count; node += 1) {
    const index = node % rule.nodes.length;
    const panel = (node - index) / rule.nodes.length;
    const z = -REACH + half * (2 * panel + 1 + (rule.nodes[index] ?? 0));
    const weight = (half * (rule.weights[index] ?? 0) * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
    at[node] = z;
    let [before, current] = [0, 1];
    for (let term = 0; term < TERMS; term += 1) {
      rows[node * TERMS + term] = weight * current;
      [before, current] = [current, (z * current - Math.sqrt(term) * before) / Math.sqrt(term + 1)];
    }
  }
  return { at, rows };
}

/** c² for each of the first terms of f(x) = Σ c·h(z), x = mean + spread·z, h orthonormal under N(0, 1). */
export function hermiteSquares(f: (x: number) => number, mean: number, spread: number): Float64Array {
  grid ??= gridOf();
  const { at, rows } = grid;
  const result = new Float64Array(TERMS);
  for (let node = 0; node < at.length; node += 1) {
    const value = f(mean + spread * (at[node] ?? 0));
    const row = node * TERMS;
    for (let term = 0; term < TERMS; term += 1)
      result[term] = (result[term] ?? 0) + value * (rows[row + term] ?? 0);
  }
  return result.map((coefficient) => coefficient * coefficient);
}

/** Half the mean square of f(u) − f(v) where u and v have that correlation, from 0 to 1: no term cancels another. */
export function differenceIn(squares: Float64Array, apart: number): number {
  // 1 − ρⁿ from 1 − ρ, which may be next to nothing.
  const logarithm = Math.log1p(-apart);
  let sum = 0;
  for (let term = 1; term < squares.length; term += 1)
    sum -= (squares[term] ?? 0) * Math.expm1(term * logarithm);
  return sum;
}

/** Σ n·c²: E (spread·f′)², as far as the series is all of the function. */
export function slopeIn(squares: Float64Array): number {
  return squares.reduce((sum, square, term) => sum + term * square, 0);
}
