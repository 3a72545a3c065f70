/** From the rules' findings to what a host shows: configured severities, absolute offsets, fixes as text edits, suppressions applied. */
import { TimeLimitExceeded } from '../../deadline';
import type { Bindings } from '../../python/names';
import type { Say } from '../../phrase';
import type { LintConfiguration, ReportedFinding, ReportedFix } from '../reported';
import { isAskedFor, isEnabled, resolveSeverity } from '../configuration/configuration';
import { absoluteRange } from '../../python/offsets';
import { materialize } from '../fixes/fixes';
import { describe, type Logger } from './engine';
import type { Finding, RuleMeta } from '../rule';
import { applySuppressions, unusedSuppression } from '../suppressions/suppressions';

/** Where a place stands in whichever document holds it. */
type Locate = (place: Finding['place']) => { readonly start: number; readonly end: number } | undefined;

/** Reported findings in source order. Findings whose place is not in this version are dropped. */
export function reportFindings(
  findings: readonly Finding[],
  bindings: Bindings,
  configuration: LintConfiguration,
  metas: readonly RuleMeta[],
  locate: Locate,
  say: Say,
  log: Logger,
): readonly ReportedFinding[] {
  const reported = findings
    .filter(({ onRequest, rule }) => onRequest !== true || isAskedFor(rule, configuration))
    .filter((finding) => !leansOnBroken(finding))
    .map((finding) => {
      try {
        return report(finding, bindings, configuration, locate, say);
      } catch (error) {
        if (error instanceof TimeLimitExceeded) throw error;
        // Its words or its fixes could not be made: the other findings have nothing to do with that.
        log(`A finding of ${finding.rule} in ${bindings.module.uri} was lost: ${describe(error)}`);
        return undefined;
      }
    })
    .filter((finding) => finding !== undefined);
  const enabled = new Set(metas.filter((meta) => isEnabled(meta, configuration)).map(({ name }) => name));
  const known = new Set([...metas.map(({ name }) => name), unusedSuppression.name]);
  const { kept, unused } = applySuppressions(bindings.module, withoutRepeats(reported), enabled, known, say);
  const severity = resolveSeverity(unusedSuppression.name, 'information', configuration);
  const comments = isEnabled(unusedSuppression, configuration)
    ? unused.map((one) => ({ ...one, severity }))
    : [];
  return [...kept, ...comments].sort(
    (one, other) => one.start - other.start || one.end - other.end || (one.rule < other.rule ? -1 : 1),
  );
}

/** What stands in a statement that does not parse may be read otherwise than it is meant: nothing is said of it until it does. */
function leansOnBroken({ place, related }: Finding): boolean {
  return place.unit.hasError || related.some((other) => other.place.unit.hasError);
}

function report(
  finding: Finding,
  bindings: Bindings,
  configuration: LintConfiguration,
  locate: Locate,
  say: Say,
): ReportedFinding | undefined {
  const range = absoluteRange(finding.place, bindings.module);
  if (range === undefined) return undefined;
  const related: ReportedFinding['related'][number][] = [];
  for (const { place, message } of finding.related) {
    const there = locate(place);
    if (there !== undefined)
      related.push({ start: there.start, end: there.end, uri: place.unit.uri, message: say(message) });
  }
  const fixes: ReportedFix[] = [];
  for (const fix of finding.fixes) {
    const reported = materialize(fix, say(fix.title), bindings);
    if (reported !== undefined) fixes.push(reported);
  }
  return {
    start: range.start,
    end: range.end,
    rule: finding.rule,
    severity: resolveSeverity(finding.rule, finding.severity, configuration),
    message: say(finding.message),
    related,
    fixes,
    unnecessary: finding.unnecessary ?? false,
    deprecated: finding.deprecated ?? false,
  };
}

/** Two models that share a layer say the same thing about it: the graver one is kept, with what the others point at. */
function withoutRepeats(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const byPlace = new Map<string, ReportedFinding>();
  for (const finding of findings) {
    const key = `${finding.start}:${finding.end}:${finding.rule}`;
    const other = byPlace.get(key);
    if (other === undefined) byPlace.set(key, finding);
    else {
      const [kept, left] =
        GRAVITY[finding.severity] > GRAVITY[other.severity] ? [finding, other] : [other, finding];
      byPlace.set(key, { ...kept, related: together(kept.related, left.related) });
    }
  }
  return [...byPlace.values()];
}

/** An editor lists each related place on a line. */
const MOST_RELATED = 24;

function together(
  one: ReportedFinding['related'],
  other: ReportedFinding['related'],
): ReportedFinding['related'] {
  const more = other.filter(
    ({ uri, start, end }) =>
      !one.some((known) => known.uri === uri && known.start === start && known.end === end),
  );
  return more.length === 0 ? one : [...one, ...more].slice(0, MOST_RELATED);
}

const GRAVITY = { hint: 0, information: 1, warning: 2, error: 3 } as const;
