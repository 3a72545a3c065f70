/** The state of one evaluation: the heap, the graph that grows, the calls that are open, and how much may still be done. */
import type { Choice } from './choice';
import type { Place } from '../../python/syntax';
import type { SyntaxNode } from '../../python/walk';
import { spendTime } from '../../deadline';
import { behaviourOf } from './behaviour';
import { GraphBuilder } from './graph-builder';
import type { Run } from './budget';
import { IdleBudgetSpent, IdleBudget } from './idle-budget';
import { Heap } from './heap';
import { UndoLog } from './undo-log';
import {
  FALSE,
  TRUE,
  UNKNOWN,
  external,
  type ClassValue,
  type DictionaryValue,
  type FunctionValue,
  type ListValue,
  type ObjectValue,
  type Scope,
  type Value,
} from './values';
import { builtinNames } from './builtin-names';
import type { ModuleIndex } from './modules';
import type { Namespace } from './namespace';

export interface Frame {
  /** The call that opened it. */
  readonly site: Place;
  readonly function: FunctionValue | undefined;
  readonly self: Value | undefined;
  readonly owner: ClassValue | undefined;
  readonly scope: Scope;
  readonly returns: Value[];
  readonly yields: Value[];
  /** The work that was done when it was opened. */
  readonly begun: number;
  /** Calls that led here, once asked for: they do not change while the frame is open. */
  chain: readonly Place[] | undefined;
}

/** One call of a whole model: the nodes that it made, and those that it gave. */
export interface ModelCall {
  readonly object: ObjectValue | undefined;
  /** Nodes made while it ran: `[start, end)`. */
  readonly start: number;
  end: number;
  outputs: readonly number[];
  /** For a model that is cut out of a graph (Keras functional): just these nodes. */
  readonly nodes?: readonly number[];
}

/** Calls of whole models at the outermost level of a run. */
export interface ModelCalls {
  readonly finished: ModelCall[];
  open: ModelCall | undefined;
  /** What a model gave for inputs of which nothing is known, by what it was asked: asked again, it gives the same. */
  readonly results: Map<ObjectValue, Map<string, Value>>;
}

/** Thrown inside an evaluation when its steps are used up; caught where the evaluation began, which then keeps what it has. */
export class StepsExhausted extends Error {}

/** What `slim.arg_scope` gives. */
export const ARGUMENT_SCOPE = 'tf.ArgumentScope';
/** What `torch.no_grad()` gives. */
export const NO_GRADIENT = 'torch.NoGradient';
export const MAXIMUM_DEPTH = 48;
/** Levels of expressions, calls and blocks within each other: each takes a piece of the engine's own stack. */
const MAXIMUM_NESTING = 500;
/** Steps of all evaluations of one document together. */
const STEPS_OF_DOCUMENT = 8_000_000;
const FREE_EXHAUSTIONS = 2;
const STEPS_OF_VARIANTS = 64_000_000;
const FREE_EXHAUSTIONS_OF_VARIANTS = 20;
/** Elements that are looked through, or that are put into what stays, for the effort of a step. */
const LOOKS_PER_STEP = 64;
const COPIES_PER_STEP = 2;
/** How much effort there may be beside each step that is allowed. */
const EFFORT_BESIDE_STEPS = 2;
/** What an object costs: there shall not be more than memory holds. */
const EFFORT_OF_OBJECT = 8;
const MAXIMUM_CHAIN = 8;
const NO_PLACES: readonly Place[] = [];
/** A flag of which both ways are followed, the one of its default first. */
const TRUE_OR_FALSE: Value = { kind: 'alternatives', options: [TRUE, FALSE] };
const FALSE_OR_TRUE: Value = { kind: 'alternatives', options: [FALSE, TRUE] };

