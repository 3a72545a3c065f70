/** Traces a document: all its models, each kept by identity while nothing that it was traced from has changed. */
import type { Bindings } from '../python/names';
import { everyTellingWord, tellingWords, type TellingWords } from '../frameworks';
import { outlineOf } from '../python/outline';
import type { ClassDefinition, FunctionDefinition, SourceModule, Statement, Unit } from '../python/syntax';
import { wordsOf } from '../python/words';
import { isNetwork, type Model, type ModuleTrace } from './graph';
import { Machine } from './interpreter/machine';
import { ModuleIndex, type WorkspaceSource } from './interpreter/modules';
import { createNamespace, STARS, type Namespace } from './interpreter/namespace';
import { Reach } from './reach';
import { traceClass, traceFunction, traceScript } from './roots';
import './flax';
import './keras';
import './keras/tensorflow';
import './torch';

export interface TraceContext {
  /** Reads other files of the workspace; without it only the document itself is followed. */
  readonly source?: WorkspaceSource;
}

/** What one starting point gave, and what it looked at. */
export interface RootRecord {
  readonly models: readonly Model[];
  /** Units that it consists of itself. */
  readonly own: readonly Unit[];
  /** Statements that bind each name that was looked up, by module. */
  readonly lookups: ReadonlyMap<string, readonly Lookup[]>;
  /** Functions that ran and classes of which models were made: they need no run of their own. */
  readonly ran: ReadonlySet<Statement>;
  /** Nodes made. */
  readonly work: number;
}
interface Lookup {
  readonly name: string;
  readonly binders: readonly Unit[];
}
export interface RecordedTrace extends ModuleTrace {
  readonly records: ReadonlyMap<string, RootRecord>;
  readonly reach: Reach;
  /** Names of its definitions. */
  readonly defined: ReadonlySet<string>;
  /** Further variants of an architecture that are traced only when somebody asks for them (`variants.ts`). */
  readonly passedOver: readonly Definition[];
}

const frameworkRoots =
  /^(?:torch|torchvision|tensorflow|tf_keras|keras|jax|flax|pytorch_lightning|lightning)\b/;
const NO_UNITS: readonly Unit[] = [];

export function traceModule(
  bindings: Bindings,
  context: TraceContext = {},
  previous?: ModuleTrace,
): ModuleTrace {
  const { module } = bindings;
  const relevant =
    context.source !== undefined || [...bindings.importedModules].some((name) => frameworkRoots.test(name));
  if (!relevant) return { models: [], modules: new Map([[module.uri, module]]) };
  return tracerFor(bindings, context, previous).run();
}

export function tracerFor(bindings: Bindings, context: TraceContext, previous?: ModuleTrace): Tracer {
  const earlier = previous !== undefined && isRecorded(previous) ? previous : undefined;
  const namespace = createNamespace(bindings.module, earlier?.reach.main);
  return new Tracer(namespace, wordsFor(bindings), context, earlier);
}

/** A document that imports no framework may get one from a module of its own: `from backend import keras`. */
function wordsFor(bindings: Bindings): TellingWords {
  const own = tellingWords(bindings);
  return own.size === 0 ? everyTellingWord() : own;
}

export class Tracer {
  private readonly machine: Machine;
  private readonly records = new Map<string, RootRecord>();
  /** Nodes of all records so far: what was kept counts, too, so that an edited text skips the variants that a fresh one does. */
  private work = 0;
  private readonly keptOrders = new Map<Namespace, boolean>();
  private readonly reach: Reach;

  constructor(
    private readonly namespace: Namespace,
    words: TellingWords,
    context: TraceContext,
    private readonly earlier: RecordedTrace | undefined,
  ) {
    const modules = new ModuleIndex(namespace, context.source);
    this.machine = new Machine(modules);
    this.reach = new Reach(namespace, words, modules, earlier?.reach);
  }

