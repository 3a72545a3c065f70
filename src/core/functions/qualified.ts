/** Calls of library names: elementwise functions, activations of the catalogue, and the wrappers that people put around them. */
import { byNames } from '../by-names';
import { activationById, evaluate } from '../activations/catalogue';
import type { ActivationParameters } from '../activations/activation';
import {
  activationCall,
  activationFromString,
  canonicalName,
  packageNames,
  rootOf,
  symbolOf,
  tensorMethod,
} from '../frameworks';
import type { ActivationSymbol, ApiParameter, BoundArgument } from '../frameworks/symbol';
import type { ConstantValue } from '../python/names';
import { add, constantJet, isConstant, lift, multiply, variableJet } from '../numerics/jet';
import { phrase } from '../phrase';
import { callLibrary, roundedLogistic, truthOf, type Library, type LibraryContext } from './library';
import { dictionary, dictionaryOf } from './dictionaries';
import { elementwise, slices, tensorOf } from './tensors';
import {
  argument,
  constantValue,
  describe,
  jetOf,
  none,
  numberValue,
  pythonNumber,
  Refused,
  textOf,
  truthValue,
  type CallArguments,
  type Value,
} from './value';
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
  ['torch.nn.functional', 'torch'],
  ['torch.autograd', 'torch'],
  ['torch.linalg', 'torch'],
  ['torch.Tensor', 'torch'],
  ['tf', 'tensorflow'],
  ['tf.math', 'tensorflow'],
  ['tf.experimental.numpy', 'tensorflow'],
  ['tf.nn', 'tensorflow'],
  ['tf.linalg', 'tensorflow'],
  ['jax', 'jax'],
  ['jax.numpy', 'jax'],
  ['jax.nn', 'jax'],
  ['jax.lax', 'jax'],
  ['jax.numpy.linalg', 'jax'],
  ['jax.scipy.special', 'jax'],
  ['keras.ops', 'keras'],
  ['keras.backend', 'keras'],
];
const libraryOf = new Map(libraries);
const roots = new Set(libraries.map(([prefix]) => rootOf(prefix)));

/** Whether anything is known of the package that a module or a name belongs to. */
export const isKnownPackage = (name: string): boolean =>
  roots.has(rootOf(name)) || packageNames.has(rootOf(name));

const theInput = phrase`the input`;

