/** Functions of math, NumPy, PyTorch, TensorFlow and JAX that act on each element by itself. */
import {
  add,
  average,
  constantJet,
  divide,
  isConstant,
  lift,
  multiply,
  negate,
  power,
  recorded,
  subtract,
  type Jet,
} from '../numerics/jet';
import { phrase } from '../phrase';

import {
  argument,
  constantValue,
  jetOf,
  none,
  numberArgument,
  numberValue,
  anArgument,
  Refused,
  severalElements,
  truthValue,
  type CallArguments,
  type Value,
} from './value';
import type { Place } from '../python/syntax';
import type { Trace } from './trace';

export interface LibraryContext {
  readonly trace: Trace;
  /** Whether `detach` and its kin cut the derivative off, as training has it. */
  readonly keepsCuts: boolean;
  /** Of which numbers `finfo` speaks. */
  readonly digits: 'single' | 'double';
  /** What modules of the library that ask are told. */
  readonly mode: 'training' | 'evaluation';
  /** Calls any callable value. */
  readonly call: (callee: Value, given: CallArguments) => Value;
  /** Writes into a tensor, as what works in place does. @returns the tensor */
  readonly write: (target: Value, result: Value, place: Place) => Value;
}

/** Whose convention holds where two branches tie. */
export type Library = 'python' | 'numpy' | 'torch' | 'tensorflow' | 'jax' | 'keras';

export type LibraryFunction = (given: CallArguments, library: Library, context: LibraryContext) => Value;

export function truthOf(value: Value, given: Pick<CallArguments, 'place'>): boolean {
  if (value.kind === 'truth') return value.value;
  if (value.kind === 'none') return false;
  if (value.kind === 'list') return value.items.length > 0;
  if (value.kind === 'dictionary') return value.entries.size > 0;
  if (value.kind === 'text') return value.value !== '';
  if (value.kind === 'tensor') throw severalElements(given.place, 'truth');
  if (value.kind === 'number' || value.kind === 'unknown' || value.kind === 'nothing')
    return jetOf(value, given.place).value !== 0;
  return true;
}

export function required(given: CallArguments, index: number, ...names: readonly string[]): Jet {
  const value = argument(given, index, ...names);
  if (!value) throw new Refused(phrase`an argument is missing`, given.place);
  return jetOf(value, given.place, anArgument);
}

/** Larger (or smaller) of two; at a tie what the library's automatic differentiation takes. */
export function extremum(a: Jet, b: Jet, sign: 1 | -1, library: Library, trace: Trace): Jet {
  if (Number.isNaN(a.value) || Number.isNaN(b.value)) return constantJet(Number.NaN);
  const difference = sign * (a.value - b.value);
  trace.branch(difference > 0 ? 2 : difference < 0 ? 0 : 1);
  // JAX multiplies by 0 where the others leave out.
  const guard = library === 'jax' ? undefined : 'slope';
  if (difference !== 0)
    return difference > 0
      ? recorded(a, { of: a, by: 1 }, { of: b, by: 0, guard })
      : recorded(b, { of: b, by: 1 }, { of: a, by: 0, guard });
  // Python's max returns the first of equals, TensorFlow gives the first the whole gradient, the others share it.
  return library === 'python' || library === 'tensorflow' ? a : average(a, b);
}

/** Between two bounds; where they cross, the upper one holds. PyTorch and TensorFlow pass the gradient at the bounds themselves, JAX halves it. */
function clamp(x: Jet, low: Jet | undefined, high: Jet | undefined, library: Library, trace: Trace): Jet {
  if (library === 'jax' || library === 'keras') {
    const raised = low ? extremum(x, low, 1, library, trace) : x;
    return high ? extremum(raised, high, -1, library, trace) : raised;
  }
  if (Number.isNaN(x.value)) return x;
  const below = low !== undefined && x.value < low.value;
  const above = high !== undefined && (below ? low.value : x.value) > high.value;
  trace.branch(below ? 0 : above ? 2 : 1);
  const bound = above ? high : below ? low : undefined;
  return bound ? recorded(bound, { of: bound, by: 1 }, { of: x, by: 0, guard: 'slope' }) : x;
}

