/** Traces a document: all its models, each kept by identity while nothing that it was traced from has changed. */
import type { Bindings } from '../../python/names';
import { everyTriggerWord, triggerWords, type TriggerWords, packageNames, rootOf } from '../../frameworks';
import { covers } from '../../python/place';
import type { ClassDefinition, Parameter, Place, Statement, Unit } from '../../python/syntax';
import {
  calledLast,
  calledNames,
  classOf,
  definedNames,
  definitionsIn,
  familyOf,
  functionOf,
  makersIn,
  scriptUnits,
  type Definition,
} from './definitions';
import { isNetwork, type ModuleTrace, type SignalNode } from '../graph';
import { Machine } from '../machine/machine';
import { ModuleIndex, type WorkspaceSource } from '../machine/modules';
import { createNamespace, type Namespace } from '../machine/namespace';
import { NO_ARGUMENTS, UNKNOWN, scalar, type Value } from '../machine/values';
import { fieldIn, MOST_WAYS, otherWays, type Setting } from './other-ways';
import { Prefilter } from './prefilter';
import {
  hasRun,
  isRecorded,
  keyOfFunction,
  Validity,
  type Evaluation,
  type RecordedTrace,
  type RootRecord,
} from './records';
import {
  nameOfDefinition,
  traceClass,
  traceFunction,
  traceMaker,
  traceMethods,
  traceScript,
  usersOf,
} from './roots';
import { withoutRepeats } from './signature';

export interface TraceContext {
  /** Reads other files of the workspace; without it only the document itself is followed. */
  readonly source?: WorkspaceSource;
  /** Follows both ways of every flag: for what is shown, not for findings. */
  readonly bothWays?: true;
}

const callMethods: ReadonlySet<string> = new Set(['forward', 'call', '__call__']);

export function traceModule(
  bindings: Bindings,
  context: TraceContext = {},
  previous?: ModuleTrace,
): ModuleTrace {
  const { module } = bindings;
  const relevant =
    context.source !== undefined ||
    [...bindings.importedModules].some((name) => packageNames.has(rootOf(name)));
  if (!relevant) return { models: [], modules: new Map([[module.uri, module]]) };
  return tracerFor(bindings, context, previous).run();
}

export function tracerFor(bindings: Bindings, context: TraceContext, previous?: ModuleTrace): Tracer {
  const earlier = previous !== undefined && isRecorded(previous) ? previous : undefined;
  const namespace = createNamespace(bindings.module, earlier?.prefilter.main);
  return new Tracer(namespace, wordsFor(bindings), context, earlier);
}

/** A document that imports no framework may get one from a module of its own: `from backend import keras`. */
function wordsFor(bindings: Bindings): TriggerWords {
  const own = triggerWords(bindings);
  return own.size === 0 ? everyTriggerWord() : own;
}

export class Tracer {
  private readonly machine: Machine;
  private readonly records = new Map<string, RootRecord>();
  /** Nodes of all records so far: what was kept counts, too, so that an edited text skips the variants that a fresh one does. */
  private work = 0;
  private readonly validity: Validity;
  private readonly prefilter: Prefilter;

  constructor(
    private readonly namespace: Namespace,
    words: TriggerWords,
    context: TraceContext,
    private readonly earlier: RecordedTrace | undefined,
  ) {
    const modules = new ModuleIndex(namespace, context.source);
    this.machine = new Machine(modules);
    this.machine.bothWays = context.bothWays === true;
    this.validity = new Validity(namespace, (uri) => modules.load(uri), earlier);
    this.prefilter = new Prefilter(namespace, words, modules, earlier?.prefilter);
  }

  /** For every variant of the models instead of the first ones. */
  allowMore(): this {
    this.machine.allowMore();
    return this;
  }

