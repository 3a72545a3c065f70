/** Which layer's output reaches which activation, through what: the records of `trace --format json`. */
import type { Place } from '../python/syntax';
import { expressionAt } from '../python/walk';
import type { LayerNode, Model, SignalNode, StopKind } from './graph';
import { activationsReached, unfollowedFrom } from './ways';

export interface PlacedName {
  readonly name: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}
/** Numbers, names of lengths that are not fixed, and null; null where not even the number of axes is known. */
export type PrintedShape = readonly (number | string | null)[] | null;

export interface EdgeRecord {
  /** `shape` is that of its output, as far as it is the same wherever the layer is used. */
  readonly layer: PlacedName & { readonly model: string; readonly shape?: PrintedShape };
  readonly activation:
    | (PlacedName & {
        readonly shape?: PrintedShape;
        /** The default that names it where only a caller knows the configuration: `hidden_act="silu"`. */
        readonly assumption?: string;
        /** Where it is named, if it is made or called elsewhere: the `nn.GELU` of `act_layer=nn.GELU`. */
        readonly named?: { readonly path: string; readonly line: number };
      })
    | null;
  /** Where it could not be followed on, if it reaches no activation: whether there is one behind is not known. */
  readonly unfollowed?: UnfollowedRecord;
  /** Operations in between, in order, runs of the same one collapsed. */
  readonly between: readonly string[];
  readonly initializer:
    | (Omit<PlacedName, 'path' | 'line'> & {
        readonly explicit: boolean;
        readonly path: string | null;
        readonly line: number | null;
      })
    | null;
}

export interface UnfollowedRecord {
  readonly kind: StopKind;
  /** As it is written: the function that is called, `output.hidden`, `heads[index]`; null where nothing is seen of where the output goes. */
  readonly name: string | null;
  readonly path: string | null;
  /** 1-based. */
  readonly line: number | null;
}

/** A place as path and line; undefined when its document is not at hand. */
export type Locate = (place: Place) => { readonly path: string; readonly line: number } | undefined;

/** One record per place of a layer, initialiser and place of an activation, in the model's order; a layer that reaches none has one with `activation: null`. */
export function edges(
  model: Model,
  locate: Locate,
  shapeAt?: (index: number) => PrintedShape,
): readonly EdgeRecord[] {
  const shapeIn = (index: number): { readonly shape?: PrintedShape } =>
    shapeAt === undefined ? {} : { shape: shapeAt(index) };
  const records = new Map<string, EdgeRecord>();
  for (const { layer, place } of placedLayers(model)) {
    const at = locate(place);
    if (at === undefined) continue;
    const facts = {
      layer: { name: layer.qualifiedName, ...at, model: model.name, ...shapeIn(layer.index) },
      initializer: initializerRecord(layer, locate),
    };
    const start = facts.initializer;
    const key = `${at.path}:${at.line}:${layer.qualifiedName}:${start?.name ?? ''}:${start?.path ?? ''}:${start?.line ?? ''}`;
    const inside = layer.within && withinRecord(layer.within, facts, locate);
    if (inside !== undefined) records.set(`${key}|${inside.activation?.line ?? ''}`, inside);
    const reached = activationsReached(model, layer);
    for (const { target: activation, between } of reached) {
      const where = locate(activation.place);
      if (where === undefined) continue;
      const full = `${key}>${where.path}:${where.line}:${activation.activation}`;
      const known = records.get(full);
      const names = collapsed(between);
      const { assumption } = activation;
      const named = activation.named && locate(activation.named);
      const record: EdgeRecord = {
        ...facts,
        activation: {
          name: activation.activation,
          ...where,
          ...shapeIn(activation.index),
          ...(assumption && { assumption: `${assumption.name}=${JSON.stringify(assumption.value)}` }),
          ...(named && { named: { path: named.path, line: named.line } }),
        },
        between: names,
      };
      records.set(full, known === undefined ? record : sameEdge(known, record));
    }
    if (reached.length === 0) {
      const unfollowed = unfollowedRecord(model, layer, locate);
      const record: EdgeRecord = {
        ...facts,
        activation: null,
        ...(unfollowed && { unfollowed }),
        between: [],
      };
      const known = records.get(`${key}>`);
      records.set(`${key}>`, known === undefined ? record : sameEdge(known, record));
    }
  }
  return [...records.values()];
}

