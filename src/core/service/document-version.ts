/** One version of one document: each step from text to findings is done when it is first asked for, once. */
import { activationUseAt, activationUses, frameworksOf, symbolOf, symbolUseAt } from '../frameworks';
import {
  definedFunctions,
  assignedAt,
  functionAt,
  functionInSelection,
  placeOf,
  type OwnFunction,
} from '../functions/definition';
import { factsOf } from '../functions/facts';
import { interpret, type OwnParameter } from '../functions/interpret';
import { isEnabled } from '../lint/configuration/configuration';
import type { LintEngine } from '../lint/engine/engine';
import { absoluteRange } from '../python/offsets';
import { materialize } from '../lint/fixes/fixes';
import { importInsertion, spell } from '../lint/fixes/imports';
import { nestedTooDeeply, tooDeepPlaces } from '../lint/engine/nested-too-deeply';
import { reportFindings } from '../lint/engine/report';
import type { Rule } from '../lint/rule';
import { unusedSuppression } from '../lint/suppressions/suppressions';
import type { Model } from '../network/graph';
import { nameOfDefinition } from '../network/trace/roots';
import { lazily } from '../lazily';
import { parsedModule } from '../network/machine/modules';
import { functionOf } from '../network/trace/definitions';
import { passedOver } from '../network/trace/variants';
import { phrase, type Say } from '../phrase';
import type { Changes } from '../what-if/changes';
import { editsFor } from '../what-if/edits';
import { bind } from '../python/bind';
import { covers } from '../python/place';
import type { Bindings } from '../python/names';
import { parseModule } from '../python/parse';
import type { Place, SourceModule, TextChange } from '../python/syntax';
import type {
  ActivationUse,
  LensDocument,
  LintConfiguration,
  OffsetRange,
  OwnFunctionUse,
  OwnParameterUse,
  ReportedFinding,
} from '../api';
import { absoluteUse } from './absolute-use';
import { inDocumentOrder, modelsNear } from './models-near';
import { symbolTrace } from './symbol-trace';
import { madeFor, tracedActivationAt } from './traced-use';
import { Traces, type InheritedTraces, type TracingContext } from './traces';
import { mayHaveFindings, mayUseFramework } from './relevance';

/** What all documents of a service share. */
export interface ServiceContext extends TracingContext {
  readonly rules: readonly Rule[];
  /** Rules that run under a configuration, the same list each time; `key` tells configurations apart. */
  readonly rulesFor: (key: string, configuration: LintConfiguration) => readonly Rule[];
  readonly engine: LintEngine;
  readonly say: Say;
}

/** What a version leaves to the next one: the newest results, and the edits since the text that they were made from. */
export interface InheritedState extends InheritedTraces {
  readonly module: SourceModule;
  readonly bindings: Bindings | undefined;
  /** Undefined when they are not known: the text is then compared as a whole. */
  readonly changes: readonly TextChange[] | undefined;
}

/** Tells which of several star imports can hold a name. */
const isKnown = (qualifiedName: string) => symbolOf(qualifiedName) !== undefined;

/** A function may call others of the document, so a result holds for one text. */
const interpretations = new WeakMap<
  object,
  {
    readonly text: string;
    readonly owner: object | undefined;
    readonly result: ReturnType<typeof interpret>;
  }
>();

export class DocumentVersion implements LensDocument {
  #inherited: InheritedState | undefined;
  #module: SourceModule | undefined;
  #bindings: Bindings | undefined;
  #traces: Traces | undefined;
  readonly #findings = new Map<
    string,
    { readonly models: readonly Model[]; readonly findings: readonly ReportedFinding[] }
  >();
  #ownFunctions: readonly OwnFunctionUse[] | undefined;
  #activations: readonly ActivationUse[] | undefined;
  readonly #context: ServiceContext;
  readonly tookTooLong = false;

  constructor(
    context: ServiceContext,
    readonly uri: string,
    readonly version: number,
    readonly text: string,
    inherited: InheritedState | undefined,
  ) {
    this.#context = context;
    this.#inherited = inherited;
  }