const binary =
  (operation: (a: Jet, b: Jet) => Jet): LibraryFunction =>
  (given) =>
    numberValue(operation(required(given, 0), required(given, 1)));

/** torch.add(a, b, alpha=k) scales b, or a where they are exchanged. */
const scaled =
  (operation: (a: Jet, b: Jet) => Jet): LibraryFunction =>
  (given) => {
    const factor = given.positional[2];
    const other = required(given, 1);
    if (!factor || factor.kind === 'none') return numberValue(operation(required(given, 0), other));
    return numberValue(operation(required(given, 0), multiply(other, jetOf(factor, given.place))));
  };

const comparison =
  (holds: (a: number, b: number) => boolean): LibraryFunction =>
  (given, _, { trace }) => {
    const result = holds(required(given, 0).value, required(given, 1).value);
    trace.branch(result ? 1 : 0);
    return truthValue(result);
  };

const extreme =
  (sign: 1 | -1): LibraryFunction =>
  (given, library, { trace }) => {
    const second = given.positional[1];
    if (!second || (second.kind !== 'number' && second.kind !== 'truth'))
      throw new Refused(phrase`a maximum over an axis combines several elements`, given.place);
    return numberValue(extremum(required(given, 0), jetOf(second, given.place), sign, library, trace));
  };

/** The branch that is not taken counts in automatic differentiation with 0: times an infinite or undefined slope that is undefined. */
const where: LibraryFunction = (given, library, { trace }) => {
  const [condition, whenTrue, whenFalse] = given.positional;
  if (!condition || !whenTrue || !whenFalse)
    throw new Refused(phrase`\`where\` needs a condition and two values`, given.place);
  const holds = truthOf(condition, given);
  trace.branch(holds ? 1 : 0);
  const [chosen, other] = holds ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
  // `where(c, True, other)` of masks is a mask.
  if (chosen.kind === 'truth' && other.kind === 'truth') return truthValue(chosen.value);
  const jet = jetOf(chosen, given.place);
  const left = jetOf(other, given.place);
  const spoils = library !== 'numpy' && library !== 'python' && !Number.isFinite(left.slope);
  return numberValue(
    recorded(
      spoils ? { value: jet.value, slope: Number.NaN, curvature: Number.NaN } : jet,
      { of: jet, by: 1 },
      { of: left, by: 0 },
    ),
  );
};

/** cond(predicate, true_fn, false_fn, *operands) */
export const conditional: LibraryFunction = (given, library, { trace, call }) => {
  const [predicate, whenTrue, whenFalse, ...operands] = given.positional;
  const chosenTrue = whenTrue ?? given.keywords.get('true_fn');
  const chosenFalse = whenFalse ?? given.keywords.get('false_fn');
  if (!predicate || !chosenTrue || !chosenFalse)
    throw new Refused(phrase`\`cond\` needs a predicate and two functions`, given.place);
  const holds = truthOf(predicate, given);
  trace.branch(holds ? 1 : 0);
  const positional = library === 'tensorflow' ? [] : operands;
  return call(holds ? chosenTrue : chosenFalse, { positional, keywords: new Map(), place: given.place });
};

/** numpy.piecewise(x, conditions, functions): the last condition that holds wins; one function more is the rest. */
export const piecewise: LibraryFunction = (given, _, { trace, call }) => {
  const [x, conditions, functions] = given.positional;
  if (!x || conditions?.kind !== 'list' || functions?.kind !== 'list') {
    throw new Refused(phrase`\`piecewise\` needs lists of conditions and functions`, given.place);
  }
  let chosen = functions.items.length > conditions.items.length ? functions.items.length - 1 : -1;
  conditions.items.forEach((condition, index) => {
    if (truthOf(condition, given)) chosen = index;
  });
  trace.branch(chosen + 1);
  const piece = functions.items[chosen];
  if (!piece) return constantValue(0);
  if (piece.kind === 'number') return piece;
  return call(piece, { positional: [x], keywords: new Map(), place: given.place });
};

