/** The state of one evaluation: the heap, the graph that grows, the calls that are open, and how much may still be done. */
import type { Place } from '../../python/syntax';
import { behaviourOf } from '../behaviour';
import type { ModelCall } from '../drafts';
import { GraphBuilder } from '../graph-builder';
import { Heap } from '../heap';
import { Lent } from '../lent';
import {
  UNKNOWN,
  external,
  type ClassValue,
  type FunctionValue,
  type ObjectValue,
  type Scope,
  type Value,
} from '../values';
import { builtinNames } from './builtin-names';
import type { ModuleIndex } from './modules';

export interface Frame {
  /** The call that opened it. */
  readonly site: Place;
  readonly function: FunctionValue | undefined;
  readonly self: Value | undefined;
  readonly owner: ClassValue | undefined;
  readonly scope: Scope;
  readonly returns: Value[];
  readonly yields: Value[];
  /** Calls that led here, once asked for: they do not change while the frame is open. */
  chain: readonly Place[] | undefined;
}

/** Calls of whole models at the outermost level of a run. */
export interface ModelCalls {
  readonly finished: ModelCall[];
  open: ModelCall | undefined;
  /** What a model gave for inputs of which nothing is known: asked again, it gives the same. */
  readonly results: Map<ObjectValue, Value>;
}

/** Thrown inside an evaluation when its steps are used up; caught where the evaluation began, which then keeps what it has. */
export class StepsExhausted extends Error {}

export const MAXIMUM_DEPTH = 48;
const MAXIMUM_CHAIN = 8;
const NO_PLACES: readonly Place[] = [];

export class Machine {
  readonly heap: Heap;
  graph = new GraphBuilder();
  /** Where the top-level statements of the traced document put their nodes. */
  readonly scriptGraph = new GraphBuilder();
  readonly frames: Frame[] = [];
  steps = 0;
  maximumSteps = 400_000;
  /** Keys of everything that the running root, or a unit that runs for it, looks up. */
  recorder: Set<string> = new Set();
  /** Objects in the order in which they were made. */
  readonly objects: ObjectValue[] = [];
  /** False once something that decides a model's structure could not be followed. */
  followed = true;
  modelCalls: ModelCalls = { finished: [], open: undefined, results: new Map() };
  /** Functions whose bodies ran, and classes of which instances are part of a model. */
  readonly executed = new Set<FunctionValue['definition'] | ClassValue['definition']>();
  private readonly builtins = new Map<string, Value>();
  private instances = 0;

  constructor(readonly modules: ModuleIndex) {
    this.heap = new Heap(new Lent(modules.others));
  }

  /** Counts one step of work. */
  step(): void {
    this.steps += 1;
    if (this.steps > this.maximumSteps) throw new StepsExhausted();
  }

  /** What a name that nothing in view binds means to Python. */
  builtin(name: string): Value {
    let value = this.builtins.get(name);
    if (value === undefined) {
      value = builtinNames.has(name) ? external(`builtins.${name}`) : UNKNOWN;
      this.builtins.set(name, value);
    }
    return value;
  }

  /** Calls that led here, innermost first. */
  chain(): readonly Place[] {
    const top = this.frames.at(-1);
    if (top === undefined) return NO_PLACES;
    if (top.chain !== undefined) return top.chain;
    const chain: Place[] = [];
    for (let index = this.frames.length - 1; index >= 0 && chain.length < MAXIMUM_CHAIN; index -= 1) {
      const frame = this.frames[index];
      if (frame !== undefined) chain.push(frame.site);
    }
    top.chain = chain;
    return chain;
  }

  create(base: string, definition: ClassValue | undefined, place: Place): ObjectValue {
    this.instances += 1;
    const object: ObjectValue = {
      kind: 'object',
      class: definition,
      base,
      behaviour: behaviourOf(base),
      attributes: new Map(),
      arguments: new Map(),
      argumentPlaces: undefined,
      place: { unit: place.unit, start: place.start, end: place.end },
      chain: this.chain(),
      instance: this.instances,
      constants: undefined,
      start: undefined,
      certain: true,
    };
    this.objects.push(object);
    return object;
  }
}
