/** Models cut out of a graph by their inputs and outputs: `keras.Model(inputs, outputs)`. */
import type { Machine } from '../../../network/machine/machine';
import { UNKNOWN, type ObjectValue, type Value } from '../../../network/machine/values';

/** Following a node takes as long as looking through so many elements. */
const EFFORT_OF_NODE = 16;

/** Nodes between inputs and outputs, in order. */
function nodesBetween(
  machine: Machine,
  inputs: readonly number[],
  outputs: readonly number[],
): readonly number[] {
  const { nodes } = machine.graph;
  const found = new Set<number>(inputs);
  const pending = [...outputs];
  machine.look(inputs.length + outputs.length);
  while (pending.length > 0) {
    const node = pending.pop();
    if (node === undefined || found.has(node)) continue;
    found.add(node);
    const before = nodes[node]?.inputs ?? [];
    machine.look(EFFORT_OF_NODE + before.length);
    for (const input of before) pending.push(input);
  }
  return [...found].sort((left, right) => left - right);
}

/** Notes a functional model as something that ran. */
export function recordFunctional(machine: Machine, object: ObjectValue): void {
  const { graph } = machine;
  const outputs = graph.nodesOf(object.arguments.get('outputs') ?? UNKNOWN);
  const inputs = graph.nodesOf(object.arguments.get('inputs') ?? UNKNOWN);
  if (outputs.length === 0) return;
  machine.modelCalls.finished.push({
    object,
    start: 0,
    end: 0,
    outputs,
    nodes: nodesBetween(machine, inputs, outputs),
  });
}

/** Calls a functional model on other tensors: its nodes once more, with these as inputs. */
export function replay(machine: Machine, object: ObjectValue, given: readonly Value[]): Value | undefined {
  const { graph } = machine;
  const inputs = graph.nodesOf(object.arguments.get('inputs') ?? UNKNOWN);
  const outputs = graph.nodesOf(object.arguments.get('outputs') ?? UNKNOWN);
  if (outputs.length === 0) return undefined;
  const mapped = new Map<number, readonly number[]>();
  const sources = given.map((value) => graph.nodesOf(value));
  inputs.forEach((input, index) => mapped.set(input, sources[index] ?? sources[0] ?? []));
  for (const node of nodesBetween(machine, inputs, outputs)) {
    const draft = graph.nodes[node];
    if (draft === undefined || mapped.has(node)) continue;
    const taken = new Set<number>();
    for (const input of draft.inputs) {
      const now = mapped.get(input) ?? [input];
      machine.look(EFFORT_OF_NODE * (now.length + 4));
      for (const each of now) taken.add(each);
    }
    mapped.set(node, graph.add({ ...draft.facts, inputs: [...taken] }, draft.owner).nodes);
  }
  const nodes = outputs.flatMap((output) => mapped.get(output) ?? []);
  return nodes.length === 0 ? undefined : { kind: 'signal', graph, nodes: [...new Set(nodes)] };
}