/** A catalogue entry applied to a number, with the derivative at kinks that this framework takes. */
function applyActivation(
  id: string,
  parameters: ActivationParameters,
  framework: string | undefined,
  input: Value,
  given: CallArguments,
  context: LibraryContext,
): Value {
  const activation = activationById(id);
  if (!activation?.elementwise) throw new Refused(phrase`\`${id}\` mixes several inputs`, given.place);
  if (id === 'rrelu') throw new Refused(phrase`\`${id}\` is random`, given.place);
  if (input.kind === 'nothing') return input;
  if (input.kind === 'tensor')
    return elementwise([input], given.place, ([cell]) =>
      applyActivation(id, parameters, framework, cell ?? none, given, context),
    );
  if (id === 'linear') return input;
  const { trace } = context;
  const curve = evaluate(activation, parameters);
  const x = jetOf(input, given.place, theInput);
  if (Number.isNaN(x.value)) return numberValue(lift(x, Number.NaN, Number.NaN, Number.NaN));
  trace.branch(curve.breaks.filter((at) => x.value > at).length);
  const kink = curve.kinks.find((candidate) => candidate.x === x.value);
  const conventions: Readonly<Record<string, number>> = kink?.conventions ?? {};
  const slope = own(conventions, framework ?? 'torch') ?? curve.slope(x.value);
  // TensorFlow multiplies by a slope of 0, the others choose.
  const chooses = curve.kinks.length > 0 && (framework === 'torch' || framework === 'jax');
  const curvature = curve.curvature?.(x.value) ?? Number.NaN;
  const value = (id === 'sigmoid' ? roundedLogistic(x) : undefined) ?? curve.value(x.value);
  return numberValue(lift(x, value, slope, curvature, chooses ? 'slope' : undefined));
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
    else if (!['name', 'dtype', 'trainable', 'input_shape', 'device', 'out'].includes(name))
      throw new Refused(phrase`the argument \`${name}\` is not followed`, given.place);
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
  const inPlace = symbol.inPlace || byName.byName.get('inplace')?.value === true;
  const apply = (x: Value, at: CallArguments) => {
    const result = applyActivation(activation, parameters, symbol.framework, x, at, context);
    const out = given.keywords.get('out');
    if (out) return context.write(out, result, at.place);
    return inPlace ? context.write(x, result, at.place) : result;
  };
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

/** The layers in a list, or in a dictionary in its order. */
function membersOf(layers: Value): readonly Value[] | undefined {
  if (layers.kind === 'list') return layers.items;
  return layers.kind === 'dictionary' ? [...layers.entries.values()] : undefined;
}

/** The numbers of a list taken together by `add` or `multiply`. */
const foldedBy = (
  operation: 'add' | 'multiply',
  start: number,
  list: Value | undefined,
  given: CallArguments,
  context: LibraryContext,
): Value | undefined =>
  list?.kind === 'list' && given.positional.length === 1 && given.keywords.size === 0
    ? list.items.reduce(
        (whole, item) =>
          callLibrary(operation, 'numpy', { ...given, positional: [whole, item] }, context) ?? none,
        pythonNumber(start),
      )
    : undefined;

/** Coefficients that begin with the highest power, as those of numpy.polynomial do not. */
const upwards = (coefficients: Value): Value =>
  coefficients.kind === 'list'
    ? { ...coefficients, items: [...coefficients.items].reverse() }
    : coefficients.kind === 'tensor'
      ? { ...coefficients, cells: [...coefficients.cells].reverse() }
      : coefficients;

const polynomialAt = (coefficients: Value, x: Value, given: CallArguments, context: LibraryContext): Value =>
  callLibrary(
    'polyval',
    'numpy',
    { positional: [coefficients, x], keywords: new Map(), place: given.place },
    context,
  ) ?? none;

/** A class of tuples whose items have names. */
function tupleOf(fields: readonly string[], defaults: Value | undefined): Value {
  const last = defaults?.kind === 'list' ? defaults.items : [];
  return {
    kind: 'callable',
    name: 'namedtuple',
    call: ({ positional, keywords, place }) => {
      const items = fields.map((field, index) => {
        const item = positional[index] ?? keywords.get(field) ?? last[index - (fields.length - last.length)];
        if (!item) throw new Refused(phrase`an argument is missing`, place);
        return item;
      });
      return { kind: 'list', items, fields };
    },
  };
}

/** What `finfo` says of numbers of 64 bits, with which curves are drawn, and of 32 bits. */
const precisions: Readonly<Record<LibraryContext['digits'], Readonly<Record<string, number>>>> = {
  double: { eps: Number.EPSILON, tiny: 2.2250738585072014e-308, max: Number.MAX_VALUE },
  single: { eps: 2 ** -23, tiny: 2 ** -126, max: 3.4028234663852886e38 },
};

function finfo(digits: LibraryContext['digits']): Value {
  const { eps = NaN, tiny = NaN, max = NaN } = precisions[digits];
  const entries = Object.entries({ eps, tiny, max, min: -max, smallest_normal: tiny });
  return {
    kind: 'dictionary',
    entries: new Map(entries.map(([name, value]) => [name, { ...constantValue(value), python: true }])),
  };
}

/** Keras' old relu(x, alpha=0, max_value=None, threshold=0). */
function kerasRelu(given: CallArguments, context: LibraryContext): Value {
  const constant = (index: number, ...names: readonly string[]) => {
    const value = argument(given, index, ...names);
    return value && value.kind !== 'none' ? jetOf(value, given.place).value : undefined;
  };
  const [slope, max_value, threshold] = [
    constant(1, 'alpha', 'negative_slope') ?? 0,
    constant(2, 'max_value') ?? null,
    constant(3, 'threshold') ?? 0,
  ];
  // Without a limit it is TensorFlow's own leaky ReLU, which keeps the slope in 32 bits.
  const isLeaky = max_value === null && threshold === 0;
  const parameters = { negative_slope: isLeaky ? Math.fround(slope) : slope, max_value, threshold };
  return applyActivation('keras_relu', parameters, 'keras', firstOf(given), given, context);
}

/**
 * The function of the derivative, `jax.grad(f)`, or of the value beside it; its own second derivative is not known. Of a sum over all
 * elements each has the derivative of its own term.
 */
function derivativeOf(callee: Value, context: LibraryContext, beside?: string): Value {
  return {
    kind: 'callable',
    name: 'grad',
    call: (given) => {
      const at = jetOf(firstOf(given), given.place);
      const positional = [numberValue(variableJet(at.value)), ...given.positional.slice(1)];
      const value = context.call(callee, { ...given, positional });
      const { slope, curvature } = value.kind === 'total' ? value.term : jetOf(value, given.place);
      const derivative = numberValue(
        isConstant(at) ? constantJet(slope) : lift(at, slope, curvature, Number.NaN),
      );
      if (beside === undefined) return derivative;
      const whole = context.call(callee, given);
      return { kind: 'list', items: beside.startsWith('jax') ? [whole, derivative] : [derivative, whole] };
    },
  };
}

/** Whether a derivative is taken by the first argument, and of nothing but the value. */
const isOfFirst = ({ positional, keywords }: CallArguments): boolean =>
  positional.length === 1 &&
  [...keywords.keys()].every((name) => name === 'holomorphic' || name === 'allow_int');

/** A call of a library name with what it is given. */
interface WrapperCall {
  readonly name: string;
  readonly head: Value | undefined;
  readonly given: CallArguments;
  readonly context: LibraryContext;
}

const wrappers = byNames<(call: WrapperCall) => Value | undefined>([
  [
    'torch.nn.init.uniform_ torch.nn.init.normal_ torch.nn.init.trunc_normal_ torch.nn.init.xavier_uniform_ torch.nn.init.xavier_normal_ torch.nn.init.kaiming_uniform_ torch.nn.init.kaiming_normal_ torch.nn.init.orthogonal_ torch.nn.init.sparse_',
    ({ name, given }) => {
      throw new Refused(phrase`\`${name}\` is random`, given.place);
    },
  ],
  [
    'torch.nn.Sequential keras.Sequential keras.models.Sequential',
    ({ head, given, context }) =>
      inSequence(
        given.positional.length === 1 && head ? (membersOf(head) ?? [head]) : given.positional,
        context,
      ),
  ],
  ['collections.OrderedDict torch.nn.ModuleDict torch.nn.ParameterDict', ({ given }) => dictionaryOf(given)],
  [
    'collections.namedtuple',
    ({ given }) => {
      const [, names] = given.positional;
      const fields =
        names?.kind === 'text'
          ? names.value.split(/[\s,]+/u)
          : names?.kind === 'list'
            ? names.items.map(textOf)
            : [];
      const known = fields.filter((field) => field !== undefined);
      return known.length < fields.length ? undefined : tupleOf(known, given.keywords.get('defaults'));
    },
  ],
  ['flax.nnx.Param flax.nnx.Variable', ({ head, given }) => head && tensorOf(head, given.place)],
  [
    'equinox.field dataclasses.field flax.struct.field',
    ({ given, context }) => {
      const factory = given.keywords.get('default_factory');
      return (
        given.keywords.get('default') ??
        (factory && context.call(factory, { positional: [], keywords: new Map(), place: given.place }))
      );
    },
  ],
  [
    'torch.nn.init.constant_ torch.nn.init.ones_ torch.nn.init.zeros_',
    ({ name, head, given, context }) => {
      const value = name.endsWith('constant_')
        ? argument(given, 1, 'val')
        : constantValue(name.endsWith('ones_') ? 1 : 0);
      const target = head ?? given.keywords.get('tensor');
      return target && value && context.write(target, numberValue(jetOf(value, given.place)), given.place);
    },
  ],
  [
    'torch.jit.is_scripting torch.jit.is_tracing torch.onnx.is_in_onnx_export torch.compiler.is_compiling torch.is_autocast_enabled torch.cuda.is_available',
    () => truthValue(false),
  ],
  ['torch.is_grad_enabled', ({ context }) => truthValue(context.mode === 'training')],
  ['packaging.version.parse packaging.version.Version distutils.version.LooseVersion', ({ head }) => head],
  [
    'numpy.poly1d',
    ({ name, head, context }) =>
      head && {
        kind: 'callable',
        name,
        call: (at) => polynomialAt(head, firstOf(at), at, context),
      },
  ],
  [
    'numpy.polynomial.Polynomial numpy.polynomial.polynomial.Polynomial',
    ({ name, head, given, context }) =>
      given.keywords.size > 0 || given.positional.length > 1
        ? undefined
        : head && {
            kind: 'callable',
            name,
            call: (at) => polynomialAt(upwards(head), firstOf(at), at, context),
          },
  ],
  [
    'numpy.polynomial.polynomial.polyval',
    ({ head, given, context }) => {
      const coefficients = argument(given, 1, 'c');
      return head && coefficients && polynomialAt(upwards(coefficients), head, given, context);
    },
  ],
  ['math.fsum', ({ head, given, context }) => foldedBy('add', 0, head, given, context)],
  ['math.prod', ({ head, given, context }) => foldedBy('multiply', 1, head, given, context)],
  ['types.SimpleNamespace', ({ given }) => dictionary(given.keywords, given.place)],
  [
    'keras.activations.get keras.layers.Activation',
    ({ head, given, context }) => {
      const chosen = head ?? argument(given, 0, 'activation', 'identifier');
      return chosen?.kind === 'text' ? named(chosen.value, 'keras', given, context) : chosen;
    },
  ],
  [
    'transformers.activations.get_activation',
    ({ head, given, context }) =>
      head?.kind === 'text' ? named(head.value, 'transformers', given, context) : undefined,
  ],
  [
    'torch.nn.ModuleList torch.nn.ParameterList torch.autograd.Variable keras.layers.Lambda copy.deepcopy jax.checkpoint torch.vmap torch.func.vmap torch.compile tf.function',
    ({ head }) => head,
  ],
  [
    'functools.partial',
    ({ name, head, given, context }) => {
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
    },
  ],
  [
    'torch.nn.Dropout torch.nn.AlphaDropout keras.layers.Dropout',
    ({ name, context }) => ({
      kind: 'callable',
      name,
      call: (at) => {
        context.trace.askMode();
        if (context.mode === 'training') throw new Refused(phrase`\`${name}\` is random`, at.place);
        return firstOf(at);
      },
    }),
  ],
  ['keras.backend.relu', ({ given, context }) => kerasRelu(given, context)],
  [
    'keras.backend.hard_sigmoid',
    ({ given, context }) => {
      const at = firstOf(given);
      const line = numberValue(add(multiply(constantJet(0.2), jetOf(at, given.place)), constantJet(0.5)));
      return callLibrary(
        'clip',
        'tensorflow',
        { ...given, positional: [line, constantValue(0), constantValue(1)] },
        context,
      );
    },
  ],
  [
    'numpy.putmask numpy.place numpy.copyto',
    ({ name, given, context }) => {
      const [target, mask, value] = given.positional;
      const copies = name === 'numpy.copyto';
      const written = copies ? mask : value;
      const condition = copies ? given.keywords.get('where') : mask;
      if (!target || !written || (!copies && !condition))
        throw new Refused(phrase`an argument is missing`, given.place);
      const chosen = condition
        ? callLibrary(
            'where',
            'numpy',
            { ...given, positional: [condition, written, target], keywords: new Map() },
            context,
          )
        : written;
      if (chosen) context.write(target, chosen, given.place);
      return none;
    },
  ],
  ['keras.backend.elu', ({ given, context }) => callQualified('keras.activations.elu', given, context)],
  [
    'keras.backend.softplus keras.backend.softsign',
    ({ name, given, context }) =>
      callQualified(`tf.nn.${name.slice(name.lastIndexOf('.') + 1)}`, given, context),
  ],
  ['keras.backend.epsilon keras.config.epsilon', () => ({ ...constantValue(1e-7), python: true })],
  ['keras.backend.floatx', () => ({ kind: 'opaque', name: 'floatx' })],
  [
    'keras.backend.sqrt',
    ({ given, context }) => {
      const raised = callLibrary(
        'maximum',
        'tensorflow',
        { ...given, positional: [firstOf(given), constantValue(0)] },
        context,
      );
      return raised && callLibrary('sqrt', 'tensorflow', { ...given, positional: [raised] }, context);
    },
  ],
  [
    'keras.initializers.Constant keras.initializers.constant tf.constant_initializer jax.nn.initializers.constant flax.linen.initializers.constant flax.nnx.initializers.constant',
    ({ head, given }) => {
      const value = head ?? argument(given, 0, 'value');
      return (
        value && { kind: 'callable', name: 'initializer', call: () => numberValue(jetOf(value, given.place)) }
      );
    },
  ],
  [
    'jax.grad torch.func.grad',
    ({ head, given, context }) => (isOfFirst(given) && head ? derivativeOf(head, context) : undefined),
  ],
  [
    'jax.value_and_grad torch.func.grad_and_value',
    ({ name, head, given, context }) =>
      isOfFirst(given) && head ? derivativeOf(head, context, name) : undefined,
  ],
  [
    'importlib.util.find_spec',
    ({ head }) =>
      head?.kind === 'text'
        ? isKnownPackage(head.value)
          ? { kind: 'text', value: head.value }
          : none
        : undefined,
  ],
  [
    'jax.lax.fori_loop',
    ({ given, context }) => {
      const [from, to, body, start] = given.positional;
      if (!from || !to || !body || !start) return undefined;
      const [first, last] = [jetOf(from, given.place).value, jetOf(to, given.place).value];
      let state = start;
      for (let index = first; index < last; index += 1) {
        context.trace.spend(1, given.place);
        const step: Value = { ...constantValue(index), python: true };
        state = context.call(body, { positional: [step, state], keywords: new Map(), place: given.place });
      }
      return state;
    },
  ],
  [
    'jax.lax.while_loop',
    ({ given, context }) => {
      const [test, body, start] = given.positional;
      if (!test || !body || !start) return undefined;
      const at = (state: Value): CallArguments => ({
        positional: [state],
        keywords: new Map(),
        place: given.place,
      });
      let state = start;
      for (let holds = truthOf(context.call(test, at(state)), given); holds;) {
        context.trace.spend(1, given.place);
        context.trace.branch(1);
        state = context.call(body, at(state));
        holds = truthOf(context.call(test, at(state)), given);
      }
      context.trace.branch(0);
      return state;
    },
  ],
  [
    'jax.lax.switch',
    ({ given, context }) => {
      const [index, branches, ...operands] = given.positional;
      if (!index || branches?.kind !== 'list') return undefined;
      const most = branches.items.length - 1;
      const chosen = Math.min(Math.max(Math.trunc(jetOf(index, given.place).value), 0), most);
      context.trace.branch(chosen);
      const branch = branches.items[chosen];
      return branch && context.call(branch, { ...given, positional: operands });
    },
  ],
  [
    'jax.lax.select_n',
    ({ given, context }) => {
      const [condition, otherwise, chosen] = given.positional;
      // Cases are counted from 0: the first stands for False.
      if (!condition || !otherwise || !chosen || given.positional.length > 3) return undefined;
      return callLibrary('where', 'jax', { ...given, positional: [condition, chosen, otherwise] }, context);
    },
  ],
  ['tf.range', ({ given, context }) => callLibrary('arange', 'tensorflow', given, context)],
  ['jax.lax.select', ({ given, context }) => callLibrary('select_element', 'jax', given, context)],
  ['jax.lax.max', ({ given, context }) => callLibrary('maximum', 'jax', given, context)],
  ['jax.lax.min', ({ given, context }) => callLibrary('minimum', 'jax', given, context)],
  ['operator.add operator.iadd', ({ given, context }) => callLibrary('add', 'numpy', given, context)],
  ['operator.sub operator.isub', ({ given, context }) => callLibrary('subtract', 'numpy', given, context)],
  ['operator.mul operator.imul', ({ given, context }) => callLibrary('multiply', 'numpy', given, context)],
  ['operator.truediv', ({ given, context }) => callLibrary('divide', 'numpy', given, context)],
  ['operator.neg', ({ given, context }) => callLibrary('negative', 'numpy', given, context)],
  ['operator.pow', ({ given, context }) => callLibrary('power', 'numpy', given, context)],
  [
    'jax.lax.scan',
    ({ given, context }) => {
      const [body, start, list] = given.positional;
      const items =
        list?.kind === 'list' ? list.items : list?.kind === 'tensor' ? slices(list, given.place) : undefined;
      if (!body || !start || !items) return undefined;
      context.trace.spend(items.length, given.place);
      let carry = start;
      const outputs: Value[] = [];
      for (const item of items) {
        const pair = context.call(body, {
          positional: [carry, item],
          keywords: new Map(),
          place: given.place,
        });
        const [next, output] = pair.kind === 'list' ? pair.items : [];
        if (!next) return undefined;
        carry = next;
        outputs.push(output ?? none);
      }
      return { kind: 'list', items: [carry, { kind: 'list', items: outputs }] };
    },
  ],
  ['torch.finfo numpy.finfo jax.numpy.finfo', ({ context }) => finfo(context.digits)],
  [
    'functools.reduce',
    ({ given, context }) => {
      const [operation, list, start] = given.positional;
      if (!operation || list?.kind !== 'list') return undefined;
      const items = start ? [start, ...list.items] : list.items;
      return items.reduce((a, b) =>
        context.call(operation, { positional: [a, b], keywords: new Map(), place: given.place }),
      );
    },
  ],
  [
    'jax.tree.map jax.tree_map jax.tree_util.tree_map',
    ({ given, context }) => {
      const [operation, ...trees] = given.positional;
      const [first] = trees;
      if (!operation || first?.kind !== 'list') return undefined;
      if (trees.some((tree) => tree.kind !== 'list' || tree.items.length !== first.items.length))
        return undefined;
      const items = first.items.map((_, index) =>
        context.call(operation, {
          positional: trees.map((tree) => (tree.kind === 'list' ? tree.items[index] : undefined) ?? none),
          keywords: new Map(),
          place: given.place,
        }),
      );
      // What holds leaves further down is no leaf itself.
      return first.items.some(({ kind }) => kind === 'list') ? undefined : { kind: 'list', items };
    },
  ],
  [
    'scipy.stats.norm.cdf jax.scipy.stats.norm.cdf',
    ({ given, context }) => callLibrary('ndtr', 'numpy', given, context),
  ],
  [
    'scipy.stats.norm.pdf jax.scipy.stats.norm.pdf',
    ({ given, context }) => callLibrary('normal_pdf', 'numpy', given, context),
  ],
]);

/** What library names do that are neither a number's function nor an activation. */
function callWrapper(name: string, given: CallArguments, context: LibraryContext): Value | undefined {
  const [head] = given.positional;
  return wrappers.get(name)?.({ name, head, given, context });
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
  const wrapped = callWrapper(name, given, context);
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

/** `x.sigmoid()`, `x.relu_()`. */
function activationMethod(
  name: string,
  self: Value,
  given: CallArguments,
  context: LibraryContext,
): Value | undefined {
  const bare = name.replace(/(?<!_)_$/u, '');
  const symbol = tensorMethod(name) ?? tensorMethod(bare);
  if (!symbol) return undefined;
  const { bound: byName } = bound(symbol.parameters, { ...given, positional: given.positional.slice(1) });
  const { activation, parameters } = activationCall(symbol, byName);
  const made = applyActivation(activation, parameters, 'torch', self, given, context);
  return bare === name ? made : context.write(self, made, given.place);
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
