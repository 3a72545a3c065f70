/** DGL and PyTorch Geometric: layers that take a graph beside the features of its nodes, and layers of one's own that pass messages. */
import { applyActivation } from '../../network/declarative/activation-value';
import { noteArgumentPlaces } from '../../network/declarative/layers';
import { callValue } from '../../network/interpreter/call';
import { methodOf } from '../../network/interpreter/classes';
import type { FrontEnd } from '../../network/machine/front-end';
import { joinAll } from '../../network/machine/join';
import type { Machine } from '../../network/machine/machine';
import { layerNode } from '../../network/operations/layers';
import { activationNode, applyOperation } from '../../network/operations/steps';
import {
  NO_KEYWORDS,
  UNKNOWN,
  UNNAMED,
  dictionary,
  external,
  positional,
  valuesOf,
  withSelf,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';
import type { LayerSymbol } from '../symbol';
import type { Place } from '../../python/syntax';
import { frontEnd as torch } from '../torch/trace';

const MESSAGE_PASSING = 'torch_geometric.nn.MessagePassing';
/** One layer for each relation of a graph of several kinds, and what its layers are given as. */
const HETERO: ReadonlyMap<string, string> = new Map([
  ['dgl.nn.HeteroGraphConv', 'mods'],
  ['torch_geometric.nn.HeteroConv', 'convs'],
]);
/** All nodes of a graph as one: each counts as much as a network of its own says. */
const WEIGHED: ReadonlyMap<string, string> = new Map([
  ['torch_geometric.nn.GlobalAttention', 'nn'],
  ['torch_geometric.nn.AttentionalAggregation', 'nn'],
  ['dgl.nn.GlobalAttentionPooling', 'feat_nn'],
]);
/** All nodes of a graph as one. */
const readouts =
  /^(?:torch_geometric\.nn\.global_(?:mean|add|max)_pool|dgl\.(?:readout_nodes|(?:mean|sum|max)_nodes))$/;
const readoutModules = /^dgl\.nn\.(?:Avg|Sum|Max)Pooling$/;
/** What a layer does after it has gathered what its neighbours are, where it is given that: `GINConv(mlp)`. */
const NETWORKS = ['nn', 'apply_func'];
const ACTIVATIONS = ['activation', 'act'];

export const frontEnd: FrontEnd = {
  ...torch,
  roots: ['dgl', 'torch_geometric'],
  isModelBase: (name) => name === MESSAGE_PASSING,
  callExternal(machine, name, given, site) {
    if (readouts.test(name)) return readOut(machine, given.positional.slice(0, 1), site);
    if (readoutModules.test(name)) return machine.create(name, undefined, site);
    const made = torch.callExternal(machine, name, given, site);
    if (made?.kind === 'object' && made.behaviour.layer !== undefined)
      noteArgumentPlaces(made, made.behaviour.layer.parameters, site);
    return made;
  },
  callObject(machine, object, given, site) {
    const parts = HETERO.get(object.base);
    if (parts !== undefined) return throughRelations(machine, object.arguments.get(parts), given, site);
    if (readoutModules.test(object.base)) return readOut(machine, given.positional.slice(1, 2), site);
    const network = WEIGHED.get(object.base);
    if (network !== undefined) return weighed(machine, object, network, given, site);
    const { layer } = object.behaviour;
    return layer?.role === 'conv'
      ? throughLayer(machine, object, layer, given, site)
      : torch.callObject(machine, object, given, site);
  },
  callMethod(machine, object, name, given, site) {
    return name === 'propagate' && object.class !== undefined
      ? propagated(machine, object, given, site)
      : torch.callMethod(machine, object, name, given, site);
  },
};

/** What goes into a layer: DGL's take the graph first. */
function featuresOf(
  object: ObjectValue,
  { positional: values, keywords, open }: CallArguments,
): CallArguments {
  const isAfterGraph = object.base.startsWith('dgl.') && values.length + keywords.size > 1;
  return { positional: isAfterGraph ? values.slice(1) : values, keywords, open };
}

function throughLayer(
  machine: Machine,
  object: ObjectValue,
  layer: LayerSymbol,
  given: CallArguments,
  site: Place,
): Value {
  const inputs = valuesOf(featuresOf(object, given));
  const [network] = NETWORKS.flatMap((name) => object.arguments.get(name) ?? []);
  const isOwn = network !== undefined && network.kind !== 'unknown' && network.kind !== 'scalar';
  const output =
    isOwn && !object.arguments.has('in_channels') && !object.arguments.has('in_feats')
      ? callValue(machine, network, positional(gathered(machine, inputs, site)), site)
      : layerNode(
          machine,
          layer,
          { fanIn: undefined, fanOut: undefined, width: undefined, bias: undefined },
          inputs,
          site,
          object,
          object.arguments,
        );
  for (const name of ACTIVATIONS) {
    const activation = object.arguments.get(name) ?? defaultOf(layer, name);
    if (activation === undefined) continue;
    const place = object.argumentPlaces?.get(name) ?? object.place;
    return applyActivation(machine, 'torch', activation, output, place, object, layer.qualifiedName, site);
  }
  return output;
}

function defaultOf({ parameters }: LayerSymbol, name: string): Value | undefined {
  const known = parameters.find((parameter) => parameter.name === name)?.defaultSymbol;
  return known === undefined ? undefined : external(known);
}

/** What each node has of its neighbours. */
const gathered = (machine: Machine, inputs: readonly Value[], site: Place): Value =>
  applyOperation(machine, { kind: 'add', name: 'aggregate' }, inputs, site);

const readOut = (machine: Machine, inputs: readonly Value[], site: Place): Value =>
  applyOperation(machine, { kind: 'pooling', name: 'readout' }, inputs, site);

function weighed(
  machine: Machine,
  object: ObjectValue,
  network: string,
  given: CallArguments,
  site: Place,
): Value {
  const [input = UNKNOWN] = valuesOf(featuresOf(object, given));
  const own = object.arguments.get(network);
  const gate = callValue(machine, object.arguments.get('gate_nn') ?? UNKNOWN, positional(input), site);
  const features =
    own === undefined || own.kind === 'scalar' ? input : callValue(machine, own, positional(input), site);
  const shares = activationNode(machine, {
    qualifiedName: 'torch.nn.functional.softmax',
    activation: 'softmax',
    parameters: {},
    unknownParameters: [],
    form: 'function',
    inPlace: false,
    inputs: [gate],
    site,
    arguments: NO_KEYWORDS,
  });
  const product = applyOperation(machine, { kind: 'multiply', name: '*' }, [shares, features], site);
  return readOut(machine, [product], site);
}

/** Every kind of node gets what the layers of its relations give. */
function throughRelations(
  machine: Machine,
  relations: Value | undefined,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (relations?.kind !== 'dictionary' && relations?.kind !== 'object') return undefined;
  const layers =
    relations.kind === 'dictionary'
      ? [...relations.entries.values()]
      : (torch.iterate?.(machine, relations) ?? []);
  if (layers.length === 0) return undefined;
  const result = dictionary(true);
  result.entries.set(
    UNNAMED,
    joinAll(
      machine,
      layers.map((layer) => callValue(machine, layer, given, site)),
    ),
  );
  return result;
}

/** `self.propagate(edge_index, x=x)`: what `message` makes of the features at both ends of an edge is summed, and `update` goes on with that. */
function propagated(machine: Machine, object: ObjectValue, { keywords }: CallArguments, site: Place): Value {
  const message = methodOf(machine, object, 'message');
  const messages =
    message?.kind === 'function'
      ? callValue(
          machine,
          message,
          withSelf(object, namedFor(message.definition.parameters, keywords, 1)),
          site,
        )
      : (keywords.get('x') ?? UNKNOWN);
  const sum = gathered(machine, [messages], site);
  const update = methodOf(machine, object, 'update');
  if (update?.kind !== 'function') return sum;
  const others = namedFor(update.definition.parameters, keywords, 2);
  return callValue(machine, update, { ...others, positional: [object, sum] }, site);
}

/** The arguments that a method asks for by name; `x_i` and `x_j` are the features at the two ends of an edge. */
function namedFor(
  parameters: readonly { readonly name: string }[],
  keywords: ReadonlyMap<string, Value>,
  skipped: number,
): CallArguments {
  const found = new Map<string, Value>();
  for (const { name } of parameters.slice(skipped)) {
    const value = keywords.get(name) ?? atEnd(keywords.get(name.replace(/_[ij]$/, '')), name);
    if (value !== undefined) found.set(name, value);
  }
  return { positional: [], keywords: found.size === 0 ? NO_KEYWORDS : found, open: true };
}

/** Features of the two kinds of nodes that edges lead from and to are a pair. */
function atEnd(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'list' && value.form === 'tuple'
    ? value.elements[name.endsWith('_i') ? 1 : 0]
    : value;
}
