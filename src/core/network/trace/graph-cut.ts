/** Cuts models out of the graph of an evaluation: nodes renumbered, paths and initialisations filled in. */
import {
  defaultInitialization,
  defaultVariance,
  weightVariance,
  frameworkOfModel,
  type DefaultWeight,
  layerSymbol,
} from '../../frameworks';
import { receptiveFieldOf } from '../../frameworks/fans';
import { isSeparable, separableScale } from '../../frameworks/separable';
import type { Framework } from '../../frameworks/symbol';
import { own } from '../../own';
import type { Place, Unit } from '../../python/syntax';
import type { ModelCall } from '../machine/machine';
import { givenNames, pathsBelow } from '../machine/children';
import { numberOf } from '../machine/constants';
import type { Initialization, InnerStart, LayerNode, Model, SignalNode, Stop } from '../graph';
import { behindLosses } from '../ways';
import { renumberedCall, renumberedGiven } from '../machine/given';
import type { MutableNode, GraphBuilder } from '../machine/graph-builder';
import { initializationKey, REPARAMETRIZATION } from '../operations/initialize';
import { layerRole } from '../operations/layers';
import { isWeight } from '../operations/weights-by-hand';
import { unregisteredIn } from './unregistered';
import type { InitializationValue, ObjectValue, LayerStart } from '../machine/values';

export interface Cut {
  readonly name: string;
  readonly place: Place;
  readonly calls: readonly ModelCall[];
  /** The object whose attributes give the paths, and whose weights are loaded or optimised. */
  readonly object: ObjectValue | undefined;
  /** Node ranges of other models, which this one does not run into. */
  readonly others: readonly ModelCall[];
  readonly followed: boolean;
  /** True where the evaluation met no other model, so that losses and optimisers of unknown subject are this one's. */
  readonly alone: boolean;
}

const NO_PATHS: ReadonlyMap<ObjectValue, string> = new Map();
/** In place of a number for nodes that are not the model's. */
const OUTSIDE = -1;

/** A model, or undefined when it has neither a layer with weights nor an activation on the way to a loss. */
export function cutModel(graph: GraphBuilder, cut: Cut): Model | undefined {
  const indices = nodesOfModel(graph, cut);
  if (!indices.some((index) => graph.nodes[index]?.facts.kind === 'layer') && !meetsLoss(graph, indices))
    return undefined;
  const positions = new Int32Array(graph.nodes.length).fill(OUTSIDE);
  indices.forEach((index, position) => {
    positions[index] = position;
  });
  const renumber = (nodes: readonly number[]): readonly number[] => {
    const own: number[] = [];
    for (const node of nodes) {
      const position = positions[node] ?? OUTSIDE;
      if (position !== OUTSIDE) own.push(position);
    }
    return own;
  };
  const paths = cut.object === undefined ? NO_PATHS : pathsBelow(cut.object);
  const owners = new Set<ObjectValue>();
  for (const index of indices) {
    const owner = graph.nodes[index]?.owner;
    if (owner !== undefined) owners.add(owner);
  }
  const names = givenNames(owners);
  const callers = sharedSteps(graph);
  const continued = continuedIn(graph, indices);
  const nodes: SignalNode[] = [];
  for (const index of indices) {
    const draft = graph.nodes[index];
    if (draft !== undefined)
      nodes.push(
        finished(draft, {
          index: nodes.length,
          renumber,
          path: draft.owner && (paths.get(draft.owner) ?? names.get(draft.owner)),
          shared: callers,
          isContinued: continued.has(index),
        }),
      );
  }
  const outputs = renumber([...new Set(cut.calls.flatMap((call) => call.outputs))]);
  const isPart = (object: ObjectValue): boolean => paths.has(object) || owners.has(object);
  const framework = frameworkOf(nodes);
  const optimised = new Set(graph.optimizers.flatMap(({ objects }) => objects));
  const shared = sharedLosses(graph);
  const beyond = behindLosses(nodes);
  return {
    name: cut.name,
    framework,
    place: cut.place,
    nodes,
    outputs,
    losses: oncePerPlace(
      graph.losses.flatMap(({ predictions, object, target, variance, ...draft }) => {
        const loss = {
          ...draft,
          ...(target === undefined ? {} : { target: renumberedGiven(target, renumber) }),
          ...(variance === undefined ? {} : { variance: renumberedGiven(variance, renumber) }),
        };
        if (object !== undefined) {
          return object === cut.object ? [{ ...loss, predictions: outputs }] : [];
        }
        const own = renumber(predictions);
        if (own.length === 0 && !(predictions.length === 0 && cut.alone)) return [];
        const { callPlace } = loss;
        const isShared = callPlace !== undefined && shared(loss.place);
        return [isShared ? { ...loss, predictions: own, isShared } : { ...loss, predictions: own }];
      }),
    ),
    optimizers: oncePerPlace(
      graph.optimizers.flatMap(({ objects, ...optimizer }) =>
        objects.some(isPart) || (objects.length === 0 && (cut.alone || cut.object === undefined))
          ? [optimizer]
          : [],
      ),
    ),
    ...stopsOf(graph, renumber),
    weightsLoaded: [...graph.loaded].some(isPart),
    unregistered:
      framework === 'torch'
        ? unregisteredIn(paths, (object) => optimised.has(object) || graph.loaded.has(object))
        : [],
    complete:
      cut.followed &&
      !graph.cut &&
      !nodes.some(({ index, kind }) => kind === 'unknown' && !beyond.has(index)) &&
      [...paths.keys()].every((module) => module.certain),
  };
}

