/** Initialisers, layers and losses where they stand in the code. */
import type { Bindings } from '../python/names';
import { placeOf } from '../python/place';
import type { CallExpression, Expression, StringExpression } from '../python/syntax';
import { activationCall } from './activation-call';
import { bindArguments, defaultArguments } from './arguments';
import { symbolOf } from './canonical';
import { layerFans } from './fans';
import { calculateGain } from './gain';
import { classOfSelf, heldName, type Scope } from './scope';
import { activationFromString, initializerFromString, lossFromString, type NamedActivation } from './strings';
import type { BoundArgument, BoundArguments, InitializerSymbol, LayerSymbol, LossSymbol } from './symbol';
import {
  sourceOf,
  type InitializerUse,
  type InnerActivation,
  type LayerUse,
  type LossCallUse,
  type RecurrentUse,
} from './use';
import { initializerArguments, type Fans } from './variance';

const noFans: Fans = { fanIn: undefined, fanOut: undefined };

/**
 * A call of an initialiser. `fansOfArgument` is what the layer says that takes the initialiser as an argument; for PyTorch's in-place form
 * the layer is looked up whose weight is filled. Call this when the unit's scopes are complete.
 */
export function initializerCall(
  symbol: InitializerSymbol,
  call: CallExpression,
  scope: Scope,
  bindings: Bindings,
  fansOfArgument: Fans | undefined,
): InitializerUse {
  const bound = bindArguments(symbol.parameters, call, (e) => bindings.constant(e) ?? gainOf(e, bindings));
  const tensor = bound.byName.get('tensor')?.expression;
  return {
    kind: 'initializer',
    symbol,
    arguments: initializerArguments(symbol, bound),
    fans: fansOfArgument ?? (tensor === undefined ? noFans : fansOfWeight(tensor, scope, bindings)),
    place: placeOf(call),
    area: placeOf(call),
    holes: [],
    source: sourceOf(call),
  };
}

/** `nn.init.calculate_gain('relu')`, which the usual `gain=` is written with. */
function gainOf(expression: Expression, bindings: Bindings): number | undefined {
  if (expression.kind !== 'Call') return undefined;
  if (bindings.qualifiedName(expression.callee) !== 'torch.nn.init.calculate_gain') return undefined;
  const [nonlinearity, slope] = ['nonlinearity', 'param'].map((name, position) => {
    const argument = expression.arguments.find(
      (a, index) => a.name === name || (a.form === 'positional' && index === position),
    );
    return argument === undefined ? null : bindings.constant(argument.value);
  });
  if (typeof nonlinearity !== 'string' || slope === undefined) return undefined;
  return calculateGain(nonlinearity, typeof slope === 'number' ? slope : undefined);
}

/** A string that a layer takes as an initialiser. */
export function initializerString(
  layer: LayerSymbol,
  text: StringExpression,
  fans: Fans,
): InitializerUse | undefined {
  const symbol = text.value === undefined ? undefined : initializerFromString(layer.framework, text.value);
  if (symbol === undefined) return undefined;
  return {
    kind: 'initializer',
    symbol,
    arguments: initializerArguments(symbol, defaultArguments(symbol.parameters)),
    fans,
    place: placeOf(text),
    area: placeOf(text),
    holes: [],
    source: sourceOf(text),
  };
}

/** A call that makes a recurrent layer. */
export function recurrentCall(
  symbol: LayerSymbol,
  call: CallExpression,
  bound: BoundArguments,
  bindings: Bindings,
): RecurrentUse {
  return {
    kind: 'recurrent',
    symbol,
    bound,
    activations: innerActivations(symbol, bound, bindings),
    place: placeOf(call.callee),
    area: placeOf(call),
    holes: [],
    source: sourceOf(call),
  };
}

/** Roles of layers that have something to say: weights to start, statistics to take, scores to divide. */
const telling: ReadonlySet<LayerSymbol['role']> = new Set([
  'linear',
  'conv',
  'embedding',
  'attention',
  'norm',
]);

/** A call of a layer that is not recurrent; undefined for one that neither starts weights nor takes an activation. */
export function layerCall(
  symbol: LayerSymbol,
  call: CallExpression,
  bound: BoundArguments,
  bindings: Bindings,
): LayerUse | undefined {
  const activations = innerActivations(symbol, bound, bindings);
  if (!telling.has(symbol.role) && activations.length === 0) return undefined;
  return {
    kind: 'layer',
    symbol,
    bound,
    call: placeOf(call),
    activations,
    place: placeOf(call.callee),
    area: placeOf(call.callee),
    holes: [],
    source: sourceOf(call),
  };
}

