/** Which layer's output reaches which activation, through what: the records of `trace --format json`. */
import type { Place } from '../python/syntax';
import type { LayerNode, Model, SignalNode } from './graph';
import { activationsReached } from './ways';

export interface PlacedName {
  readonly name: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}
export interface EdgeRecord {
  readonly layer: PlacedName & { readonly model: string };
  readonly activation:
    | (PlacedName & {
        /** The default that names it where only a caller knows the configuration: `hidden_act="silu"`. */
        readonly assumption?: string;
      })
    | null;
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

/** A place as path and line; undefined when its document is not at hand. */
export type Locate = (place: Place) => { readonly path: string; readonly line: number } | undefined;

/** One record per place of a layer, initialiser and place of an activation, in the model's order; a layer that reaches none has one with `activation: null`. */
export function edges(model: Model, locate: Locate): readonly EdgeRecord[] {
  const records = new Map<string, EdgeRecord>();
  for (const layer of model.nodes) {
    if (layer.kind !== 'layer') continue;
    const at = locate(layer.place);
    if (at === undefined) continue;
    const facts = {
      layer: { name: layer.qualifiedName, ...at, model: model.name },
      initializer: initializerRecord(layer, locate),
    };
    const start = facts.initializer;
    const key = `${at.path}:${at.line}:${layer.qualifiedName}:${start?.name ?? ''}:${start?.path ?? ''}:${start?.line ?? ''}`;
    const reached = activationsReached(model, layer);
    for (const { target: activation, between } of reached) {
      const where = locate(activation.place);
      if (where === undefined) continue;
      const full = `${key}>${where.path}:${where.line}:${activation.activation}`;
      const known = records.get(full);
      const names = collapsed(between);
      if (known !== undefined && known.between.length <= names.length) continue;
      const { assumption } = activation;
      records.set(full, {
        ...facts,
        activation: {
          name: activation.activation,
          ...where,
          ...(assumption && { assumption: `${assumption.name}=${JSON.stringify(assumption.value)}` }),
        },
        between: names,
      });
    }
    if (reached.length === 0 && !records.has(`${key}>`)) {
      records.set(`${key}>`, { ...facts, activation: null, between: [] });
    }
  }
  return [...records.values()];
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

export function operationName(step: SignalNode): string {
  const { qualifiedName } = step;
  if (step.kind === 'norm') return normNames.find(([pattern]) => pattern.test(qualifiedName))?.[1] ?? 'norm';
  if (step.kind === 'pooling') {
    if (/avg|average|mean/i.test(qualifiedName)) return 'avg_pool';
    return /max/i.test(qualifiedName) ? 'max_pool' : 'pool';
  }
  if (/flatten/i.test(qualifiedName)) return 'flatten';
  return qualifiedName.includes('.') ? step.kind : qualifiedName;
}