function stopsOf(
  graph: GraphBuilder,
  renumber: (nodes: readonly number[]) => readonly number[],
): Pick<Model, 'stops'> {
  const stops = graph.stops.flatMap(({ inputs, ...stop }): readonly Stop[] => {
    const own = renumber(inputs);
    return own.length === 0 ? [] : [{ ...stop, inputs: own }];
  });
  return stops.length === 0 ? {} : { stops };
}

/** Whether an activation is on the way to a loss: what comes before it may be out of view (`sigmoid(model(x))`). */
function meetsLoss(graph: GraphBuilder, indices: readonly number[]): boolean {
  if (graph.losses.length === 0) return false;
  const activated = new Set<number>();
  for (const index of indices) {
    const draft = graph.nodes[index];
    if (draft?.facts.kind === 'activation' || draft?.inputs.some((input) => activated.has(input)) === true)
      activated.add(index);
  }
  return graph.losses.some(({ predictions }) => predictions.some((prediction) => activated.has(prediction)));
}

/** Whether a function makes the activation at a place for more than one of its callers. */
function sharedSteps({ nodes }: GraphBuilder): (node: Pick<SignalNode, 'place' | 'chain'>) => boolean {
  let callers: Callers | undefined;
  return ({ place, chain }) => {
    if (chain.length === 0) return false;
    callers ??= callersOf(
      nodes.flatMap(({ facts }) =>
        facts.kind === 'activation' && facts.chain[0] !== undefined
          ? [{ place: facts.place, caller: facts.chain[0] }]
          : [],
      ),
    );
    return callers.get(place.unit)?.get(place.start) === null;
  };
}

/** By unit and start of a place the only one that leads there; null where there are more. */
type Callers = ReadonlyMap<Unit, ReadonlyMap<number, Place | null>>;

function callersOf(uses: readonly { readonly place: Place; readonly caller: Place }[]): Callers {
  const callers = new Map<Unit, Map<number, Place | null>>();
  for (const { place, caller } of uses) {
    let known = callers.get(place.unit);
    if (known === undefined) callers.set(place.unit, (known = new Map()));
    const other = known.get(place.start);
    const isSame = other?.unit === caller.unit && other.start === caller.start;
    known.set(place.start, other === undefined || isSame ? caller : null);
  }
  return callers;
}

