/** What a step of the way forward is given: the tensors it takes, with their signals and shapes. */
import type {
  LayerNode,
  MadeTensor,
  Model,
  SignalNode,
  SignalReference,
  Size,
  StepCall,
} from '../../network/graph';
import { axisAt, type Length, type Role, type Shape } from '../axis';
import { madeSignal } from '../made-signal';
import { argument, callOfNode, numberIn, signalsIn } from '../read-call';
import { tableIn, tableShape } from '../shape-made';
import { isItems, lengthOf, shapeOfReference, shapesOf } from '../shapes';
import { isLost, standardNormal, type Carried, type Lost, type Signal } from '../moments';
import { waysOfTraining } from '../stochastic-depth';

/** A graph with the signals of all nodes in front of the step. */
export interface ForwardContext {
  readonly model: Model;
  readonly carried: readonly Carried[];
  /** Biases that are not known count as none, for a figure that is better than no figure. */
  readonly lenient?: boolean;
}

/** One step, its inputs and its output. */
export interface StepContext {
  readonly model: Model;
  readonly carried: readonly Carried[];
  readonly lenient: boolean;
  readonly node: SignalNode;
  readonly shapes: ReturnType<typeof shapesOf>;
  /** The call that the step is, with the tensors that it is given in the order of its arguments. */
  readonly call: StepCall;
  readonly references: readonly SignalReference[];
  readonly firstReference: SignalReference | undefined;
  /** The signal and the shape of the first tensor, its node's index (-1 for one that the code makes), and the shape of what comes out. */
  readonly first: Carried;
  readonly input: Shape | undefined;
  readonly index: number;
  readonly output: Shape | undefined;
  readonly shapeAt: (reference: SignalReference) => Shape | undefined;
  readonly signalAt: (reference: SignalReference) => Carried;
  readonly lengthIn: (size: Size | undefined) => Length;
  /** The signal of a tensor that the code makes; undefined where that is not known. */
  readonly made: (tensor: MadeTensor) => Signal | undefined;
}

/** Everything that rules ask about a step, worked out once. */
export function contextOf(
  { model, carried, lenient = false }: ForwardContext,
  node: SignalNode,
): StepContext {
  const shapes = shapesOf(model);
  const shapeAt = (reference: SignalReference): Shape | undefined => {
    const { nodes, piece } = reference;
    const own = shapes[nodes[0] ?? -1];
    if (!isItems(own)) return piece === undefined ? own : shapeOfReference(model, reference);
    const item = piece === undefined || piece === 'any' ? own.items[0] : own.items[piece[0] ?? 0];
    const inner = isItems(item) ? item.items[0] : item;
    return isItems(inner) ? undefined : inner;
  };
  /** The signal of a reference: ways that join must agree. */
  const signalAt = (reference: SignalReference): Carried => {
    const [first, ...others] = waysOfTraining(model, reference);
    const own = first === undefined ? undefined : carried[first];
    if (own === undefined) return lost(node, node.qualifiedName);
    if (isLost(own)) return own;
    for (const other of others) {
      const next = carried[other];
      if (next === undefined || isLost(next)) return next ?? lost(node, node.qualifiedName);
      if (Math.abs(next.square - own.square) > 1e-9 * own.square) return lost(node, 'ways that join');
    }
    return pieceOf(own, reference);
  };
  const pieceOf = (whole: Signal, { nodes, piece }: SignalReference): Carried => {
    if (piece === undefined) return whole;
    const from = model.nodes[nodes[0] ?? -1];
    if (from?.kind === 'layer' && (from.role === 'recurrent' || from.role === 'attention')) {
      if (piece === 'any' || piece[0] === 0) return whole;
      return from.role === 'attention' ? lost(node, 'attention weights') : lastState(from, whole, piece);
    }
    if (piece === 'any') return whole;
    const origin = [...whole.origins].map((own) => `${own}/${nodes[0] ?? 0}:${piece.join('.')}`);
    const along = splitRole(model, from);
    return along === 'position' || along === 'batch'
      ? { ...whole, law: undefined }
      : {
          ...whole,
          origins: new Set(origin),
          law: whole.law && { ...whole.law, base: whole.law.base * 64 + 1e6 + (piece[0] ?? 0) },
        };
  };
  const lengthIn = (size: Size | undefined): Length => lengthOf(model, size);
  const made = (tensor: MadeTensor): Signal | undefined => madeSignal(tensor, node.index, lengthIn);
  const call = callOfNode(node);
  const references = signalsIn(call);
  const [firstReference] = references;
  const table = node.inputs.length === 0 ? tableIn(call) : undefined;
  const firstSignal = (): Carried => {
    if (firstReference !== undefined) return signalAt(firstReference);
    if (node.inputs.length > 0) return signalAt({ nodes: node.inputs, piece: undefined });
    return (table && made(table)) ?? standardNormal(`input ${node.index}`);
  };
  const first = firstSignal();
  const input: Shape | undefined =
    firstReference === undefined
      ? table && tableShape(table, { lengthOf: lengthIn, shapeOf: shapeAt })
      : shapeAt(firstReference);
  const own = shapes[node.index];
  const output = isItems(own) ? undefined : own;
  const index = firstReference?.nodes[0] ?? -1;
  return {
    model,
    carried,
    lenient,
    node,
    shapes,
    shapeAt,
    signalAt,
    lengthIn,
    made,
    call,
    references,
    firstReference,
    first,
    input,
    output,
    index,
  };
}

/** A step whose output cannot be told. */
export const lost = (node: SignalNode, reason: string): Lost => ({ lost: reason, at: node.index });

function lastState(from: LayerNode, whole: Signal, piece: readonly number[]): Carried {
  // The last hidden state is one of the outputs; the cell's is not followed.
  const isHidden = /LSTM/.test(from.qualifiedName) ? piece[0] === 1 && piece[1] === 0 : piece[0] === 1;
  return isHidden ? whole : lost(from, 'the state of a recurrent layer');
}

/** Which axis a split runs along. */
function splitRole(model: Model, from: SignalNode | undefined): Role | undefined {
  if (from === undefined) return undefined;
  const call = callOfNode(from);
  const input = shapesOf(model)[from.inputs[0] ?? -1];
  if (from.kind === 'split' && /chunk|split/.test(call.name)) {
    const along = argument(call, 2, 'dim', 'axis');
    const place = along === undefined ? 0 : numberIn(along);
    return place === undefined || input === undefined || isItems(input)
      ? undefined
      : axisAt(input, place)?.role;
  }
  const own = shapesOf(model)[from.index];
  return own === undefined || isItems(own) ? undefined : own.axes[0]?.role;
}

/** The same number but for rounding. */
export const near = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));

/** Of a tensor that is the same everywhere. */
export const zeroDifferences = { input: 0, position: 0, both: 0, unit: 0, unitAndInput: 0 };

/** The value of an argument that is written out. */
export const constant = (given: ReturnType<typeof argument>) =>
  given?.kind === 'constant' ? given.value : undefined;