/** The way inside a layer of a Transformer: from its own linear layer, which is made where it is. */
function withinRecord(
  { name, layer, activation, place }: NonNullable<LayerNode['within']>,
  facts: Pick<EdgeRecord, 'layer' | 'initializer'>,
  locate: Locate,
): EdgeRecord | undefined {
  const [from, to] = [locate(layer), locate(place)];
  return from === undefined || to === undefined
    ? undefined
    : {
        layer: { name, ...from, model: facts.layer.model },
        initializer: facts.initializer,
        activation: { name: activation, ...to },
        between: [],
      };
}

/** Each layer where it is made; one of a class that extends the framework's also where that class hands its arguments on. */
function placedLayers(model: Model): readonly { readonly layer: LayerNode; readonly place: Place }[] {
  return model.nodes.flatMap((layer) => {
    if (layer.kind !== 'layer') return [];
    const made = { layer, place: layer.place };
    return layer.handedOn === undefined ? [made] : [made, { layer, place: layer.handedOn }];
  });
}

function unfollowedRecord(model: Model, layer: LayerNode, locate: Locate): UnfollowedRecord | undefined {
  const stop = unfollowedFrom(model, layer);
  if (stop === undefined) return undefined;
  const { kind, place } = stop;
  const at = place && locate(place);
  return {
    kind,
    name: place === undefined ? null : written(place),
    path: at?.path ?? null,
    line: at?.line ?? null,
  };
}

const LONGEST_NAME = 60;

/** What stands at a place, of a call the function that is called, in one line. */
function written(place: Place): string {
  const expression = expressionAt(place);
  const { unit, start, end } = expression?.kind === 'Call' ? expression.callee : place;
  const text = unit.text.slice(start, end).replaceAll(/\s+/g, ' ');
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

/** One edge met twice: the shorter way, and of the shapes what both have. */
export function sameEdge(one: EdgeRecord, other: EdgeRecord): EdgeRecord {
  const shorter = other.between.length < one.between.length ? other : one;
  const { layer, activation } = shorter;
  const unfollowed = one.unfollowed ?? other.unfollowed;
  if (layer.shape === undefined) return { ...shorter, ...(unfollowed && { unfollowed }) };
  const shape = commonShape(one.layer.shape, other.layer.shape);
  return {
    ...shorter,
    ...(unfollowed && { unfollowed }),
    layer: { ...layer, shape },
    activation: activation && {
      ...activation,
      shape: commonShape(one.activation?.shape, other.activation?.shape),
    },
  };
}

function commonShape(one: PrintedShape = null, other: PrintedShape = null): PrintedShape {
  if (one?.length !== other?.length) return null;
  return one && one.map((length, axis) => (length === other?.[axis] ? length : null));
}

/** What tells one edge from another: its places and names, not its shapes and ways. */
export function edgeKey({ layer, activation, initializer }: EdgeRecord): string {
  const places = [layer, activation].map((end) => end && { ...end, shape: undefined });
  return JSON.stringify([places, initializer]);
}

function initializerRecord(layer: LayerNode, locate: Locate): EdgeRecord['initializer'] {
  const { initialization } = layer;
  if (initialization === undefined) return null;
  const at = initialization.place === undefined ? undefined : locate(initialization.place);
  return {
    name: initialization.initializer,
    explicit: initialization.explicit,
    path: at?.path ?? null,
    line: at?.line ?? null,
  };
}

/** Canonical names of steps, runs collapsed; dropout is left out: it is nothing once trained. */
function collapsed(steps: readonly SignalNode[]): readonly string[] {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind === 'dropout') continue;
    const name = operationName(step);
    if (names[names.length - 1] !== name) names.push(name);
  }
  return names;
}

const normNames: readonly (readonly [RegExp, string])[] = [
  [/batch_?norm/i, 'batch_norm'],
  [/layer_?norm/i, 'layer_norm'],
  [/group_?norm/i, 'group_norm'],
  [/instance_?norm/i, 'instance_norm'],
  [/rms_?norm/i, 'rms_norm'],
];

function operationName(step: SignalNode): string {
  const { qualifiedName } = step;
  if (step.kind === 'norm') return normNames.find(([pattern]) => pattern.test(qualifiedName))?.[1] ?? 'norm';
  if (step.kind === 'pooling') {
    if (/avg|average|mean/i.test(qualifiedName)) return 'avg_pool';
    return /max/i.test(qualifiedName) ? 'max_pool' : 'pool';
  }
  if (/flatten/i.test(qualifiedName)) return 'flatten';
  return qualifiedName.includes('.') ? step.kind : qualifiedName;
}