const heaviside: LibraryFunction = (given, _, { trace }) => {
  const at = required(given, 0).value;
  trace.branch(Math.sign(at) + 1);
  return constantValue(at > 0 ? 1 : at < 0 ? 0 : required(given, 1).value);
};

export function firstArgument(given: CallArguments): Value {
  const value = given.positional[0] ?? [...given.keywords.values()][0];
  if (!value) throw new Refused(phrase`an argument is missing`, given.place);
  // A tensor of one element is that element.
  const [only, ...more] = value.kind === 'list' ? value.items : [];
  return only && more.length === 0 ? only : value;
}

/** ln(e^a + e^b) */
function logAddExponentials(a: Jet, b: Jet): Jet {
  const difference = subtract(a, b);
  const decay = Math.exp(-Math.abs(difference.value));
  const share = difference.value >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
  const above = Math.max(difference.value, 0) + Math.log1p(decay);
  return add(b, lift(difference, above, share, share * (1 - share)));
}

export const j = (given: CallArguments, index: number): Jet => required(given, index);
const optional = (given: CallArguments, index: number): Jet | undefined => numberArgument(given, index);
const numberOf = (given: CallArguments, index: number, fallback: number): number =>
  optional(given, index)?.value ?? fallback;

const clampFunction: LibraryFunction = (given, library, { trace }) =>
  numberValue(clamp(j(given, 0), optional(given, 1), optional(given, 2), library, trace));

/** a mod b with the sign of b (floor) or of a (trunc). */
const remainder =
  (round: (x: number) => number): LibraryFunction =>
  (given, _, { trace }) => {
    const [a, b] = [j(given, 0), j(given, 1)];
    const quotient = round(a.value / b.value);
    trace.branch(quotient);
    const { slope, curvature } = subtract(a, multiply(constantJet(quotient), b));
    const raw = a.value % b.value;
    const value = round === Math.floor && raw !== 0 && raw < 0 !== b.value < 0 ? raw + b.value : raw;
    return numberValue({ value, slope, curvature });
  };

const division: LibraryFunction = (given, _, { trace }) => {
  const mode = given.positional[2];
  const [a, b] = [j(given, 0), j(given, 1)];
  if (!mode || mode.kind === 'none') return numberValue(divide(a, b));
  if (mode.kind !== 'text') throw new Refused(phrase`a rounding mode is not known`, given.place);
  const quotient = mode.value === 'floor' ? Math.floor(a.value / b.value) : Math.trunc(a.value / b.value);
  trace.branch(quotient);
  return constantValue(quotient);
};

/** x ln y, 0 where x is 0. */
const timesLogarithm =
  (logarithm: (y: Jet) => Jet): LibraryFunction =>
  (given) => {
    const [x, y] = [j(given, 0), j(given, 1)];
    return x.value === 0 && !Number.isNaN(y.value) && isConstant(x)
      ? constantValue(0)
      : numberValue(multiply(x, logarithm(y)));
  };

/** np.interp(x, xp, fp): straight lines between the points, constant beyond. */
const interpolation: LibraryFunction = (given, _, { trace }) => {
  const x = j(given, 0);
  const [at, values] = [numbersOf(given, 1), numbersOf(given, 2)];
  const last = at.length - 1;
  if (at.length !== values.length || last < 0)
    throw new Refused(phrase`its points are not known`, given.place);
  const piece = at.findIndex((one) => x.value < one);
  trace.branch(piece);
  const beyond = (index: number, end: number | undefined) => constantValue(numberOf(given, index, end ?? 0));
  if (piece === 0) return beyond(3, values[0]);
  // The last point itself still has its own value.
  if (piece < 0)
    return x.value > (at[last] ?? 0) ? beyond(4, values[last]) : constantValue(values[last] ?? 0);
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [at[piece - 1], at[piece], values[piece - 1], values[piece]];
  const slope = (y1 - y0) / (x1 - x0);
  return numberValue(add(constantJet(y0), multiply(constantJet(slope), subtract(x, constantJet(x0)))));
};

