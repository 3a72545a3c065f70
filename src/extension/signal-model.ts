/** From a traced model to what the Signal tab draws: mean squares per layer, as initialised and as recommended. */
import { activationById } from '../core/activations/catalogue';
import { consumersOf } from '../core/network/ways';
import type { ActivationNode, LayerNode, Model, SignalNode } from '../core/network/graph';
import { propagateGraph, type PropagatedStep } from '../core/propagation/graph';
import type { Place } from '../core/python/syntax';
import type { MeanSquare, Origin, SignalLayer, SignalModel } from '../protocol';
import { isFinalProbability, stepsOf } from './signal-steps';

/** Fewer layers with weights have nothing to propagate through. */
const FEWEST = 2;
const MOST = 2_000;
const MOST_STOPS = 20;

/** A layer, what follows it up to where the next one takes its signal, and the activation met on that way. */
interface Stretch {
  readonly layer: LayerNode;
  readonly end: SignalNode;
  readonly activation: ActivationNode | undefined;
}

interface Propagated {
  readonly stretches: readonly Stretch[];
  readonly now: readonly PropagatedStep[];
  readonly recommended: readonly PropagatedStep[];
}

const known = new WeakMap<Model, Propagated>();

/** The layers of a model with what becomes of signal and gradient; undefined for a model with fewer than two layers. */
export function signalOfModel(
  model: Model,
  originOf: (place: Place) => Origin | undefined,
): SignalModel | undefined {
  const propagated = known.get(model) ?? propagate(model);
  known.set(model, propagated);
  const { stretches, now, recommended } = propagated;
  const stops = stopsOf(model, originOf);
  if (!isDeep(stretches) && stops.length === 0) return undefined;
  return {
    name: model.name,
    complete: model.complete && stretches.length <= MOST,
    assumptions: [
      ...(model.nodes.some(({ kind }) => kind === 'add' || kind === 'multiply') ? (['sums'] as const) : []),
      ...(now.some(({ startsAnew }) => startsAnew) ? (['anew'] as const) : []),
      ...(model.nodes.some((node) => isFinalProbability(model, node)) ? (['cut'] as const) : []),
    ],
    stops,
    recommendation: recommendationName(stretches),
    origin: originOf(model.place) ?? null,
    layers: stretches.slice(0, MOST).map(({ layer, end, activation }): SignalLayer => ({
      name: layer.path ?? layer.qualifiedName.split('.').at(-1) ?? '',
      activation: activation?.activation ?? null,
      initializer: layer.initialization?.initializer ?? null,
      forward: {
        now: figure(now[end.index]?.meanSquare),
        recommended: figure(recommended[end.index]?.meanSquare),
      },
      backward: {
        now: figure(now[layer.index]?.gradientMeanSquare),
        recommended: figure(recommended[layer.index]?.gradientMeanSquare),
      },
      follows: precursors(model, layer, stretches).slice(0, 200),
      origin: originOf(layer.place) ?? null,
    })),
  };
}

/** One line for above a model: what is left of the signal at its end. */
export function signalFactorOf(
  model: Model,
): { readonly layers: number; readonly factor: number } | undefined {
  const propagated = known.get(model) ?? propagate(model);
  known.set(model, propagated);
  if (!isDeep(propagated.stretches)) return undefined;
  const signal = signalOfModel(model, () => undefined);
  const factor = signal?.assumptions.includes('anew') === false && signal.layers.at(-1)?.forward.now;
  return typeof factor === 'number' && signal ? { layers: signal.layers.length, factor } : undefined;
}

function isDeep(stretches: readonly Stretch[]): boolean {
  return stretches.filter(({ layer }) => hasWeights(layer)).length >= FEWEST;
}

/** Recurrent layers, attention, and what tracing could not follow, on a way that goes on behind them; each place once. */
function stopsOf(model: Model, originOf: (place: Place) => Origin | undefined): SignalModel['stops'] {
  const seen = new Set<string>();
  const stops: SignalModel['stops'][number][] = [];
  for (const [index, { step }] of stepsOf(model, () => 1).entries()) {
    const node = model.nodes[index];
    if (step.kind !== 'unknown' || node === undefined || node.inputs.length === 0) continue;
    const { unit, start } = node.place;
    const key = `${unit.uri} ${String(start)} ${String(unit.text.length)}`;
    if (seen.has(key) || stops.length === MOST_STOPS) continue;
    seen.add(key);
    stops.push({ what: whatOf(node), origin: originOf(node.place) ?? null });
  }
  return stops;
}

