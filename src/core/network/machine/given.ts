/** What a step is called with, in the words of the graph. */
import { constantOf } from './constants';
import type { Given, MadeTensor, Piece, SignalReference, Size, StepCall } from '../graph';
import type { GraphBuilder } from './graph-builder';
import type { LengthPart } from './lengths';
import {
  UNKNOWN,
  list,
  type CallArguments,
  type ListValue,
  type ObjectValue,
  type ParameterValue,
  type SignalValue,
  type UnknownValue,
  type Value,
} from './values';

/** A call as it is written: its arguments with the tensor that a method belongs to in front. */
export interface WrittenCall {
  readonly name: string;
  readonly given: CallArguments;
}

const NOTHING: Given = { kind: 'unknown' };
const DEEPEST_LIST = 4;
const LONGEST_LIST = 64;

/** A value that stands for a length; unknown where the length is. */
export const sizeValue = (size: Size | undefined): Value =>
  size === undefined
    ? UNKNOWN
    : typeof size === 'number'
      ? { kind: 'scalar', value: size }
      : { kind: 'unknown', fact: { kind: 'size', size } };

/** Lengths of axes as the tuple that `x.shape` is. */
export const sizesValue = (sizes: readonly (Size | undefined)[]): ListValue =>
  list(sizes.map(sizeValue), 'tuple', false);

/** Lengths of the axes of a layer's own weight or bias; undefined where its framework does not say. */
export const lengthsOfParameter = ({
  owner,
  name,
  isTransposed,
}: ParameterValue): readonly (number | undefined)[] | undefined => {
  const lengths = owner.behaviour.frontEnd?.parameterShape?.(owner, name);
  return isTransposed === true ? lengths?.toReversed() : lengths;
};

/** How many elements axes of these lengths have; undefined where one of them is. */
export const productOfSizes = (sizes: readonly (Size | undefined)[]): Size | undefined =>
  sizes.reduce<Size | undefined>(
    (product, own) => (product === undefined || own === undefined ? undefined : timesSize(product, own)),
    1,
  );

function timesSize(left: Size, right: Size): Size {
  if (left === 1) return right;
  if (right === 1) return left;
  return typeof left === 'number' && typeof right === 'number'
    ? left * right
    : { operator: '*', left, right };
}

export const referenceTo = ({ nodes, piece, isDetached }: SignalValue): SignalReference =>
  isDetached === true ? { nodes, piece, isDetached } : { nodes, piece };

/** The same tensors, through which no gradient goes back. */
export function detached(value: Value): Value {
  if (value.kind === 'signal') return { ...value, isDetached: true };
  return value.kind === 'list' ? { ...value, elements: value.elements.map(detached) } : value;
}

/** A part of a signal that is a sequence of tensors, or the tensor at a place of its first axis. */
export function pieceOf(signal: SignalValue, index: number | undefined): SignalValue {
  const { piece } = signal;
  const path = index === undefined || piece === 'any' ? 'any' : [...(piece ?? []), index];
  return { ...signal, piece: path };
}

export function samePiece(left: Piece | undefined, right: Piece | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined || left === 'any' || right === 'any') return false;
  return left.length === right.length && left.every((index, depth) => index === right[depth]);
}

/** The length that a value is; undefined for anything else. */
export function sizeOf(value: Value | undefined): Size | undefined {
  if (value?.kind === 'scalar') return typeof value.value === 'number' ? value.value : undefined;
  return value?.kind === 'unknown' && value.fact?.kind === 'size' ? value.fact.size : undefined;
}

const operators = new Map<string, Exclude<Size, number | { of: SignalReference }>['operator']>([
  ['+', '+'],
  ['-', '-'],
  ['*', '*'],
  ['//', '//'],
  ['%', '%'],
  ['/', '/'],
  ['**', '**'],
]);

