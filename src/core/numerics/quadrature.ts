/** Expectations over the standard normal distribution by composite Gauss–Legendre quadrature. */

interface Rule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/** Gauss–Legendre rule on [−1, 1]: roots of P_n by Newton's method from Chebyshev-like guesses; exact for degree 2n − 1. */
export function gaussLegendre(count: number): Rule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let index = 0; index < count; index += 1) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let derivative = 1;
    for (let step = 0; step < 100; step += 1) {
      let previous = 1;
      let current = x;
      for (let degree = 2; degree <= count; degree += 1) {
        const next = ((2 * degree - 1) * x * current - (degree - 1) * previous) / degree;
        previous = current;
        current = next;
      }
      derivative = (count * (x * current - previous)) / (x * x - 1);
      const shift = current / derivative;
      x -= shift;
      if (Math.abs(shift) < 1e-16) break;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * derivative * derivative));
  }
  return { nodes, weights };
}

const rule = gaussLegendre(24);

/** Beyond 12 standard deviations the normal density is below 1e-31 of its peak. */
const reach = 12;

/** Panel edges in z: dyadic towards where the function bends, so that features of width about 0.02 in √q·z are resolved, and split at the breaks. */
function panelEdges(scale: number, breaks: readonly number[], bend: number): readonly number[] {
  const refinements = Math.min(60, Math.max(5, Math.ceil(Math.log2(reach * scale * 50))));
  const middle = Math.max(-reach, Math.min(reach, bend / scale));
  const edges = new Set<number>([0, middle, -reach, reach]);
  for (let level = 0; level <= refinements; level += 1)
    for (const side of [reach / 2 ** level, -reach / 2 ** level])
      if (Math.abs(middle + side) < reach) edges.add(middle + side);
  for (const x of breaks) {
    const z = x / scale;
    if (Math.abs(z) < reach) edges.add(z);
  }
  return [...edges].sort((a, b) => a - b);
}

const STEP = 0.25;
/** Beyond nine deviations the density is below 1e-17 of its peak. */
const STEPS = 36;
/** What two sums of twice as many points may differ by, beside the sum of the absolute values: the finer one is then far closer. */
const AGREEMENT = 1e-11;
/** Of a function that grows as fast as the density falls more is left beyond. */
const CUT = 1e-15;
const densities = Array.from({ length: STEPS + 1 }, (_, step) => Math.exp(-((step * STEP) ** 2) / 2));

/**
 * By the trapezoidal rule, whose error falls exponentially where functions are analytic around the real line, as smooth activations are; undefined
 * unless every other point gives the same.
 */
function evenly(functions: readonly ((x: number) => number)[], scale: number): readonly number[] | undefined {
  const results: number[] = [];
  for (const f of functions) {
    let [coarse, between, size, ends] = [0, 0, 0, 0];
    for (let step = -STEPS; step <= STEPS; step += 1) {
      const part = (densities[Math.abs(step)] ?? 0) * f(scale * step * STEP);
      if (step % 2 === 0) coarse += part;
      else between += part;
      size += Math.abs(part);
      if (Math.abs(step) === STEPS) ends += Math.abs(part);
    }
    // Also where one is not a number.
    if (!(Math.abs(coarse - between) <= AGREEMENT * size && ends <= CUT * size)) return undefined;
    // Of parts that cancel, what the last bits leave is nothing.
    const sum = Math.abs(coarse + between) <= CUT * size ? 0 : coarse + between;
    results.push((sum * STEP) / Math.sqrt(2 * Math.PI));
  }
  return results;
}

/**
 * E[f(√q·z)], z ~ N(0,1), for each of the functions in one pass.
 * @param meanSquare q ≥ 0
 * @param breaks points x where f or one of its derivatives jumps
 * @returns one expectation a function; NaN or ±Infinity where the function itself is so
 */
export function gaussianExpectations(
  functions: readonly ((x: number) => number)[],
  meanSquare: number,
  breaks: readonly number[],
  bend = 0,
): readonly number[] {
  const scale = Math.sqrt(meanSquare);
  if (!(scale > 0) || !Number.isFinite(scale)) {
    return functions.map((f) => (scale === 0 ? f(0) : Number.NaN));
  }
  const even = breaks.length === 0 ? evenly(functions, scale) : undefined;
  if (even !== undefined) return even;
  const edges = panelEdges(scale, breaks, bend);
  const sums = functions.map(() => 0);
  for (let panel = 0; panel + 1 < edges.length; panel += 1) {
    const left = edges[panel] ?? 0;
    const half = ((edges[panel + 1] ?? 0) - left) / 2;
    for (let index = 0; index < rule.nodes.length; index += 1) {
      const z = left + half * (1 + (rule.nodes[index] ?? 0));
      const weight = half * (rule.weights[index] ?? 0) * Math.exp((-z * z) / 2);
      functions.forEach((f, which) => {
        sums[which] = (sums[which] ?? 0) + weight * f(scale * z);
      });
    }
  }
  return sums.map((sum) => sum / Math.sqrt(2 * Math.PI));
}