export class Machine implements Run {
  readonly heap: Heap;
  graph = new GraphBuilder(this);
  /** Where the top-level statements of the traced document put their nodes. */
  readonly scriptGraph = new GraphBuilder(this);
  readonly frames: Frame[] = [];
  steps = 0;
  /** What steps took beyond one step each: elements that were copied or looked through. */
  effort = 0;
  maximumSteps = Infinity;
  readonly idleBudget = new IdleBudget();
  /** Outermost frames that are never given up: what was asked for itself. */
  keptFrames = 1;
  /** What all evaluations of the document together may still take. */
  remainingSteps = STEPS_OF_DOCUMENT;
  /** How often one of them used up what it was allowed. The next ones are allowed less: half, a quarter … */
  exhaustions = 0;
  /** How deep expressions, calls and blocks stand within each other now. */
  nesting = 0;
  /** The module of the top-level statement that runs now, if one does. */
  running: Namespace | undefined;
  /** Keys of everything that the running root, or a unit that runs for it, looks up. */
  recorder: Set<string> = new Set();
  /** Objects in the order in which they were made. */
  readonly objects: ObjectValue[] = [];
  /** How many of them are of a framework's class. */
  modulesMade = 0;
  /** Lists and dictionaries of the document's own names, and what they held when the statement that binds them had run. */
  readonly containers = new Map<ListValue | DictionaryValue, readonly Value[]>();
  /** Whether a function has set a name of the document, `global width`. */
  setsNames = false;
  /** How many calls ended in an error, as far as can be told. */
  raised = 0;
  /** False once something that decides a model's structure could not be followed. */
  followed = true;
  /** A transformation maps a function over examples, whose axis the function does not see. */
  mapsExamples = false;
  modelCalls: ModelCalls = { finished: [], open: undefined, results: new Map() };
  /** Functions whose bodies ran, and classes of which instances are part of a model. */
  readonly executed = new Set<FunctionValue['definition'] | ClassValue['definition']>();
  /**
   * True where both ways of every flag are followed, also of one whose default decides. Edges and drawings show what a model can do;
   * findings are about what its defaults do.
   */
  bothWays = false;
  /** Where the activation is named that is called or made now, if it is named elsewhere. */
  named: Place | undefined;
  /** What ran first in each branch that was taken, where ways are sought that were not. */
  readonly taken = new Set<SyntaxNode>();
  /** Branches that a text decides by default and that nothing took so far, by what runs first in them or where and how they are asked for. */
  readonly choices = new Map<SyntaxNode | string, Choice>();
  /** The one that is tried. */
  choice: Choice | undefined;
  /** Configurations that stand in for those that only a caller knows, by their class. */
  readonly assumed = new Map<ClassValue['definition'], ObjectValue>();
  /** Fields of such configurations that have another value than their default while a way is sought that the default does not take. */
  fields: ReadonlyMap<string, Value> = new Map();
  /** Classes of which such an instance is being made. */
  readonly assuming = new Set<ClassValue['definition']>();
  /** Arguments that calls within a block take without being given them, outermost first: `slim.arg_scope`. */
  readonly argumentScopes: ObjectValue[] = [];
  /** A model runs a part of its own under `torch.no_grad()`. What it is called under as a whole is no part of it. */
  isUntrained = false;
  private readonly builtins = new Map<string, Value>();
  private instances = 0;

  constructor(readonly modules: ModuleIndex) {
    this.heap = new Heap(this, new UndoLog(modules.others, modules.main.scope.variables));
  }

  /** Evaluates with other values of fields of the configurations that stand in. */
  withFields<Result>(fields: ReadonlyMap<string, Value>, evaluate: () => Result): Result {
    if (fields.size === 0) return evaluate();
    const before = this.fields;
    this.fields = fields;
    try {
      return evaluate();
    } finally {
      this.fields = before;
    }
  }

  /** What a flag's default says, unless both ways are followed. */
  flag(value: Value): Value {
    if (!this.bothWays || value.kind !== 'scalar' || typeof value.value !== 'boolean') return value;
    return value.value ? TRUE_OR_FALSE : FALSE_OR_TRUE;
  }

  /** The default of a flag of which both ways are followed. */
  defaultOfFlag(value: Value): boolean | undefined {
    return value === TRUE_OR_FALSE ? true : value === FALSE_OR_TRUE ? false : undefined;
  }

  /** Notes a branch that is taken. */
  take(first: SyntaxNode | undefined): void {
    if (this.bothWays && first !== undefined) this.taken.add(first);
  }

