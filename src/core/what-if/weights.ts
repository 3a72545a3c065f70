/** Other weights and other widths. */
import { receptiveFieldOf } from '../frameworks/fans';
import { weightVariance } from '../frameworks/variance';
import { heGainSquared, slopeOf } from '../lint/analysis/initializer-target';
import type { Initialization, LayerNode, Model, OperationNode, SignalNode } from '../network/graph';
import { activationsReached, consumersOf, isLossStep, leadsToLayer } from '../network/ways';
import { fanInOf } from '../tensors';
import type { Blocks } from './blocks';
import type { WantedInitializer } from './changes';
import { withSteps } from './rewriting';
import { isWeighted, residualSums } from './structure';

/** Layers whose kernels a change of the initialiser is about: those that the code initialises, else all; of Keras and Flax the hidden ones. */
export function layersToStart(model: Model): readonly LayerNode[] {
  const layers = model.nodes.filter(isWeighted);
  const set = layers.filter(({ initialization }) => initialization?.explicit === true);
  if (set.length > 0) return set;
  return model.framework === 'torch' ? layers : layers.filter(({ index }) => leadsToLayer(model, index));
}

/** Where the old one has no shape: Glorot's own is uniform, the others are mostly drawn from a normal. */
const shapeFor = (wanted: WantedInitializer, old: Initialization | undefined): 'uniform' | 'normal' =>
  old?.explicit === true && old.initializer.endsWith('uniform')
    ? 'uniform'
    : old?.explicit === true && old.initializer.endsWith('normal')
      ? 'normal'
      : wanted === 'xavier'
        ? 'uniform'
        : 'normal';

export function startedWith(model: Model, wanted: WantedInitializer): Model {
  const layers = new Set(layersToStart(model).map(({ index }) => index));
  return withSteps(model, (node) =>
    node.kind === 'layer' && layers.has(node.index)
      ? { ...node, initialization: startOf(model, node, wanted) }
      : node,
  );
}

function startOf(model: Model, layer: LayerNode, wanted: WantedInitializer): Initialization {
  const shape = shapeFor(wanted, layer.initialization);
  const given = ((): Pick<Initialization, 'initializer' | 'arguments'> => {
    switch (wanted) {
      case 'he': {
        const slope = slopeBehind(model, layer);
        return {
          initializer: `kaiming_${shape}`,
          arguments: { mode: 'fan_in', nonlinearity: 'leaky_relu', negative_slope: slope },
        };
      }
      case 'xavier':
        return { initializer: `xavier_${shape}`, arguments: { gain: 1 } };
      case 'lecun':
        return { initializer: `lecun_${shape}`, arguments: {} };
      case 'orthogonal':
        return { initializer: 'orthogonal', arguments: { gain: 1 } };
      case 'normal':
        return { initializer: 'normal', arguments: { mean: 0, std: 0.02 } };
    }
  })();
  return {
    ...given,
    explicit: true,
    place: undefined,
    weightVarianceTimesFanIn: scaleOf(given, layer, model),
  };
}

/** He's initialiser asks for the slope of the activation behind; 0 where that is none of ReLU's kind. */
function slopeBehind(model: Model, layer: LayerNode): number {
  const [first] = activationsReached(model, layer);
  const slope = first && slopeOf(first.target);
  return slope !== undefined && slope > 0.31 ? slope : 0;
}

function scaleOf(
  { initializer, arguments: given }: Pick<Initialization, 'initializer' | 'arguments'>,
  layer: LayerNode,
  model: Model,
): number | undefined {
  const fanIn = fanInOf(model, layer);
  // He's and LeCun's figures do not depend on the widths.
  if (/^(?:kaiming|lecun)/.test(initializer)) {
    const slope = given['negative_slope'];
    return initializer.startsWith('lecun') ? 1 : heGainSquared(typeof slope === 'number' ? slope : 0);
  }
  const variance = weightVariance(initializer, given, {
    fanIn,
    fanOut: layer.fanOut,
    receptiveField: receptiveFieldOf(layer),
  });
  return variance === undefined || fanIn === undefined ? undefined : variance * fanIn;
}

/** The same start where fans have changed. */
function restarted(
  start: Initialization | undefined,
  layer: LayerNode,
  model: Model,
): Initialization | undefined {
  if (start === undefined) return undefined;
  if (start.initializer === 'torch_default_linear') return start;
  return { ...start, weightVarianceTimesFanIn: scaleOf(start, layer, model) };
}

/** Steps that keep the number of features. */
const keepsFeatures: ReadonlySet<SignalNode['kind']> = new Set([
  'activation',
  'dropout',
  'norm',
  'add',
  'elementwise',
  'pooling',
  'multiply',
] as const);

