/** Initialisers and recurrent cells where they stand in the code. */
import type { Bindings } from '../python/names';
import { placeOf } from '../python/place';
import type { CallExpression, Expression, StringExpression } from '../python/syntax';
import { bindArguments, defaultArguments } from './arguments';
import { symbolOf } from './canonical';
import { layerFans } from './fans';
import { calculateGain } from './gain';
import { classOfSelf, heldName, type Scope } from './scope';
import { initializerFromString } from './strings';
import type { BoundArguments, InitializerSymbol, LayerSymbol } from './symbol';
import { sourceOf, type InitializerUse, type RecurrentUse } from './use';
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
): RecurrentUse {
  return {
    kind: 'recurrent',
    symbol,
    bound,
    place: placeOf(call.callee),
    area: placeOf(call),
    holes: [],
    source: sourceOf(call),
  };
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