/** Whether the loss that is constructed at a place is called at more than one. */
function sharedLosses({ losses }: GraphBuilder): (place: Place) => boolean {
  const called = callersOf(
    losses.flatMap(({ place, callPlace }) => (callPlace === undefined ? [] : [{ place, caller: callPlace }])),
  );
  return ({ unit, start }) => called.get(unit)?.get(start) === null;
}

/** Uses without repeats: rounds of a loop meet the same loss again. */
function oncePerPlace<T extends { readonly place: Place; readonly callPlace?: Place | undefined }>(
  uses: readonly T[],
): readonly T[] {
  const used = ({ place, callPlace }: T): Place => callPlace ?? place;
  const starts = new Map<Unit, Set<number>>();
  return uses.filter((use) => {
    const { unit, start } = used(use);
    let known = starts.get(unit);
    if (known === undefined) starts.set(unit, (known = new Set()));
    if (known.has(start)) return false;
    known.add(start);
    return true;
  });
}

/** Nodes made while the model ran, and what its outputs then pass through on the way to a loss. */
function nodesOfModel(graph: GraphBuilder, cut: Cut): readonly number[] {
  // 1 marks a node of the model; a set of numbers would be slower on graphs of ten thousands.
  const chosen = new Uint8Array(graph.nodes.length);
  for (const { start, end, nodes } of cut.calls) {
    if (nodes !== undefined) for (const node of nodes) chosen[node] = 1;
    else chosen.fill(1, start, end);
  }
  const isInner = innerNodes(graph, cut.others);
  const flowing = new Set(cut.calls.flatMap((call) => call.outputs));
  const first = Math.min(...cut.calls.map((call) => call.start));
  for (let index = Math.max(first, 0); index < graph.nodes.length; index += 1) {
    const draft = graph.nodes[index];
    if (draft === undefined || chosen[index] === 1 || isInner(index)) continue;
    if (draft.facts.kind === 'layer' || draft.facts.kind === 'input') continue;
    if (draft.inputs.some((input) => flowing.has(input))) {
      flowing.add(index);
      chosen[index] = 1;
    }
  }
  // Inputs were made just before the call.
  graph.nodes.forEach(({ inputs }, index) => {
    if (chosen[index] !== 1) return;
    for (const input of inputs) if (graph.nodes[input]?.facts.kind === 'input') chosen[input] = 1;
  });
  const indices: number[] = [];
  for (let index = 0; index < chosen.length; index += 1) if (chosen[index] === 1) indices.push(index);
  return indices;
}

/** Which nodes were made during some of these calls; one pass, however the calls lie within each other. */
function innerNodes(graph: GraphBuilder, calls: Cut['others']): (index: number) => boolean {
  const changes = new Int32Array(graph.nodes.length + 1);
  const single = new Set<number>();
  for (const { start, end, nodes } of calls) {
    if (nodes !== undefined) for (const node of nodes) single.add(node);
    else if (end > start) {
      changes[start] = (changes[start] ?? 0) + 1;
      if (end < changes.length) changes[end] = (changes[end] ?? 0) - 1;
    }
  }
  let open = 0;
  const depths = changes.map((change) => (open += change));
  return (index) => (depths[index] ?? 0) > 0 || single.has(index);
}

/** Steps of `super().forward(x)` whose result the module's own method goes on with: what the module gives is another one. */
function continuedIn(graph: GraphBuilder, indices: readonly number[]): ReadonlySet<number> {
  const continued = new Set<number>();
  for (const index of indices) {
    const draft = graph.nodes[index];
    for (const input of draft?.inputs ?? []) {
      const before = graph.nodes[input];
      if (before?.owner !== undefined && before.owner === before.within && before.owner === draft?.within)
        continued.add(input);
    }
  }
  return continued;
}

function frameworkOf(nodes: readonly SignalNode[]): Framework {
  const first = nodes.find((node) => node.kind === 'layer') ?? nodes[0];
  return frameworkOfModel(first?.qualifiedName ?? '');
}