  run(): ModuleTrace {
    const { namespace, reach } = this;
    const { functions, classes } = definitionsIn(namespace.module);
    const script = scriptUnits(namespace);
    const defined = definedNames([...functions, ...classes], this.earlier?.defined);
    const called = calledNames(namespace.module.units, defined);
    const uncalled = functions.filter(({ name }) => !called.has(name));
    if (script.some((unit) => reach.mayMeetNetwork(unit))) {
      // Which functions there are decides what the script runs, so theirs are its units, too.
      const sources = uncalled.length === 0 ? script : [...script, ...uncalled.map(({ unit }) => unit)];
      this.root('script', sources, () =>
        traceScript(
          this.machine,
          namespace,
          script,
          uncalled.map(({ unit }) => unit),
        ),
      );
    }
    const families = new Map<string, number>();
    const passedOver: Definition[] = [];
    for (const { name, unit } of calledLast(functions, called)) {
      if (!reach.mayMeetNetwork(unit)) continue;
      // Of many variants of one architecture the first few are traced, as long as that is quick.
      const family = familyOf(unit, namespace);
      const earlier = families.get(family) ?? 0;
      families.set(family, earlier + 1);
      if (earlier >= MINIMUM_VARIANTS && this.work > WORK_BEFORE_SKIPPING && family !== '') {
        passedOver.push({ name, unit });
        continue;
      }
      // A function that others call with arguments says more there than on its own.
      if (called.has(name) && hasRun(functionOf(unit, name), this.records)) continue;
      this.traceFunction({ name, unit });
    }
    for (const { name, unit } of calledLast(classes, called)) {
      if (!reach.mayMeetNetwork(unit)) continue;
      const definition = classOf(unit, name);
      // A class that something here instantiates was traced there, with its arguments.
      if (definition === undefined || hasRun(definition, this.records)) continue;
      this.root(`class ${name}`, [unit], () => traceClass(this.machine, namespace, definition));
    }
    return this.result(passedOver, defined);
  }

  /** A function on its own. */
  traceFunction({ name, unit }: Definition): void {
    const definition = functionOf(unit, name);
    if (definition === undefined) return;
    this.root(keyOfFunction(name), [unit], () => traceFunction(this.machine, this.namespace, definition));
  }

  /** Takes over what an earlier trace knows of a function, if it still holds. */
  keepFunction({ name, unit }: Definition): void {
    const known = this.earlier?.records.get(keyOfFunction(name));
    if (known !== undefined && this.stillHolds(known, [unit])) this.records.set(keyOfFunction(name), known);
  }

  result(passedOver: readonly Definition[], defined: ReadonlySet<string>): RecordedTrace {
    const { namespace } = this;
    const modules = new Map([[namespace.uri, namespace.module]]);
    for (const other of this.machine.modules.loaded()) modules.set(other.uri, other.module);
    return {
      models: withoutRepeats([...this.records.values()].flatMap((record) => record.models)),
      modules,
      records: this.records,
      reach: this.reach,
      defined,
      passedOver,
    };
  }

  private root(key: string, units: readonly Unit[], evaluate: () => readonly Model[]): void {
    const known = this.earlier?.records.get(key);
    if (known !== undefined && this.stillHolds(known, units)) {
      this.work += known.work;
      this.records.set(key, known);
      return;
    }
    const { machine } = this;
    machine.recorder = new Set();
    machine.executed.clear();
    const models = evaluate();
    const work = machine.graph.nodes.length;
    this.work += work;
    const lookups = new Map<string, Lookup[]>();
    for (const key of machine.recorder) {
      const [uri = '', name = ''] = key.split('\n');
      const list = lookups.get(uri);
      const lookup = { name, binders: this.bindersOf(name, this.namespaceOf(uri)) };
      if (list === undefined) lookups.set(uri, [lookup]);
      else list.push(lookup);
    }
    const ran = new Set<Statement>();
    // What ran without being part of a model is looked at again on its own.
    if (models.some(isNetwork))
      for (const definition of machine.executed) if (definition.kind !== 'Lambda') ran.add(definition);
    this.records.set(key, { models, own: units, lookups, ran, work });
  }