/** Arithmetic on lengths of tensors; undefined where it is none. */
export function sizeArithmetic(operator: string, left: Value, right: Value): UnknownValue | undefined {
  if (left.kind !== 'unknown' && right.kind !== 'unknown') return undefined;
  const [one, other] = [sizeOf(left), sizeOf(right)];
  const known = operators.get(operator);
  if (one === undefined || other === undefined || known === undefined) return undefined;
  if (depthOf(one) + depthOf(other) > 16) return UNKNOWN;
  return { kind: 'unknown', fact: { kind: 'size', size: { operator: known, left: one, right: other } } };
}

function depthOf(size: Size): number {
  return typeof size === 'object' && 'operator' in size ? 1 + depthOf(size.left) + depthOf(size.right) : 0;
}

/** Undefined where there is nothing that the inputs of the node do not say. */
export function callOf(
  graph: GraphBuilder,
  name: string,
  given: CallArguments,
  plain: boolean,
): StepCall | undefined {
  const [first] = given.positional;
  if (
    plain &&
    given.positional.length === 1 &&
    given.keywords.size === 0 &&
    first?.kind === 'signal' &&
    first.piece === undefined &&
    first.isDetached !== true
  )
    return undefined;
  const keywords = new Map<string, Given>();
  for (const [keyword, value] of given.keywords) keywords.set(keyword, givenOf(graph, value, 0));
  return {
    name,
    positional: given.positional.slice(0, LONGEST_LIST).map((value) => givenOf(graph, value, 0)),
    keywords,
    open: given.open || given.positional.length > LONGEST_LIST,
  };
}

function givenPart(part: LengthPart): Given {
  if (part.kind === 'axes') return { kind: 'shape', of: part.of, from: part.from, to: part.to };
  const { size } = part;
  return typeof size === 'number' ? { kind: 'constant', value: size } : { kind: 'size', size };
}

export function givenOf(graph: GraphBuilder, value: Value, depth = 0): Given {
  switch (value.kind) {
    case 'signal':
      return value.graph === graph ? { kind: 'signal', signal: referenceTo(value) } : NOTHING;
    case 'scalar':
      return { kind: 'constant', value: value.value };
    case 'list': {
      const constant = constantOf(value);
      if (constant !== undefined) return { kind: 'constant', value: constant };
      if (depth > DEEPEST_LIST) return NOTHING;
      return {
        kind: 'sequence',
        elements: value.elements.slice(0, LONGEST_LIST).map((element) => givenOf(graph, element, depth + 1)),
        open: value.open || value.elements.length > LONGEST_LIST,
      };
    }
    case 'unknown':
      switch (value.fact?.kind) {
        case 'size':
          return { kind: 'size', size: value.fact.size };
        case 'shape':
          return { kind: 'shape', of: value.fact.of };
        case 'lengths':
          return { kind: 'sequence', elements: value.fact.parts.map(givenPart), open: false };
        case 'made':
          return { kind: 'made', tensor: value.fact.tensor };
        case 'slice':
          return {
            kind: 'slice',
            lower: givenOf(graph, value.fact.lower, depth + 1),
            upper: givenOf(graph, value.fact.upper, depth + 1),
            step: givenOf(graph, value.fact.step, depth + 1),
          };
        case 'data': {
          const { shape } = value.fact;
          return shape === undefined
            ? NOTHING
            : { kind: 'made', tensor: { shape, initializer: undefined, arguments: {}, instance: undefined } };
        }
        case undefined:
          return NOTHING;
      }
      return NOTHING;
    case 'object':
    case 'parameter': {
      const made = madeOf(value);
      return made === undefined ? NOTHING : { kind: 'made', tensor: made };
    }
    default:
      return NOTHING;
  }
}

