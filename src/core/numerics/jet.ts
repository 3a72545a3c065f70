/** Second-order dual numbers: a value with its first and second derivative along one variable, carried through arithmetic exactly. */
export interface Jet {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
  /** Where arithmetic is recorded: the step that made it. */
  readonly step?: Step;
}

/** Arithmetic of a width, recorded step by step, so that one can go back through it as frameworks differentiate. */
export interface Tape {
  /** To the nearest number of the width; what is too large is infinite. */
  readonly round: (value: number) => number;
  readonly steps: Step[];
}

/** One result on a tape. */
export interface Step {
  readonly tape: Tape;
  readonly index: number;
  readonly value: number;
  readonly sources: readonly Source[];
}

/** What stops a gradient that 0 times infinity would make NaN: a slope of 0 (`relu` of PyTorch), or a gradient of 0 (`sqrt` of TensorFlow). */
export type Guard = 'slope' | 'gradient';

interface Source {
  readonly step: Step;
  /** What a gradient is multiplied by on the way back to it. */
  readonly by: number;
  readonly guard: Guard | undefined;
}

/** Something that a result is made of. */
export interface Part {
  readonly of: Jet;
  readonly by: number;
  readonly guard?: Guard | undefined;
}

/** The result as a step of the tape of its parts; itself where none of them is on one. */
export function recorded(result: Jet, ...parts: readonly Part[]): Jet {
  const tape = parts.find(({ of }) => of.step)?.of.step?.tape;
  return tape ? appended(tape, result, parts) : result;
}

function appended(tape: Tape, { value, slope, curvature }: Jet, parts: readonly Part[]): Jet {
  const sources = parts.flatMap(({ of, by, guard }) =>
    of.step ? [{ step: of.step, by: tape.round(by), guard }] : [],
  );
  const step = { tape, index: tape.steps.length, value: tape.round(value), sources };
  tape.steps.push(step);
  return { value: step.value, slope, curvature, step };
}

/** The variable as the first step of a tape, or one more of its inputs. */
export const recordedJet = (value: number, tape: Tape): Jet => appended(tape, variableJet(value), []);

export const constantJet = (value: number): Jet => ({ value, slope: 0, curvature: 0 });
export const variableJet = (value: number): Jet => ({ value, slope: 1, curvature: 0 });

export const isConstant = (a: Jet): boolean => a.slope === 0 && a.curvature === 0 && !a.step;

/** A product of derivatives: what does not vary contributes nothing, even beside an infinite slope. */
const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** f(a) from f, f′ and f″ at a's value. */
export function lift(a: Jet, value: number, first: number, second: number, guard?: Guard): Jet {
  if (isConstant(a)) return constantJet(value);
  const result: Jet = {
    value,
    slope: product(first, a.slope),
    curvature: product(second, a.slope * a.slope) + product(first, a.curvature),
  };
  return a.step ? recorded(result, { of: a, by: first, guard }) : result;
}

export function add(a: Jet, b: Jet): Jet {
  const result: Jet = {
    value: a.value + b.value,
    slope: a.slope + b.slope,
    curvature: a.curvature + b.curvature,
  };
  return a.step || b.step ? recorded(result, { of: a, by: 1 }, { of: b, by: 1 }) : result;
}

export function negate(a: Jet): Jet {
  const result: Jet = { value: -a.value, slope: -a.slope, curvature: -a.curvature };
  return a.step ? recorded(result, { of: a, by: -1 }) : result;
}

export const subtract = (a: Jet, b: Jet): Jet => add(a, negate(b));

export function multiply(a: Jet, b: Jet): Jet {
  const result: Jet = {
    value: a.value * b.value,
    slope: product(a.slope, b.value) + product(a.value, b.slope),
    curvature: product(a.curvature, b.value) + 2 * a.slope * b.slope + product(a.value, b.curvature),
  };
  return a.step || b.step ? recorded(result, { of: a, by: b.value }, { of: b, by: a.value }) : result;
}

export function divide(a: Jet, b: Jet): Jet {
  const inverse = 1 / b.value;
  const value = a.value / b.value;
  if (isConstant(a) && isConstant(b)) return constantJet(value);
  const slope = product(a.slope - product(value, b.slope), inverse);
  const curvature = product(a.curvature - 2 * product(slope, b.slope) - product(value, b.curvature), inverse);
  return recorded({ value, slope, curvature }, { of: a, by: inverse }, { of: b, by: -value / b.value });
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
export const average = (a: Jet, b: Jet): Jet =>
  recorded(
    { value: a.value, slope: (a.slope + b.slope) / 2, curvature: (a.curvature + b.curvature) / 2 },
    { of: a, by: 0.5 },
    { of: b, by: 0.5 },
  );

/**
 * The gradients of a sum over these jets, by the steps of their tape: what goes back from the end to each, in arithmetic of the tape's
 * width, 0 times infinity included.
 */
export function gradients(results: readonly Jet[]): ReadonlyMap<Step, number> {
  const found = new Map<Step, number>();
  const tape = results.find(({ step }) => step)?.step?.tape;
  if (!tape) return found;
  for (const { step } of results) if (step) found.set(step, (found.get(step) ?? 0) + 1);
  for (let index = tape.steps.length - 1; index >= 0; index -= 1) {
    const step = tape.steps[index];
    const gradient = step && found.get(step);
    if (!step || gradient === undefined) continue;
    for (const { step: source, by, guard } of step.sources) {
      const stops = guard === 'slope' ? by === 0 : guard === 'gradient' ? gradient === 0 : false;
      const share = stops ? 0 : tape.round(gradient * by);
      found.set(source, tape.round((found.get(source) ?? 0) + share));
    }
  }
  return found;
}