function finished(
  draft: MutableNode,
  {
    index,
    renumber,
    path,
    shared,
    isContinued,
  }: {
    readonly index: number;
    readonly renumber: (nodes: readonly number[]) => readonly number[];
    readonly path: string | undefined;
    readonly shared: (node: Pick<SignalNode, 'place' | 'chain'>) => boolean;
    readonly isContinued: boolean;
  },
): SignalNode {
  const { owner } = draft;
  const node = draft.taken ? { ...draft.facts } : draft.facts;
  draft.taken = true;
  const made = owner ?? draft.within;
  if (made !== undefined) node.origin = originOf(made);
  node.index = index;
  node.inputs = renumber(draft.inputs);
  node.path = path;
  if (isContinued) node.isContinued = true;
  // Kept as it was drafted, since another model may number it anew.
  if (draft.call !== undefined) node.call = renumberedCall(draft.call, renumber);
  if (node.kind === 'layer') {
    const { initialization, recurrentInitialization, biasInitialization, innerStarts } = startOf(node, owner);
    node.initialization = initialization;
    node.recurrentInitialization = recurrentInitialization;
    node.biasInitialization = biasInitialization;
    if (innerStarts !== undefined) node.innerStarts = innerStarts;
    const reparametrization = owner?.attributes.get(REPARAMETRIZATION);
    if (reparametrization?.kind === 'scalar' && typeof reparametrization.value === 'string')
      node.reparametrization = reparametrization.value;
  } else if (node.kind === 'activation') {
    if (shared(node)) node.isShared = true;
  } else if (node.kind === 'norm') {
    const scale = setByHand(owner, 'weight');
    if (scale !== undefined) node.initialization = scale;
    const shift = setByHand(owner, 'bias');
    if (shift !== undefined) node.biasInitialization = shift;
  }
  return node;
}

const origins = new WeakMap<ObjectValue, readonly Place[]>();

/** Where an object is made, and the calls around, once for all of its steps. */
function originOf(object: ObjectValue): readonly Place[] {
  let origin = origins.get(object);
  if (origin === undefined) origins.set(object, (origin = [object.place, ...object.chain]));
  return origin;
}

/** The same weights may be at work in many places of a graph. */
function startOf(layer: Facts, owner: ObjectValue | undefined): LayerStart {
  return owner === undefined ? computeStart(layer, owner) : (owner.start ??= computeStart(layer, owner));
}

type Facts = Pick<LayerNode, 'qualifiedName' | 'fanIn' | 'fanOut' | 'width' | 'arguments' | 'role'>;

function computeStart(layer: Facts, owner: ObjectValue | undefined): LayerStart {
  const symbol = layerSymbol(layer.qualifiedName);
  const defaults = symbol === undefined ? [] : defaultInitialization(symbol);
  const part = (...names: readonly DefaultWeight['part'][]): DefaultWeight | undefined =>
    defaults.find((weight) => names.includes(weight.part));
  const recurrent = layer.role === 'recurrent';
  return {
    initialization:
      tied(layer, owner) ??
      settled(owner, kernelNames, part('kernel', 'embedding', 'depthwise'), layer, false),
    recurrentInitialization: recurrent
      ? settled(owner, recurrentNames, part('recurrent'), layer, true)
      : undefined,
    biasInitialization: settled(owner, biasNames, part('bias'), layer, false),
    innerStarts: layer.role === 'attention' && owner !== undefined ? startsInside(owner) : undefined,
  };
}

/** Of the modules below one that is a single step; undefined where there are none. */
function startsInside(owner: ObjectValue): LayerNode['innerStarts'] {
  const found = new Map<string, InnerStart>();
  for (const [object, path] of pathsBelow(owner)) {
    const { layer: symbol, frontEnd } = object.behaviour;
    if (path === '' || symbol?.weighted !== true) continue;
    const shape = frontEnd?.layerShape?.(symbol, object.arguments);
    if (shape === undefined) continue;
    const facts: Facts = { ...shape, qualifiedName: object.base, arguments: {}, role: layerRole(symbol) };
    const { initialization, biasInitialization } = startOf(facts, object);
    found.set(path, { weight: initialization, bias: biasInitialization });
  }
  return found.size === 0 ? undefined : found;
}