/** What a weight that is made by hand is, by where it was made and how it was set since. */
export function madeOf(value: Value): MadeTensor | undefined {
  if (value.kind === 'unknown') return value.fact?.kind === 'made' ? value.fact.tensor : undefined;
  if (value.kind === 'parameter') {
    const table = tableOf(value.owner, value.name);
    return value.isTransposed === true && table?.shape !== undefined
      ? { ...table, shape: [...table.shape].reverse() }
      : table;
  }
  if (value.kind !== 'object' || !/\.(?:Parameter|Variable)$/.test(value.base)) return undefined;
  const made = value.arguments.get('data');
  const tensor = made?.kind === 'unknown' && made.fact?.kind === 'made' ? made.fact.tensor : undefined;
  const set = value.attributes.get('@init:weight');
  const start =
    set?.kind === 'initialization'
      ? set.certain && set.initializer !== 'unknown'
        ? { initializer: set.initializer, arguments: set.arguments }
        : { initializer: undefined, arguments: {} }
      : { initializer: tensor?.initializer, arguments: tensor?.arguments ?? {} };
  return { shape: tensor?.shape, like: tensor?.like, ...start, instance: value.instance, trained: true };
}

/** The weight of an embedding as a table: `self.queries.weight`. */
function tableOf(owner: ObjectValue, name: string): MadeTensor | undefined {
  if (owner.base !== 'torch.nn.Embedding' || name !== 'weight') return undefined;
  const shape = ['num_embeddings', 'embedding_dim'].map((side) => sizeOf(owner.arguments.get(side)));
  const set = owner.attributes.get('@init:weight');
  const start =
    set?.kind !== 'initialization'
      ? { initializer: 'normal', arguments: { mean: 0, std: 1 } }
      : set.certain && set.initializer !== 'unknown'
        ? { initializer: set.initializer, arguments: set.arguments }
        : { initializer: undefined, arguments: {} };
  return { shape, ...start, instance: owner.instance, trained: true };
}

type Renumber = (nodes: readonly number[]) => readonly number[];

/** A call with the nodes of a model's own numbering; what is not the model's is unknown. */
export function renumberedCall(call: StepCall, renumber: Renumber): StepCall {
  const change = (given: Given): Given => renumberedGiven(given, renumber);
  const { name, positional, keywords, open } = call;
  // Most arguments hold no node, and most calls have no keyword that does: those are the same in every numbering.
  return {
    name,
    positional: positional.every(holdsNoNode) ? positional : positional.map(change),
    keywords: [...keywords.values()].every(holdsNoNode)
      ? keywords
      : new Map([...keywords].map(([key, given]) => [key, change(given)])),
    open,
  };
}

const holdsNoNode = ({ kind }: Given): boolean => kind === 'constant' || kind === 'unknown';

/** One argument with the nodes of a model's own numbering. */
export function renumberedGiven(argument: Given, renumber: Renumber): Given {
  const reference = (own: SignalReference): SignalReference => ({ ...own, nodes: renumber(own.nodes) });
  const size = (of: Size): Size => {
    if (typeof of === 'number') return of;
    if ('of' in of) return { of: reference(of.of), axis: of.axis };
    return { operator: of.operator, left: size(of.left), right: size(of.right) };
  };
  const change = (given: Given): Given => {
    switch (given.kind) {
      case 'signal':
        return { kind: 'signal', signal: reference(given.signal) };
      case 'shape':
        return { ...given, of: reference(given.of) };
      case 'size':
        return { kind: 'size', size: size(given.size) };
      case 'sequence':
        return { ...given, elements: given.elements.map(change) };
      case 'slice':
        return {
          kind: 'slice',
          lower: change(given.lower),
          upper: change(given.upper),
          step: change(given.step),
        };
      case 'made':
        return {
          kind: 'made',
          tensor: {
            ...given.tensor,
            shape: given.tensor.shape?.map((axis) => (axis === undefined ? undefined : size(axis))),
            like: given.tensor.like && reference(given.tensor.like),
          },
        };
      case 'constant':
      case 'unknown':
        return given;
    }
  };
  return change(argument);
}