  private bindersOf(name: string, namespace: Namespace | undefined): readonly Unit[] {
    return (name === STARS ? namespace?.stars : namespace?.binders.get(name)) ?? NO_UNITS;
  }

  private namespaceOf(uri: string): Namespace | undefined {
    return uri === this.namespace.uri ? this.namespace : this.machine.modules.load(uri);
  }

  private stillHolds(record: RootRecord, units: readonly Unit[]): boolean {
    if (!sameUnits(record.own, units) || !this.keepsOrder(this.namespace)) return false;
    for (const [uri, lookups] of record.lookups) {
      const namespace = this.namespaceOf(uri);
      if (namespace !== undefined && !this.keepsOrder(namespace)) return false;
      for (const { name, binders } of lookups)
        if (!sameUnits(binders, this.bindersOf(name, namespace))) return false;
    }
    return true;
  }

  /** Whether the statements that are still there stand in the same order: a name means what was bound to it before. */
  private keepsOrder(namespace: Namespace): boolean {
    let kept = this.keptOrders.get(namespace);
    if (kept === undefined) {
      let last = -1;
      kept = (this.earlier?.modules.get(namespace.uri)?.units ?? NO_UNITS).every((unit) => {
        const position = namespace.order.get(unit);
        if (position === undefined) return true;
        const after = position > last;
        last = position;
        return after;
      });
      this.keptOrders.set(namespace, kept);
    }
    return kept;
  }
}

/** Whether a definition was part of what one of these starting points ran. */
export function hasRun(definition: Statement | undefined, records: ReadonlyMap<string, RootRecord>): boolean {
  if (definition === undefined) return false;
  for (const record of records.values()) if (record.ran.has(definition)) return true;
  return false;
}

const MINIMUM_VARIANTS = 1;
const WORK_BEFORE_SKIPPING = 150;

/** A definition at the top level, which need not be parsed to be listed. */
export interface Definition {
  readonly name: string;
  readonly unit: Unit;
}

function definitionsIn(module: SourceModule): {
  readonly functions: readonly Definition[];
  readonly classes: readonly Definition[];
} {
  const functions: Definition[] = [];
  const classes: Definition[] = [];
  for (const unit of module.units) {
    const outline = outlineOf(unit);
    if (outline !== undefined) {
      (outline.kind === 'class' ? classes : functions).push({ name: outline.name, unit });
      continue;
    }
    for (const statement of unit.body) {
      if (statement.kind === 'Function') functions.push({ name: statement.name, unit });
      else if (statement.kind === 'Class') classes.push({ name: statement.name, unit });
    }
  }
  return { functions, classes };
}

export const functionOf = (unit: Unit, name: string): FunctionDefinition | undefined =>
  unit.body.find((statement) => statement.kind === 'Function' && statement.name === name) as
    FunctionDefinition | undefined;

const classOf = (unit: Unit, name: string): ClassDefinition | undefined =>
  unit.body.find((statement) => statement.kind === 'Class' && statement.name === name) as
    ClassDefinition | undefined;

/** What others call says more there than on its own, so it comes last. */
function calledLast(definitions: readonly Definition[], called: ReadonlySet<string>): readonly Definition[] {
  return [
    ...definitions.filter(({ name }) => !called.has(name)),
    ...definitions.filter(({ name }) => called.has(name)),
  ];
}

/** Functions and classes of the document that a function calls or hands on, by name: what `resnet18` and `resnet34` have in common. */
function familyOf(unit: Unit, namespace: Namespace): string {
  const names: string[] = [];
  for (const word of wordsOf(unit).calledOrGiven()) {
    const [binder] = namespace.binders.get(word) ?? NO_UNITS;
    if (binder === undefined || binder === unit) continue;
    if (outlineOf(binder) !== undefined || binder.body.some(isDefinition)) names.push(word);
  }
  return names.sort().join(' ');
}