/** Of a weight that is another layer's: `head.weight = embedding.weight`. */
function tied(layer: Facts, owner: ObjectValue | undefined): Initialization | undefined {
  const held = owner?.attributes.get('weight');
  if (held?.kind !== 'parameter' || held.owner === owner || held.name !== 'weight') return undefined;
  const symbol = held.owner.behaviour.layer;
  const sides = tiedSides.get(held.owner.base)?.map((side) => numberOf(held.owner.arguments.get(side)));
  const [fanIn, fanOut] = sides ?? [];
  if (symbol === undefined || fanIn === undefined || fanIn === 0) return undefined;
  const kernel = defaultInitialization(symbol).find(({ part }) => part === 'kernel' || part === 'embedding');
  const facts: Facts = {
    qualifiedName: held.owner.base,
    fanIn,
    fanOut,
    width: fanOut,
    arguments: {},
    role: symbol.role === 'embedding' ? 'embedding' : 'linear',
  };
  const start = settled(held.owner, kernelNames, kernel, facts, false);
  if (start?.weightVarianceTimesFanIn === undefined) return undefined;
  return {
    ...start,
    weightVarianceTimesFanIn: times(start.weightVarianceTimesFanIn / fanIn, layer.fanIn),
  };
}
const tiedSides: ReadonlyMap<string, readonly string[]> = new Map([
  ['torch.nn.Linear', ['in_features', 'out_features']],
  ['torch.nn.Embedding', ['num_embeddings', 'embedding_dim']],
]);

/** A norm's scale or shift that is set by hand. */
function setByHand(owner: ObjectValue | undefined, weight: string): Initialization | undefined {
  const value = owner?.attributes.get(initializationKey(weight));
  if (value?.kind !== 'initialization' || value.initializer === 'unknown') return undefined;
  const { initializer, place, arguments: given } = value;
  return { initializer, explicit: true, place, arguments: given, weightVarianceTimesFanIn: undefined };
}

const kernelNames = ['weight', 'kernel', 'weight_ih_l0', 'weight_ih', 'in_proj_weight'];
const recurrentNames = ['recurrent', 'weight_hh_l0', 'weight_hh'];
const biasNames = ['bias', 'bias_ih_l0', 'bias_ih', 'in_proj_bias'];

/** What a weight starts as: what was set last, or the framework's default; undefined when that cannot be told. */
function settled(
  owner: ObjectValue | undefined,
  names: readonly string[],
  fallback: DefaultWeight | undefined,
  layer: Facts,
  recurrent: boolean,
): Initialization | undefined {
  const fanIn = recurrent ? layer.width : layer.fanIn;
  const fanOut = times(recurrent ? layer.width : layer.fanOut, gatesOf(layer));
  const transposed = isTransposed.test(layer.qualifiedName) ? groupsOf(layer) : 1;
  for (const name of names) {
    const own = owner?.attributes.get(name);
    // `layer.weight = nn.Parameter(torch.zeros(3, 4))`: the weight that is put in is started where it is made.
    if (own?.kind === 'object' && isWeight(own)) {
      const start = own.attributes.get(initializationKey('weight'));
      return start?.kind === 'initialization'
        ? explicitInitialization(start, layer, fanIn, fanOut)
        : undefined;
    }
    const value = owner?.attributes.get(initializationKey(name));
    if (value === undefined || (value.kind === 'scalar' && value.value === null)) continue;
    return value.kind === 'initialization' ? explicitInitialization(value, layer, fanIn, fanOut) : undefined;
  }
  if (fallback === undefined) return undefined;
  const start = { initializer: fallback.initializer, arguments: fallback.arguments };
  const separable = scaleOfSeparable(layer, start);
  if (separable !== undefined)
    return { ...start, explicit: false, place: undefined, weightVarianceTimesFanIn: separable.scale };
  const fan =
    fallback.fan === 'fan-in'
      ? fanIn
      : fallback.fan === 'fan-out'
        ? times(fanOut, 1 / transposed)
        : layer.width;
  const variance = defaultVariance(fallback, fan, fallback.fan === 'fan-out' ? fanIn : fanOut);
  return {
    initializer: fallback.initializer,
    explicit: false,
    place: undefined,
    arguments: fallback.arguments,
    weightVarianceTimesFanIn: times(variance, fanIn),
  };
}

