/** Second-order dual numbers: a value with its first and second derivative along one variable, carried through arithmetic exactly. */
export interface Jet {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

export const constantJet = (value: number): Jet => ({ value, slope: 0, curvature: 0 });
export const variableJet = (value: number): Jet => ({ value, slope: 1, curvature: 0 });

export const isConstant = (a: Jet): boolean => a.slope === 0 && a.curvature === 0;

/** A product of derivatives: what does not vary contributes nothing, even beside an infinite slope. */
const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** f(a) from f, f′ and f″ at a's value. */
export function lift(a: Jet, value: number, first: number, second: number): Jet {
  if (isConstant(a)) return constantJet(value);
  return {
    value,
    slope: product(first, a.slope),
    curvature: product(second, a.slope * a.slope) + product(first, a.curvature),
  };
}

export const add = (a: Jet, b: Jet): Jet => ({
  value: a.value + b.value,
  slope: a.slope + b.slope,
  curvature: a.curvature + b.curvature,
});

export const negate = (a: Jet): Jet => ({ value: -a.value, slope: -a.slope, curvature: -a.curvature });

export const subtract = (a: Jet, b: Jet): Jet => add(a, negate(b));

export const multiply = (a: Jet, b: Jet): Jet => ({
  value: a.value * b.value,
  slope: product(a.slope, b.value) + product(a.value, b.slope),
  curvature: product(a.curvature, b.value) + 2 * a.slope * b.slope + product(a.value, b.curvature),
});

export function divide(a: Jet, b: Jet): Jet {
  const inverse = 1 / b.value;
  const value = a.value / b.value;
  if (isConstant(a) && isConstant(b)) return constantJet(value);
  const slope = product(a.slope - product(value, b.slope), inverse);
  const curvature = product(a.curvature - 2 * product(slope, b.slope) - product(value, b.curvature), inverse);
  return { value, slope, curvature };
}

/** a^b as Python computes it for floats; NaN for a negative base with a broken exponent. */
export function power(a: Jet, b: Jet): Jet {
  const value = a.value ** b.value;
  if (isConstant(b)) {
    const n = b.value;
    if (n === 0) return constantJet(1);
    if (n === 1) return a;
    const second = n === 2 ? 2 : n * (n - 1) * a.value ** (n - 2);
    return lift(a, value, n * a.value ** (n - 1), second);
  }
  const logarithm = Math.log(a.value);
  if (isConstant(a)) return lift(b, value, value * logarithm, value * logarithm * logarithm);
  // a^b = e^(b ln a)
  const exponent = multiply(b, lift(a, logarithm, 1 / a.value, -1 / (a.value * a.value)));
  return lift(exponent, value, value, value);
}

/** Even parts of both, as automatic differentiation takes them where two branches tie. */
export const average = (a: Jet, b: Jet): Jet => ({
  value: a.value,
  slope: (a.slope + b.slope) / 2,
  curvature: (a.curvature + b.curvature) / 2,
});
