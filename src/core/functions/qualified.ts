/** Calls of library names: elementwise functions, activations of the catalogue, and the wrappers that people put around them. */
import { activationById, evaluate } from '../activations/catalogue';
import type { ActivationParameters } from '../activations/activation';
import { activationCall, activationFromString, canonicalName, symbolOf, tensorMethod } from '../frameworks';
import type { ActivationSymbol, ApiParameter, BoundArgument } from '../frameworks/symbol';
import type { ConstantValue } from '../python/names';
import { lift } from '../numerics/jet';
import { phrase } from '../phrase';
import { callLibrary, type Library, type LibraryContext } from './library';
import { argument, describe, jetOf, numberValue, Refused, type CallArguments, type Value } from './value';
import { own } from '../own';

const libraries: readonly (readonly [prefix: string, library: Library])[] = [
  ['math', 'python'],
  ['numpy', 'numpy'],
  ['cupy', 'numpy'],
  ['autograd.numpy', 'numpy'],
  ['scipy.special', 'numpy'],
  ['numba', 'numpy'],
  ['torch', 'torch'],
  ['torch.special', 'torch'],
  ['torch.nn', 'torch'],
  ['torch.nn.parameter', 'torch'],
  ['torch.jit', 'torch'],
  ['tf', 'tensorflow'],
  ['tf.math', 'tensorflow'],
  ['tf.experimental.numpy', 'tensorflow'],
  ['jax', 'jax'],
  ['jax.numpy', 'jax'],
  ['jax.lax', 'jax'],
  ['jax.scipy.special', 'jax'],
  ['keras.ops', 'keras'],
  ['keras.backend', 'keras'],
];
const libraryOf = new Map(libraries);

const theInput = phrase`the input`;

/** A catalogue entry applied to a number, with the derivative at kinks that this framework takes. */
function applyActivation(
  id: string,
  parameters: ActivationParameters,
  framework: string | undefined,
  input: Value,
  given: CallArguments,
  { trace }: LibraryContext,
): Value {
  const activation = activationById(id);
  if (!activation?.elementwise) throw new Refused(phrase`\`${id}\` mixes several inputs`, given.place);
  const curve = evaluate(activation, parameters);
  const x = jetOf(input, given.place, theInput);
  trace.branch(curve.breaks.filter((at) => x.value > at).length);
  const kink = curve.kinks.find((candidate) => candidate.x === x.value);
  const conventions: Readonly<Record<string, number>> = kink?.conventions ?? {};
  const slope = own(conventions, framework ?? 'torch') ?? curve.slope(x.value);
  return numberValue(lift(x, curve.value(x.value), slope, curve.curvature?.(x.value) ?? Number.NaN));
}

function plain(value: Value, place: CallArguments['place']): ConstantValue | undefined {
  if (value.kind === 'number') {
    if (value.jet.slope !== 0)
      throw new Refused(phrase`a parameter of an activation depends on the input`, place);
    return value.jet.value;
  }
  if (value.kind === 'truth' || value.kind === 'text') return value.value;
  return value.kind === 'none' ? null : undefined;
}

/** Arguments that were computed, bound as the call's text would be. */
function bound(parameters: readonly ApiParameter[], given: CallArguments) {
  const positional = parameters.filter((parameter) => !parameter.keywordOnly && !parameter.variadic);
  const values = new Map<ApiParameter, Value>();
  given.positional.forEach((value, index) => {
    const parameter = positional[index];
    if (parameter) values.set(parameter, value);
  });
  for (const [name, value] of given.keywords) {
    const parameter = parameters.find((one) => one.name === name || one.aliases?.includes(name));
    if (parameter) values.set(parameter, value);
  }
  const byName = new Map<string, BoundArgument>();
  for (const parameter of parameters) {
    const value = values.get(parameter);
    const constant = value && parameter.role !== 'input' ? plain(value, given.place) : parameter.default;
    byName.set(parameter.name, { parameter, expression: undefined, value: constant });
  }
  const input = parameters.find((parameter) => parameter.role === 'input');
  return { bound: { byName, incomplete: false, unexpected: [] }, input: input && values.get(input) };
}

function callActivation(symbol: ActivationSymbol, given: CallArguments, context: LibraryContext): Value {
  const { bound: byName, input } = bound(symbol.parameters, given);
  const { activation, parameters, unknownParameters } = activationCall(symbol, byName);
  const [unknown] = unknownParameters;
  if (unknown !== undefined)
    throw new Refused(phrase`\`${unknown}\` of \`${symbol.qualifiedName}\` is not known`, given.place);
  const apply = (x: Value, at: CallArguments) =>
    applyActivation(activation, parameters, symbol.framework, x, at, context);
  if (symbol.form === 'module') {
    return { kind: 'callable', name: symbol.qualifiedName, call: (at) => apply(firstOf(at), at) };
  }
  if (!input) throw new Refused(phrase`\`${symbol.qualifiedName}\` is called without an input`, given.place);
  return apply(input, given);
}

function firstOf(given: CallArguments): Value {
  const value = given.positional[0] ?? [...given.keywords.values()][0];
  if (!value) throw new Refused(phrase`an input is missing`, given.place);
  return value;
}

/** An activation by its string, as Keras and transformers take it. */
function named(
  text: string,
  framework: 'keras' | 'transformers',
  given: CallArguments,
  context: LibraryContext,
): Value {
  const entry = activationFromString(framework, text);
  if (!entry) throw new Refused(phrase`no activation is called '${text.slice(0, 40)}'`, given.place);
  return {
    kind: 'callable',
    name: text,
    call: (at) =>
      applyActivation(
        entry.activation,
        entry.parameters,
        framework === 'keras' ? 'keras' : 'torch',
        firstOf(at),
        at,
        context,
      ),
  };
}

