/** What the traced models know of a layer, an initialiser or a loss that stands in the code. */
import { covers, samePlace } from '../python/place';
import { layerFans, symbolOf, type Fans, type SymbolUse } from '../frameworks';
import type { BoundArguments, LayerSymbol } from '../frameworks/symbol';
import { predictionSource } from '../lint/analysis/losses';
import type { Initialization, LayerNode, Model, SignalNode } from '../network/graph';
import { own } from '../own';
import type { Place } from '../python/syntax';
import type { Shape } from '../tensors/axis';
import { printedShape } from '../tensors/report';
import { isItems, shapesOf } from '../tensors/shapes';
import type { ReachingLoss, SymbolTrace } from '../api';

/** Layers that one line makes in a loop, as many as anybody reads. */
const MOST = 200;

/** Nothing for code that no model runs through. */
export function symbolTrace(use: SymbolUse, models: readonly Model[]): SymbolTrace {
  switch (use.kind) {
    case 'loss':
      return { ...NOTHING, reaching: reachingLoss(use.call, models) };
    case 'initializer':
      return { ...NOTHING, fans: fansSet(use.place, models) };
    case 'recurrent':
      return layersAt(use.area, models);
    case 'layer':
      return layersAt(use.call, models);
  }
}

const NOTHING: SymbolTrace = {
  fans: [],
  initialization: 'default',
  input: undefined,
  output: undefined,
  reaching: [],
};

const same = (one: Place | undefined, other: Place): boolean => one !== undefined && samePlace(one, other);

function layersAt(call: Place, models: readonly Model[]): SymbolTrace {
  const made: { readonly model: Model; readonly node: SignalNode }[] = [];
  for (const model of models)
    for (const node of model.nodes)
      if (same(node.place, call) && made.length < MOST) made.push({ model, node });
  const layers = made.flatMap(({ model, node }) => (node.kind === 'layer' ? [{ model, node }] : []));
  const set = layers.map(({ node }) => node.initialization).filter((one) => one?.explicit === true);
  return {
    fans: distinctFans(layers.map(({ model, node }) => nodeFans(model, node))),
    initialization: set.length === 0 ? 'default' : (agreed(set) ?? 'unknown'),
    input: agreed(made.map(({ model, node }) => textOf(inputShape(model, node)))),
    output: agreed(made.map(({ model, node }) => textOf(shapeAt(model, node.index)))),
    reaching: [],
  };
}

/** Of the layers whose weights an initialiser sets. Biases are set, too, and say nothing of fans. */
function fansSet(place: Place, models: readonly Model[]): readonly Fans[] {
  const found: Fans[] = [];
  for (const model of models)
    for (const node of model.nodes)
      if (node.kind === 'layer' && same(node.initialization?.place, place) && found.length < MOST)
        found.push(nodeFans(model, node));
  return distinctFans(found);
}

/** Fans as the framework's own initialisers count them, which for transposed and grouped kernels is not how signals do. */
function nodeFans(model: Model, node: LayerNode): Fans {
  const symbol = symbolOf(node.qualifiedName);
  if (symbol === undefined || !('weighted' in symbol)) return { fanIn: undefined, fanOut: undefined };
  const shape = inputShape(model, node);
  const feature =
    node.role === 'conv' ? shape?.axes.find(({ role }) => role === 'feature') : shape?.axes.at(-1);
  const known = typeof feature?.length === 'number' ? feature.length : inputWidth(node);
  return layerFans(symbol, boundOf(symbol, node), known);
}

/** How many channels go in, where the input's shape is not known: the trace counts fans without groups and never transposed. */
function inputWidth({
  role,
  fanIn,
  fanOut,
  width,
  qualifiedName,
  arguments: given,
}: LayerNode): number | undefined {
  if (role !== 'conv') return fanIn;
  if (/Depthwise/.test(qualifiedName)) {
    const multiplier = own(given, 'depth_multiplier');
    return width !== undefined && typeof multiplier === 'number' ? width / multiplier : undefined;
  }
  const field = fanOut === undefined || width === undefined || width === 0 ? undefined : fanOut / width;
  return fanIn === undefined || field === undefined ? undefined : fanIn / field;
}

function boundOf(symbol: LayerSymbol, { arguments: given }: SignalNode): BoundArguments {
  const byName = new Map(
    symbol.parameters.map((parameter) => [
      parameter.name,
      { parameter, expression: undefined, value: own(given, parameter.name) },
    ]),
  );
  return { byName, incomplete: false, unexpected: [] };
}

function distinctFans(all: readonly Fans[]): readonly Fans[] {
  const distinct = new Map<string, Fans>();
  for (const fans of all) distinct.set(`${String(fans.fanIn)} ${String(fans.fanOut)}`, fans);
  return [...distinct.values()];
}

/** What all say, if all say the same. */
function agreed<T extends string | Initialization>(all: readonly (T | undefined)[]): T | undefined {
  const [first, ...others] = all;
  const key = (one: T | undefined): unknown =>
    typeof one === 'object' ? `${one.initializer} ${JSON.stringify(one.arguments)}` : one;
  return others.every((other) => key(other) === key(first)) ? first : undefined;
}

function shapeAt(model: Model, index: number): Shape | undefined {
  const traced = shapesOf(model)[index];
  return isItems(traced) ? undefined : traced;
}

function inputShape(model: Model, { inputs }: SignalNode): Shape | undefined {
  const [input, ...others] = inputs;
  return input === undefined || others.length > 0 ? undefined : shapeAt(model, input);
}

/** `(batch, 256)`; undefined where nothing is known of it. */
function textOf(shape: Shape | undefined): string | undefined {
  const printed = printedShape(shape);
  if (printed === null || printed.every((length) => length === null)) return undefined;
  const lengths = printed.map((length) => (length === null || /axis\d/.test(String(length)) ? '?' : length));
  return `(${lengths.join(', ')}${lengths.length === 1 ? ',' : ''})`;
}

function reachingLoss(call: Place, models: readonly Model[]): readonly ReachingLoss[] {
  const found = new Map<string, ReachingLoss>();
  for (const model of models)
    for (const loss of model.losses) {
      // A loss that a text names among the positional arguments of `compile` is known by the whole call.
      if (!covers(loss.place, call)) continue;
      const source = predictionSource(model, loss);
      if (source === undefined) continue;
      const reaching = { model: model.name, ...whatGives(model, source) };
      found.set(JSON.stringify(reaching), reaching);
      if (found.size >= MOST) return [...found.values()];
    }
  return [...found.values()];
}

function whatGives(model: Model, source: SignalNode): Omit<ReachingLoss, 'model'> {
  const activation = source.kind === 'activation' ? source.activation : undefined;
  return {
    kind: source.kind === 'activation' ? 'activation' : source.kind === 'layer' ? 'layer' : 'other',
    activation,
    qualifiedName: source.qualifiedName,
    shape: textOf(shapeAt(model, source.index)),
    place: source.callPlace ?? source.place,
  };
}
