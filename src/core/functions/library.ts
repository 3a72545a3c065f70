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
  subtract,
  type Jet,
} from '../numerics/jet';
import { phrase } from '../phrase';
import { unaryBranch, unaryFunction } from './unary';
import {
  argument,
  constantValue,
  jetOf,
  numberArgument,
  numberValue,
  anArgument,
  Refused,
  truthValue,
  type CallArguments,
  type Value,
} from './value';
import type { Trace } from './trace';
import { own } from '../own';

export interface LibraryContext {
  readonly trace: Trace;
  /** Calls any callable value. */
  readonly call: (callee: Value, given: CallArguments) => Value;
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
  if (value.kind === 'number' || value.kind === 'unknown') return jetOf(value, given.place).value !== 0;
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
  if (difference !== 0) return difference > 0 ? a : b;
  // Python's max returns the first of equals, TensorFlow gives the first the whole gradient, the others share it.
  return library === 'python' || library === 'tensorflow' ? a : average(a, b);
}

/** Between two bounds. PyTorch and TensorFlow pass the gradient at the bounds themselves, JAX halves it. */
function clamp(x: Jet, low: Jet | undefined, high: Jet | undefined, library: Library, trace: Trace): Jet {
  if (
    library === 'jax' ||
    library === 'keras' ||
    !isConstant(low ?? constantJet(0)) ||
    !isConstant(high ?? constantJet(0))
  ) {
    const raised = low ? extremum(x, low, 1, library, trace) : x;
    return high ? extremum(raised, high, -1, library, trace) : raised;
  }
  const below = low !== undefined && x.value < low.value;
  const above = high !== undefined && x.value > high.value;
  trace.branch(below ? 0 : above ? 2 : 1);
  if (above) return high;
  return below ? low : x;
}

const binary =
  (operation: (a: Jet, b: Jet) => Jet): LibraryFunction =>
  (given) =>
    numberValue(
      operation(required(given, 0, 'input', 'x', 'x1'), required(given, 1, 'other', 'y', 'x2', 'exponent')),
    );

/** torch.add(a, b, alpha=k) scales b. */
const scaled =
  (operation: (a: Jet, b: Jet) => Jet): LibraryFunction =>
  (given) => {
    const factor = given.keywords.get('alpha');
    const b = required(given, 1, 'other', 'y', 'x2');
    return numberValue(
      operation(required(given, 0, 'input', 'x', 'x1'), factor ? multiply(b, jetOf(factor, given.place)) : b),
    );
  };

const comparison =
  (holds: (a: number, b: number) => boolean): LibraryFunction =>
  (given, _, { trace }) => {
    const [a, b] = [required(given, 0, 'input', 'x'), required(given, 1, 'other', 'y')];
    const result = holds(a.value, b.value);
    trace.branch(result ? 1 : 0);
    return truthValue(result);
  };

const extreme =
  (sign: 1 | -1): LibraryFunction =>
  (given, library, { trace }) => {
    const second = argument(given, 1, 'other', 'y', 'x2');
    if (given.positional.length > 2 && library !== 'python')
      throw new Refused(phrase`it combines several elements`, given.place);
    if (!second || (second.kind !== 'number' && second.kind !== 'truth')) {
      throw new Refused(phrase`a maximum over an axis combines several elements`, given.place);
    }
    return numberValue(
      extremum(required(given, 0, 'input', 'x', 'x1'), jetOf(second, given.place), sign, library, trace),
    );
  };

const where: LibraryFunction = (given, _, { trace }) => {
  const condition = argument(given, 0, 'condition', 'cond', 'pred');
  const whenTrue = argument(given, 1, 'x', 'x1', 'input', 'self', 'on_true');
  const whenFalse = argument(given, 2, 'y', 'x2', 'other', 'on_false');
  if (!condition || !whenTrue || !whenFalse)
    throw new Refused(phrase`\`where\` needs a condition and two values`, given.place);
  const holds = truthOf(condition, given);
  trace.branch(holds ? 1 : 0);
  return numberValue(jetOf(holds ? whenTrue : whenFalse, given.place));
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
  if (conditions?.kind !== 'list' || choices?.kind !== 'list') return where(given, library, context);
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
  const x = required(given, 0, 'input', 'x', 'x1').value;
  trace.branch(Math.sign(x) + 1);
  return constantValue(x > 0 ? 1 : x < 0 ? 0 : required(given, 1, 'values', 'x2').value);
};

