/** A function of one's own in arithmetic of a width, with the gradient that frameworks take: where it overflows, where it is not a number. */
import { gradients, recordedJet, type Jet, type Step, type Tape } from '../numerics/jet';
import type { Bindings } from '../python/names';
import type { Expression } from '../python/syntax';
import { placeOf, type OwnFunction } from './definition';
import { ownParameters, Run, storageOf } from './interpret';
import { constantValue, jetOf, numberValue, Raised, Refused, type NumberValue, type Value } from './value';

/** Numbers of 64, 32 and 16 bits. */
export type Width = 'double' | 'single' | 'half';

const largestHalf = 65_504;
const smallestHalf = 2 ** -24;

/** The nearest number of 16 bits: 11 digits, exponents from −14 to 15. */
function toHalf(value: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return value;
  const grain = size < 2 ** -14 ? smallestHalf : 2 ** (Math.floor(Math.log2(size)) - 10);
  const rounded = Math.round(size / grain) * grain;
  return Math.sign(value) * (rounded > largestHalf ? Infinity : rounded);
}

const rounding: Readonly<Record<Width, Tape['round']>> = {
  double: (value) => value,
  single: Math.fround,
  half: toHalf,
};

/** XLA takes numbers below the smallest normal one for 0. */
const flushed = (value: number): number => (Math.abs(value) < 2 ** -126 ? 0 * value : Math.fround(value));

function roundingIn({ importedModules }: Bindings, width: Width): Tape['round'] {
  const isJax = width === 'single' && [...importedModules].some((name) => /^(?:jax|flax)\b/u.test(name));
  return isJax ? flushed : rounding[width];
}

/** The largest number of a width. */
export const largest: Readonly<Record<Width, number>> = {
  double: Number.MAX_VALUE,
  single: 3.4028234663852886e38,
  half: largestHalf,
};

/** One run of the function. */
export interface Computed {
  /** Its value, of several elements the first that is not finite. */
  readonly value: number;
  /** The derivative of the sum of its elements by the variable; undefined where it does not depend on it. */
  readonly gradient: number | undefined;
  readonly steps: readonly Step[];
  /** What goes back to each step. */
  readonly gradients: ReadonlyMap<Step, number>;
  readonly placeOf: (step: Step) => Expression | undefined;
}

export interface Arithmetic {
  /** Undefined where the code raises an error. */
  at(x: number, width: Width): Computed | undefined;
  /** The input that is the variable. */
  readonly variable: string;
  /** Inputs beside it that were given a number. */
  readonly others: number;
  /** How many elements the input has. */
  readonly elements: number;
}

/** What other inputs are given: no zero, no one, and within what probabilities and labels may be. */
const otherInput = 0.5;
/** A vector that a reduction runs over: the variable, and part of it. */
const shares = [1, 0.5, -0.25];
/** What is tried in turn: a number, a vector, a batch of one, where axis 1 is that of the classes. */
const inputShapes: readonly (readonly number[])[] = [[], [shares.length], [1, shares.length]];
/** Most steps of a single run. */
const mostSteps = 3_000;
const mostInputs = 4;

/**
 * A function with each of its required inputs as the variable in turn; none where it cannot be followed. Other inputs have one value.
 */
export function arithmeticOf(own: OwnFunction, bindings: Bindings): readonly Arithmetic[] {
  const parameters = ownParameters(own, bindings).filter(({ form }) => form !== 'double-star');
  const required = parameters.filter(({ defaultValue, form }) => !defaultValue && form !== 'star');
  const inputs = own.kind === 'expression' ? [own.variable ?? 'x'] : required.map(({ name }) => name);
  if (inputs.length === 0 || inputs.length > mostInputs || parameters[0]?.form === 'keyword-only') return [];
  const storage = storageOf(own, bindings);
  const found: Arithmetic[] = [];
  for (const variable of inputs) {
    for (const axes of inputShapes) {
      const at = (x: number, width: Width): Computed | undefined =>
        computed({ own, bindings, storage, inputs, variable, axes }, x, width);
      try {
        // One run says whether it can be followed at all.
        at(0.7, 'single');
      } catch (error) {
        if (error instanceof Refused) continue;
        throw error;
      }
      found.push({
        at: (x, width) => {
          try {
            return at(x, width);
          } catch (error) {
            if (error instanceof Refused) return undefined;
            throw error;
          }
        },
        variable,
        others: inputs.length - 1,
        elements: axes.length === 0 ? 1 : shares.length,
      });
      break;
    }
  }
  return found;
}

interface Setting {
  readonly own: OwnFunction;
  readonly bindings: Bindings;
  readonly storage: ReturnType<typeof storageOf>;
  readonly inputs: readonly string[];
  readonly variable: string;
  readonly axes: readonly number[];
}

function computed(
  { own, bindings, storage, inputs, variable, axes }: Setting,
  x: number,
  width: Width,
): Computed | undefined {
  const tape: Tape = { round: roundingIn(bindings, width), steps: [] };
  const places = new Map<Step, Expression>();
  const run = new Run(own, bindings, {
    storage,
    mode: 'evaluation',
    derivative: 'training',
    changed: new Map(),
    places,
    steps: mostSteps,
    notesParameters: false,
  });
  const fresh = (): Value => {
    if (axes.length === 0) return numberValue(recordedJet(x, tape));
    const jets = shares.map((share) => recordedJet(x * share, tape));
    // A vector has all its axes in view: none of them is the input's own.
    return vector(
      axes,
      jets.map((jet) => numberValue({ ...jet, slope: 0 })),
    );
  };
  const constant = (): Value =>
    axes.length === 0
      ? constantValue(otherInput)
      : vector(
          axes,
          shares.map(() => constantValue(otherInput)),
        );
  const given = new Map(inputs.map((name) => [name, name === variable ? fresh() : constant()]));
  const [first = ''] = inputs;
  const head = given.get(first);
  given.delete(first);
  if (!head) return undefined;
  const variables = new Set(tape.steps);
  let result: Value;
  try {
    result = run.result(head, given);
  } catch (error) {
    if (error instanceof Raised) return undefined;
    throw error;
  }
  const jets = jetsOf(result, own);
  const backwards = gradients(jets);
  const reached = [...variables].flatMap((step) => backwards.get(step) ?? []);
  return {
    value: (jets.find(({ value }) => !Number.isFinite(value)) ?? jets[0])?.value ?? Number.NaN,
    gradient:
      reached.length === 0
        ? undefined
        : (reached.find((one) => !Number.isFinite(one)) ?? reached.reduce((a, b) => a + b, 0)),
    steps: tape.steps,
    gradients: backwards,
    placeOf: (step) => places.get(step),
  };
}

const vector = (axes: readonly number[], cells: readonly NumberValue[]): Value => ({
  kind: 'tensor',
  overInput: false,
  leading: axes,
  trailing: [],
  cells,
});

function jetsOf(result: Value, own: OwnFunction): readonly Jet[] {
  if (result.kind === 'number') return [result.jet];
  if (result.kind === 'tensor')
    return result.cells.flatMap((cell) => (cell.kind === 'number' ? [cell.jet] : []));
  return [jetOf(result, placeOf(own))];
}
