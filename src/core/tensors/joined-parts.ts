/** Features that were joined: a norm over the batch divides each of them by what it has itself. */
import type { Model, OperationNode } from '../network/graph';
import type { ConstantValue } from '../python/names';
import { axisAt } from './axis';
import { argument, callOfNode, numberIn, signalsIn } from './read-call';
import { isLost, type Carried, type Moments } from './moments';
import { isItems, shapesOf } from './shapes';

export interface JoinedPart {
  /** Index of the step that gave it. */
  readonly node: number;
  /** How many features. */
  readonly width: number;
}

/** Along which axis tensors are joined, as it is written. */
export function axisOfJoining(node: OperationNode): ConstantValue {
  const call = callOfNode(node);
  return (
    numberIn(argument(call, 1, 'dim', 'axis')) ??
    node.arguments['axis'] ??
    (/^Concatenate$/.test(call.name) ? -1 : 0)
  );
}

const MOST_PARTS = 256;

/** What a step joins along the features, parts of parts apart; undefined where it joins nothing or a width is not known. */
export function joinedParts(model: Model, index: number): readonly JoinedPart[] | undefined {
  const node = model.nodes[index];
  if (node?.kind !== 'concat') return undefined;
  const along = axisOfJoining(node);
  if (typeof along !== 'number') return undefined;
  const found: JoinedPart[] = [];
  const shapes = shapesOf(model);
  for (const { nodes, piece } of signalsIn(callOfNode(node))) {
    const [own, ...others] = nodes;
    if (own === undefined || others.length > 0 || piece !== undefined) return undefined;
    const shape = shapes[own];
    const axis = shape === undefined || isItems(shape) ? undefined : axisAt(shape, along);
    if (axis?.role !== 'feature' || typeof axis.length !== 'number') return undefined;
    const inner = joinedParts(model, own);
    found.push(...(inner ?? [{ node: own, width: axis.length }]));
    if (found.length > MOST_PARTS) return undefined;
  }
  return found.length < 2 ? undefined : found;
}

/** The moments of each part, and its share of the features; undefined where one is not known. */
export function partMoments(
  model: Model,
  carried: readonly Carried[],
  index: number,
): readonly { readonly share: number; readonly width: number; readonly moments: Moments }[] | undefined {
  const parts = joinedParts(model, index);
  if (parts === undefined) return undefined;
  const whole = parts.reduce((sum, { width }) => sum + width, 0);
  const found = parts.flatMap(({ node, width }) => {
    const own = carried[node];
    return own === undefined || isLost(own) || own.vague !== undefined
      ? []
      : [{ share: width / whole, width, moments: own }];
  });
  return found.length === parts.length ? found : undefined;
}
