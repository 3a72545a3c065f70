/** From a traced model to what the Signal tab draws: signal and gradient per layer, as initialised and as recommended. */
import { activationById } from '../core/activations/catalogue';
import { targetFor } from '../core/lint/analysis/initializer-target';
import { isRescaled } from '../core/lint/analysis/rescaling';
import { consumersOf } from '../core/network/ways';
import { isNetwork } from '../core/network/graph';
import type { ActivationNode, Initialization, LayerNode, Model, SignalNode } from '../core/network/graph';
import type { Place } from '../core/python/syntax';
import { heStart, lecunStart, reinitialized, signalOf, type ModelSignal } from '../core/tensors';
import type { Figure, Origin, SignalLayer, SignalModel } from '../protocol';

/** Fewer layers with weights have no figure above them: nothing is passed on. */
const FEWEST = 2;
const MOST = 2_000;
const MOST_STOPS = 20;

/** A layer, what follows it up to where the next one takes its signal, and the activation met on that way. */
interface Stretch {
  readonly layer: LayerNode;
  readonly end: SignalNode;
  readonly activation: ActivationNode | undefined;
  /** Nothing behind it has weights: what it gives is the model's answer. */
  readonly head: boolean;
}

interface Propagated {
  readonly stretches: readonly Stretch[];
  readonly now: ModelSignal;
  readonly recommended: ModelSignal;
  /** Layers that would start otherwise. */
  readonly better: ReadonlyMap<number, Initialization>;
}

const known = new WeakMap<Model, Propagated>();

function propagatedIn(model: Model): Propagated {
  let propagated = known.get(model);
  if (propagated === undefined) known.set(model, (propagated = propagate(model)));
  return propagated;
}

/** The layers of a model with what becomes of signal and gradient; undefined for one without layers. */
export function signalOfModel(
  model: Model,
  originOf: (place: Place) => Origin | undefined,
): SignalModel | undefined {
  if (!isNetwork(model)) return undefined;
  const { stretches, now, recommended, better } = propagatedIn(model);
  const layers = stretches.slice(0, MOST).map((stretch): SignalLayer => {
    const { layer, end, activation, head } = stretch;
    const signal = now.signal(end.index);
    const gradient = now.gradient(layer.index);
    return {
      name: layer.path ?? layer.qualifiedName.split('.').at(-1) ?? '',
      activation: activation?.activation ?? null,
      initializer: layer.initialization?.initializer ?? null,
      head,
      forward: {
        now: figure(signal?.value),
        recommended: figure(recommended.signal(end.index)?.value),
        stretch: signal?.stretch ?? 0,
      },
      backward: {
        now: figure(gradient?.value),
        recommended: figure(recommended.gradient(layer.index)?.value),
        stretch: gradient?.stretch ?? 0,
      },
      size: figure(now.rms(end.index)?.value),
      follows: precursors(model, layer, stretches).slice(0, 200),
      origin: originOf(layer.place) ?? null,
    };
  });
  const isAnew = layers.some(({ forward, backward }) => forward.stretch > 0 || backward.stretch > 0);
  return {
    name: titleOf(model),
    complete: model.complete && stretches.length <= MOST,
    assumptions: [
      ...(isAnew ? (['anew'] as const) : []),
      ...(model.nodes.some((node) => isFinalProbability(model, node)) ? (['cut'] as const) : []),
    ],
    stops: stopsOf(model, now, originOf),
    recommendation: recommendationName(stretches, better),
    origin: originOf(model.place) ?? null,
    layers,
  };
}

/** The class, where the model has one of its own; else the name that it is bound to. */
function titleOf({ name, place: { unit, start, end } }: Model): string {
  const isClass = /\bclass\s+$/.test(unit.text.slice(Math.max(0, start - 40), start));
  return isClass ? unit.text.slice(start, end) : name;
}

/** One line for above a model: what is left of the signal behind its last hidden layer. */
export function signalFactorOf(
  model: Model,
): { readonly layers: number; readonly factor: number } | undefined {
  const { stretches, now } = propagatedIn(model);
  const hidden = stretches.filter(({ head }) => !head);
  const last = hidden.at(-1);
  if (last === undefined || stretches.filter(({ layer }) => hasWeights(layer)).length < FEWEST)
    return undefined;
  const signal = now.signal(last.end.index);
  return signal?.stretch === 0 ? { layers: hidden.length, factor: signal.value } : undefined;
}

/** Where the walks stop, each place once. */
function stopsOf(
  model: Model,
  { stops }: ModelSignal,
  originOf: (place: Place) => Origin | undefined,
): SignalModel['stops'] {
  const seen = new Set<string>();
  const found: SignalModel['stops'][number][] = [];
  for (const { at } of [...stops.forward, ...stops.backward]) {
    const node = model.nodes[at];
    if (node === undefined || isEnd(model, node) || isTable(node)) continue;
    const { unit, start } = node.callPlace ?? node.place;
    const key = `${unit.uri} ${String(start)} ${String(unit.text.length)}`;
    if (seen.has(key) || found.length === MOST_STOPS) continue;
    seen.add(key);
    found.push({ what: whatOf(node), origin: originOf(node.callPlace ?? node.place) ?? null });
  }
  return found;
}

