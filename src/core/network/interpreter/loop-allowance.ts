/**
 * How long a loop is followed that makes no layer: a thousand rounds over toy data say nothing of a model. What such a loop still changes
 * when it is left is unknown from there on, and the program goes on behind it.
 */
import { same } from '../machine/join';
import { UNKNOWN, type Scope, type Value } from '../machine/values';
import type { Machine } from '../machine/machine';

/** Some hundred rounds of a training loop by hand. */
const STEPS_WITHOUT_LAYER = 20_000;
/** Deeper networks are made in a loop over layers. */
const NODES_WITHOUT_LAYER = 2_000;
/** A text that is generated calls its whole model for every word: rounds of so many nodes each, which are all the same. */
const NODES_OF_ROUND = 100;
const NODES_OF_SUCH_ROUNDS = 500;
const EFFORT_OF_NAME = 4;

/** What a name holds, as far as a round can change it. */
interface Snapshot {
  readonly value: Value;
  readonly size: number;
}

export class LoopAllowance {
  #modules: number;
  #work: number;
  #nodes: number;
  /** Rounds since the last layer was made. */
  #rounds = 0;
  /** What names held before the last round; undefined while more may follow. */
  #before: ReadonlyMap<string, Snapshot> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly scope: Scope,
  ) {
    this.#modules = machine.modulesMade;
    this.#work = workOf(machine);
    this.#nodes = machine.graph.nodes.length;
  }

  /** Asked before each round: false where the loop is left. */
  allowsRound(): boolean {
    const { machine, scope } = this;
    if (this.#before !== undefined) {
      this.#forget(this.#before);
      return false;
    }
    if (machine.modulesMade > this.#modules) {
      this.#modules = machine.modulesMade;
      this.#work = workOf(machine);
      this.#nodes = machine.graph.nodes.length;
      this.#rounds = 0;
    } else if (workOf(machine) - this.#work > STEPS_WITHOUT_LAYER || this.#hasManyNodes()) {
      machine.look(EFFORT_OF_NAME * scope.variables.size);
      this.#before = new Map([...scope.variables].map(([name, value]) => [name, held(value)]));
    }
    this.#rounds += 1;
    return true;
  }

  #hasManyNodes(): boolean {
    const nodes = this.machine.graph.nodes.length - this.#nodes;
    if (nodes > NODES_WITHOUT_LAYER) return true;
    return nodes > NODES_OF_SUCH_ROUNDS && nodes > this.#rounds * NODES_OF_ROUND;
  }

  #forget(before: ReadonlyMap<string, Snapshot>): void {
    const { machine, scope } = this;
    for (const [name, { value, size }] of before) {
      const now = scope.variables.get(name);
      if (now === undefined) continue;
      if (now.kind === 'list' && now === value) {
        if (now.elements.length !== size) machine.heap.open(now);
      } else if (now.kind === 'dictionary' && now === value) {
        if (now.entries.size !== size) now.open = true;
      } else if (isPlain(now) && !same(now, value)) machine.heap.set(scope.variables, name, UNKNOWN);
    }
  }
}

const workOf = ({ steps, effort }: Machine): number => steps + effort;

const isPlain = ({ kind }: Value): boolean => kind === 'scalar' || kind === 'list' || kind === 'dictionary';

function held(value: Value): Snapshot {
  const size =
    value.kind === 'list' ? value.elements.length : value.kind === 'dictionary' ? value.entries.size : 0;
  return { value, size };
}
