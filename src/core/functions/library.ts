/** A call of a library: which function it is, and what its arguments are taken apart into. */
import { constantJet, divide, isConstant, lift, type Jet } from '../numerics/jet';
import { phrase } from '../phrase';
import { elementwise, isReduction, tensorOf, tensor, unsqueezed } from './tensor-values';
import { unaryBranch, unaryFunction } from './unary';
import {
  argument,
  constantValue,
  jetOf,
  none,
  numberValue,
  Refused,
  severalElements,
  type CallArguments,
  type Value,
} from './value';
import type { Place } from '../python/syntax';
import {
  type Entry,
  type Library,
  type LibraryContext,
  type LibraryFunction,
  conditional,
  entry,
  firstArgument,
  functions,
  j,
  ordered,
  piecewise,
  required,
  truthOf,
  x,
} from './element-functions';
import { reduction, tensorFunctions } from './tensor-functions';
import { conversions, converted, copying, dtypeOf, handedOn } from './conversions';
export { extremum, truthOf, type Library, type LibraryContext } from './element-functions';

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
  if (library === 'jax' && name === 'switch') return undefined;
  if (name === 'log' && given.positional.length === 2 && library === 'python')
    return numberValue(divide(logOf(required(given, 0)), logOf(required(given, 1))));
  if (reduces(name, library, given)) return reduction(given, library, context, name);
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
  return convertedAs(name, library, given, context) ?? arrangedAs(name, given, context);
}

/** Whether a name takes a mean, a sum or an extreme over an axis here, and is not the function of one number that it may be, too. */
function reduces(name: string, library: Library, given: CallArguments): boolean {
  const kind = given.positional[0]?.kind;
  if (!isReduction(name) || (library === 'python' && kind !== 'tensor')) return false;
  const states = given.keywords.has('dim') || given.keywords.has('axis');
  return kind === 'tensor' || kind === 'list' || states || !functions.has(name);
}

const casts: ReadonlySet<string> = new Set(['to', 'astype', 'type', 'cast', 'asfarray', 'saturate_cast']);

/** The same numbers as another type. */
function convertedAs(
  name: string,
  library: Library,
  given: CallArguments,
  context: LibraryContext,
): Value | undefined {
  const conversion = conversions.get(name);
  if (conversion && library !== 'python') return converted(firstArgument(given), conversion, given, context);
  if (casts.has(name)) {
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
  return undefined;
}

/** The same numbers in another arrangement. */
function arrangedAs(name: string, given: CallArguments, context: LibraryContext): Value | undefined {
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
    if (value.kind === 'tensor' && ['squeeze', 'flatten', 'ravel'].includes(name))
      return withoutAxes(name, value, given.place);
    if (value.kind === 'list' && /array|tensor/u.test(name)) return tensorOf(value, given.place);
    return converted(value, dtypeOf(given, []), given, context);
  }
  if (mixing.has(name)) throw severalElements(given.place, name);
  return undefined;
}

/** A tensor without its axes of length 1, or as one row. */
function withoutAxes(name: string, value: Extract<Value, { kind: 'tensor' }>, place: Place): Value {
  if (value.cells.length === 1 && value.cells[0]) return value.cells[0];
  if (name !== 'squeeze') {
    if (value.overInput) throw severalElements(place, name);
    return tensor(false, [value.cells.length], [], value.cells, place);
  }
  return tensor(
    value.overInput,
    value.leading.filter((length) => length !== 1),
    value.trailing.filter((length) => length !== 1),
    value.cells,
    place,
  );
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
