/** Changes written into the code, where it allows them: activations and initialisers that the tracer could follow. */
import { samePlace } from '../python/place';
import { symbolOf } from '../frameworks';
import { usualSymbol } from '../frameworks/counterparts';
import type { ActivationSymbol } from '../frameworks/symbol';
import type { ActivationNode, LayerNode, Model } from '../network/graph';
import { agreedTarget, kernelsSetAt, type InitializerTarget } from '../lint/analysis/initializer-target';
import { argumentFix } from '../lint/fixes/initializer-argument';
import { exchangeFix } from '../lint/fixes/initializer-exchange';
import { spell } from '../lint/fixes/imports';
import { initializeModel } from '../lint/fixes/torch-initialize-model';
import type { Edit } from '../lint/rule';
import type { Bindings } from '../python/names';
import { placeOf } from '../python/place';
import { quotedLike, sourceOf } from '../python/source-text';
import type { Expression, Place } from '../python/syntax';
import { expressionAt } from '../python/walk';
import type { Changes, WantedInitializer } from './changes';
import { withActivation } from './steps';
import { hiddenActivations } from './structure';
import { layersToStart } from './weights';

/** What of some changes stands in the code once these edits are made. */
export interface WrittenChanges {
  readonly edits: readonly Edit[];
  readonly written: Changes;
}

/** As much of the changes as can be written; each of them wholly or not at all. */
export function editsFor(model: Model, changes: Changes, bindings: Bindings): WrittenChanges {
  const activation =
    changes.activation === undefined ? undefined : activationEdits(model, changes.activation, bindings);
  // What suits a layer is asked with the activations that it then has.
  const after =
    activation === undefined || changes.activation === undefined
      ? model
      : withActivation(model, changes.activation);
  const start =
    changes.initializer === undefined ? undefined : startEdits(after, changes.initializer, bindings);
  return {
    edits: [...(activation ?? []), ...(start ?? [])],
    written: {
      ...(activation === undefined || changes.activation === undefined
        ? {}
        : { activation: changes.activation }),
      ...(start === undefined || changes.initializer === undefined
        ? {}
        : { initializer: changes.initializer }),
    },
  };
}

function activationEdits(model: Model, id: string, bindings: Bindings): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  const hidden = hiddenActivations(model);
  const others = model.nodes.filter((node) => node.kind === 'activation' && !hidden.includes(node));
  const done: Place[] = [];
  for (const node of hidden) {
    if (done.some((place) => samePlace(place, node.place))) continue;
    // A line that makes another one, too, would change that as well.
    if (others.some(({ place }) => samePlace(place, node.place))) return undefined;
    const own = exchanged(node, id, bindings);
    if (own === undefined) return undefined;
    edits.push(...own);
    done.push(node.place);
  }
  return edits;
}

function exchanged(node: ActivationNode, id: string, bindings: Bindings): readonly Edit[] | undefined {
  const expression = expressionAt(node.place);
  if (expression === undefined || bindings.module.baseOf(node.place.unit) === undefined) return undefined;
  if (node.form === 'argument') return exchangedArgument(expression, node, id, bindings);
  if (expression.kind !== 'Call') return undefined;
  const { callee } = expression;
  if (node.form === 'module') {
    const name = bindings.qualifiedName(callee);
    const known = name === undefined ? undefined : symbolOf(name);
    if (known?.role !== 'activation' || known.form !== 'module') return undefined;
    const symbol = symbolFor(id, known);
    if (symbol?.form !== 'module') return undefined;
    const { text, edits } = spell(bindings, symbol.qualifiedName, expression);
    return [replaced(expression, `${text}()`), ...edits];
  }
  const symbol = functionFor(id, node);
  if (symbol === undefined) return undefined;
  const { text, edits } = spell(bindings, symbol, expression);
  const { unit, end } = expression;
  if (node.form === 'method') {
    // `x.relu()`; of a longer chain the order of edits would not be certain.
    if (callee.kind !== 'Attribute' || callee.object.kind === 'Call') return undefined;
    return [replaced(expression, `${text}(${sourceOf(callee.object)})`), ...edits];
  }
  const [tensor, ...others] = expression.arguments;
  if (tensor?.form !== 'positional') return undefined;
  // Arguments behind the tensor were meant for the activation that is replaced.
  const rest = others.length === 0 ? [] : [replaced({ unit, start: tensor.end, end: end - 1 }, '')];
  return [replaced(callee, text), ...rest, ...edits];
}

