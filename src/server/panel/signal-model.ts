/** From a traced model to what the Signal tab draws: signal and gradient per layer. */
import { leadsToLayer } from '../../core/network/ways';
import { isNetwork } from '../../core/network/graph';
import { layerName } from '../../core/network/layer-name';
import { titleOfModel } from '../../core/network/model-title';
import type { Model, SignalNode } from '../../core/network/graph';
import type { Place } from '../../core/python/syntax';
import {
  followedEnd,
  isFinalProbability,
  precursorsIn,
  stretchesOf,
  type Stretch,
} from '../../core/signal/stretches';
import { blocksOf } from '../../core/signal/blocks';
import { overTime } from '../../core/signal/over-time';
import { layerShares } from '../../core/signal/pre-activations';
import type { Proposal } from '../../core/signal/proposal';
import { shortInitializerName } from '../../core/hover/initializer-facts';
import {
  fits,
  missingFor,
  openSizes,
  placeOfMissing,
  signalOf,
  sizedModel,
  usualSizes,
  type Missing,
  type ModelSignal,
  type Sizes,
} from '../../core/tensors';
import type { Direction, Origin, SignalLayer, SignalModel } from '../../protocol';
import { panelFigure } from './panel-figure';

const MOST = 2_000;
const MOST_STOPS = 20;
const MOST_FOLLOWED = 200;

type OriginOf = (place: Place) => Origin | undefined;

/** A proposal with the places of its findings as the panel knows them. */
export interface ProposalWithPlaces extends Pick<Proposal, 'signal' | 'gradient'> {
  readonly fixes: readonly {
    readonly title: string;
    readonly rule: string;
    readonly origin: Origin | undefined;
  }[];
}

/**
 * The layers of a model with what becomes of signal and gradient; undefined for one without layers.
 * @param sizes taken for lengths that the code leaves open
 * @param given arguments of its class that the code gives nowhere
 * @param isBrief for one that is not in view: without blocks, steps and what activations are given
 */
export function signalOfModel(
  model: Model,
  originOf: OriginOf,
  sizes: Sizes = usualSizes(model),
  proposal?: ProposalWithPlaces,
  isBrief = false,
  given: SignalModel['arguments'] = [],
): SignalModel | undefined {
  if (!isNetwork(model)) return undefined;
  const stretches = stretchesOf(model);
  const precursors = precursorsIn(model, stretches);
  const sized = sizedModel(model, sizes);
  const now = signalOf(sized);
  const names = namesOf(stretches);
  const layers = stretches.slice(0, MOST).map((stretch, index): SignalLayer => {
    const { layer, activation, head, trunk } = stretch;
    const end = followedEnd(sized, stretch);
    const signal = now.signal(end);
    const back = now.gradient(layer.index);
    // Nothing stands in front of a table: a gradient that began anew there says nothing.
    const gradient = isTable(layer) && (back?.stretch ?? 0) > 0 ? undefined : back;
    return {
      name: names[index] ?? '',
      activation: activation?.activation ?? null,
      initializer: initializerOf(layer),
      head,
      trunk,
      forward: { now: panelFigure(signal?.value), stretch: signal?.stretch ?? 0 },
      backward: { now: panelFigure(gradient?.value), stretch: gradient?.stretch ?? 0 },
      size: panelFigure(now.rms(end)?.value),
      output: panelFigure(now.signal(layer.index)?.value),
      follows: (precursors[index] ?? []).slice(0, MOST_FOLLOWED),
      values: isBrief ? null : valuesOf(sized, activation),
      overTime: isBrief ? null : overTimeOf(sized, layer),
      origin: originOfLayer(stretch, originOf),
    };
  });
  return {
    name: titleOfModel(model),
    complete: model.complete && stretches.length <= MOST,
    cut: model.nodes.some((node) => isFinalProbability(model, node)),
    stops: stopsOf(model, now, originOf),
    recommended: proposal === undefined ? null : recommendedIn(proposal, layers.length),
    sizes: openSizes(model).map((name) => ({ name: name.slice(0, 100), length: sizes.get(name) ?? null })),
    arguments: given,
    fits: sizes.size === 0 || fits(model, sizes),
    origin: originOf(model.place) ?? null,
    layers,
    blocks: (isBrief ? [] : blocksOf(sized))
      .filter(({ layer, squaredMean, variance }) => layer < MOST && Number.isFinite(squaredMean + variance))
      .map(({ name, residual, ...block }) => ({
        ...block,
        name: name.slice(0, 500),
        residual: residual !== undefined && Number.isFinite(residual) ? residual : null,
      })),
  };
}