const isTransposed = /ConvTranspose[123]d$/;

/** Into how many groups a convolution's channels are cut. */
function groupsOf({ arguments: given }: Facts): number {
  const groups = own(given, 'groups');
  return typeof groups === 'number' && groups > 0 ? groups : 1;
}

/**
 * The kernels of a recurrent layer's gates are drawn as one matrix; Flax draws each by itself. So are the matrices of queries, keys and values
 * in PyTorch's attention.
 */
function gatesOf({ role, qualifiedName }: Facts): number {
  if (qualifiedName === 'torch.nn.MultiheadAttention') return 3;
  if (role !== 'recurrent' || !/^(?:torch|keras|tf)\./.test(qualifiedName)) return 1;
  return /LSTM/.test(qualifiedName) ? 4 : /GRU/.test(qualifiedName) ? 3 : 1;
}

function scaleOfSeparable(
  layer: Facts,
  start: { readonly initializer: string; readonly arguments: InitializationValue['arguments'] },
): { readonly scale: number | undefined } | undefined {
  const { qualifiedName, fanIn, width } = layer;
  if (!isSeparable(qualifiedName) || layer.role !== 'conv') return undefined;
  const multiplier = layer.arguments['depth_multiplier'] ?? 1;
  if (/Depthwise/.test(qualifiedName)) {
    // Its fan-in is its field.
    const inputs = width === undefined || typeof multiplier !== 'number' ? undefined : width / multiplier;
    return { scale: fanIn === undefined ? undefined : separableScale(layer, start, inputs, fanIn) };
  }
  const field = layer.fanOut === undefined || width === undefined ? undefined : layer.fanOut / width;
  const inputs = fanIn === undefined || field === undefined ? undefined : fanIn / field;
  return { scale: field === undefined ? undefined : separableScale(layer, start, inputs, field) };
}

function explicitInitialization(
  value: InitializationValue,
  layer: Facts,
  fanIn: number | undefined,
  fanOut: number | undefined,
): Initialization | undefined {
  if (value.initializer === 'unknown') return undefined;
  return {
    initializer: value.initializer,
    explicit: value.isDefault !== true,
    place: value.isDefault === true ? undefined : value.place,
    chain: value.chain,
    arguments: value.arguments,
    weightVarianceTimesFanIn: value.certain ? varianceTimesFanIn(value, layer, fanIn, fanOut) : undefined,
  };
}

function varianceTimesFanIn(
  value: InitializationValue,
  layer: Facts,
  fanIn: number | undefined,
  fanOut: number | undefined,
): number | undefined {
  const separable = scaleOfSeparable(layer, value);
  if (separable !== undefined) return separable.scale;
  // PyTorch reads a transposed kernel's fans from the wrong side, and so do we.
  const swapped =
    isTransposed.test(layer.qualifiedName) || /^torch\.(?:matmul|mm|bmm)$/.test(layer.qualifiedName);
  const groups = swapped ? groupsOf(layer) : 1;
  const fans = swapped
    ? { fanIn: times(fanOut, 1 / groups), fanOut: times(fanIn, groups) }
    : { fanIn, fanOut };
  const variance = weightVariance(value.initializer, value.arguments, {
    ...fans,
    receptiveField: receptiveFieldOf({ role: layer.role, width: layer.width, fanOut }),
  });
  // He's and LeCun's figures do not depend on the widths.
  return variance === undefined ? widthFree(value) : times(variance, fanIn);
}

function widthFree(value: InitializationValue): number | undefined {
  if (/^(?:kaiming|lecun)/.test(value.initializer) && (value.arguments['mode'] ?? 'fan_in') === 'fan_in')
    return weightVariance(value.initializer, value.arguments, { fanIn: 1, fanOut: undefined });
  return undefined;
}

const times = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : left * right;