function numbersOf(given: CallArguments, index: number): readonly number[] {
  const value = given.positional[index];
  const items = value?.kind === 'list' ? value.items : value?.kind === 'tensor' ? value.cells : [];
  return items.map((item) => jetOf(item, given.place, anArgument).value);
}

/** Highest power first, by Horner's rule. */
export function polynomial(coefficients: readonly Value[], x: Jet, place: CallArguments['place']): Value {
  return numberValue(
    coefficients.reduce((sum, one) => add(multiply(sum, x), jetOf(one, place)), constantJet(0)),
  );
}
export const coefficientsOf = (value: Value | undefined, given: CallArguments): readonly Value[] => {
  if (value?.kind === 'list') return value.items;
  if (value?.kind === 'tensor' && !value.overInput) return value.cells;
  throw new Refused(phrase`its coefficients are not known`, given.place);
};

const flag =
  (holds: (x: number) => boolean): LibraryFunction =>
  (given, _, { trace }) => {
    const result = holds(j(given, 0).value);
    trace.branch(result ? 1 : 0);
    return truthValue(result);
  };

const logic =
  (holds: (a: boolean, b: boolean) => boolean): LibraryFunction =>
  (given) => {
    const [a, b] = given.positional;
    if (!a || !b) throw new Refused(phrase`an argument is missing`, given.place);
    return truthValue(holds(truthOf(a, given), truthOf(b, given)));
  };

/** Anything between ln and its inverse that PyTorch gives a margin: `logit(x, eps)`. */
const logit: LibraryFunction = (given, library, { trace }) => {
  const margin = optional(given, 1);
  const x = j(given, 0);
  const inside = margin ? clamp(x, margin, subtract(constantJet(1), margin), library, trace) : x;
  const p = inside.value;
  return numberValue(
    lift(inside, Math.log(p) - Math.log1p(-p), 1 / (p * (1 - p)), (2 * p - 1) / (p * (1 - p)) ** 2),
  );
};

const notANumber: LibraryFunction = (given, _, { trace }) => {
  const x = j(given, 0);
  if (Number.isNaN(x.value)) return constantValue(numberOf(given, 1, 0));
  trace.branch(Number.isFinite(x.value) ? 1 : 0);
  if (Number.isFinite(x.value)) return numberValue(x);
  return constantValue(
    x.value > 0 ? numberOf(given, 2, Number.MAX_VALUE) : numberOf(given, 3, -Number.MAX_VALUE),
  );
};

export interface Entry {
  /** Names of its arguments in order, those of several libraries with `|` between them; `?` behind one that may be missing. */
  readonly parameters: readonly { readonly names: readonly string[]; readonly optional: boolean }[];
  readonly run: LibraryFunction;
}
export const entry = (signature: string, run: LibraryFunction): Entry => ({
  parameters: signature
    .split(' ')
    .map((one) => ({ names: one.replace('?', '').split('|'), optional: one.endsWith('?') })),
  run,
});
export const x = 'input|x|x1|a|t|features|self|arr|array|m|z';
const y = 'other|y|x2|b|exponent|q|min|max';
const xy = `${x} ${y}`;

/** Functions of single elements. What has axes of its own is taken apart before. */
const always = entry(
  x,
  flag(() => true),
);

