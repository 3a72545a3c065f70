/** How far two functions are apart. */

const steps = 2_000;

/** Largest |f − g| on an evenly sampled interval, and where. NaN counts as a difference unless both are NaN. */
export function largestDifference(
  f: (x: number) => number,
  g: (x: number) => number,
  from: number,
  to: number,
): { readonly distance: number; readonly at: number } {
  let [distance, at] = [0, 0];
  for (let index = 0; index <= steps; index += 1) {
    const x = from + ((to - from) * index) / steps;
    const [a, b] = [f(x), g(x)];
    const apart = a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 0 : Math.abs(a - b);
    if (!(apart <= distance)) [distance, at] = [Number.isNaN(apart) ? Infinity : apart, x];
  }
  return { distance, at };
}