  /** Somebody asks for every variant of the models and waits for it. */
  allowMore(): void {
    this.remainingSteps = STEPS_OF_VARIANTS;
    this.exhaustions = -FREE_EXHAUSTIONS_OF_VARIANTS;
  }

  /** Allows that many steps from here on, or as many as the document has left. */
  allow(steps: number): void {
    this.idleBudget.begin(this.work);
    const fewer = 4 ** Math.max(0, this.exhaustions - FREE_EXHAUSTIONS);
    this.maximumSteps = Math.min(steps / fewer, this.remainingSteps);
  }

  /** Takes what a root has used from what the document has left, and lifts its limit. */
  account(): void {
    const usedUp = this.steps > this.maximumSteps || this.effort > EFFORT_BESIDE_STEPS * this.maximumSteps;
    if (usedUp || this.idleBudget.inVain) this.exhaustions += 1;
    this.remainingSteps -= this.steps + this.effort;
    this.steps = 0;
    this.effort = 0;
    this.maximumSteps = Infinity;
  }

  /** Counts one step of work. */
  step(): void {
    spendTime();
    this.steps += 1;
    if (this.steps > this.maximumSteps) throw new StepsExhausted();
    if (this.idleBudget.isOver(this.work) && this.isIdle(this.frames.length - 1)) throw new IdleBudgetSpent();
  }

  /** Counts work that was done before and need not be done again. */
  repeat({ steps, effort }: { readonly steps: number; readonly effort: number }): void {
    this.steps += steps;
    if (this.steps > this.maximumSteps) throw new StepsExhausted();
    this.spend(effort);
  }

  /** The work done so far: steps, and what they took beyond one step each. */
  get work(): number {
    return this.steps + this.effort;
  }

  /** To be called when a layer or a node was made: calls around it are not idle. */
  made(): void {
    this.idleBudget.note(this.work);
  }

  /** Whether an open frame is to be given up if nothing comes of it: not what was asked for itself, and not what has made something. */
  private isIdle(index: number): boolean {
    const frame = this.frames[index];
    return frame !== undefined && index >= this.keptFrames && this.idleBudget.isIdle(frame.begun);
  }

  /** Whether the innermost frame is the outermost one to be given up. */
  givesUpHere(): boolean {
    const innermost = this.frames.length - 1;
    return this.isIdle(innermost) && !this.isIdle(innermost - 1);
  }

  /** Counts work that grows with the number of elements looked through. */
  look(elements: number): void {
    if (elements >= LOOKS_PER_STEP) this.spend(Math.trunc(elements / LOOKS_PER_STEP));
  }

  /** Counts elements that are put into a list or a table. Asked before it is done, so that nothing outgrows the memory. */
  copy(elements: number): void {
    if (elements >= COPIES_PER_STEP) this.spend(Math.trunc(elements / COPIES_PER_STEP));
  }

  private spend(effort: number): void {
    this.effort += effort;
    if (this.effort > EFFORT_BESIDE_STEPS * this.maximumSteps) throw new StepsExhausted();
  }

  /** Goes one or several levels deeper, or tells that it is too deep: what stands there is then unknown. `nesting` goes down again by hand. */
  deeper(levels = 1): boolean {
    if (this.nesting > MAXIMUM_NESTING) {
      this.followed = false;
      this.graph.cut = true;
      return false;
    }
    this.nesting += levels;
    return true;
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

  self(): ObjectValue | undefined {
    for (let index = this.frames.length - 1; index >= 0; index -= 1) {
      const self = this.frames[index]?.self;
      if (self?.kind === 'object') return self;
    }
    return undefined;
  }

  create(base: string, definition: ClassValue | undefined, place: Place): ObjectValue {
    this.instances += 1;
    this.spend(EFFORT_OF_OBJECT);
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
      handedOn: undefined,
      named: this.named,
      certain: true,
      assumed: false,
    };
    this.objects.push(object);
    if (object.behaviour.frontEnd !== undefined) {
      this.modulesMade += 1;
      this.made();
    }
    return object;
  }
}