const first: LibraryFunction = (given) => {
  const value = given.positional[0] ?? [...given.keywords.values()][0];
  if (!value) throw new Refused(phrase`an argument is missing`, given.place);
  // A tensor of one element is that element.
  const [only, ...more] = value.kind === 'list' ? value.items : [];
  return only && more.length === 0 ? only : value;
};

const filled =
  (value: number): LibraryFunction =>
  () =>
    constantValue(value);

/** ln(e^a + e^b) */
function logAddExponentials(a: Jet, b: Jet): Jet {
  const difference = subtract(a, b);
  const decay = Math.exp(-Math.abs(difference.value));
  const share = difference.value >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
  const above = Math.max(difference.value, 0) + Math.log1p(decay);
  return add(b, lift(difference, above, share, share * (1 - share)));
}

const clampFunction: LibraryFunction = (given, library, { trace }) =>
  numberValue(
    clamp(
      required(given, 0, 'input', 'x', 'a', 't', 'arr'),
      numberArgument(given, 1, 'min', 'a_min', 'clip_value_min', 'min_value', 'x_min'),
      numberArgument(given, 2, 'max', 'a_max', 'clip_value_max', 'max_value', 'x_max'),
      library,
      trace,
    ),
  );

const functions: Readonly<Record<string, LibraryFunction>> = {
  clamp: clampFunction,
  clip: clampFunction,
  clip_by_value: clampFunction,
  clamp_min: (given, library, { trace }) =>
    numberValue(clamp(required(given, 0, 'input'), required(given, 1, 'min'), undefined, library, trace)),
  clamp_max: (given, library, { trace }) =>
    numberValue(clamp(required(given, 0, 'input'), undefined, required(given, 1, 'max'), library, trace)),
  maximum: extreme(1),
  fmax: extreme(1),
  max: extreme(1),
  minimum: extreme(-1),
  fmin: extreme(-1),
  min: extreme(-1),
  where,
  switch: where,
  cond: conditional,
  select,
  piecewise,
  heaviside,
  pow: binary(power),
  power: binary(power),
  float_power: binary(power),
  integer_pow: binary(power),
  add: scaled(add),
  sub: scaled(subtract),
  subtract: scaled(subtract),
  mul: binary(multiply),
  multiply: binary(multiply),
  div: binary(divide),
  divide: binary(divide),
  true_divide: binary(divide),
  truediv: binary(divide),
  divide_no_nan: binary((a, b) => (b.value === 0 ? constantJet(0) : divide(a, b))),
  rsub: binary((a, b) => subtract(b, a)),
  squared_difference: binary((a, b) => multiply(subtract(a, b), subtract(a, b))),
  logaddexp: binary(logAddExponentials),
  hypot: binary((a, b) => power(add(multiply(a, a), multiply(b, b)), constantJet(0.5))),
  atan2: binary((a, b) => {
    const ratio = divide(a, b);
    const angle = lift(
      ratio,
      Math.atan(ratio.value),
      1 / (1 + ratio.value ** 2),
      (-2 * ratio.value) / (1 + ratio.value ** 2) ** 2,
    );
    return { ...angle, value: Math.atan2(a.value, b.value) };
  }),
  gt: comparison((a, b) => a > b),
  greater: comparison((a, b) => a > b),
  ge: comparison((a, b) => a >= b),
  greater_equal: comparison((a, b) => a >= b),
  lt: comparison((a, b) => a < b),
  less: comparison((a, b) => a < b),
  le: comparison((a, b) => a <= b),
  less_equal: comparison((a, b) => a <= b),
  eq: comparison((a, b) => a === b),
  equal: comparison((a, b) => a === b),
  ne: comparison((a, b) => a !== b),
  not_equal: comparison((a, b) => a !== b),
  logical_and: (given) => truthValue(given.positional.every((value) => truthOf(value, given))),
  logical_or: (given) => truthValue(given.positional.some((value) => truthOf(value, given))),
  logical_not: (given) => truthValue(!given.positional.some((value) => truthOf(value, given))),
  isnan: (given) => truthValue(Number.isNaN(required(given, 0, 'input', 'x').value)),
  isinf: (given) => truthValue(Math.abs(required(given, 0, 'input', 'x').value) === Infinity),
  lerp: (given) => {
    const [start, end, weight] = [
      required(given, 0, 'input'),
      required(given, 1, 'end'),
      required(given, 2, 'weight'),
    ];
    return numberValue(add(start, multiply(weight, subtract(end, start))));
  },
  copysign: binary((a, b) => {
    const flips = Math.sign(a.value || 1) !== (Object.is(b.value, -0) || b.value < 0 ? -1 : 1);
    return flips ? negate(a) : a;
  }),
  fma: (given) =>
    numberValue(add(multiply(required(given, 0, 'a'), required(given, 1, 'b')), required(given, 2, 'c'))),
  factorial: (given) => {
    const count = required(given, 0).value;
    let product = 1;
    for (let factor = 2; factor <= Math.min(count, 171); factor += 1) product *= factor;
    return constantValue(product);
  },
  zeros_like: filled(0),
  ones_like: filled(1),
  zeros: filled(0),
  ones: filled(1),
  full: (given) => numberValue(required(given, 1, 'fill_value', 'value')),
  full_like: (given) => numberValue(required(given, 1, 'fill_value')),
  fill: (given) => numberValue(required(given, 1, 'value')),
};