  run(): ModuleTrace {
    const { namespace, prefilter } = this;
    const { functions, classes } = definitionsIn(namespace.module);
    const script = scriptUnits(namespace);
    const defined = definedNames([...functions, ...classes], this.earlier?.defined);
    const called = calledNames(namespace.module.units, defined);
    if (script.some((unit) => prefilter.mayMeetNetwork(unit)))
      this.script(
        script,
        functions.filter(({ name }) => !called.has(name)).map(({ unit }) => unit),
      );
    const families = new Map<string, number>();
    const passedOver: Definition[] = [];
    for (const { name, unit } of calledLast(functions, called)) {
      if (!prefilter.mayMeetNetwork(unit)) continue;
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
    this.makers(script, families);
    for (const { name, unit } of calledLast(classes, called)) {
      if (!prefilter.mayMeetNetwork(unit)) continue;
      const definition = classOf(unit, name);
      // A class that something here instantiates was traced there, with its arguments.
      if (definition === undefined || (this.isTraced(definition) && !this.isMadeOpen(definition))) continue;
      this.root(`class ${name}`, [unit], () => ({
        models: this.machine.heap.undoLog.alone(() => [
          ...traceClass(this.machine, namespace, definition),
          ...traceMethods(this.machine, namespace, definition),
        ]),
        own: [unit],
      }));
    }
    if (this.machine.bothWays) {
      for (const { name, unit } of classes) this.otherWays(name, unit);
      this.choices();
    }
    return this.result(passedOver, defined);
  }

  /** Of names for one class with other arguments the first is followed, unless what it is made of has run already. */
  private makers(script: readonly Unit[], families: Map<string, number>): void {
    const { machine, namespace, prefilter } = this;
    for (const { name, unit, site } of makersIn(script)) {
      if (!prefilter.mayMeetNetwork(unit)) continue;
      const family = familyOf(unit, namespace);
      const members = family.split(' ').flatMap((member) => {
        const [binder] = namespace.binders.get(member) ?? [];
        return (binder && classOf(binder, member)) ?? [];
      });
      if (families.has(family) || members.every((member) => this.isTraced(member))) continue;
      families.set(family, 1);
      this.root(`maker ${name}`, [unit], () => ({
        models: machine.heap.undoLog.alone(() => traceMaker(machine, namespace, name, site)),
        own: [unit],
      }));
    }
  }

  /** Branches of a class that nothing took so far, each with what its constructor needs for it. */
  private otherWays(name: string, unit: Unit): void {
    const { machine, namespace } = this;
    const definition = this.prefilter.mayMeetNetwork(unit) ? classOf(unit, name) : undefined;
    if (definition === undefined) return;
    let followed = 0;
    for (const { settings, first } of otherWays(definition, (text) => this.prefilter.tells(text))) {
      if (machine.taken.has(first) || machine.remainingSteps < STEPS_KEPT_FROM_OTHER_WAYS) continue;
      followed += 1;
      if (followed > MOST_WAYS) break;
      const given = new Map<string, Value>();
      const fields = new Map<string, Value>();
      for (const [subject, setting] of settings) {
        const field = fieldIn(subject);
        if (field === undefined) given.set(subject, valueOf(setting));
        else fields.set(field, valueOf(setting));
      }
      this.root(`class ${name} ${JSON.stringify([...settings])}`, [unit], () => ({
        models: machine.heap.undoLog.alone(() =>
          machine.withFields(fields, () =>
            traceClass(machine, namespace, definition, { ...NO_ARGUMENTS, keywords: given }),
          ),
        ),
        own: [unit],
      }));
      machine.take(first);
    }
  }

  /** Branches that a text decides in what the document's classes use, each with the class made anew. */
  private choices(): void {
    const { machine, namespace } = this;
    let followed = 0;
    // Of what one of them leads to the table grows while it is walked.
    for (const [first, choice] of machine.choices) {
      if (machine.remainingSteps < STEPS_KEPT_FROM_OTHER_WAYS) break;
      const { parameter, value, root, text } = choice;
      if (typeof first !== 'string' && machine.taken.has(first)) continue;
      // What is called there may lie in another file, whose words nobody knows here.
      if (text !== undefined && !this.prefilter.tells(text) && !/\w\(/.test(text)) continue;
      followed += 1;
      if (followed > MOST_WAYS) break;
      machine.choice = choice;
      this.root(`class ${root.name} ${parameter.name}=${value}`, [root.unit], () => ({
        models: machine.heap.undoLog.alone(() => traceClass(machine, namespace, root)),
        own: [root.unit],
      }));
      machine.choice = undefined;
      if (typeof first !== 'string') machine.take(first);
    }
  }

  /** Which functions that nothing calls use what the script keeps is a part of what it was traced from, the others are not. */
  private script(script: readonly Unit[], uncalled: readonly Unit[]): void {
    const withUsers = (kept: ReadonlySet<string>): readonly Unit[] => [...script, ...usersOf(kept, uncalled)];
    const before = this.earlier?.records.get('script')?.kept;
    this.root('script', before === undefined ? script : withUsers(before), () => {
      const { models, kept, fills } = traceScript(this.machine, this.namespace, script, uncalled);
      return { models, own: withUsers(kept), kept, fills };
    });
  }

  /** A function on its own. */
  traceFunction({ name, unit }: Definition): void {
    const definition = functionOf(unit, name);
    if (definition === undefined) return;
    this.root(keyOfFunction(name), [unit], () => ({
      models: this.machine.heap.undoLog.alone(() => traceFunction(this.machine, this.namespace, definition)),
      own: [unit],
    }));
  }

  /** A class on its own, made with these arguments. */
  traceClassWith(definition: ClassDefinition, given: ReadonlyMap<string, number>): RecordedTrace {
    const { machine, namespace } = this;
    const keywords = new Map<string, Value>();
    for (const [path, value] of given) {
      const [name = '', attribute] = path.split('.', 2);
      if (attribute === undefined) keywords.set(name, scalar(value));
      else setAttribute(machine, keywords, { name, attribute, value }, nameOfDefinition(definition));
    }
    this.root(`class ${definition.name}`, [definition.unit], () => ({
      models: machine.heap.undoLog.alone(() => [
        ...traceClass(machine, namespace, definition, { ...NO_ARGUMENTS, keywords }),
        ...traceMethods(machine, namespace, definition, { ...NO_ARGUMENTS, keywords }),
      ]),
      own: [definition.unit],
    }));
    return this.result([], new Set());
  }

  /** Takes over what an earlier trace knows of a function, if it still holds. */
  keepFunction({ name, unit }: Definition): void {
    const known = this.validity.recordOf(keyOfFunction(name), [unit]);
    if (known !== undefined) this.records.set(keyOfFunction(name), known);
  }

  result(passedOver: readonly Definition[], defined: ReadonlySet<string>): RecordedTrace {
    const { namespace } = this;
    const modules = new Map([[namespace.uri, namespace.module]]);
    for (const other of this.machine.modules.loaded()) modules.set(other.uri, other.module);
    this.machine.heap.undoLog.undo();
    return {
      models: withoutRepeats([...this.records.values()].flatMap((record) => record.models)),
      modules,
      records: this.records,
      prefilter: this.prefilter,
      defined,
      passedOver,
    };
  }

  /** What is shown has a class as a whole, also where the only instance in view is never called. */
  private isTraced(definition: ClassDefinition): boolean {
    if (!this.machine.bothWays) return hasRun(definition, this.records);
    // What used its steps up may have left out any part of it.
    const whole = new Map([...this.records].filter(([, { exhaustions }]) => exhaustions === 0));
    return (
      hasRun(definition, whole) &&
      definition.body.every(
        (statement) =>
          statement.kind !== 'Function' || !callMethods.has(statement.name) || hasRun(statement, whole),
      )
    );
  }

  /** Whether what makes a class leaves its widths open, `Net(dim=args.dim)`, while its constructor has defaults: these say more of it. */
  private isMadeOpen(definition: ClassDefinition): boolean {
    if (!hasSizeAsDefault(definition)) return false;
    const isOpen = (node: SignalNode): boolean =>
      node.kind === 'layer' &&
      node.width === undefined &&
      [node.place, ...node.chain].some((place) => covers(definition, place));
    return [...this.records.values()].some(
      ({ ran, models }) => ran.has(definition) && models.some(({ nodes }) => nodes.some(isOpen)),
    );
  }

  private root(key: string, units: readonly Unit[], evaluate: () => Evaluation): void {
    const known = this.validity.recordOf(key, units);
    if (known !== undefined) {
      this.work += known.work;
      this.machine.remainingSteps -= known.steps;
      this.machine.exhaustions += known.exhaustions;
      this.records.set(key, known);
      return;
    }
    const { machine } = this;
    const { remainingSteps, exhaustions } = machine;
    // What is left to do is left undone: the document asks for more than anybody would wait for.
    if (remainingSteps <= 0) return;
    machine.recorder = new Set();
    machine.executed.clear();
    const { models, own, kept, fills } = evaluate();
    if (fills === true) this.validity.keepNothing();
    const work = machine.graph.nodes.length;
    this.work += work;
    // A graph that is full is one evaluation more that asked for too much.
    if (machine.graph.isFull) machine.exhaustions += 1;
    const lookups = this.validity.lookups(machine.recorder);
    machine.remainingSteps -= STEPS_OF_LOOKUP * machine.recorder.size;
    const ran = new Set<Statement>();
    // What ran without being part of a model is looked at again on its own.
    if (models.some(isNetwork))
      for (const definition of machine.executed) if (definition.kind !== 'Lambda') ran.add(definition);
    this.records.set(key, {
      models,
      own,
      kept,
      fills,
      lookups,
      ran,
      work,
      steps: remainingSteps - machine.remainingSteps,
      exhaustions: machine.exhaustions - exhaustions,
    });
  }
}

/** `config.n_embd`: an attribute of a configuration of which nothing else is known. */
function setAttribute(
  machine: Machine,
  keywords: Map<string, Value>,
  { name, attribute, value }: { readonly name: string; readonly attribute: string; readonly value: number },
  site: Place,
): void {
  let configuration = keywords.get(name);
  if (configuration?.kind !== 'object') {
    configuration = machine.create('object', undefined, site);
    configuration.assumed = true;
    keywords.set(name, configuration);
  }
  configuration.attributes.set(attribute, scalar(value));
}

/** Keeping what a name stood for takes as long as so many steps. */
const STEPS_OF_LOOKUP = 8;
const valueOf = (setting: Setting): Value =>
  setting === 'any' ? UNKNOWN : scalar(setting === 'other' ? '' : setting.value);

/** What a document does by default comes first: with less than this left, no other ways are sought. */
const STEPS_KEPT_FROM_OTHER_WAYS = 4_000_000;
const MINIMUM_VARIANTS = 1;
const WORK_BEFORE_SKIPPING = 150;

/** Whether a constructor has defaults for all that it takes, one of them a whole number above 1. */
function hasSizeAsDefault({ body }: ClassDefinition): boolean {
  const constructor = body.find(
    (statement) => statement.kind === 'Function' && statement.name === '__init__',
  );
  const taken = constructor?.kind === 'Function' ? constructor.parameters.slice(1) : [];
  const isSize = ({ defaultValue: value }: Parameter): boolean =>
    value?.kind === 'Number' && Number.isInteger(value.value) && Number(value.value) > 1;
  return (
    taken.every(({ defaultValue, form }) => defaultValue !== undefined || /star/.test(form)) &&
    taken.some(isSize)
  );
}