function inSequence(steps: readonly Value[], context: LibraryContext): Value {
  return {
    kind: 'callable',
    name: 'torch.nn.Sequential',
    call: (given) =>
      steps.reduce(
        (x, step) => context.call(step, { positional: [x], keywords: new Map(), place: given.place }),
        firstOf(given),
      ),
  };
}

/** What library names do that are neither a number's function nor an activation. */
function callWrapper(name: string, given: CallArguments, context: LibraryContext): Value | undefined {
  const [head] = given.positional;
  switch (name) {
    case 'torch.nn.Sequential':
      return inSequence(given.positional, context);
    case 'keras.activations.get':
    case 'keras.layers.Activation': {
      const chosen = head ?? argument(given, 0, 'activation', 'identifier');
      return chosen?.kind === 'text' ? named(chosen.value, 'keras', given, context) : chosen;
    }
    case 'transformers.activations.get_activation':
      return head?.kind === 'text' ? named(head.value, 'transformers', given, context) : undefined;
    case 'keras.layers.Lambda':
    case 'copy.deepcopy':
      return head;
    case 'functools.partial': {
      if (!head) return undefined;
      const { positional, keywords } = given;
      return {
        kind: 'callable',
        name,
        call: (later) =>
          context.call(head, {
            positional: [...positional.slice(1), ...later.positional],
            keywords: new Map([...keywords, ...later.keywords]),
            place: later.place,
          }),
      };
    }
    case 'torch.nn.Dropout':
    case 'torch.nn.AlphaDropout':
    case 'keras.layers.Dropout':
      return { kind: 'callable', name, call: firstOf };
    case 'scipy.stats.norm.cdf':
    case 'jax.scipy.stats.norm.cdf':
      return callLibrary('ndtr', 'numpy', given, context);
    case 'scipy.stats.norm.pdf':
    case 'jax.scipy.stats.norm.pdf':
      return callLibrary('normal_pdf', 'numpy', given, context);
    default:
      return undefined;
  }
}

export function callQualified(qualifiedName: string, given: CallArguments, context: LibraryContext): Value {
  const name = canonicalName(qualifiedName);
  const wrapped = callWrapper(name, given, context);
  if (wrapped) return wrapped;
  const dot = name.lastIndexOf('.');
  const symbol = symbolOf(qualifiedName);
  const library = libraryOf.get(name.slice(0, dot));
  // Classes of torch.nn are the catalogue's; what remains there (Parameter) hands its argument on.
  const isOwn = library !== undefined && !(symbol?.role === 'activation' && name.startsWith('torch.nn.'));
  const result = isOwn ? callLibrary(name.slice(dot + 1), library, given, context) : undefined;
  if (result) return result;
  if (symbol?.role === 'activation') return callActivation(symbol, given, context);
  if (symbol?.role === 'linear' || symbol?.role === 'conv')
    throw new Refused(phrase`\`${name}\` has weights`, given.place);
  if (symbol) throw new Refused(phrase`\`${name}\` does not act on each element by itself`, given.place);
  throw new Refused(phrase`\`${name}\` is not a function that is known here`, given.place);
}

/** Method of a tensor, the tensor being the first of the arguments. */
export function callMethod(name: string, given: CallArguments, context: LibraryContext): Value {
  const [self, second, third] = given.positional;
  if ((name === 'where' || name.startsWith('masked_fill')) && self && second && third) {
    const [whenTrue, whenFalse] = name === 'where' ? [self, third] : [third, self];
    const chosen = callLibrary(
      'where',
      'torch',
      { ...given, positional: [second, whenTrue, whenFalse] },
      context,
    );
    if (chosen) return chosen;
  }
  if (['int', 'long', 'short', 'byte'].includes(name)) {
    const truncated = callLibrary('trunc', 'torch', given, context);
    if (truncated) return truncated;
  }
  const result = callLibrary(name, 'torch', given, context);
  if (result) return result;
  const symbol = tensorMethod(name) ?? tensorMethod(name.replace(/_$/u, ''));
  if (symbol && self) {
    const { bound: byName } = bound(symbol.parameters, { ...given, positional: given.positional.slice(1) });
    const { activation, parameters } = activationCall(symbol, byName);
    return applyActivation(activation, parameters, 'torch', self, given, context);
  }
  throw new Refused(
    phrase`the method \`${name}\` of ${self ? describe(self) : phrase`a tensor`} is not known here`,
    given.place,
  );
}

/** `ACT2FN['gelu']` of transformers. */
export function subscriptQualified(
  qualifiedName: string,
  index: Value,
  given: CallArguments,
  context: LibraryContext,
): Value {
  if (/^transformers(?:\..*)?\.ACT2FN$/u.test(qualifiedName) && index.kind === 'text') {
    return named(index.value, 'transformers', given, context);
  }
  throw new Refused(phrase`\`${qualifiedName}\` is not known here`, given.place);
}

/** Numbers that libraries name. */
export function namedNumber(qualifiedName: string): number | undefined {
  const [, root = '', name = ''] = /^(.*)\.(\w+)$/u.exec(canonicalName(qualifiedName)) ?? [];
  if (!libraryOf.has(root)) return undefined;
  const numbers: Readonly<Record<string, number>> = {
    pi: Math.PI,
    e: Math.E,
    inf: Infinity,
    Inf: Infinity,
    nan: Number.NaN,
    tau: 2 * Math.PI,
    euler_gamma: 0.5772156649015329,
  };
  return Object.hasOwn(numbers, name) ? own(numbers, name) : undefined;
}