/** What only makes a tensor of a number, or hands it on as it is. */
const handedOn: ReadonlySet<string> = new Set(
  (
    'tensor Tensor FloatTensor as_tensor asarray array constant Variable convert_to_tensor convert_to_numpy cast identity clone ' +
    'contiguous to float double half float32 float64 float16 bfloat16 numpy cpu cuda type type_as astype squeeze unsqueeze view ' +
    'reshape flatten expand_dims atleast_1d ascontiguousarray requires_grad_ from_numpy block_until_ready Parameter ' +
    'nan_to_num jit vmap vectorize function script compile checkpoint copy item as_tensor view_as expand_as broadcast_to device_put asanyarray'
  ).split(' '),
);

/** What mixes elements or draws at random: its name gives the reason. */
const mixing: ReadonlySet<string> = new Set(
  'mean sum var std norm softmax log_softmax cumsum cumprod sort argmax argmin prod median dot matmul einsum conv2d linear reduce_mean reduce_sum reduce_max amax amin logsumexp reduce_logsumexp cat concat concatenate stack split chunk'.split(
    ' ',
  ),
);
const random: ReadonlySet<string> = new Set(
  'rand randn rand_like randn_like randint random normal uniform bernoulli dropout uniform_ normal_ bernoulli_ random_uniform random_normal'.split(
    ' ',
  ),
);

/** The function of that bare name applied; undefined where the name says nothing. */
export function callLibrary(
  name: string,
  library: Library,
  given: CallArguments,
  context: LibraryContext,
): Value | undefined {
  const bare = name.endsWith('_') && name.length > 1 ? name.slice(0, -1) : name;
  if (random.has(name) || random.has(bare)) throw new Refused(phrase`\`${name}\` is random`, given.place);
  if (Object.hasOwn(functions, bare)) return own(functions, bare)?.(given, library, context);
  const unary = unaryFunction(bare);
  if (unary) {
    if (bare === 'log' && given.positional.length === 2) {
      return numberValue(divide(logOf(required(given, 0)), logOf(required(given, 1))));
    }
    const x = required(given, 0, 'input', 'x', 'a', 'features');
    const [value, slope, curvature] = unary(x.value);
    const branch = unaryBranch(bare, x.value);
    if (branch !== undefined) context.trace.branch(branch);
    return numberValue(lift(x, value, slope, curvature));
  }
  if (handedOn.has(name)) return first(given, library, context);
  if (mixing.has(name)) throw new Refused(phrase`\`${name}\` combines several elements`, given.place);
  return undefined;
}

const logOf = (x: Jet) => lift(x, Math.log(x.value), 1 / x.value, -1 / (x.value * x.value));
