/** Calls of the catalogue's activations: as functions, modules, methods of a tensor and by their strings. */
import { activationById, evaluate } from '../../activations/catalogue';
import type { ActivationParameters } from '../../activations/activation';
import { activationCall, activationFromString, symbolOf, tensorMethod } from '../../frameworks';
import type { ActivationSymbol, ApiParameter, BoundArgument } from '../../frameworks/symbol';
import { add, constantJet, lift, multiply } from '../../numerics/jet';
import { own } from '../../own';
import { phrase } from '../../phrase';
import type { ConstantValue } from '../../python/names';
import { callLibrary, roundedLogistic, type LibraryContext } from '../library';
import { elementwise } from '../tensor-values';
import {
  argument,
  constantValue,
  jetOf,
  none,
  numberValue,
  Refused,
  type CallArguments,
  type Value,
} from '../value';
import { firstOf, type NamedCalls } from './named-call';

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

export function callActivation(
  symbol: ActivationSymbol,
  given: CallArguments,
  context: LibraryContext,
): Value {
  const { bound: byName, input } = bound(symbol.parameters, given);
  const { activation, parameters, unknownParameters } = activationCall(symbol, byName);
  const [unknown] = unknownParameters;
  if (unknown !== undefined)
    throw new Refused(phrase`\`${unknown}\` of \`${symbol.qualifiedName}\` is not known`, given.place);
  const inPlace = symbol.inPlace || byName.byName.get('inplace')?.value === true;
  const apply = (x: Value, at: CallArguments) => {
    if (activation === 'rrelu') refuseRandom(symbol, byName.byName.get('training')?.value, at.place, context);
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

/** A randomised leaky ReLU draws its slope in training; a module learns by its mode whether it is trained, a function by an argument. */
function refuseRandom(
  { form, qualifiedName }: ActivationSymbol,
  training: ConstantValue | undefined,
  place: CallArguments['place'],
  context: LibraryContext,
): void {
  if (form === 'module') context.trace.askMode();
  if (form === 'module' ? context.mode === 'training' : training !== false)
    throw new Refused(phrase`\`${qualifiedName}\` is random`, place);
}

/** An activation by its string, as Keras and transformers take it. */
export function callableNamed(
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

/** `x.sigmoid()`, `x.relu_()`. */
export function activationMethod(
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

/** An activation under another library's name. */
function callOther(qualifiedName: string, given: CallArguments, context: LibraryContext): Value | undefined {
  const symbol = symbolOf(qualifiedName);
  return symbol?.role === 'activation' ? callActivation(symbol, given, context) : undefined;
}

export const activationCalls: NamedCalls = [
  [
    'keras.activations.get keras.layers.Activation',
    ({ head, given, context }) => {
      const chosen = head ?? argument(given, 0, 'activation', 'identifier');
      return chosen?.kind === 'text' ? callableNamed(chosen.value, 'keras', given, context) : chosen;
    },
  ],
  [
    'transformers.activations.get_activation',
    ({ head, given, context }) =>
      head?.kind === 'text' ? callableNamed(head.value, 'transformers', given, context) : undefined,
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
  ['keras.backend.elu', ({ given, context }) => callOther('keras.activations.elu', given, context)],
  [
    'keras.backend.softplus keras.backend.softsign',
    ({ name, given, context }) => callOther(`tf.nn.${name.slice(name.lastIndexOf('.') + 1)}`, given, context),
  ],
];