export const functions: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  [
    'clamp',
    entry(
      `${x} min|min_value|clip_value_min|a_min|x_min? max|max_value|clip_value_max|a_max|x_max?`,
      clampFunction,
    ),
  ],
  [
    'clip',
    entry(
      `${x} min|min_value|clip_value_min|a_min|x_min? max|max_value|clip_value_max|a_max|x_max?`,
      clampFunction,
    ),
  ],
  ['clip_by_value', entry(`${x} clip_value_min clip_value_max`, clampFunction)],
  [
    'clamp_min',
    entry(`${x} min`, (given, library, { trace }) =>
      numberValue(clamp(j(given, 0), j(given, 1), undefined, library, trace)),
    ),
  ],
  [
    'clamp_max',
    entry(`${x} max`, (given, library, { trace }) =>
      numberValue(clamp(j(given, 0), undefined, j(given, 1), library, trace)),
    ),
  ],
  ['maximum', entry(xy, extreme(1))],
  ['fmax', entry(xy, extreme(1))],
  ['max', entry(xy, extreme(1))],
  ['minimum', entry(xy, extreme(-1))],
  ['fmin', entry(xy, extreme(-1))],
  ['min', entry(xy, extreme(-1))],
  [
    'where',
    entry(
      'condition|cond|pred x|x1|input|self|on_true|then_expression y|x2|other|on_false|else_expression',
      where,
    ),
  ],
  ['switch', entry('condition then_expression else_expression', where)],
  ['select_element', entry('pred|condition on_true|x on_false|y', where)],
  ['heaviside', entry(`${x} values|x2|h2?`, heaviside)],
  ['pow', entry(`${xy}`, binary(power))],
  ['power', entry(xy, binary(power))],
  ['float_power', entry(xy, binary(power))],
  ['integer_pow', entry(xy, binary(power))],
  ['add', entry(`${xy} alpha?`, scaled(add))],
  ['sub', entry(`${xy} alpha?`, scaled(subtract))],
  ['subtract', entry(`${xy} alpha?`, scaled(subtract))],
  [
    'rsub',
    entry(
      xy,
      binary((a, b) => subtract(b, a)),
    ),
  ],
  ['mul', entry(xy, binary(multiply))],
  ['multiply', entry(xy, binary(multiply))],
  [
    'multiply_no_nan',
    entry(
      xy,
      binary((a, b) => (b.value === 0 ? constantJet(0) : multiply(a, b))),
    ),
  ],
  ['div', entry(`${xy} rounding_mode?`, division)],
  ['divide', entry(`${xy} rounding_mode?`, division)],
  ['true_divide', entry(xy, binary(divide))],
  ['truediv', entry(xy, binary(divide))],
  ['realdiv', entry(xy, binary(divide))],
  [
    'divide_no_nan',
    entry(
      xy,
      binary((a, b) => (b.value === 0 ? constantJet(0) : divide(a, b))),
    ),
  ],
  [
    'xdivy',
    entry(
      xy,
      binary((a, b) => (a.value === 0 && isConstant(a) ? constantJet(0) : divide(a, b))),
    ),
  ],
  [
    'floor_divide',
    entry(xy, (given, _, { trace }) => {
      const quotient = Math.floor(j(given, 0).value / j(given, 1).value);
      trace.branch(quotient);
      return constantValue(quotient);
    }),
  ],
  ['remainder', entry(xy, remainder(Math.floor))],
  ['mod', entry(xy, remainder(Math.floor))],
  ['floormod', entry(xy, remainder(Math.floor))],
  ['fmod', entry(xy, remainder(Math.trunc))],
  ['rem', entry(xy, remainder(Math.trunc))],
  [
    'squared_difference',
    entry(
      xy,
      binary((a, b) => multiply(subtract(a, b), subtract(a, b))),
    ),
  ],
  ['logaddexp', entry(xy, binary(logAddExponentials))],
  [
    'logaddexp2',
    entry(
      xy,
      binary((a, b) => {
        const scale = constantJet(Math.LN2);
        return divide(logAddExponentials(multiply(a, scale), multiply(b, scale)), scale);
      }),
    ),
  ],
  [
    'hypot',
    entry(
      xy,
      binary((a, b) => power(add(multiply(a, a), multiply(b, b)), constantJet(0.5))),
    ),
  ],
  ['atan2', entry(xy, binary(atan2))],
  ['arctan2', entry(xy, binary(atan2))],
  [
    'xlogy',
    entry(
      xy,
      timesLogarithm((b) => lift(b, Math.log(b.value), 1 / b.value, -1 / b.value ** 2)),
    ),
  ],
  [
    'xlog1py',
    entry(
      xy,
      timesLogarithm((b) => lift(b, Math.log1p(b.value), 1 / (1 + b.value), -1 / (1 + b.value) ** 2)),
    ),
  ],
  [
    'ldexp',
    entry(
      xy,
      binary((a, b) =>
        multiply(a, lift(b, 2 ** b.value, Math.LN2 * 2 ** b.value, Math.LN2 ** 2 * 2 ** b.value)),
      ),
    ),
  ],
  [
    'gt',
    entry(
      xy,
      comparison((a, b) => a > b),
    ),
  ],
  [
    'greater',
    entry(
      xy,
      comparison((a, b) => a > b),
    ),
  ],
  [
    'ge',
    entry(
      xy,
      comparison((a, b) => a >= b),
    ),
  ],
  [
    'greater_equal',
    entry(
      xy,
      comparison((a, b) => a >= b),
    ),
  ],
  [
    'lt',
    entry(
      xy,
      comparison((a, b) => a < b),
    ),
  ],
  [
    'less',
    entry(
      xy,
      comparison((a, b) => a < b),
    ),
  ],
  [
    'le',
    entry(
      xy,
      comparison((a, b) => a <= b),
    ),
  ],
  [
    'less_equal',
    entry(
      xy,
      comparison((a, b) => a <= b),
    ),
  ],
  [
    'eq',
    entry(
      xy,
      comparison((a, b) => a === b),
    ),
  ],
  [
    'equal',
    entry(
      xy,
      comparison((a, b) => a === b),
    ),
  ],
  [
    'ne',
    entry(
      xy,
      comparison((a, b) => a !== b),
    ),
  ],
  [
    'not_equal',
    entry(
      xy,
      comparison((a, b) => a !== b),
    ),
  ],
  [
    'logical_and',
    entry(
      xy,
      logic((a, b) => a && b),
    ),
  ],
  [
    'logical_or',
    entry(
      xy,
      logic((a, b) => a || b),
    ),
  ],
  [
    'logical_xor',
    entry(
      xy,
      logic((a, b) => a !== b),
    ),
  ],
  [
    'bitwise_and',
    entry(
      xy,
      logic((a, b) => a && b),
    ),
  ],
  [
    'bitwise_or',
    entry(
      xy,
      logic((a, b) => a || b),
    ),
  ],
  ['logical_not', entry(x, (given) => truthValue(!truthOf(given.positional[0] ?? constantValue(0), given)))],
  ['isnan', entry(x, flag(Number.isNaN))],
  ['is_nan', entry(x, flag(Number.isNaN))],
  [
    'isinf',
    entry(
      x,
      flag((value) => Math.abs(value) === Infinity),
    ),
  ],
  ['isfinite', entry(x, flag(Number.isFinite))],
  ['is_tensor', always],
  ['is_floating_point', always],
  ['is_finite', entry(x, flag(Number.isFinite))],
  [
    'signbit',
    entry(
      x,
      flag((value) => value < 0 || Object.is(value, -0)),
    ),
  ],
  [
    'lerp',
    entry('input|start|a end|b weight', (given) => {
      const [start, end, weight] = [j(given, 0), j(given, 1), j(given, 2)];
      return numberValue(add(start, multiply(weight, subtract(end, start))));
    }),
  ],
  [
    'addcmul',
    entry('input tensor1 tensor2 value?', (given) => {
      const product = multiply(j(given, 1), j(given, 2));
      return numberValue(add(j(given, 0), multiply(optional(given, 3) ?? constantJet(1), product)));
    }),
  ],
  [
    'addcdiv',
    entry('input tensor1 tensor2 value?', (given) => {
      const quotient = divide(j(given, 1), j(given, 2));
      return numberValue(add(j(given, 0), multiply(optional(given, 3) ?? constantJet(1), quotient)));
    }),
  ],
  [
    'copysign',
    entry(xy, (given, _, { trace }) => {
      const [a, b] = [j(given, 0), j(given, 1)];
      const negative = Object.is(b.value, -0) || b.value < 0;
      trace.branch(negative ? 0 : 1);
      trace.branch(Math.sign(a.value) + 1);
      // At 0 the slope is 0 as that of the size.
      const flips = (a.value < 0 || Object.is(a.value, -0)) !== negative;
      if (a.value === 0) return constantValue(negative ? -0 : 0);
      return numberValue(flips ? negate(a) : a);
    }),
  ],
  ['fma', entry('a b c', (given) => numberValue(add(multiply(j(given, 0), j(given, 1)), j(given, 2))))],
  [
    'factorial',
    entry('x', (given) => {
      const count = j(given, 0).value;
      let product = 1;
      for (let factor = 2; factor <= Math.min(count, 171); factor += 1) product *= factor;
      return constantValue(product);
    }),
  ],
  [
    'comb',
    entry('n k', (given) => {
      const [count, chosen] = [j(given, 0).value, j(given, 1).value];
      let product = chosen > count ? 0 : 1;
      for (let factor = 1; factor <= Math.min(chosen, count - chosen, 1_100); factor += 1)
        product = (product * (count - factor + 1)) / factor;
      return constantValue(Math.round(product));
    }),
  ],
  ['logit', entry(`${x} eps?`, logit)],
  ['nan_to_num', entry(`${x} nan? posinf? neginf?`, notANumber)],
  ['round', entry(`${x} decimals?`, roundTo)],
  ['around', entry(`${x} decimals?`, roundTo)],
  ['copy_', entry(`${x} src`, (given) => numberValue(j(given, 1)))],
  ['fill_', entry(`${x} value`, (given) => numberValue(j(given, 1)))],
  ['interp', entry('x xp fp left? right?', interpolation)],
]);

