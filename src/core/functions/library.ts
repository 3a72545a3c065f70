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
  dotted,
  elementwise,
  isReduction,
  normalized,
  reduced,
  severalElements,
  stacked,
  tensorOf,
  tensor,
  unsqueezed,
} from './tensors';
import { unaryBranch, unaryFunction } from './unary';
import {
  argument,
  constantValue,
  jetOf,
  none,
  numberArgument,
  numberValue,
  anArgument,
  Refused,
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

type LibraryFunction = (given: CallArguments, library: Library, context: LibraryContext) => Value;

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

function required(given: CallArguments, index: number, ...names: readonly string[]): Jet {
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
const conditional: LibraryFunction = (given, library, { trace, call }) => {
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

/** numpy.select(conditions, choices, default=0) */
const select: LibraryFunction = (given, library, context) => {
  const [conditions, choices] = [argument(given, 0, 'condlist'), argument(given, 1, 'choicelist')];
  // jax.lax.select and keras' are a `where`.
  if (conditions?.kind !== 'list' || choices?.kind !== 'list')
    return callLibrary('select_element', library, given, context) ?? none;
  const index = conditions.items.findIndex((condition) => truthOf(condition, given));
  context.trace.branch(index + 1);
  const chosen = index < 0 ? argument(given, 2, 'default') : choices.items[index];
  return numberValue(chosen ? jetOf(chosen, given.place) : constantJet(0));
};

/** numpy.piecewise(x, conditions, functions): the last condition that holds wins; one function more is the rest. */
const piecewise: LibraryFunction = (given, _, { trace, call }) => {
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

function firstArgument(given: CallArguments): Value {
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

const j = (given: CallArguments, index: number): Jet => required(given, index);
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
  if (piece === 0) return constantValue(values[0] ?? 0);
  if (piece < 0) return constantValue(values[last] ?? 0);
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
function polynomial(coefficients: readonly Value[], x: Jet, place: CallArguments['place']): Value {
  return numberValue(
    coefficients.reduce((sum, one) => add(multiply(sum, x), jetOf(one, place)), constantJet(0)),
  );
}
const coefficientsOf = (value: Value | undefined, given: CallArguments): readonly Value[] => {
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

interface Entry {
  /** Names of its arguments in order, those of several libraries with `|` between them; `?` behind one that may be missing. */
  readonly parameters: readonly { readonly names: readonly string[]; readonly optional: boolean }[];
  readonly run: LibraryFunction;
}
const entry = (signature: string, run: LibraryFunction): Entry => ({
  parameters: signature
    .split(' ')
    .map((one) => ({ names: one.replace('?', '').split('|'), optional: one.endsWith('?') })),
  run,
});
const x = 'input|x|x1|a|t|features|self|arr|array|m|z';
const y = 'other|y|x2|b|exponent|q|min|max';
const xy = `${x} ${y}`;

/** Functions of single elements. What has axes of its own is taken apart before. */
const functions: ReadonlyMap<string, Entry> = new Map<string, Entry>([
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
  ['logit', entry(`${x} eps?`, logit)],
  ['nan_to_num', entry(`${x} nan? posinf? neginf?`, notANumber)],
  ['round', entry(`${x} decimals?`, roundTo)],
  ['around', entry(`${x} decimals?`, roundTo)],
  ['copy_', entry(`${x} src`, (given) => numberValue(j(given, 1)))],
  ['fill_', entry(`${x} value`, (given) => numberValue(j(given, 1)))],
  ['interp', entry('x xp fp', interpolation)],
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
function ordered(name: string, { parameters }: Entry, given: CallArguments): CallArguments {
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

/** A function that is given whole tensors: those that make, join and reduce them. */
type TensorFunction = (
  given: CallArguments,
  library: Library,
  context: LibraryContext,
  name: string,
) => Value;

const integersOf = (
  value: Value | undefined,
  place: CallArguments['place'],
): readonly number[] | undefined => {
  if (value?.kind === 'number') return [value.jet.value];
  if (value?.kind === 'list') return value.items.map((item) => jetOf(item, place, anArgument).value);
  return undefined;
};

/** `torch.zeros(3)`, `np.ones((2, 3))`, `torch.full((1,), v)`: several equal elements, or one. */
function filledWith(
  make: (given: CallArguments) => { readonly cell: Jet; readonly shape: readonly Value[] },
): TensorFunction {
  return (given, library) => {
    const { cell, shape } = make(given);
    const dtype = dtypeOf(given, []);
    if (dtype === 'whole' || dtype === 'truth')
      throw new Refused(phrase`a tensor of whole numbers is not followed`, given.place);
    const known = shape.flatMap((one) => integersOf(one, given.place) ?? [Number.NaN]);
    const lengths = known.every((length) => Number.isInteger(length) && length >= 0 && length <= 1_000)
      ? known
      : [];
    const total = lengths.reduce((product, length) => product * length, 1);
    if (total <= 1 || total > 1_000) return numberValue(cell);
    const cells = Array.from({ length: total }, () => numberValue(cell));
    void library;
    return tensor(false, lengths, [], cells, given.place);
  };
}

const shapeArguments = (given: CallArguments, from = 0): readonly Value[] => {
  const named = given.keywords.get('size') ?? given.keywords.get('shape');
  return named ? [named] : given.positional.slice(from);
};

const spaced: TensorFunction = (given) => {
  const value = (index: number, ...names: readonly string[]) => numberArgument(given, index, ...names);
  const [from, to] = [value(0, 'start'), value(1, 'end', 'stop')];
  const steps = value(2, 'steps', 'num')?.value ?? 50;
  if (
    !from ||
    !to ||
    !Number.isInteger(steps) ||
    steps < 1 ||
    steps > 1_000 ||
    given.keywords.has('endpoint')
  )
    throw new Refused(phrase`its points are not known`, given.place);
  const cells = Array.from({ length: steps }, (_, index) => {
    const share = steps === 1 ? 0 : index / (steps - 1);
    return numberValue(add(from, multiply(constantJet(share), subtract(to, from))));
  });
  return tensor(false, [steps], [], cells, given.place);
};

const arange: TensorFunction = (given) => {
  const [first = Number.NaN, second, step = 1] = given.positional.map((one) => jetOf(one, given.place).value);
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const length = Math.ceil((to - from) / step);
  if (!(length >= 1 && length <= 1_000)) throw new Refused(phrase`its points are not known`, given.place);
  return tensor(
    false,
    [length],
    [],
    Array.from({ length }, (_, index) => constantValue(from + index * step)),
    given.place,
  );
};

const axisOf = (given: CallArguments, index: number): number | undefined => {
  const value = argument(given, index, 'dim', 'axis');
  if (value === undefined || value.kind === 'none') return undefined;
  const only = value.kind === 'list' && value.items.length === 1 ? value.items[0] : value;
  return only ? jetOf(only, given.place, anArgument).value : undefined;
};

const stack: TensorFunction = (given) => {
  const items = argument(given, 0, 'tensors', 'arrays', 'values', 'x');
  if (items?.kind !== 'list') throw severalElements(given.place, 'stack');
  return stacked(items.items, axisOf(given, 1) ?? 0, given.place);
};

const reduction: TensorFunction = (given, library, context, name) => {
  const value = argument(given, 0, 'input', 'a', 'x', 'input_tensor', 'self');
  const allowed = new Set([
    'dim',
    'axis',
    'keepdim',
    'keepdims',
    'dtype',
    'name',
    'input',
    'a',
    'x',
    'input_tensor',
    'ord',
    'p',
  ]);
  if ([...given.keywords.keys()].some((keyword) => !allowed.has(keyword)))
    throw new Refused(phrase`an argument of \`${name}\` is not followed`, given.place);
  // A norm of another order, a list whose elements are summed.
  if (
    name === 'norm' &&
    (given.keywords.has('ord') || given.keywords.has('p') || given.positional.length > 1)
  )
    throw severalElements(given.place, name);
  const whole = value?.kind === 'list' ? tensorOrStack(value.items, given.place) : value;
  if (whole?.kind !== 'tensor') throw severalElements(given.place, name);
  const keeps = given.keywords.get('keepdim') ?? given.keywords.get('keepdims') ?? given.positional[2];
  const axis = axisOf(given, 1);
  const result = reduced(
    name,
    whole,
    axis,
    keeps !== undefined && truthOf(keeps, given),
    context.trace,
    given.place,
    library === 'torch',
  );
  // PyTorch gives the place of the largest, too.
  const withPlace = library === 'torch' && axis !== undefined && (name === 'max' || name === 'min');
  return withPlace
    ? { kind: 'list', items: [result, { kind: 'opaque', name: 'indices' }], fields: ['values', 'indices'] }
    : result;
};

const tensorOrStack = (items: readonly Value[], place: CallArguments['place']) => stacked(items, 0, place);

const tensorFunctions: ReadonlyMap<string, TensorFunction> = new Map<string, TensorFunction>([
  ['stack', stack],
  ['linspace', spaced],
  ['arange', arange],
  ['zeros', filledWith((given) => ({ cell: constantJet(0), shape: shapeArguments(given) }))],
  ['ones', filledWith((given) => ({ cell: constantJet(1), shape: shapeArguments(given) }))],
  ['empty', filledWith((given) => ({ cell: constantJet(Number.NaN), shape: shapeArguments(given) }))],
  ['full', filledWith((given) => ({ cell: fillOf(given, 1), shape: shapeArguments(given).slice(0, 1) }))],
  ['fill', filledWith((given) => ({ cell: fillOf(given, 1), shape: given.positional.slice(0, 1) }))],
  ['zeros_like', like(() => constantJet(0))],
  ['ones_like', like(() => constantJet(1))],
  ['empty_like', like(() => constantJet(Number.NaN))],
  ['full_like', like((given) => fillOf(given, 1))],
  ['new_zeros', () => constantValue(0)],
  ['new_ones', () => constantValue(1)],
  ['new_empty', () => constantValue(Number.NaN)],
  ['new_full', (given) => numberValue(fillOf(given, 2))],
  ['new_tensor', (given) => tensorOf(given.positional[1] ?? none, given.place)],
  ['unsqueeze', (given) => unsqueezed(firstArgument(given), axisOf(given, 1) ?? 0, given.place)],
  ['expand_dims', (given) => unsqueezed(firstArgument(given), axisOf(given, 1) ?? 0, given.place)],
  [
    'matmul',
    (given, _, { trace }) =>
      dotted(given.positional[0] ?? none, given.positional[1] ?? none, trace, given.place),
  ],
  [
    'dot',
    (given, _, { trace }) =>
      dotted(given.positional[0] ?? none, given.positional[1] ?? none, trace, given.place),
  ],
  ['softmax', softmaxOf('softmax')],
  ['log_softmax', softmaxOf('log_softmax')],
  [
    'polyval',
    (given, library) => {
      // numpy takes (p, x), TensorFlow (coefficients, x).
      void library;
      const at = given.positional[1] ?? given.keywords.get('x');
      if (!at) throw new Refused(phrase`an argument is missing`, given.place);
      return polynomial(
        coefficientsOf(given.positional[0] ?? given.keywords.get('p') ?? given.keywords.get('coeffs'), given),
        jetOf(at, given.place),
        given.place,
      );
    },
  ],
  [
    'add_n',
    (given) => {
      const list = given.positional[0];
      if (list?.kind !== 'list') throw severalElements(given.place, 'add_n');
      return list.items.reduce((sum, item) =>
        elementwise([sum, item], given.place, ([a, b]) =>
          numberValue(add(jetOf(a ?? none, given.place), jetOf(b ?? none, given.place))),
        ),
      );
    },
  ],
]);

function softmaxOf(name: 'softmax' | 'log_softmax'): TensorFunction {
  return (given, _, { trace }) => {
    const value = firstArgument(given);
    const axis = axisOf(given, 1) ?? -1;
    if (value.kind !== 'tensor') throw severalElements(given.place, name);
    return normalized(name, value, axis, trace, given.place);
  };
}

function fillOf(given: CallArguments, index: number): Jet {
  const value = argument(given, index, 'fill_value', 'value');
  if (!value) throw new Refused(phrase`an argument is missing`, given.place);
  return jetOf(value, given.place);
}

function like(fill: (given: CallArguments) => Jet): TensorFunction {
  return (given) => {
    const dtype = dtypeOf(given, []);
    if (dtype === 'whole' || dtype === 'rounded')
      throw new Refused(phrase`a tensor of whole numbers is not followed`, given.place);
    const value = given.positional[0] ?? given.keywords.get('input') ?? given.keywords.get('a') ?? none;
    const cell = fill(given);
    if (dtype === 'truth') return truthValue(cell.value !== 0);
    if (value.kind === 'truth') return dtype === 'number' ? numberValue(cell) : truthValue(cell.value !== 0);
    if (value.kind !== 'tensor') return numberValue(cell);
    return { ...value, cells: value.cells.map(() => numberValue(cell)) };
  };
}

type Dtype = 'number' | 'whole' | 'truth' | 'rounded' | 'unknown';

/** What a conversion makes of numbers, from what stands for the type in a call. */
function dtypeOf(given: CallArguments, positional: readonly Value[]): Dtype {
  const named = given.keywords.get('dtype');
  for (const value of named ? [named] : positional) {
    const name =
      value.kind === 'text' ||
      value.kind === 'opaque' ||
      value.kind === 'qualified' ||
      value.kind === 'callable'
        ? 'value' in value
          ? value.value
          : value.name
        : undefined;
    // The type of another tensor.
    if (value.kind === 'number') return 'number';
    if (name === undefined) continue;
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (/^u?int\d*_?$|^long$|^short$|^byte$|^u?int8$/u.test(last)) return 'whole';
    if (/^bool_?$/u.test(last)) return 'truth';
    if (/^(?:b?float16|half)$/u.test(last)) return 'rounded';
    if (/^(?:float\d*_?|double|dtype|single|floatx|floating)$/u.test(last)) return 'number';
  }
  return 'unknown';
}

function converted(
  value: Value,
  dtype: Dtype,
  given: CallArguments,
  { trace }: Pick<LibraryContext, 'trace'>,
): Value {
  if (value.kind === 'tensor')
    return {
      ...value,
      cells: value.cells.map((cell) => converted(cell, dtype, given, { trace }) as typeof cell),
    };
  switch (dtype) {
    case 'number':
      return value.kind === 'truth' ? constantValue(value.value ? 1 : 0) : value;
    case 'whole': {
      const whole = Math.trunc(jetOf(value, given.place).value);
      trace.branch(whole);
      return constantValue(whole);
    }
    case 'truth': {
      const holds = truthOf(value, given);
      trace.branch(holds ? 1 : 0);
      return truthValue(holds);
    }
    case 'rounded':
      throw new Refused(phrase`it rounds to 16 bits`, given.place);
    case 'unknown':
      return value;
  }
}

/** What hands on a tensor as it is, sharing its storage. */
const handedOn: ReadonlySet<string> = new Set(
  (
    'as_tensor asarray convert_to_tensor convert_to_numpy identity contiguous numpy cpu cuda squeeze flatten ravel atleast_1d ' +
    'ascontiguousarray requires_grad_ from_numpy block_until_ready jit vmap vectorize function script compile checkpoint ' +
    'view_as expand_as expand broadcast_to device_put asanyarray retain_grad ensure_tensor checkpoint_name remat reshape_as'
  ).split(' '),
);
/** What makes a tensor of its own with the same numbers. */
const copying: ReadonlySet<string> = new Set(
  'tensor Tensor FloatTensor DoubleTensor array constant Variable variable clone copy deepcopy Parameter float32 float64 float_ double_ asfarray positive'.split(
    ' ',
  ),
);
/** Conversions whose name is the type. */
const conversions: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ['float', 'number'],
  ['double', 'number'],
  ['float32', 'number'],
  ['float64', 'number'],
  ['cast_to_floatx', 'number'],
  ['type_as', 'number'],
  ['half', 'rounded'],
  ['float16', 'rounded'],
  ['bfloat16', 'rounded'],
  ['int', 'whole'],
  ['long', 'whole'],
  ['short', 'whole'],
  ['int32', 'whole'],
  ['int64', 'whole'],
  ['bool', 'truth'],
]);

/** A new shape: of the axes of its own where it has no others, or one axis more behind those of the input. */
function reshaped(value: Value, axes: readonly number[] | undefined, place: CallArguments['place']): Value {
  if (!axes) {
    if (value.kind !== 'tensor') return value;
    throw new Refused(phrase`this shape is not followed`, place);
  }
  if (value.kind === 'tensor' && !value.overInput) {
    const known = axes.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
    const lengths = axes.map((length) => (length === -1 ? value.cells.length / known : length));
    if (lengths.reduce((product, length) => product * length, 1) !== value.cells.length)
      throw new Refused(phrase`this shape is not followed`, place);
    return tensor(false, lengths, [], value.cells, place);
  }
  if (value.kind === 'tensor') {
    // Only axes of length 1 may go without a trace.
    if (value.cells.length !== 1 || axes.length !== 1)
      throw new Refused(phrase`this shape is not followed`, place);
    return value.cells[0] ?? value;
  }
  const varies = value.kind === 'truth' || (value.kind === 'number' && value.jet.slope !== 0);
  return varies && axes.length === 2 && axes[0] === -1 && axes[1] === 1
    ? unsqueezed(value, -1, place)
    : value;
}

/** What mixes elements or draws at random: its name gives the reason. */
const mixing: ReadonlySet<string> = new Set(
  'mean sum var std norm softmax log_softmax softmin cumsum cumprod cumulative_sum logcumsumexp sort argsort argmax argmin prod median quantile dot matmul einsum tensordot conv1d conv2d conv3d linear reduce_mean reduce_sum reduce_max amax amin reduce_min logsumexp reduce_logsumexp cat concat concatenate stack split chunk unbind roll flip rot90 diff gradient topk kthvalue layer_norm batch_norm group_norm normalize l2_normalize max_pool1d max_pool2d avg_pool1d avg_pool2d gather take take_along_axis repeat tile outer cross cov corrcoef unfold fold pad interpolate vdot inner kron trapz convolve any all nonzero unique masked_select ptp average cummax cummin renorm cdist histc bincount searchsorted bucketize glu moments associative_scan scan'.split(
    ' ',
  ),
);
const random: ReadonlySet<string> = new Set(
  'rand randn rand_like randn_like randint randint_like randperm random normal uniform bernoulli dropout alpha_dropout feature_alpha_dropout uniform_ normal_ bernoulli_ exponential_ geometric_ cauchy_ log_normal_ random_ random_uniform random_normal multinomial poisson gumbel gumbel_softmax truncated_normal standard_normal choice shuffle permutation exponential'.split(
    ' ',
  ),
);

/** Elementwise functions whose last positional argument may be where numpy writes the result. */
function withOut(
  name: string,
  library: Library,
  given: CallArguments,
): { readonly given: CallArguments; readonly out: Value | undefined } {
  const keywords = new Map(given.keywords);
  let out = keywords.get('out');
  keywords.delete('out');
  if (out?.kind === 'none') out = undefined;
  if (out?.kind === 'list' && out.items.length === 1) [out] = out.items;
  let { positional } = given;
  const takes = functions.get(name)?.parameters.length ?? (unaryFunction(name) ? 1 : undefined);
  if (
    library === 'numpy' &&
    out === undefined &&
    takes !== undefined &&
    positional.length === takes + 1 &&
    name !== 'log'
  ) {
    out = positional[takes];
    positional = positional.slice(0, takes);
  }
  return { given: { positional, keywords, place: given.place }, out };
}

/** A function of single elements, by its bare name. */
function elementwiseFunction(name: string): Entry | undefined {
  const known = functions.get(name);
  if (known) return known;
  const unary = unaryFunction(name);
  if (!unary) return undefined;
  return entry(x, (given, library, context) => {
    const at = j(given, 0);
    const [exact, slope, curvature] = unary(at.value);
    const value = (name === 'sigmoid' ? roundedLogistic(at) : undefined) ?? exact;
    const branch = unaryBranch(name, at.value);
    if (branch !== undefined) context.trace.branch(branch);
    const isTensorFlow = library === 'tensorflow' || library === 'keras';
    return numberValue(
      lift(at, value, slope, curvature, isTensorFlow && name === 'sqrt' ? 'gradient' : undefined),
    );
  });
}

/** σ as frameworks compute it, each step to the digits of the tape: 1 from 16.6 on and 0 below −88.7 in 32 bits. */
export function roundedLogistic({ value, step }: Jet): number | undefined {
  const round = step?.tape.round;
  return round && round(1 / round(1 + round(Math.exp(-value))));
}

const hasAxes = (value: Value): boolean => value.kind === 'tensor';

/**
 * The function of that bare name applied; undefined where the name says nothing. With `out` the result is written there; PyTorch's names
 * with an underscore behind write into their first argument.
 */
export function callLibrary(
  name: string,
  library: Library,
  given: CallArguments,
  context: LibraryContext,
): Value | undefined {
  if (random.has(name)) throw new Refused(phrase`\`${name}\` is random`, given.place);
  const nothing = [...given.positional, ...given.keywords.values()].find(({ kind }) => kind === 'nothing');
  if (nothing) return nothing;
  const inPlace =
    library === 'torch' &&
    /[^_]_$/u.test(name) &&
    !['requires_grad_', 'float_', 'int_', 'bool_'].includes(name);
  if (inPlace) {
    const [self] = given.positional;
    const bare = name.slice(0, -1);
    if (random.has(bare)) throw new Refused(phrase`\`${name}\` is random`, given.place);
    if (!self) return undefined;
    if (bare === 'zero') return context.write(self, constantValue(0), given.place);
    if (bare === 'detach') return context.write(self, detachedCopy(self, context), given.place);
    const result = ['copy', 'fill'].includes(bare)
      ? resultOf(name, library, given, context)
      : callLibrary(bare, library, given, context);
    return result && context.write(self, result, given.place);
  }
  const { given: plain, out } = withOut(name, library, given);
  const result = resultOf(name, library, plain, context);
  if (!out) return result;
  if (!result) return undefined;
  return context.write(out, result, given.place);
}

/** The same numbers, which nothing else shares, without a derivative. */
const detachedCopy = (value: Value, { trace, keepsCuts }: LibraryContext): Value => {
  trace.cutDerivative();
  return value.kind === 'number' && keepsCuts ? constantValue(value.jet.value) : value;
};

function resultOf(
  name: string,
  library: Library,
  given: CallArguments,
  context: LibraryContext,
): Value | undefined {
  if (name === 'cond') return conditional(given, library, context);
  if (name === 'piecewise') return piecewise(given, library, context);
  if (name === 'select') return select(given, library, context);
  if (name === 'polyval' && library === 'tensorflow')
    return tensorFunctions.get(name)?.(given, library, context, name);
  if (library === 'jax' && name === 'clamp') {
    // jax.lax.clamp(min, x, max)
    const [low, at, high] = given.positional;
    if (low && at && high)
      return callLibrary('clip', 'jax', { ...given, positional: [at, low, high] }, context);
  }
  if (library === 'jax' && (name === 'select' || name === 'switch')) return undefined;
  if (name === 'log' && given.positional.length === 2 && library === 'python')
    return numberValue(divide(logOf(required(given, 0)), logOf(required(given, 1))));
  const [head] = given.positional;
  const reducing =
    isReduction(name) &&
    (head?.kind === 'tensor' ||
      head?.kind === 'list' ||
      !functions.has(name) ||
      given.keywords.has('dim') ||
      given.keywords.has('axis'));
  if (reducing && !(library === 'python' && head?.kind !== 'tensor'))
    return reduction(given, library, context, name);
  const known = elementwiseFunction(name);
  if (known) {
    const whole = ordered(name, known, given);
    const apply = (positional: readonly Value[]): Value =>
      known.run({ ...whole, positional }, library, context);
    if (name !== 'interp' && whole.positional.some(hasAxes))
      return elementwise(whole.positional, given.place, apply);
    return asPython(apply(whole.positional), library, whole.positional);
  }
  const onTensors = tensorFunctions.get(name);
  if (onTensors) return onTensors(given, library, context, name);
  if (['detach', 'stop_gradient'].includes(name))
    return detached(firstArgument(given), library, context, given.place);
  const conversion = conversions.get(name);
  if (conversion && library !== 'python') return converted(firstArgument(given), conversion, given, context);
  if (
    name === 'to' ||
    name === 'astype' ||
    name === 'type' ||
    name === 'cast' ||
    name === 'asfarray' ||
    name === 'saturate_cast'
  ) {
    const value = firstArgument(given);
    const dtype = dtypeOf(given, given.positional.slice(1));
    return converted(value, name === 'cast' && dtype === 'unknown' ? 'number' : dtype, given, context);
  }
  if (name === 'item' || name === 'tolist') {
    context.trace.cutDerivative();
    return {
      kind: 'number',
      jet: constantJet(jetOf(firstArgument(given), given.place).value),
      python: true,
    };
  }
  if (name === 'view' || name === 'reshape') {
    const value = firstArgument(given);
    const rest = given.positional.slice(1);
    const axes = rest.length === 1 && rest[0]?.kind === 'list' ? rest[0].items : rest;
    const lengths = axes.map((axis) => (axis.kind === 'number' ? axis.jet.value : Number.NaN));
    return reshaped(
      value,
      lengths.every(Number.isInteger) && lengths.length > 0 ? lengths : undefined,
      given.place,
    );
  }
  if (copying.has(name)) {
    const value = firstArgument(given);
    const dtype = dtypeOf(given, given.positional.slice(1));
    return converted(tensorOf(value, given.place), dtype, given, context);
  }
  if (handedOn.has(name)) {
    const value = firstArgument(given);
    if (value.kind === 'tensor' && ['squeeze', 'flatten', 'ravel'].includes(name)) {
      if (value.cells.length === 1 && value.cells[0]) return value.cells[0];
      const { leading, trailing } = value;
      if (name !== 'squeeze' && !value.overInput)
        return tensor(false, [value.cells.length], [], value.cells, given.place);
      if (name !== 'squeeze') throw severalElements(given.place, name);
      return tensor(
        value.overInput,
        leading.filter((length) => length !== 1),
        trailing.filter((length) => length !== 1),
        value.cells,
        given.place,
      );
    }
    if (value.kind === 'list' && /array|tensor/u.test(name)) return tensorOf(value, given.place);
    return converted(value, dtypeOf(given, []), given, context);
  }
  if (mixing.has(name)) throw severalElements(given.place, name);
  return undefined;
}

/** The value goes on without its derivative. PyTorch's shares its storage with the original. */
function detached(
  value: Value,
  library: Library,
  { trace, keepsCuts }: Pick<LibraryContext, 'trace' | 'keepsCuts'>,
  place: Place,
): Value {
  if (value.kind === 'tensor') {
    const cells = value.cells.map(
      (cell) => detached(cell, library, { trace, keepsCuts }, place) as typeof cell,
    );
    return { ...value, cells };
  }
  if (value.kind !== 'number') return value;
  const jet = jetOf(value, place);
  if (!isConstant(jet)) trace.cutDerivative();
  const copy = keepsCuts ? constantValue(jet.value) : numberValue(jet);
  if (library !== 'torch') return copy;
  const shares = value.shares ?? [value];
  shares.push(copy);
  value.shares = shares;
  copy.shares = shares;
  return copy;
}

/** Python's own numbers stay such through math, and through numpy where nothing else takes part. */
function asPython(result: Value, library: Library, inputs: readonly Value[]): Value {
  if (result.kind !== 'number') return result;
  const plain = inputs.every((value) => value.kind !== 'number' || value.python === true);
  return library === 'python' || (library === 'numpy' && plain) ? { ...result, python: true } : result;
}

const logOf = (x: Jet) => lift(x, Math.log(x.value), 1 / x.value, -1 / (x.value * x.value));
