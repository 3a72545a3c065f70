/** Calls of library names: elementwise functions, activations of the catalogue, and the wrappers that people put around them. */
import { byNames } from '../by-names';
import { canonicalName, symbolOf } from '../frameworks';
import { phrase } from '../phrase';
import { callLibrary, truthOf, type LibraryContext } from './library';
import {
  activationCalls,
  activationMethod,
  callActivation,
  callableNamed,
} from './named-calls/activation-calls';
import { containers } from './named-calls/containers';
import { controlFlow } from './named-calls/control-flow';
import { derivatives } from './named-calls/derivatives';
import { iterators } from './named-calls/iterators';
import { initialValues } from './named-calls/initial-values';
import { libraryOf } from './named-calls/libraries';
import { firstOf } from './named-calls/named-call';
import { otherNames } from './named-calls/other-names';
import { polynomials } from './named-calls/polynomials';
import { surroundings } from './named-calls/surroundings';
import {
  argument,
  constantValue,
  describe,
  none,
  numberValue,
  pythonNumber,
  Refused,
  type CallArguments,
  type Value,
} from './value';
import { own } from '../own';

const namedCalls = byNames([
  ...activationCalls,
  ...containers,
  ...controlFlow,
  ...derivatives,
  ...initialValues,
  ...iterators,
  ...otherNames,
  ...polynomials,
  ...surroundings,
]);

/** What library names do that are neither a number's function nor an activation. */
function callNamed(name: string, given: CallArguments, context: LibraryContext): Value | undefined {
  const [head] = given.positional;
  return namedCalls.get(name)?.({ name, head, given, context });
}

/** Functions of torch.nn.functional and their kin that are the catalogue's, with its parameters. */
const belongsToCatalogue = /^(?:torch\.nn|torch\.nn\.functional|tf\.nn|jax\.nn)\./u;

export function callQualified(qualifiedName: string, given: CallArguments, context: LibraryContext): Value {
  const name = canonicalName(qualifiedName);
  const start = /(?:^|\.)(?:initializers\.)?(ones|zeros)(?:_init|_initializer)?$/iu.exec(
    name.includes('initializer') ? name : '',
  )?.[1];
  if (start !== undefined) {
    const value = constantValue(start.toLowerCase() === 'ones' ? 1 : 0);
    return { kind: 'callable', name: 'initializer', call: () => numberValue(value.jet) };
  }
  const wrapped = callNamed(name, given, context);
  if (wrapped) return wrapped;
  const dot = name.lastIndexOf('.');
  const bare = name.slice(dot + 1);
  if (/(?:^|\.)dropout\w*$/u.test(name)) return dropout(bare, given);
  const symbol = symbolOf(qualifiedName);
  const library = libraryOf.get(name.slice(0, dot));
  // `torch.Tensor.abs(x)` is `x.abs()`.
  if (name.startsWith('torch.Tensor.')) return callMethod(bare, given, context);
  // Over axes of its own, of weights or of what was stacked, a softmax mixes none of the input's elements.
  if (/(?:^|\.)(?:log_)?softmax$/u.test(name) && given.positional[0]?.kind === 'tensor')
    return callLibrary(bare, 'torch', given, context) ?? none;
  const isCatalogue =
    symbol?.role === 'activation' && (belongsToCatalogue.test(name) || library === undefined);
  const result =
    isCatalogue || library === undefined ? undefined : callLibrary(bare, library, given, context);
  if (result) return result;
  if (symbol?.role === 'activation') return callActivation(symbol, given, context);
  if (symbol?.role === 'linear' || symbol?.role === 'conv')
    throw new Refused(phrase`\`${name}\` has weights`, given.place);
  if (symbol) throw new Refused(phrase`\`${name}\` does not act on each element by itself`, given.place);
  throw new Refused(phrase`\`${name}\` is not a function that is known here`, given.place);
}

/** Random where it is on; hands its input on where it is off. */
function dropout(name: string, given: CallArguments): Value {
  const training = argument(given, 2, 'training');
  const off = training !== undefined && training.kind !== 'unknown' && !truthOf(training, given);
  const share = argument(given, 1, 'p', 'rate');
  const isNothing = share?.kind === 'number' && share.jet.value === 0;
  if (!off && !isNothing) throw new Refused(phrase`\`${name}\` is random`, given.place);
  return firstOf(given);
}

/** Method of a tensor, the tensor being the first of the arguments. */
export function callMethod(name: string, given: CallArguments, context: LibraryContext): Value {
  const [self] = given.positional;
  const nothing = given.positional.find(({ kind }) => kind === 'nothing');
  if (nothing) return nothing;
  if (/^masked_fill_?$/u.test(name) || name === 'where') {
    const chosen = chosenByMask(name, given, context);
    if (chosen) return name === 'masked_fill_' && self ? context.write(self, chosen, given.place) : chosen;
  }
  if (name === 'astype' && self) {
    const converted = callLibrary(name, 'torch', given, context);
    // numpy's makes a copy, of whatever type.
    if (converted) return converted.kind === 'number' ? { kind: 'number', jet: converted.jet } : converted;
  }
  if (name === 'apply_' || name === 'map_')
    throw new Refused(phrase`\`${name}\` is not followed`, given.place);
  if (name === 'register_hook') throw new Refused(phrase`\`${name}\` changes the derivative`, given.place);
  const result = callLibrary(name, 'torch', given, context);
  if (result) return result;
  const activated = self && activationMethod(name, self, given, context);
  if (activated) return activated;
  throw new Refused(
    phrase`the method \`${name}\` of ${self === undefined || self.kind === 'number' ? phrase`a tensor` : describe(self)} is not known here`,
    given.place,
  );
}

/** `x.where(mask, other)`, `x.masked_fill(mask, other)`. */
function chosenByMask(
  name: string,
  { positional: [self, second, third], keywords, place }: CallArguments,
  context: LibraryContext,
): Value | undefined {
  const condition = second ?? keywords.get(name === 'where' ? 'condition' : 'mask');
  const other = third ?? keywords.get('other') ?? keywords.get('value');
  if (!self || !condition || !other) throw new Refused(phrase`an argument is missing`, place);
  const [whenTrue, whenFalse] = name === 'where' ? [self, other] : [other, self];
  const given = { positional: [condition, whenTrue, whenFalse], keywords: new Map<string, Value>(), place };
  return callLibrary('where', 'torch', given, context);
}

/** `ACT2FN['gelu']` of transformers. */
export function subscriptQualified(
  qualifiedName: string,
  index: Value,
  given: CallArguments,
  context: LibraryContext,
): Value {
  if (/^transformers(?:\..*)?\.ACT2FN$/u.test(qualifiedName) && index.kind === 'text') {
    return callableNamed(index.value, 'transformers', given, context);
  }
  throw new Refused(phrase`\`${qualifiedName}\` is not known here`, given.place);
}

/** Numbers that libraries name. */
function namedNumber(qualifiedName: string): number | undefined {
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

/** A name of a library: a number, `math.pi`, or what may be called. */
export function fromQualified(name: string): Value {
  const number = namedNumber(name);
  return number === undefined ? { kind: 'qualified', name } : pythonNumber(number);
}