function atan2(a: Jet, b: Jet): Jet {
  const square = a.value ** 2 + b.value ** 2;
  const value = Math.atan2(a.value, b.value);
  const numerator = subtract(
    multiply(a, { value: b.slope, slope: b.curvature, curvature: 0 }),
    multiply(b, { value: a.slope, slope: a.curvature, curvature: 0 }),
  );
  const slope = -numerator.value / square;
  const growth = 2 * (a.value * a.slope + b.value * b.slope);
  return { value, slope, curvature: (-numerator.slope - slope * growth) / square };
}

function roundTo(given: CallArguments, _: Library, { trace }: LibraryContext): Value {
  const factor = 10 ** numberOf(given, 1, 0);
  const scaledValue = j(given, 0).value * factor;
  const nearest = Math.round(scaledValue);
  const even = Math.abs(scaledValue % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
  trace.branch(even);
  return constantValue(even / factor);
}

/** Arguments that say something about memory, names or precision only. */
const immaterial: ReadonlySet<string> = new Set(
  'name dtype device requires_grad layout pin_memory memory_format non_blocking order subok casting trainable shape precision weak_type stable generator'.split(
    ' ',
  ),
);

/** The arguments in the order of the signature. What it does not know may change what is computed: refused. */
export function ordered(name: string, { parameters }: Entry, given: CallArguments): CallArguments {
  const unexpected = (): Refused =>
    new Refused(phrase`an argument of \`${name}\` is not followed`, given.place);
  if (given.positional.length > parameters.length) throw unexpected();
  const named = new Map([...given.keywords].filter(([keyword]) => !immaterial.has(keyword)));
  const positional = parameters.map(({ names }, index): Value | undefined => {
    const at = given.positional[index];
    if (at) return at;
    const found = names.find((one) => named.has(one));
    const value = found === undefined ? undefined : named.get(found);
    if (found !== undefined) named.delete(found);
    return value;
  });
  if (named.size > 0) throw unexpected();
  parameters.forEach(({ optional: mayLack }, index) => {
    if (!positional[index] && !mayLack) throw new Refused(phrase`an argument is missing`, given.place);
  });
  return { positional: positional.map((value) => value ?? none), keywords: new Map(), place: given.place };
}
