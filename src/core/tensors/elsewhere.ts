/** Tensors of which one is made of the other without weights: the same at other places, `x[:, 1:] - x[:, :-1]`, or its mean, `x - x.mean(1, keepdim=True)`. */
import type { Given, Model, SignalNode } from '../network/graph';
import { axisAt, type Shape } from './axis';
import { argument, callOfNode, dimensionsIn, numberIn, partsOf } from './read-call';
import { isItems, shapesOf } from './shapes';

/** Two tensors `one·x(p)` and `other·x(q)` at places p and q that differ along axes of one role. */
interface OtherPlaces {
  readonly source: number;
  readonly role: 'position' | 'feature';
  readonly one: number;
  readonly other: number;
  /** Where they differ along one axis only: by how much, and how many axes of positions stand behind it. */
  readonly step: { readonly distance: number; readonly behind: number } | undefined;
}

/** By how much the elements of a tensor stand elsewhere along each axis, counted from the back, and by what they are multiplied. */
interface Moved {
  readonly source: number;
  readonly offsets: ReadonlyMap<number, number>;
  readonly factor: number;
}

/** So many steps back it is looked for. */
const MOST_STEPS = 6;
/** An offset that no slice has: turned around. */
const FLIPPED = Number.MAX_SAFE_INTEGER;

/** Undefined for tensors that are not the same one at other places. */
export function otherPlaces(model: Model, one: number, other: number): OtherPlaces | undefined {
  const [left, right] = [movedOf(model, one), movedOf(model, other)];
  if (left.source !== right.source) return undefined;
  const shape = plainShape(model, left.source);
  if (shape === undefined) return undefined;
  const places = [...new Set([...left.offsets.keys(), ...right.offsets.keys()])].filter(
    (place) => (left.offsets.get(place) ?? 0) !== (right.offsets.get(place) ?? 0),
  );
  const roles = new Set(places.map((place) => axisAt(shape, place)?.role));
  const [role] = roles;
  return roles.size === 1 && (role === 'position' || role === 'feature')
    ? {
        source: left.source,
        role,
        one: left.factor,
        other: right.factor,
        step: stepOf(left, right, places, shape),
      }
    : undefined;
}

function stepOf(left: Moved, right: Moved, places: readonly number[], shape: Shape): OtherPlaces['step'] {
  const [place, ...others] = places;
  if (place === undefined || others.length > 0) return undefined;
  const distance = Math.abs((left.offsets.get(place) ?? 0) - (right.offsets.get(place) ?? 0));
  const behind = shape.axes
    .slice(shape.axes.length + place + 1)
    .filter(({ role }) => role === 'position').length;
  return distance < FLIPPED / 2 ? { distance, behind } : undefined;
}

function plainShape(model: Model, index: number): Shape | undefined {
  const shape = shapesOf(model)[index];
  return isItems(shape) || shape?.open === true ? undefined : shape;
}

function movedOf(model: Model, index: number): Moved {
  const offsets = new Map<number, number>();
  let [source, factor] = [index, 1];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const node = model.nodes[source];
    const [input] = node?.inputs ?? [];
    if (node?.inputs.length !== 1 || input === undefined) break;
    const shape = plainShape(model, input);
    const moved = shape && offsetsOf(node, shape);
    const number = factorOf(node);
    if (moved === undefined && number === undefined) break;
    for (const [place, offset] of moved ?? []) offsets.set(place, (offsets.get(place) ?? 0) + offset);
    factor *= number ?? 1;
    source = input;
  }
  return { source, offsets, factor };
}

/** Of a product with a number. */
function factorOf(node: SignalNode): number | undefined {
  if (node.kind !== 'multiply' && node.kind !== 'elementwise') return undefined;
  const call = callOfNode(node);
  if (!/^(?:\*|mul)/.test(call.name) || call.positional.length !== 2) return undefined;
  return call.positional.map(numberIn).find((number) => number !== undefined);
}

/** What a slice, a roll or a padding moves along which axes, counted from the back; undefined for any other step. */
function offsetsOf(node: SignalNode, shape: Shape): ReadonlyMap<number, number> | undefined {
  const call = callOfNode(node);
  const rank = shape.axes.length;
  switch (call.name) {
    case 'getitem':
      return ofSlices(call.positional.slice(1), rank);
    case 'roll': {
      const shifts = dimensionsIn(argument(call, 1, 'shifts', 'shift'));
      const dimensions = dimensionsIn(argument(call, 2, 'dims', 'axis'));
      return shifts === undefined || dimensions?.length !== shifts.length
        ? undefined
        : new Map(dimensions.map((place, at) => [fromBack(place, rank), -(shifts[at] ?? 0)]));
    }
    case 'flip': {
      const given = call.positional.length > 2 ? call.positional.slice(1).map(numberIn) : undefined;
      const dimensions = given ?? dimensionsIn(argument(call, 1, 'dims', 'axis'));
      const known = dimensions?.flatMap((place) => (place === undefined ? [] : [fromBack(place, rank)]));
      return known && new Map(known.map((place) => [place, FLIPPED]));
    }
    case 'pad': {
      const widths = partsOf(argument(call, 1, 'pad'))?.map(numberIn);
      if (widths === undefined || widths.includes(undefined)) return undefined;
      return new Map(
        widths.flatMap((width, at) => (at % 2 === 0 ? [[-1 - at / 2, -(width ?? 0)] as const] : [])),
      );
    }
    default:
      return undefined;
  }
}

const fromBack = (place: number, rank: number): number => (place < 0 ? place : place - rank);

function ofSlices(indices: readonly Given[], rank: number): ReadonlyMap<number, number> | undefined {
  const found = new Map<number, number>();
  for (const [place, given] of indices.entries()) {
    if (given.kind !== 'slice') return undefined;
    const lower = given.lower.kind === 'constant' && given.lower.value === null ? 0 : numberIn(given.lower);
    if (lower === undefined || lower < 0) return undefined;
    found.set(place - rank, lower);
  }
  return found;
}

/** Steps that put a mean beside what it is a mean of. */
const LAID_OUT = /^(?:expand|expand_as|broadcast_to|unsqueeze|squeeze|view|reshape)$/;

/** Whether a tensor is the mean of another one over some of its axes, laid out as that is. */
export function isMeanOf(model: Model, mean: number, whole: number): boolean {
  let node = model.nodes[mean];
  for (let step = 0; node !== undefined && step < MOST_STEPS; step += 1) {
    const [input] = node.inputs;
    if (node.inputs.length !== 1 || input === undefined) return false;
    if (node.kind === 'pooling') return input === whole && /mean|avg|average/i.test(nameOf(node));
    const isUnit = node.kind === 'split' && /^getitem$/.test(callOfNode(node).name);
    if (!isUnit && !(node.kind === 'reshape' && LAID_OUT.test(callOfNode(node).name))) return false;
    node = model.nodes[input];
  }
  return false;
}

const nameOf = (node: SignalNode): string => `${callOfNode(node).name} ${node.qualifiedName}`;