/** The text there, short: `nn.LSTM`, `torch.bmm`. */
function whatOf({ place, ...node }: SignalNode): string {
  const written = place.unit.text.slice(place.start, place.end).split('(', 1)[0]?.trim() ?? '';
  const isName = /^[\w.]{1,80}$/.test(written);
  if (isName) return written;
  const name = 'qualifiedName' in node ? node.qualifiedName : '';
  return (name.split('.').at(-1) ?? '').slice(0, 80) || node.kind;
}

function propagate(model: Model): Propagated {
  const stretches = model.nodes.flatMap((node) => (node.kind === 'layer' ? [stretchOf(model, node)] : []));
  const better = new Map(stretches.map((stretch) => [stretch.layer, recommendedVariance(stretch)]));
  const run = (varianceOf: (layer: LayerNode) => number | undefined): readonly PropagatedStep[] =>
    propagateGraph(stepsOf(model, varianceOf), model.outputs);
  return {
    stretches,
    now: run(({ initialization }) => initialization?.weightVarianceTimesFanIn),
    recommended: run((layer) => better.get(layer)),
  };
}

const passed: ReadonlySet<SignalNode['kind']> = new Set([
  ...(['norm', 'activation', 'dropout', 'pooling', 'reshape', 'split', 'add'] as const),
]);

/** On as long as there is one way on: to a branch, another layer, an end, or what is not followed. */
function stretchOf(model: Model, layer: LayerNode): Stretch {
  let end: SignalNode = layer;
  let activation: ActivationNode | undefined;
  for (;;) {
    const [next, ...others] = consumersOf(model, end.index);
    if (next === undefined || others.length > 0 || !passed.has(next.kind)) return { layer, end, activation };
    if (next.kind === 'activation') activation ??= next;
    end = next;
  }
}

/** The layers whose stretch ends where this one begins, by index. */
function precursors(model: Model, layer: LayerNode, stretches: readonly Stretch[]): readonly number[] {
  const found = new Set<number>();
  const seen = new Set<number>();
  const waiting = [...layer.inputs];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const ending = endings(model, stretches).get(index) ?? [];
    for (const stretch of ending) found.add(stretch);
    if (ending.length === 0) waiting.push(...(model.nodes[index]?.inputs ?? []));
  }
  return [...found].sort((a, b) => a - b);
}

const endingsOf = new WeakMap<Model, ReadonlyMap<number, readonly number[]>>();

/** Which stretches end at a node. */
function endings(model: Model, stretches: readonly Stretch[]): ReadonlyMap<number, readonly number[]> {
  const before = endingsOf.get(model);
  if (before) return before;
  const made = new Map<number, number[]>();
  for (const [index, { end }] of stretches.entries())
    made.set(end.index, [...(made.get(end.index) ?? []), index]);
  endingsOf.set(model, made);
  return made;
}

function hasWeights({ role }: LayerNode): boolean {
  return role === 'linear' || role === 'conv';
}

function figure(value: number | undefined): MeanSquare {
  if (value === undefined) return 'unknown';
  return Number.isFinite(value) ? value : 'not-finite';
}

/** He's 2/(1 + a²) for rectifiers of negative slope a; 1 for Xavier (on a square layer) and LeCun, and without an activation. */
function recommendedVariance({ activation }: Stretch): number {
  if (activation === undefined || initializerFor(activation.activation) !== 'he') return 1;
  const slope = activation.parameters['negative_slope'] ?? activation.parameters['alpha'];
  return 2 / (1 + (typeof slope === 'number' && activation.activation !== 'elu' ? slope ** 2 : 0));
}

function initializerFor(id: string): 'he' | 'xavier' | 'lecun' | undefined {
  return activationById(id)?.recommendedInitializer;
}

const initializerNames = { he: 'He', xavier: 'Xavier', lecun: 'LeCun' } as const;

function recommendationName(stretches: readonly Stretch[]): string {
  const kinds = stretches.map(({ activation }) => activation && initializerFor(activation.activation));
  return [...new Set(kinds.flatMap((kind) => (kind === undefined ? [] : [initializerNames[kind]])))].join(
    ', ',
  );
}
