/** Blocks that repeat: stretches of a graph that are the same but for their place, each fed by the one before. */
import type { Given, LayerNode, Model, SignalNode } from '../network/graph';
import { Rewriting, renumbered } from './rewriting';

export interface Blocks {
  /** Index of the first step of the first block. */
  readonly start: number;
  /** Steps in a block. */
  readonly length: number;
  readonly count: number;
  /** The step whose output the first block takes. */
  readonly input: number;
}

/** Larger graphs take too long to look through while somebody turns a knob. */
const MOST_STEPS = 1500;
const MOST_DEPTH = 128;
export const deepest = MOST_DEPTH;

const known = new WeakMap<Model, { readonly blocks: Blocks | undefined }>();

/** The blocks that cover most of a model; undefined where nothing repeats. Looked for once a model. */
export function blocksOf(model: Model): Blocks | undefined {
  let found = known.get(model);
  if (found === undefined) known.set(model, (found = { blocks: repeatedBlocks(model) }));
  return found.blocks;
}

function repeatedBlocks(model: Model): Blocks | undefined {
  const { nodes } = model;
  if (nodes.length > MOST_STEPS) return undefined;
  const signatures = nodes.map(signatureOf);
  const numbers = new Map<string, number>();
  const kinds = signatures.map((signature) => {
    let number = numbers.get(signature);
    if (number === undefined) numbers.set(signature, (number = numbers.size));
    return number;
  });
  let best: Blocks | undefined;
  for (let length = 1; length <= nodes.length / 2; length += 1) {
    let run = 0;
    for (let index = 0; index + length <= nodes.length; index += 1) {
      const isSame =
        index + length < nodes.length &&
        kinds[index] === kinds[index + length] &&
        sameInputs(nodes[index], nodes[index + length], length);
      if (isSame) {
        run += 1;
        continue;
      }
      const covered = run + length;
      if (run >= length && covered > (best === undefined ? 0 : best.length * best.count))
        best = better(best, blocksIn(model, index - run, length, covered));
      run = 0;
    }
  }
  return best;
}

const better = (one: Blocks | undefined, other: Blocks | undefined): Blocks | undefined =>
  one === undefined || (other !== undefined && other.length * other.count > one.length * one.count)
    ? other
    : one;

/** The first places at which everything that a block takes from before comes from one step. */
function blocksIn(model: Model, from: number, length: number, covered: number): Blocks | undefined {
  for (let shift = 0; shift < length; shift += 1) {
    const start = from + shift;
    const count = Math.floor((covered - shift) / length);
    if (count < 2) return undefined;
    const feeds = feedOf(model, start + length, length, start);
    const input = feedOf(model, start, length, undefined);
    const first = model.nodes[start];
    if (first?.kind === 'activation' || first?.kind === 'add' || first?.kind === 'dropout') continue;
    if (
      feeds === start + length - 1 &&
      input !== undefined &&
      onlyLastLeaves(model, { start, length, count, input })
    )
      return { start, length, count, input };
  }
  return undefined;
}

/** The only step before `start` that a block from there takes; others that all blocks take alike do not count. */
function feedOf(
  model: Model,
  start: number,
  length: number,
  previous: number | undefined,
): number | undefined {
  const found = new Set<number>();
  for (let index = start; index < start + length; index += 1)
    for (const input of model.nodes[index]?.inputs ?? [])
      if (input < start && (previous === undefined || input >= previous)) found.add(input);
  if (previous !== undefined || found.size <= 1) return found.size === 1 ? [...found][0] : undefined;
  // A mask that every block takes is no part of the way through them.
  const shared = new Set<number>();
  for (let index = start + length; index < start + 2 * length; index += 1)
    for (const input of model.nodes[index]?.inputs ?? []) if (input < start) shared.add(input);
  const own = [...found].filter((input) => !shared.has(input));
  return own.length === 1 ? own[0] : undefined;
}

/** Nothing behind a block takes anything of it but its last step. */
function onlyLastLeaves(model: Model, { start, length, count }: Blocks): boolean {
  const end = start + length * count;
  return (
    model.nodes.every((node) => {
      const own = node.index >= start && node.index < end ? Math.floor((node.index - start) / length) : count;
      if (node.index < start) return true;
      return node.inputs.every((input) => {
        if (input < start || input >= end) return true;
        const block = Math.floor((input - start) / length);
        return block === own || ((input - start + 1) % length === 0 && block === own - 1);
      });
    }) && model.outputs.every((output) => output < start || output >= end - 1)
  );
}