  /** For the next version, whose text differs by `changes`. */
  handDown(changes: readonly TextChange[] | undefined): InheritedState | undefined {
    if (this.#module !== undefined)
      return {
        module: this.#module,
        bindings: this.#bindings ?? this.#inherited?.bindings,
        ...this.traces().handDown(),
        changes,
      };
    if (this.#inherited === undefined) return undefined;
    const before = this.#inherited.changes;
    return {
      ...this.#inherited,
      changes: before === undefined || changes === undefined ? undefined : [...before, ...changes],
    };
  }

  activationAt(offset: number): ActivationUse | undefined {
    if (!mayUseFramework(this.text)) return undefined;
    const use =
      activationUseAt(this.bindings(), offset) ??
      tracedActivationAt(this.module(), offset, () => this.traces().current().models);
    return use && absoluteUse(use, this.module());
  }

  symbolAt(offset: number): ReturnType<LensDocument['symbolAt']> {
    if (!mayUseFramework(this.text)) return undefined;
    const use = symbolUseAt(this.bindings(), offset);
    const range = use && this.rangeOf(use.place);
    return (
      use && range && { use, range, trace: lazily(() => symbolTrace(use, this.traces().current().models)) }
    );
  }

  functionAt(offset: number, end = offset): OwnFunctionUse | undefined {
    const bindings = this.bindings();
    if (end > offset) {
      const own = functionInSelection(bindings, offset, end);
      return own && this.#ownUse(own);
    }
    const found = functionAt(bindings, offset);
    const at = found && this.rangeOf(found.at);
    const isNamed = at !== undefined && at.start <= offset && offset <= at.end;
    const made = isNamed ? undefined : this.#madeFor(offset);
    if (made ?? found) return made ?? (found && this.#ownUse(found.own, found.at));
    const tried = assignedAt(bindings, offset);
    const use = tried && this.#ownUse(tried.own, tried.at);
    return use?.result.kind === 'curve' ? use : undefined;
  }

  spellingAt(qualifiedName: string, offset: number): ReturnType<LensDocument['spellingAt']> {
    const bindings = this.bindings();
    const module = this.module();
    const unit = module.unitAt(offset) ?? module.units.at(-1);
    if (unit === undefined) return undefined;
    const start = module.offsetIn(unit, offset) ?? unit.text.length;
    const { text, edits } = spell(bindings, qualifiedName, { unit, start, end: start });
    return {
      text,
      edits: edits.flatMap((edit) => (edit.kind === 'import' ? [importInsertion(module, edit)] : [])),
    };
  }

  editsFor(model: Model, changes: Changes): ReturnType<LensDocument['editsFor']> {
    const bindings = this.bindings();
    const { edits, written } = editsFor(model, changes, bindings);
    const fix =
      edits.length === 0
        ? undefined
        : materialize({ title: phrase`Apply to code`, safe: false, edits }, '', bindings);
    return fix === undefined ? { edits: [], written: {} } : { edits: fix.edits, written };
  }

  frameworks(): ReturnType<LensDocument['frameworks']> {
    return frameworksOf(this.bindings().importedModules);
  }

  ownFunctions(): readonly OwnFunctionUse[] {
    return (this.#ownFunctions ??= definedFunctions(this.module(), this.bindings())
      .map((own) => this.#ownUse(own))
      .filter((use): use is OwnFunctionUse => use?.result.kind === 'curve'));
  }

  /** The class of one's own whose instance a name stands for, where only following the model tells. */
  #madeFor(offset: number): OwnFunctionUse | undefined {
    const traced = madeFor(this.module(), offset, () => this.traces().current().models);
    const start = traced && this.rangeOf(traced.made)?.start;
    const found = start === undefined ? undefined : functionAt(this.bindings(), start);
    return traced && found && covers(traced.made, found.at)
      ? this.#ownUse(found.own, traced.name)
      : undefined;
  }

  #ownUse(own: OwnFunction, at?: Place): OwnFunctionUse | undefined {
    const range = this.rangeOf(placeOf(own));
    if (range === undefined) return undefined;
    const { definition } = own;
    const lines = definition.unit.text.slice(definition.start, definition.end).split('\n');
    const first = lines.find((line) => !line.trimStart().startsWith('@'))?.trim() ?? '';
    // An autograd function is called by its class.
    const source = first.startsWith('def forward(ctx') ? `${own.name}.apply` : first;
    const result = this.#reported(own);
    const curve = result.kind === 'curve' ? result : undefined;
    const parameters = lazily(() =>
      (curve?.parameters ?? []).map((parameter) => this.#parameterUse(parameter)),
    );
    return {
      name: own.name,
      title: curve?.title ?? own.name,
      range,
      at: (at && this.rangeOf(at)) ?? range,
      source,
      result,
      get parameters() {
        return parameters();
      },
      facts: (parameters) => curve && factsOf(curve, parameters),
    };
  }

  #parameterUse({ name, default: value, learned, whole, written }: OwnParameter): OwnParameterUse {
    const range = written && this.rangeOf(written.place);
    return {
      name,
      value,
      learned: learned === true,
      whole: whole === true,
      written: range && written && { ...range, before: written.before, after: written.after },
    };
  }

  #reported(own: OwnFunction): OwnFunctionUse['result'] {
    const result = this.interpreted(own);
    return result.kind === 'refusal' ? { ...result, reason: this.#context.say(result.reason) } : result;
  }

  /** Interpreted once a definition, as long as the names around it mean the same. */
  private interpreted(own: OwnFunction): ReturnType<typeof interpret> {
    const key = own.kind === 'function' ? (own.made ?? own.definition) : own.definition;
    const owner = own.kind === 'function' ? own.owner : undefined;
    const kept = interpretations.get(key);
    if (kept?.text === this.text && kept.owner === owner) return kept.result;
    const result = interpret(own, this.bindings());
    interpretations.set(key, { text: this.text, owner, result });
    return result;
  }

  activations(): readonly ActivationUse[] {
    if (!mayUseFramework(this.text)) return [];
    this.#activations ??= activationUses(this.bindings())
      .map((use) => absoluteUse(use, this.module()))
      .filter((use) => use !== undefined);
    return this.#activations;
  }

  findings(configuration: LintConfiguration): readonly ReportedFinding[] {
    const { select, also, asked, ignore, severity } = configuration;
    const key = JSON.stringify([select, also, asked, ignore, severity]);
    const { models } = this.traces().current();
    if (models.length === 0 && !mayHaveFindings(this.text)) return [];
    const kept = this.#findings.get(key);
    if (kept?.models === models) return kept.findings;
    const { rules, engine, say, log } = this.#context;
    const running = this.#context.rulesFor(key, configuration);
    const found = [
      ...engine.run(running, this.bindings(), models),
      ...(isEnabled(nestedTooDeeply, configuration) ? tooDeepPlaces(this.module()) : []),
    ];
    const metas = [...rules.map(({ meta }) => meta), unusedSuppression, nestedTooDeeply];
    const locate = (place: Place) => this.locate(place);
    const findings = reportFindings(found, this.bindings(), configuration, metas, locate, say, log);
    this.#findings.set(key, { models, findings });
    return findings;
  }

  models(): readonly Model[] {
    return this.traces().networks();
  }

  modelsBothWays(): readonly Model[] {
    return inDocumentOrder(this.traces().networksBothWays(), this.module());
  }

  allModels(): readonly Model[] {
    return inDocumentOrder(this.traces().allNetworks(), this.module());
  }

  variants(): ReturnType<LensDocument['variants']> {
    return passedOver(this.traces().current()).flatMap(({ name, unit }) => {
      const definition = functionOf(unit, name);
      const range = definition && this.rangeOf(nameOfDefinition(definition));
      return range === undefined ? [] : [{ name, range }];
    });
  }

  modelsNear(offset: number): readonly Model[] {
    const traces = this.traces();
    return modelsNear(offset, this.module(), traces.current(), ({ unit }) =>
      traces.variants((variant) => variant.unit === unit),
    );
  }

  openArguments(model: Model): readonly string[] {
    return this.traces().openArguments(model);
  }

  modelWith(model: Model, given: ReadonlyMap<string, number>): Model {
    return this.traces().networkWith(model, given);
  }

  rangeOf(place: Place): OffsetRange | undefined {
    return absoluteRange(place, this.module());
  }

  locate(place: Place): (OffsetRange & { readonly uri: string }) | undefined {
    const { uri } = place.unit;
    const module = uri === this.uri ? this.module() : this.#traces?.module(uri);
    const range = module && absoluteRange(place, module);
    return range && { ...range, uri };
  }

  /** Documents that its models were traced from. */
  reached(): Iterable<string> {
    return this.traces().reached();
  }

  tryAgain(): void {
    // Nothing holds it to a limit.
  }

  get syntaxErrors(): readonly OffsetRange[] {
    return this.module().errors;
  }

  private traces(): Traces {
    return (this.#traces ??= new Traces(
      this.#context,
      this.uri,
      () => this.bindings(),
      this.#inherited,
      mayUseFramework(this.text),
      this.text,
    ));
  }

  private module(): SourceModule {
    if (this.#module !== undefined) return this.#module;
    const { module: previous, changes } = this.#inherited ?? {};
    // A file that another one imported was read for that already.
    const read = previous === undefined ? parsedModule(this.#context.source, this.uri, this.text) : undefined;
    return (this.#module = read ?? parseModule(this.uri, this.text, previous, changes));
  }

  private bindings(): Bindings {
    this.#bindings ??= bind(this.module(), this.#inherited?.bindings, { isKnown });
    return this.#bindings;
  }
}