const isTable = (node: SignalNode): boolean => node.kind === 'layer' && node.role === 'embedding';

/** Nothing goes on behind it but what the model gives away. */
const isEnd = (model: Model, node: SignalNode): boolean =>
  consumersOf(model, node.index).every(({ kind }) => kind === 'output' || kind === 'loss');

/** The text there, short: `nn.LSTM`, `torch.bmm`. */
function whatOf({ place, callPlace, ...node }: SignalNode): string {
  for (const { unit, start, end } of [place, ...(callPlace === undefined ? [] : [callPlace])]) {
    const written = unit.text.slice(start, end).split('(', 1)[0]?.trim() ?? '';
    if (/^[\w.]{1,80}$/.test(written)) return written;
  }
  const name = 'qualifiedName' in node ? node.qualifiedName : '';
  return (name.split('.').at(-1) ?? '').slice(0, 80) || node.kind;
}

function propagate(model: Model): Propagated {
  const stretches = model.nodes.flatMap((node) => (node.kind === 'layer' ? [stretchOf(model, node)] : []));
  const better = new Map(
    stretches.flatMap((stretch) => {
      const start = recommendedStart(model, stretch);
      return start === undefined ? [] : [[stretch.layer.index, start] as const];
    }),
  );
  const now = signalOf(model);
  return {
    stretches,
    now,
    better,
    recommended: better.size === 0 ? now : signalOf(reinitialized(model, ({ index }) => better.get(index))),
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
    const goesOn =
      next !== undefined && others.length === 0 && passed.has(next.kind) && !isFinalProbability(model, next);
    if (!goesOn) return { layer, end, activation, head: !leadsToLayer(model, layer.index) };
    if (next.kind === 'activation') activation ??= next;
    end = next;
  }
}

const leading = new WeakMap<Model, readonly boolean[]>();

/** Whether a layer stands anywhere behind a step. */
function leadsToLayer(model: Model, index: number): boolean {
  let leads = leading.get(model);
  if (leads === undefined) {
    const found: boolean[] = [];
    for (const node of [...model.nodes].reverse())
      found[node.index] = consumersOf(model, node.index).some(
        (next) => next.kind === 'layer' || found[next.index] === true,
      );
    leading.set(model, (leads = found));
  }
  return leads[index] === true;
}

const probabilities: ReadonlySet<string> = new Set([
  'softmax',
  'log_softmax',
  'softmin',
  'sigmoid',
  'log_sigmoid',
]);

/** Makes probabilities at a model's end: losses are computed from what goes in, so signal and gradient are counted there. */
function isFinalProbability(model: Model, node: SignalNode): boolean {
  if (node.kind !== 'activation' || !probabilities.has(node.activation)) return false;
  return consumersOf(model, node.index).every(
    (next) =>
      next.kind === 'loss' ||
      next.kind === 'output' ||
      ((next.kind === 'reshape' || next.kind === 'split') && consumersOf(model, next.index).length === 0),
  );
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

function figure(value: number | undefined): Figure {
  if (value === undefined) return 'unknown';
  return Number.isFinite(value) ? value : 'not-finite';
}

/**
 * What rules recommend for a layer that starts otherwise: He's for rectifiers, variance 1/fan_in where Xavier or LeCun belong. Undefined
 * where a norm, a sum or attention sets the scale, and where the start is of that family or cannot be told.
 */
function recommendedStart(model: Model, { layer, activation }: Stretch): Initialization | undefined {
  const start = layer.initialization;
  if (!hasWeights(layer) || activation === undefined || start === undefined) return undefined;
  const target = targetFor(activation);
  if (target === undefined || isRescaled(model, layer, activation)) return undefined;
  if (target.family === 'he')
    return /^(?:kaiming|he_)/.test(start.initializer) ? undefined : heStart(target.slope);
  if (target.family !== 'xavier' && target.family !== 'lecun') return undefined;
  return /^(?:xavier|glorot|lecun|orthogonal)/.test(start.initializer) ? undefined : lecunStart;
}

const initializerNames = { he: 'He', xavier: 'Xavier', lecun: 'LeCun' } as const;

function recommendationName(
  stretches: readonly Stretch[],
  better: ReadonlyMap<number, Initialization>,
): string {
  const kinds = stretches.flatMap(({ layer, activation }) => {
    const kind = activation && activationById(activation.activation)?.recommendedInitializer;
    return better.has(layer.index) && kind !== undefined ? [initializerNames[kind]] : [];
  });
  return [...new Set(kinds)].join(', ');
}
