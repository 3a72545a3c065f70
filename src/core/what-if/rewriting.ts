/** A graph written anew, step by step: steps are taken over, changed, left out, or put in between. */
import { renumberedCall, renumberedGiven } from '../network/machine/given';
import type { Model, SignalNode, StepCall } from '../network/graph';

type WithoutIndex<Node> = Node extends SignalNode ? Omit<Node, 'index'> : never;
export type NewStep = WithoutIndex<SignalNode>;

export class Rewriting {
  readonly #model: Model;
  readonly #nodes: SignalNode[] = [];
  /** By index in the old model: the step whose output stands for it. */
  readonly #places = new Map<number, number>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** The new step that stands for an old one. */
  at(old: number): number {
    return this.#places.get(old) ?? 0;
  }

  /** From now on whoever takes an old step's output takes a new one's. */
  redirect(old: number, to: number): void {
    this.#places.set(old, to);
  }

  add(step: NewStep): number {
    const index = this.#nodes.length;
    this.#nodes.push({ ...step, index });
    return index;
  }

  /** An old step, its inputs those that now stand for them. */
  take(node: SignalNode, renumber: (old: number) => number = (old) => this.at(old)): number {
    const index = this.add(renumbered(node, renumber));
    this.#places.set(node.index, index);
    return index;
  }

  finish(): Model {
    const { outputs, losses, stops } = this.#model;
    const all = (nodes: readonly number[]): readonly number[] => [
      ...new Set(nodes.flatMap((node) => this.#places.get(node) ?? [])),
    ];
    return {
      ...this.#model,
      nodes: this.#nodes,
      outputs: all(outputs),
      losses: losses.map(({ target, ...loss }) => ({
        ...loss,
        predictions: all(loss.predictions),
        ...(target && { target: renumberedGiven(target, all) }),
      })),
      ...(stops && { stops: stops.map((stop) => ({ ...stop, inputs: all(stop.inputs) })) }),
    };
  }
}

export function renumbered(node: SignalNode, renumber: (old: number) => number): SignalNode {
  const all = (nodes: readonly number[]): readonly number[] => nodes.map(renumber);
  return {
    ...node,
    inputs: all(node.inputs),
    ...(node.call && { call: renumberedCall(node.call, all) }),
  };
}

/** Every step with changes of its own; indices stay. */
export const withSteps = (model: Model, change: (node: SignalNode) => SignalNode): Model => ({
  ...model,
  nodes: model.nodes.map(change),
});

/** A call on the outputs of steps. */
export const callOn = (name: string, inputs: readonly number[]): StepCall => ({
  name,
  positional: inputs.map((input) => ({ kind: 'signal', signal: { nodes: [input], piece: undefined } })),
  keywords: new Map(),
  open: false,
});
