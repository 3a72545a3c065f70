/** The traces of one version of a document, each made when it is first asked for and again when another file that it read has changed. */
import { TimeLimitExceeded } from '../deadline';
import { isNetwork, type Model, type ModuleTrace } from '../network/graph';
import type { Definition } from '../network/trace/definitions';
import { traceModule } from '../network/trace/trace';
import { networkOf, openArguments, traceWith } from '../network/trace/given-arguments';
import { allNetworks, isTraced, passedOver, traceVariants } from '../network/trace/variants';
import type { Bindings } from '../python/names';
import type { SourceModule } from '../python/syntax';
import { importsFramework } from './relevance';
import type { TrackedSource, Reads } from './tracked-source';

/** Sets of arguments whose networks are kept. */
const MOST_GIVEN = 16;
const NO_TRACE: ModuleTrace = { models: [], modules: new Map() };

/** What all documents of a service share, as far as tracing needs it. */
export interface TracingContext {
  readonly source: TrackedSource;
  readonly log: (message: string) => void;
  /** Grows with every change of any document. */
  readonly generation: () => number;
}

/** What a version leaves to the next one. */
export interface InheritedTraces {
  readonly trace: ModuleTrace | undefined;
  /** Variants that somebody asked for, in the version that they were last asked for in. */
  readonly variants: ModuleTrace | undefined;
}

interface KeptTrace {
  readonly trace: ModuleTrace;
  readonly reads: Reads;
  generation: number;
}

/** What follows a network where an agent uses it is no part of it alone. */
const layersOf = ({ nodes }: Model): number => nodes.filter(({ kind }) => kind === 'layer').length;

export class Traces {
  #trace: KeptTrace | undefined;
  #variants: (KeptTrace & { readonly of: ModuleTrace }) | undefined;
  #bothWays: KeptTrace | undefined;
  readonly #given = new Map<string, KeptTrace & { readonly of: ModuleTrace }>();
  #networks: { readonly traced: ModuleTrace; readonly models: readonly Model[] } | undefined;

  constructor(
    private readonly context: TracingContext,
    private readonly uri: string,
    private readonly bindings: () => Bindings,
    private readonly inherited: InheritedTraces | undefined,
    /** Whether the document's text names a framework. */
    private readonly namesFramework: boolean,
    private readonly text: string,
  ) {}

  handDown(): InheritedTraces {
    return {
      trace: this.#trace?.trace ?? this.inherited?.trace,
      variants: this.#variants?.trace ?? this.inherited?.variants,
    };
  }

  /** What findings are made from: of an architecture with many variants it has the first ones. */
  current(): ModuleTrace {
    if (this.#trace !== undefined && this.stillHolds(this.#trace)) return this.#trace.trace;
    const previous = this.handDown().trace;
    const { source } = this.context;
    this.#trace = this.record(() =>
      this.namesFramework || importsFramework(source, this.uri, this.text)
        ? traceModule(this.bindings(), { source }, previous)
        : NO_TRACE,
    );
    return this.#trace.trace;
  }

  /** What variants that `current` passes over give: the wanted ones, and those that were asked for before. */
  variants(isWanted: (variant: Definition) => boolean): ModuleTrace {
    const of = this.current();
    const kept = this.#variants;
    if (kept?.of === of && this.stillHolds(kept)) {
      const known = passedOver(of).every((variant) => !isWanted(variant) || isTraced(kept.trace, variant));
      if (known) return kept.trace;
    }
    const previous = this.handDown().variants;
    const { source } = this.context;
    const trace = (): ModuleTrace =>
      traceVariants(this.bindings(), { source }, passedOver(of), isWanted, previous);
    this.#variants = { ...this.record(trace), of };
    return this.#variants.trace;
  }

  /** The network of a model's class with arguments that the code gives nowhere; the model itself where none comes of them. */
  networkWith(model: Model, given: ReadonlyMap<string, number>): Model {
    const of = this.current();
    const open = openArguments(of, model).filter((name) => given.has(name));
    if (open.length === 0) return model;
    const wanted = new Map(open.map((name) => [name, given.get(name) ?? 0]));
    const key = JSON.stringify([model.name, ...wanted]);
    let kept = this.#given.get(key);
    if (kept?.of !== of || !this.stillHolds(kept)) {
      const { source } = this.context;
      if (this.#given.size >= MOST_GIVEN) this.#given.clear();
      kept = {
        ...this.record(() => traceWith(this.bindings(), { source }, of, model, wanted) ?? NO_TRACE),
        of,
      };
      this.#given.set(key, kept);
    }
    const found = networkOf(kept.trace, model);
    // With arguments that do not go together its constructor may give up half way.
    return found === undefined || layersOf(found) < layersOf(model) ? model : found;
  }

  openArguments(model: Model): readonly string[] {
    return openArguments(this.current(), model);
  }

  /** The same list as long as the trace is the same. */
  networks(): readonly Model[] {
    const traced = this.current();
    if (this.#networks?.traced !== traced)
      this.#networks = { traced, models: traced.models.filter(isNetwork) };
    return this.#networks.models;
  }

  allNetworks(): readonly Model[] {
    const trace = this.current();
    return allNetworks(
      this.bindings().module,
      trace,
      this.variants(() => true),
    );
  }

  /** Its networks once more, with both ways of every branch that a flag's default decides. */
  networksBothWays(): readonly Model[] {
    if (this.current() === NO_TRACE) return [];
    if (this.#bothWays === undefined || !this.stillHolds(this.#bothWays)) {
      const { source } = this.context;
      this.#bothWays = this.record(() => traceModule(this.bindings(), { source, bothWays: true }));
    }
    return this.#bothWays.trace.models.filter(isNetwork);
  }

  /** A document that something was traced from. */
  module(uri: string): SourceModule | undefined {
    return (
      this.#trace?.trace.modules.get(uri) ??
      this.#variants?.trace.modules.get(uri) ??
      this.#bothWays?.trace.modules.get(uri)
    );
  }

  /** Documents that its models were traced from. */
  reached(): Iterable<string> {
    const { trace, variants } = this.handDown();
    return [...(trace?.modules.keys() ?? []), ...(variants?.modules.keys() ?? [])];
  }

  private stillHolds(kept: KeptTrace): boolean {
    const generation = this.context.generation();
    if (kept.generation !== generation && this.context.source.changed(kept.reads)) return false;
    kept.generation = generation;
    return true;
  }

  private record(run: () => ModuleTrace): KeptTrace {
    const generation = this.context.generation();
    const { result: trace, reads } = this.context.source.record(() => {
      try {
        return run();
      } catch (error) {
        if (error instanceof TimeLimitExceeded) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        this.context.log(`Tracing ${this.uri} failed: ${reason}`);
        return NO_TRACE;
      }
    });
    return { trace, reads, generation };
  }
}
