/** Nodes of layers with weights. */
import type { LayerSymbol } from '../../frameworks/symbol';
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { constantArguments, constantArgumentsOf } from './arguments';
import type { LayerNode } from '../graph';
import { UNNUMBERED } from '../machine/graph-builder';
import type { LayerShape } from '../machine/front-end';
import type { Machine } from '../machine/machine';
import { callOf } from '../machine/given';
import {
  NO_KEYWORDS,
  type CallArguments,
  type ObjectValue,
  type SignalValue,
  type Value,
} from '../machine/values';

const weightRoles = new Set(['linear', 'conv', 'recurrent', 'embedding', 'attention']);

/** Whether a layer is one that ends an activation's reach: it has weights that mix its inputs. */
export function isWeightLayer(symbol: LayerSymbol): boolean {
  return (
    weightRoles.has(symbol.role) &&
    (symbol.weighted || symbol.form === 'function' || symbol.role === 'embedding')
  );
}

/** What a layer is in the graph. */
export function layerRole(symbol: LayerSymbol): LayerNode['role'] {
  if (/Attention/.test(symbol.qualifiedName)) return 'attention';
  switch (symbol.role) {
    case 'conv':
    case 'recurrent':
    case 'embedding':
    case 'attention':
      return symbol.role;
    default:
      return 'linear';
  }
}

/** A wrapper around a recurrent layer says that there are two of it. */
function directionsOf(owner: ObjectValue, { role }: LayerSymbol): Readonly<Record<string, boolean>> {
  const given = role === 'recurrent' ? owner.arguments.get('bidirectional') : undefined;
  return given?.kind === 'scalar' && given.value === true ? { bidirectional: true } : {};
}

export function layerNode(
  machine: Machine,
  symbol: LayerSymbol,
  shape: LayerShape,
  inputs: readonly Value[],
  site: Place,
  owner: ObjectValue | undefined,
  bound: ReadonlyMap<string, Value>,
  /** What the call says by keyword beside tensors of the network. */
  settings: CallArguments['keywords'] = NO_KEYWORDS,
): SignalValue {
  const nodes = machine.graph.nodesOfAll(inputs);
  return machine.graph.add(
    {
      kind: 'layer',
      index: UNNUMBERED,
      role: layerRole(symbol),
      qualifiedName: symbol.qualifiedName,
      inputs: nodes,
      place: owner?.place ?? placeOf(site),
      path: undefined,
      callPlace: owner === undefined ? undefined : placeOf(site),
      callChain: owner === undefined ? undefined : machine.chain(),
      chain: owner?.chain ?? machine.chain(),
      arguments:
        owner === undefined
          ? constantArguments(symbol.parameters, bound)
          : { ...constantArgumentsOf(owner, symbol.parameters), ...directionsOf(owner, symbol) },
      fanIn: shape.fanIn,
      fanOut: shape.fanOut,
      width: shape.width,
      bias: shape.bias,
      initialization: undefined,
      recurrentInitialization: undefined,
      biasInitialization: undefined,
      call: callOf(machine.graph, '', { positional: inputs, keywords: settings, open: false }, true),
      handedOn: owner?.handedOn,
      // A functional call has no object: every place is a layer of its own.
      instance: owner?.instance ?? -1 - machine.graph.nodes.length,
    },
    owner,
  );
}
