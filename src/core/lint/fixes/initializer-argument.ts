/** Gives layers that keep their framework's default an initialiser of their own: `kernel_initializer='he_normal'`. */
import { symbolOf } from '../../frameworks';
import type { LayerNode, Model } from '../../network/graph';
import type { Bindings } from '../../python/names';
import { expressionAt } from '../../python/walk';
import { appendArgument } from './argument-edits';
import { boundCall } from '../analysis/bound-call';
import { titleOf } from './initializer-exchange';
import type { Exchange } from '../analysis/initializer-target';
import { jaxArgument } from './jax-initializer';
import { kerasArgument } from './keras-initializer';
import { PlaceSet } from '../../python/place-set';
import type { Edit, Fix } from '../rule';
import { quoteOf, sourceOf } from '../../python/source-text';

/** A suggestion that adds the argument to every layer's call; undefined where a call makes other layers too, or may have the argument already. */
export function argumentFix(
  model: Model,
  layers: readonly LayerNode[],
  exchange: Exchange,
  bindings: Bindings,
): Fix | undefined {
  const edits: Edit[] = [];
  const wanted = new Set(layers);
  const done = new PlaceSet();
  const others = new PlaceSet();
  for (const node of model.nodes) if (node.kind === 'layer' && !wanted.has(node)) others.add(node.place);
  for (const layer of layers) {
    if (done.has(layer.place)) continue;
    const added = others.has(layer.place) ? undefined : argumentFor(layer, exchange, bindings);
    if (added === undefined) return undefined;
    edits.push(...added);
    done.add(layer.place);
  }
  return edits.length === 0 ? undefined : { title: titleOf(exchange.target), safe: false, edits };
}

function argumentFor(layer: LayerNode, exchange: Exchange, bindings: Bindings): readonly Edit[] | undefined {
  const call = expressionAt(layer.place);
  if (call?.kind !== 'Call' || bindings.module.baseOf(call.unit) === undefined) return undefined;
  const name = bindings.qualifiedName(call.callee);
  const symbol = name === undefined ? undefined : symbolOf(name);
  if (name === undefined || symbol?.qualifiedName !== layer.qualifiedName) return undefined;
  // A separable convolution has two kernels.
  const parameter = /Depthwise|Separable/.test(name)
    ? undefined
    : symbol.parameters.find(({ name: own }) => own === 'kernel_initializer' || own === 'kernel_init');
  const bound = boundCall({ call, qualifiedName: name }, bindings);
  if (parameter === undefined || bound?.arguments.incomplete !== false) return undefined;
  if (bound.arguments.byName.get(parameter.name)?.expression !== undefined) return undefined;
  const quote = quoteOf(sourceOf(call), call.unit.text, bindings.module.text);
  const value =
    parameter.name === 'kernel_init'
      ? jaxArgument(exchange, name, bindings, call)
      : kerasArgument(exchange, quote, bindings, call);
  return value && [appendArgument(call, `${parameter.name}=${value.text}`), ...value.edits];
}