function sameInputs(one: SignalNode | undefined, other: SignalNode | undefined, apart: number): boolean {
  if (one === undefined || other === undefined || one.inputs.length !== other.inputs.length) return false;
  return one.inputs.every(
    (input, place) => other.inputs[place] === input + apart || other.inputs[place] === input,
  );
}

function signatureOf(node: SignalNode): string {
  const own: unknown[] = [node.kind, node.qualifiedName, node.call?.name ?? ''];
  if (node.kind === 'layer') {
    own.push(node.fanIn, node.fanOut, node.width, node.bias, startOf(node));
  } else if (node.kind === 'activation') own.push(node.activation, node.parameters);
  own.push(numbersIn(node.arguments));
  return JSON.stringify(own);
}

const startOf = ({ initialization, biasInitialization }: LayerNode): unknown => [
  initialization?.initializer,
  initialization?.weightVarianceTimesFanIn,
  biasInitialization?.initializer,
];

const numbersIn = (given: SignalNode['arguments']): unknown =>
  Object.entries(given).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean');

/** The model with so many of its blocks: the first ones, or the last one again and again, with weights of its own. */
export function withDepth(
  model: Model,
  blocks: Blocks,
  depth: number,
): { readonly model: Model; readonly blocks: Blocks } {
  const { start, length, count } = blocks;
  const wanted = Math.max(1, Math.min(MOST_DEPTH, Math.round(depth)));
  const end = start + length * count;
  const rewriting = new Rewriting(model);
  const fresh = freshInstances(model);
  for (const node of model.nodes.slice(0, start)) rewriting.take(node);
  const kept = Math.min(wanted, count);
  for (const node of model.nodes.slice(start, start + kept * length)) rewriting.take(node);
  const last = model.nodes.slice(end - length, end);
  for (let block = count; block < wanted; block += 1) {
    const instances = fresh();
    const before = rewriting.at(end - 1);
    // The copy takes what the last block gives, where that one took the block before it.
    const outputs = new Map<number, number>();
    for (const node of last) {
      const copy = renumbered(node, (old) =>
        old === end - length - 1 ? before : (outputs.get(old) ?? rewriting.at(old)),
      );
      outputs.set(node.index, rewriting.add(renamed(instances(copy), model, blocks, block)));
    }
    for (const [old, own] of outputs) rewriting.redirect(old, own);
  }
  // Of fewer blocks the last one that is left stands for all behind it.
  if (kept < count)
    for (let index = start + kept * length; index < end; index += 1)
      rewriting.redirect(index, rewriting.at(start + kept * length - 1));
  for (const node of model.nodes.slice(end)) rewriting.take(node);
  return { model: rewriting.finish(), blocks: { ...blocks, count: wanted } };
}

/** Weights of a further block are its own: what one block's steps share its copy's steps share. */
function freshInstances(model: Model): () => (node: SignalNode) => SignalNode {
  let next =
    model.nodes.reduce((most, node) => (node.kind === 'layer' ? Math.max(most, node.instance) : most), 0) +
    1_000_000;
  return () => {
    const copies = new Map<number, number>();
    const copyOf = (instance: number): number => {
      let copy = copies.get(instance);
      if (copy === undefined) copies.set(instance, (copy = next++));
      return copy;
    };
    return (node) => {
      const { call } = node;
      const own =
        call === undefined
          ? node
          : {
              ...node,
              call: { ...call, positional: call.positional.map((given) => withInstance(given, copyOf)) },
            };
      return own.kind === 'layer' ? { ...own, instance: copyOf(own.instance) } : own;
    };
  };
}

function withInstance(given: Given, copyOf: (instance: number) => number): Given {
  if (given.kind !== 'made' || given.tensor.instance === undefined) return given;
  return { kind: 'made', tensor: { ...given.tensor, instance: copyOf(given.tensor.instance) } };
}

/** `blocks.11.attn` of the last block is `blocks.12.attn` of the next one. */
function renamed(
  node: SignalNode,
  model: Model,
  { start, length, count }: Blocks,
  block: number,
): SignalNode {
  const offset =
    node.path === undefined
      ? -1
      : (model.nodes.findIndex(
          ({ path }, index) => path === node.path && index >= start + length * (count - 1),
        ) -
          start) %
        length;
  const [one, other] = [count - 2, count - 1].map((own) =>
    model.nodes[start + own * length + offset]?.path?.split('.'),
  );
  const { path } = node;
  if (path === undefined || one === undefined || other?.length !== one.length) return node;
  const parts = other.map((part, place) => {
    const step = Number(part) - Number(one[place]);
    return Number.isInteger(step) && step > 0 ? String(Number(part) + step * (block - count + 1)) : part;
  });
  return { ...node, path: parts.join('.') };
}