/** Layers that the code gives no name are told apart by a number: `Dense 1`, `Dense 2`. */
function namesOf(stretches: readonly Stretch[]): readonly string[] {
  const names = stretches.map(({ layer }) => layerName(layer.path, layer.qualifiedName));
  const isUnnamed = (index: number): boolean => stretches[index]?.layer.path === undefined;
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const [index, name] of names.entries())
    if (isUnnamed(index)) (seen.has(name) ? repeated : seen).add(name);
  const counts = new Map<string, number>();
  return names.map((name, index) => {
    if (!isUnnamed(index) || !repeated.has(name)) return name;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name} ${String(count)}`;
  });
}

function recommendedIn(
  { fixes, signal, gradient }: ProposalWithPlaces,
  count: number,
): SignalModel['recommended'] {
  return {
    fixes: fixes
      .slice(0, 20)
      .map(({ title, rule, origin }) => ({ title: title.slice(0, 500), rule, origin: origin ?? null })),
    forward: signal.slice(0, count).map(panelFigure),
    backward: gradient.slice(0, count).map(panelFigure),
  };
}

/** The short name of what its weights start with, as people say it. */
function initializerOf({ initialization }: Stretch['layer']): string | null {
  const id = initialization?.initializer;
  return id === undefined ? null : shortInitializerName(id);
}

function valuesOf(model: Model, activation: Stretch['activation']): SignalLayer['values'] {
  const known = activation && layerShares(model, activation);
  if (known === undefined) return null;
  const { before, shares } = known;
  const values = { mean: before.mean, variance: before.variance, ...shares };
  if (!Object.values(values).every(Number.isFinite)) return null;
  return { parameters: known.activation.parameters, ...values };
}

function overTimeOf(model: Model, layer: Stretch['layer']): SignalLayer['overTime'] {
  const steps = overTime(model, layer);
  if (steps === undefined) return null;
  const { signal, size, gradient, isLengthKnown } = steps;
  if (![...signal, ...size, ...gradient].every(Number.isFinite)) return null;
  return { signal, size, gradient, known: isLengthKnown };
}

/** Where the layer is made; where a helper of another file makes it, the call of that helper. */
function originOfLayer({ layer }: Stretch, originOf: OriginOf): Origin | null {
  for (const place of [layer.place, ...layer.chain, ...(layer.callPlace ? [layer.callPlace] : [])]) {
    const origin = originOf(place);
    if (origin !== undefined) return origin;
  }
  return null;
}

interface Stopped {
  readonly node: SignalNode;
  readonly directions: Set<Direction>;
  readonly missing: Missing;
}

/** Where the walks stop, each place once. */
function stopsOf(
  model: Model,
  { stops }: ModelSignal,
  originOf: (place: Place) => Origin | undefined,
): SignalModel['stops'] {
  const found = new Map<string, Stopped>();
  for (const direction of ['forward', 'backward'] as const)
    for (const { at, reason } of stops[direction]) {
      const node = model.nodes[at];
      if (node === undefined || isBehindLayers(model, node) || isTable(node)) continue;
      const missing = missingFor(reason);
      const { unit, start } = placeOfMissing(node, missing);
      const key = `${unit.uri} ${String(start)} ${String(unit.text.length)}`;
      const stop = found.get(key) ?? { node, directions: new Set(), missing };
      stop.directions.add(direction);
      found.set(key, stop);
    }
  return [...found.values()].slice(0, MOST_STOPS).map((stop) => ({
    what: whatOf(stop.node),
    directions: [...stop.directions],
    missing: stop.missing,
    origin: originOf(placeOfMissing(stop.node, stop.missing)) ?? null,
  }));
}

const isTable = (node: SignalNode): boolean => node.kind === 'layer' && node.role === 'embedding';

/** Behind the last layer nothing is lost that the charts show: a distribution that actions are drawn from, say. */
const isBehindLayers = (model: Model, node: SignalNode): boolean =>
  node.kind !== 'layer' && !leadsToLayer(model, node.index);

/** The text there, short: `nn.LSTM`, `torch.bmm`. */
function whatOf({ place, callPlace, ...node }: SignalNode): string {
  for (const { unit, start, end } of [place, ...(callPlace === undefined ? [] : [callPlace])]) {
    const written = unit.text.slice(start, end).split('(', 1)[0]?.trim() ?? '';
    if (/^[\w.]{1,80}$/.test(written)) return written;
  }
  const name = 'qualifiedName' in node ? node.qualifiedName : '';
  return (name.split('.').at(-1) ?? '').slice(0, 80) || node.kind;
}