/** Layers that give, and layers that take, the features of the blocks; a word for what stands in the way. */
export interface Widened {
  readonly outputs: ReadonlySet<number>;
  readonly inputs: ReadonlySet<number>;
  readonly between: ReadonlySet<number>;
}

export function widened(model: Model, blocks: Blocks): Widened | undefined {
  const end = blocks.start + blocks.length * blocks.count;
  const isInside = (index: number): boolean => index >= blocks.start && index < end;
  const outputs = new Set<number>();
  const inputs = new Set<number>();
  const between = new Set<number>();
  const waiting: { readonly index: number; readonly way: 'forward' | 'back' }[] = [
    { index: blocks.input, way: 'back' },
  ];
  for (const node of model.nodes)
    if (isInside(node.index)) {
      if (node.kind === 'layer') {
        if (!isWeighted(node) || node.fanIn === undefined || node.width === undefined) return undefined;
        inputs.add(node.index);
        outputs.add(node.index);
      } else if (keepsFeatures.has(node.kind)) between.add(node.index);
      else return undefined;
    }
  waiting.push(...consumersOf(model, end - 1).map(({ index }) => ({ index, way: 'forward' as const })));
  const seen = new Set<number>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const node = model.nodes[next.index];
    if (node === undefined || isInside(node.index) || seen.has(node.index)) continue;
    seen.add(node.index);
    if (node.kind === 'layer') {
      if (next.way === 'back') {
        if (node.width === undefined) return undefined;
        outputs.add(node.index);
      } else if (isWeighted(node)) inputs.add(node.index);
      else return undefined;
      continue;
    }
    if (node.kind === 'output' || isLossStep(node)) continue;
    // The input's own features are not the model's to choose.
    if (!keepsFeatures.has(node.kind)) return undefined;
    between.add(node.index);
    const others = next.way === 'back' ? node.inputs.map((index) => ({ index, way: 'back' as const })) : [];
    waiting.push(
      ...others,
      ...consumersOf(model, node.index).map(({ index }) => ({ index, way: 'forward' as const })),
    );
  }
  return outputs.size === 0 ? undefined : { outputs, inputs, between };
}

export function withWidth(model: Model, blocks: Blocks, factor: number): Model {
  const found = widened(model, blocks);
  if (found === undefined) return model;
  const times = (value: number | undefined, isChanged: boolean): number | undefined =>
    value === undefined || !isChanged ? value : Math.max(1, Math.round(value * factor));
  return withSteps(model, (node) => {
    const [takes, gives] = [found.inputs.has(node.index), found.outputs.has(node.index)];
    if (node.kind === 'norm' && found.between.has(node.index))
      return { ...node, arguments: widerNorm(node, factor) };
    if (node.kind !== 'layer' || !(takes || gives)) return node;
    const layer: LayerNode = {
      ...node,
      fanIn: times(node.fanIn, takes),
      fanOut: times(node.fanOut, gives),
      width: times(node.width, gives),
    };
    return {
      ...layer,
      initialization: restarted(node.initialization, layer, model),
      biasInitialization: restarted(node.biasInitialization, layer, model),
    };
  });
}

function widerNorm({ arguments: given }: OperationNode, factor: number): OperationNode['arguments'] {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'number' && /^(?:num_features|num_channels|normalized_shape)$/.test(name)
        ? Math.max(1, Math.round(value * factor))
        : value,
    ]),
  );
}

/** The layer at whose output a residual branch ends; undefined where something stands behind it. */
export function endingLayer(model: Model, branch: number): LayerNode | undefined {
  let node = model.nodes[branch];
  while (node?.kind === 'dropout') node = model.nodes[node.inputs[0] ?? -1];
  return node !== undefined && isWeighted(node) ? node : undefined;
}

/** Weights of the layers that end the model's residual branches, divided by the root of their number, as GPT-2 has it. */
export function withScaledBranches(model: Model): Model {
  const found = residualSums(model);
  const ends = new Map<number, LayerNode>();
  for (const { branch } of found) {
    const layer = endingLayer(model, branch);
    if (layer !== undefined) ends.set(layer.index, layer);
  }
  return withSteps(model, (node) => {
    const start = node.kind === 'layer' ? node.initialization : undefined;
    if (node.kind !== 'layer' || start === undefined || !ends.has(node.index)) return node;
    const fanIn = fanInOf(model, node);
    const scale = start.weightVarianceTimesFanIn ?? scaleOf(start, node, model);
    if (scale === undefined) return node;
    const smaller = scale / found.length;
    return {
      ...node,
      initialization: {
        initializer: 'normal',
        explicit: true,
        place: undefined,
        arguments: fanIn === undefined ? { mean: 0 } : { mean: 0, std: Math.sqrt(smaller / fanIn) },
        weightVarianceTimesFanIn: smaller,
      },
    };
  });
}