function innerActivations(
  symbol: LayerSymbol,
  bound: BoundArguments,
  bindings: Bindings,
): readonly InnerActivation[] {
  // `Activation('relu')` is the activation itself, which has its own hover.
  if (symbol.role === 'activation-layer') return [];
  const fixed = symbol.fixedActivations.map((activation): InnerActivation => ({
    parameter: undefined,
    named: { activation, parameters: {} },
    written: undefined,
  }));
  const chosen = [...bound.byName.values()].flatMap((argument): InnerActivation[] => {
    const { parameter, expression, value } = argument;
    if (parameter.role !== 'activation' || value === null) return [];
    // Behind `**kwargs` nobody knows.
    if (expression === undefined && value === undefined && parameter.defaultSymbol === undefined) return [];
    return [
      {
        parameter: parameter.name,
        named: namedActivation(symbol, argument, bindings),
        written: expression && sourceOf(expression),
      },
    ];
  });
  return [...fixed, ...chosen];
}

/** What an argument names by text, by a function or by an object, or what its default is. */
function namedActivation(
  symbol: LayerSymbol,
  { parameter, expression, value }: BoundArgument,
  bindings: Bindings,
): NamedActivation | undefined {
  const framework = symbol.framework === 'torch' ? 'torch' : 'keras';
  if (typeof value === 'string') return activationFromString(framework, value, symbol.qualifiedName);
  const call = expression?.kind === 'Call' ? expression : undefined;
  const name =
    expression === undefined ? parameter.defaultSymbol : bindings.qualifiedName(call?.callee ?? expression);
  const named = name === undefined ? undefined : symbolOf(name);
  if (named?.role !== 'activation') return undefined;
  const given = named.parameters.filter(({ role }) => role !== 'input');
  const bound =
    call === undefined ? defaultArguments(given) : bindArguments(given, call, (e) => bindings.constant(e));
  return activationCall(named, bound);
}

/** A call of a loss, or of the class that makes one. */
export function lossCall(symbol: LossSymbol, call: CallExpression, bindings: Bindings): LossCallUse {
  return {
    kind: 'loss',
    symbol,
    bound: bindArguments(symbol.parameters, call, (e) => bindings.constant(e)),
    call: placeOf(call),
    place: placeOf(call.callee),
    area: placeOf(call.callee),
    holes: [],
    source: sourceOf(call),
  };
}

/** `model.compile(loss='mse')`, one for each output in a list or dictionary. */
export function lossStrings(call: CallExpression): readonly LossCallUse[] {
  if (call.callee.kind !== 'Attribute' || call.callee.name !== 'compile') return [];
  const positional = call.arguments.filter(({ form }) => form === 'positional');
  const given = (call.arguments.find(({ name }) => name === 'loss') ?? positional[1])?.value;
  return given === undefined ? [] : eachIn(given).flatMap(lossString);
}

function eachIn(given: Expression): readonly Expression[] {
  if (given.kind === 'Dictionary') return given.entries.map(({ value }) => value);
  return given.kind === 'List' || given.kind === 'Tuple' ? given.elements : [given];
}

function lossString(text: Expression): readonly LossCallUse[] {
  const symbol =
    text.kind === 'String' && text.value !== undefined ? lossFromString('keras', text.value) : undefined;
  if (symbol === undefined) return [];
  const place = placeOf(text);
  return [
    {
      kind: 'loss',
      symbol,
      bound: defaultArguments(symbol.parameters),
      call: place,
      place,
      area: place,
      holes: [],
      source: sourceOf(text),
    },
  ];
}

/** The fans of `self.fc.weight` or `layer.weight`, where the layer is made once in sight. */
function fansOfWeight(tensor: Expression, scope: Scope, bindings: Bindings): Fans {
  if (tensor.kind !== 'Attribute' || tensor.name !== 'weight') return noFans;
  const made = madeAt(tensor.object, scope);
  if (made?.kind !== 'Call') return noFans;
  const name = bindings.qualifiedName(made.callee);
  const layer = name === undefined ? undefined : symbolOf(name);
  if (layer === undefined || !('weighted' in layer)) return noFans;
  return layerFans(
    layer,
    bindArguments(layer.parameters, made, (e) => bindings.constant(e)),
  );
}

function madeAt(object: Expression, scope: Scope): Expression | undefined {
  if (object.kind === 'Attribute')
    return classOfSelf(scope, object.object)?.attributes.get(object.name) ?? undefined;
  if (object.kind !== 'Name') return undefined;
  const held = heldName(scope, object.id);
  return held === 'module' || held === null ? undefined : held;
}