export const keyOfFunction = (name: string): string => `function ${name}`;

const sameUnits = (one: readonly Unit[], other: readonly Unit[]): boolean =>
  one === other || (one.length === other.length && one.every((unit, index) => unit === other[index]));

export const isRecorded = (trace: ModuleTrace): trace is RecordedTrace => 'records' in trace;

const scripts = new WeakMap<Unit, boolean>();

/** Statements that do something when the document runs: calls, and not definitions and imports. */
function scriptUnits(namespace: Namespace): readonly Unit[] {
  return namespace.module.units.filter((unit) => {
    let runs = scripts.get(unit);
    if (runs === undefined) {
      runs =
        outlineOf(unit) === undefined &&
        /[\w\])]\s*\(/.test(unit.text) &&
        unit.body.some(({ kind }) => !definitions.has(kind));
      scripts.set(unit, runs);
    }
    return runs;
  });
}

const definitions = new Set<Statement['kind']>(['Function', 'Class', 'Import', 'ImportFrom']);

const isDefinition = (statement: Statement): statement is FunctionDefinition | ClassDefinition =>
  statement.kind === 'Function' || statement.kind === 'Class';

/** Names of a module's definitions that it calls somewhere other than in their own definition. */
export function calledDefinitions(module: SourceModule): ReadonlySet<string> {
  const { functions, classes } = definitionsIn(module);
  return calledNames(module.units, definedNames([...functions, ...classes], undefined));
}

/** Which of these names stand before an opening parenthesis somewhere other than in their own definition. */
function calledNames(units: readonly Unit[], defined: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const unit of units) for (const name of calledIn(unit, defined)) names.add(name);
  return names;
}

/** The same set for the same names, so that what a unit calls of them is kept from version to version. */
function definedNames(
  definitions: readonly Definition[],
  earlier: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  const names = new Set(definitions.map(({ name }) => name));
  if (names.size !== earlier?.size) return names;
  for (const name of names) if (!earlier.has(name)) return names;
  return earlier;
}

const callsOfUnits = new WeakMap<
  Unit,
  { readonly defined: ReadonlySet<string>; readonly names: readonly string[] }
>();

function calledIn(unit: Unit, defined: ReadonlySet<string>): readonly string[] {
  let kept = callsOfUnits.get(unit);
  if (kept?.defined !== defined) {
    const own = outlineOf(unit)?.name ?? unit.body.find(isDefinition)?.name;
    const names = wordsOf(unit)
      .called()
      .filter((name) => name !== own && defined.has(name));
    callsOfUnits.set(unit, (kept = { defined, names }));
  }
  return kept.names;
}

/** The same class traced twice with the same steps is one model; a more concrete trace replaces the class on its own. */
function withoutRepeats(models: readonly Model[]): readonly Model[] {
  const seen = new Set<string>();
  return models.filter((model) => {
    const signature = signatureOf(model);
    if (seen.has(signature)) return false;
    seen.add(signature);
    return true;
  });
}

const unitNumbers = new WeakMap<Unit, number>();
let unitCount = 0;
function numberOfUnit(unit: Unit): number {
  let number = unitNumbers.get(unit);
  if (number === undefined) {
    unitCount += 1;
    number = unitCount;
    unitNumbers.set(unit, number);
  }
  return number;
}

const signatures = new WeakMap<Model, string>();

export function signatureOf(model: Model): string {
  let signature = signatures.get(model);
  if (signature === undefined) signatures.set(model, (signature = describe(model)));
  return signature;
}

function describe(model: Model): string {
  return model.nodes
    .map(
      (node) =>
        `${node.qualifiedName}@${numberOfUnit(node.place.unit)}:${node.place.start}<${node.inputs.join(',')}`,
    )
    .join(';');
}
