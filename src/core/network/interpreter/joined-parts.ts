/** Which part of a concatenation a slice along its axis takes, `raw[..., :3]` of `torch.cat([rgb, alpha], -1)`, as far as widths say. */
import { isNone } from '../machine/constants';
import type { Given } from '../graph';
import type { Machine } from '../machine/machine';
import { NONE, scalar, type SignalValue, type Value } from '../machine/values';

const joins: ReadonlySet<string> = new Set(['cat', 'concat', 'concatenate']);

interface Taken {
  readonly from: SignalValue;
  readonly indices: readonly Value[];
}

/** The part with what is taken of it; nothing where several parts are touched or it cannot be told. */
export function takenOfPart(
  machine: Machine,
  signal: SignalValue,
  indices: readonly Value[],
): Taken | undefined {
  const [whole, index, ...others] = indices;
  if (whole?.kind !== 'scalar' || whole.value !== '...' || index === undefined || others.length > 0)
    return undefined;
  const parts = partsOf(machine, signal);
  const bounds = boundsOf(index);
  if (parts === undefined || bounds === undefined) return undefined;
  let start = 0;
  for (const part of parts) {
    const width = part.kind === 'signal' ? widthOf(machine, part) : undefined;
    if (part.kind !== 'signal' || width === undefined) return undefined;
    const end = start + width;
    if (bounds.lower >= start && bounds.lower < end) {
      if (bounds.upper > end) return undefined;
      const { nodes, piece } = part.signal;
      return {
        from: { kind: 'signal', graph: machine.graph, nodes, piece },
        indices: [whole, shifted(index, bounds, start)],
      };
    }
    start = end;
  }
  return undefined;
}

function partsOf(machine: Machine, { graph, nodes, piece }: SignalValue): readonly Given[] | undefined {
  const [node, ...others] = graph === machine.graph && piece === undefined ? nodes : [];
  const facts = node === undefined || others.length > 0 ? undefined : machine.graph.nodes[node]?.facts;
  if (facts?.kind !== 'concat' || facts.call === undefined || !joins.has(facts.call.name)) return undefined;
  const { positional, keywords } = facts.call;
  const axis = keywords.get('dim') ?? keywords.get('axis') ?? positional[1];
  const [parts] = positional;
  return axis?.kind === 'constant' && axis.value === -1 && parts?.kind === 'sequence' && !parts.open
    ? parts.elements
    : undefined;
}

const widthOf = (machine: Machine, { signal }: Extract<Given, { kind: 'signal' }>): number | undefined =>
  signal.piece === undefined ? machine.graph.widthOf(signal.nodes) : undefined;

interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** Positions counted from the front; those counted from the back, or open at the end, hang on all widths. */
function boundsOf(index: Value): Bounds | undefined {
  const place = numberIn(index);
  if (place !== undefined) return { lower: place, upper: place + 1 };
  if (index.kind !== 'unknown' || index.fact?.kind !== 'slice') return undefined;
  const lower = isNone(index.fact.lower) ? 0 : numberIn(index.fact.lower);
  const upper = numberIn(index.fact.upper);
  return isNone(index.fact.step) && lower !== undefined && upper !== undefined && upper > lower
    ? { lower, upper }
    : undefined;
}

const numberIn = (value: Value): number | undefined =>
  value.kind === 'scalar' && typeof value.value === 'number' && value.value >= 0 ? value.value : undefined;

const shifted = (index: Value, { lower, upper }: Bounds, start: number): Value =>
  index.kind === 'scalar'
    ? scalar(lower - start)
    : {
        kind: 'unknown',
        fact: { kind: 'slice', lower: scalar(lower - start), upper: scalar(upper - start), step: NONE },
      };