/** `activation='relu'`, or a function that is handed over. */
function exchangedArgument(
  expression: Expression,
  node: ActivationNode,
  id: string,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (expression.kind === 'String') {
    const isKeras = /^(?:keras|tf)\./.test(node.qualifiedName) || node.qualifiedName === '';
    return isKeras && kerasNames.has(id) ? [replaced(expression, quotedLike(id, expression))] : undefined;
  }
  if (expression.kind === 'Call') return undefined;
  const symbol = functionFor(id, node);
  if (symbol === undefined) return undefined;
  const { text, edits } = spell(bindings, symbol, expression);
  return [replaced(expression, text), ...edits];
}

/** Names that Keras knows, with the parameters that the catalogue has by default. */
const kerasNames = new Set(['relu', 'elu', 'selu', 'gelu', 'silu', 'mish', 'tanh', 'softsign', 'sigmoid']);

function symbolFor(id: string, { framework }: ActivationSymbol): ActivationSymbol | undefined {
  return usualSymbol(id, framework);
}

/** `torch.nn.functional.gelu` beside any function of PyTorch; undefined where a framework has none of that name. */
function functionFor(id: string, { qualifiedName }: ActivationNode): string | undefined {
  const names = qualifiedName.startsWith('torch.')
    ? [`torch.nn.functional.${id}`, `torch.${id}`]
    : /^(?:jax|flax)\./.test(qualifiedName)
      ? [qualifiedName.startsWith('flax.nnx.') ? `flax.nnx.${id}` : `flax.linen.${id}`, `jax.nn.${id}`]
      : [`keras.activations.${id}`];
  return names.find((name) => {
    const symbol = symbolOf(name);
    return symbol?.role === 'activation' && symbol.form === 'function' && symbol.activation === id;
  });
}

function startEdits(
  model: Model,
  wanted: WantedInitializer,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (wanted === 'normal') return undefined;
  const layers = layersToStart(model);
  const target = targetOf(model, wanted, layers);
  if (layers.every(({ initialization }) => initialization?.explicit === false)) {
    if (model.framework === 'torch') return initializeModel(model, target, bindings)?.edits;
    return argumentFix(model, layers, { target, shape: wanted === 'xavier' ? 'uniform' : 'normal' }, bindings)
      ?.edits;
  }
  const edits: Edit[] = [];
  const done: Place[] = [];
  for (const { initialization } of layers) {
    const place = initialization?.place;
    if (initialization === undefined || place === undefined) return undefined;
    if (done.some((other) => samePlace(other, place))) continue;
    done.push(place);
    const set = kernelsSetAt(model, place);
    const isOurs = set?.every((layer) => layers.includes(layer)) === true;
    const fix = isOurs ? exchangeFix(initialization, targetOf(model, wanted, set), bindings) : undefined;
    if (fix === undefined) return undefined;
    edits.push(...fix.edits);
  }
  return edits;
}

/** He's with the slope that the layers' activations have together. */
function targetOf(
  model: Model,
  wanted: Exclude<WantedInitializer, 'normal'>,
  layers: readonly LayerNode[],
): InitializerTarget {
  if (wanted !== 'he') return { family: wanted };
  const agreed = agreedTarget(model, layers);
  return { family: 'he', slope: agreed?.family === 'he' && agreed.slope > 0.31 ? agreed.slope : 0 };
}

const replaced = (place: Place, newText: string): Edit => ({
  kind: 'replace',
  place: placeOf(place),
  newText,
});
