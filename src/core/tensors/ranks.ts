/** How many axes a tensor has where code names all of them: `b, t, d = x.shape`, `x.permute(0, 2, 1)`, patterns of einops and `einsum`. */
import type { Model, SignalNode, SignalReference } from '../network/graph';
import { lastPart } from '../python/dotted-name';
import { patternOf } from './einops';
import { parseEinsum } from '../network/operations/einsum';
import { callOfNode, constantIn, numbersBehind } from './read-call';

/** Of each node's output, by index; undefined where no code names them. */
export function ranksOf(model: Model): readonly (number | undefined)[] {
  const ranks: (number | undefined)[] = model.nodes.map(({ rank }) => rank);
  const note = ({ nodes, piece }: SignalReference, rank: number): void => {
    if (piece === undefined) for (const node of nodes) ranks[node] ??= rank;
  };
  // Inputs stand in front of what takes them, so that one way back reaches all of them.
  for (let index = model.nodes.length - 1; index >= 0; index -= 1) {
    const node = model.nodes[index];
    if (node === undefined) continue;
    namesAxesOf(node, note);
    const [input, ...others] = node.inputs;
    const rank = ranks[index];
    if (input === undefined || others.length > 0 || rank === undefined) continue;
    if (keepsRank(node)) ranks[input] ??= rank;
    else if (node.kind === 'layer' && node.role === 'embedding' && rank > 1) ranks[input] ??= rank - 1;
  }
  return ranks;
}

/** What a step says of the tensors that it takes. */
function namesAxesOf(node: SignalNode, note: (signal: SignalReference, rank: number) => void): void {
  if (node.kind !== 'reshape' && node.kind !== 'matmul' && node.kind !== 'pooling') return;
  const call = callOfNode(node);
  const [first, ...rest] = call.positional;
  const pattern = patternOf({ node });
  if (pattern !== undefined) {
    if (first?.kind === 'signal' && !pattern.left.some((group) => group.includes('…')))
      note(first.signal, pattern.left.length);
  } else if (call.name === 'permute') {
    const order = numbersBehind(call);
    if (first?.kind === 'signal' && order !== undefined && order.length > 1 && !call.open)
      note(first.signal, order.length);
  } else if (call.name === 'einsum') {
    const equation = constantIn(first);
    const operands = typeof equation === 'string' ? parseEinsum(equation)?.inputs : undefined;
    operands?.forEach((letters, place) => {
      const given = rest[place];
      if (given?.kind === 'signal') note(given.signal, letters.length);
    });
  }
}

const MOVING = new Set(['transpose', 'swapaxes', 'swapdims', 'permute', 'Permute']);

/** Whether a step gives a tensor with as many axes as the one that it takes. */
function keepsRank(node: SignalNode): boolean {
  switch (node.kind) {
    case 'norm':
    case 'dropout':
    case 'activation':
    case 'elementwise':
      return true;
    case 'layer':
      return node.role === 'linear' || node.role === 'conv';
    case 'reshape':
      return MOVING.has(node.call?.name ?? lastPart(node.qualifiedName));
    default:
      return false;
  }
}
