/** Runs rules at the grain at which their results keep: a unit's calls, a model, the whole document. */
import { TimeLimitExceeded, spendTime } from '../../deadline';
import { CALL, mentions, triggerWords, type TriggerWords } from '../../frameworks';
import type { Bindings } from '../../python/names';
import type { Unit } from '../../python/syntax';
import type { Model } from '../../network/graph';
import { ToldOnce } from '../analysis/told-once';
import { movedToDocument, withAssumption, withLossCall } from './across-files';
import type { Finding, Report, Rule, RuleContext, Severity } from '../rule';
import { quoteOf } from '../../python/source-text';

/** Takes one line about something that went wrong inside the product; hosts write it to their log. */
export type Logger = (message: string) => void;

/** What rules without an own severity get when they are off by default and were switched on. */
const SEVERITY_OF_OPT_IN_RULES: Severity = 'information';

/** Findings before suppressions and configuration, with each rule's own grading. */
export interface LintEngine {
  /**
   * Findings of these rules. Results for a unit are reused while the unit, `bindings.environment` and the list of rules are the same,
   * results for a model while it is the same object; whole-document results while bindings and models are.
   */
  run(rules: readonly Rule[], bindings: Bindings, models: readonly Model[]): readonly Finding[];
}

interface UnitResults {
  readonly environment: string;
  readonly quote: string;
  readonly rules: readonly Rule[];
  readonly findings: readonly Finding[];
}
const NOTHING: readonly Finding[] = [];

/** One engine serves all documents: what it keeps hangs on the units and models themselves and goes with them. */
export function createLintEngine(log: Logger = () => undefined): LintEngine {
  const unitResults = new WeakMap<Unit, UnitResults>();
  const modelResults = new WeakMap<
    Model,
    { readonly quote: string; readonly byRule: Map<Rule, readonly Finding[]> }
  >();
  const moduleResults = new WeakMap<
    Bindings,
    { readonly models: readonly Model[]; readonly byRule: Map<Rule, readonly Finding[]> }
  >();
  const reportedFailures = new Set<string>();

  /** Lets a rule speak; one that throws loses only what it was about to say. */
  function collect(
    rule: Rule,
    bindings: Bindings,
    visit: (context: RuleContext) => void,
  ): readonly Finding[] {
    spendTime();
    const findings: Finding[] = [];
    const report: Report = (finding) => findings.push(softened(complete(rule, finding), rule, bindings));
    try {
      visit({ bindings, report });
    } catch (error) {
      if (error instanceof TimeLimitExceeded) throw error;
      if (!reportedFailures.has(rule.meta.name)) {
        reportedFailures.add(rule.meta.name);
        log(`Rule ${rule.meta.name} failed in ${bindings.module.uri}: ${describe(error)}`);
      }
    }
    return findings;
  }

  /** Of a unit that mentions nothing which rules know, nothing is said, and it is not parsed. */
  function ofUnit(
    unit: Unit,
    rules: readonly Rule[],
    words: TriggerWords,
    bindings: Bindings,
    quote: string,
  ): readonly Finding[] {
    let kept = unitResults.get(unit);
    if (kept?.environment === bindings.environment && kept.quote === quote && kept.rules === rules)
      return kept.findings;
    const findings =
      (mentions(unit, words) & CALL) !== 0
        ? rules.flatMap((rule) => {
            const { onCall } = rule;
            if (onCall === undefined) return [];
            return bindings
              .callsIn(unit)
              .flatMap((call) => collect(rule, bindings, (context) => onCall.call(rule, call, context)));
          })
        : NOTHING;
    kept = { environment: bindings.environment, quote, rules, findings };
    unitResults.set(unit, kept);
    return kept.findings;
  }

  function ofModel(model: Model, rule: Rule, bindings: Bindings, quote: string): readonly Finding[] {
    const { onModel } = rule;
    if (onModel === undefined) return [];
    let kept = modelResults.get(model);
    if (kept?.quote !== quote) modelResults.set(model, (kept = { quote, byRule: new Map() }));
    return remember(kept.byRule, rule, () =>
      withoutRepeats(collect(rule, bindings, (context) => onModel.call(rule, model, context))).flatMap(
        (finding) => {
          if (bindings.module.baseOf(finding.place.unit) !== undefined)
            return [withAssumption(model, withLossCall(model, finding))];
          const moved = movedToDocument(model, finding, bindings.module);
          return moved === undefined ? [] : [withAssumption(model, moved)];
        },
      ),
    );
  }

  function ofModule(rule: Rule, bindings: Bindings, models: readonly Model[]): readonly Finding[] {
    const { onModule } = rule;
    if (onModule === undefined) return [];
    let kept = moduleResults.get(bindings);
    if (kept === undefined || kept.models !== models)
      moduleResults.set(bindings, (kept = { models, byRule: new Map() }));
    return remember(kept.byRule, rule, () =>
      collect(rule, bindings, (context) => onModule.call(rule, models, context)),
    );
  }

  return {
    run(rules, bindings, models) {
      const findings: Finding[] = [];
      const words = wordsFor(rules, triggerWords(bindings));
      // Fixes are written in the document's quotes, which an edit anywhere may change.
      const quote = quoteOf(bindings.module.text);
      const add = (more: readonly Finding[]): void => {
        for (const finding of more) findings.push(finding);
      };
      for (const unit of bindings.module.units) add(ofUnit(unit, rules, words, bindings, quote));
      for (const rule of rules) {
        for (const model of models) add(ofModel(model, rule, bindings, quote));
        add(ofModule(rule, bindings, models));
      }
      return findings;
    },
  };
}

/** Lines in a loop make the same layers over and over: what is said of the same places again is what was said. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const told = new ToldOnce();
  return findings.filter(({ severity, place, related }) =>
    told.isNew(severity, [place, ...related.map((other) => other.place)]),
  );
}

const wordSets = new WeakMap<readonly Rule[], Map<TriggerWords, TriggerWords>>();

/** The document's trigger words and the rules' own. The same map for the same rules and words, so that answers about units are kept. */
function wordsFor(rules: readonly Rule[], triggers: TriggerWords): TriggerWords {
  const extra = rules.flatMap((rule) => rule.mentions ?? []);
  // A document without a framework mentions nothing.
  if (extra.length === 0 || triggers.size === 0) return triggers;
  let sets = wordSets.get(rules);
  if (sets === undefined) wordSets.set(rules, (sets = new Map()));
  return remember(sets, triggers, () => {
    const words = new Map(triggers);
    for (const word of extra) words.set(word, (words.get(word) ?? 0) | CALL);
    return words;
  });
}

function complete(rule: Rule, finding: Parameters<Report>[0]): Finding {
  const { defaultSeverity, name } = rule.meta;
  const base = { related: [], fixes: [], ...finding, rule: name };
  if (finding.severity !== undefined) return { ...base, severity: finding.severity };
  return defaultSeverity === 'off'
    ? { ...base, severity: SEVERITY_OF_OPT_IN_RULES, onRequest: true }
    : { ...base, severity: defaultSeverity };
}

/** Rules about how a network should be built. A test or a page of documentation builds what its subject needs. */
const DESIGN: ReadonlySet<Rule['meta']['category']> = new Set([
  'shape',
  'initialization',
  'recurrent',
  'training',
]);
/** What a test builds without ever calling it need not fit. */
const SELDOM_RUN_IN_TESTS = 'layers-do-not-fit';
/** Tests by the names that their runners look for, and folders of documentation. */
const TEST_OR_DEMONSTRATION = /\/(?:tests|docs(?:_\w+)?)\/|\/(?:test_[^/]*|[^/]*_test|conftest)\.py$/;

/** A gap that students fill: what stands around it is not the network yet. */
const EXERCISE = /\byour code (?:goes )?here\b|\bfill in the (?:blank|code|gap)/i;

const publishes = new WeakMap<Bindings, boolean>();

/** Whether a document defines an architecture of published checkpoints: there is nothing left to decide about its design. */
function publishesWeights(bindings: Bindings): boolean {
  let known = publishes.get(bindings);
  if (known === undefined)
    publishes.set(
      bindings,
      (known = /\bclass \w+\(\w*(?:PreTrainedModel|ModelMixin)\b/.test(bindings.module.text)),
    );
  return known;
}

function softened(finding: Finding, { meta }: Rule, bindings: Bindings): Finding {
  if (finding.severity === 'hint') return finding;
  const isDesign = DESIGN.has(meta.category);
  // A test or a page also shows where arithmetic ends, on purpose.
  const isDemonstrated =
    (isDesign || meta.category === 'arithmetic' || meta.name === SELDOM_RUN_IN_TESTS) &&
    TEST_OR_DEMONSTRATION.test(bindings.module.uri);
  const isExercise = isDesign && EXERCISE.test(finding.place.unit.text);
  return isDemonstrated || isExercise || (isDesign && publishesWeights(bindings))
    ? { ...finding, severity: 'hint' }
    : finding;
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, compute: () => Value): Value {
  const kept = map.get(key);
  if (kept !== undefined) return kept;
  const value = compute();
  map.set(key, value);
  return value;
}

/** An error in one line, for a log. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
