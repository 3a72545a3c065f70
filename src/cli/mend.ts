/** Applies fixes to one file, round by round, until there is nothing left to fix. */
import { mergeFixes } from '../core/lint/fixes/fixes';
import type { ReportedEdit, ReportedFinding } from '../core/service';
import type { SourceText } from './source-text';

export interface AppliedFix {
  readonly rule: string;
  readonly title: string;
}

/** A text with what is said of it. */
export interface Analysed {
  readonly source: SourceText;
  readonly findings: readonly ReportedFinding[];
  readonly parses: boolean;
}

export interface Mended {
  readonly last: Analysed;
  readonly applied: readonly AppliedFix[];
}

interface Candidate extends AppliedFix {
  readonly edits: readonly ReportedEdit[];
}

/** Overlapping fixes wait for the next round; a file that needs more rounds than this goes in a circle. */
const MOST_ROUNDS = 100;

/**
 * Safe fixes, with `unsafe` the first suggestion of a finding without a safe one, too. What does not parse is left as it is, and so is what a fix
 * would make unparsable. Fixes that undo each other are all left out, so that a second run finds nothing more to do.
 */
export function mend(start: Analysed, analyse: (source: SourceText) => Analysed, unsafe: boolean): Mended {
  const nothing: Mended = { last: start, applied: [] };
  if (!start.parses) return nothing;
  const circling = new Set<string>();
  for (;;) {
    const result = rounds(start, analyse, unsafe, circling);
    if (!('circle' in result)) return result;
    for (const rule of result.circle) circling.add(rule);
  }
}

function rounds(
  start: Analysed,
  analyse: (source: SourceText) => Analysed,
  unsafe: boolean,
  without: ReadonlySet<string>,
): Mended | { readonly circle: ReadonlySet<string> } {
  const applied: AppliedFix[] = [];
  const texts: string[] = [start.source.text];
  const rulesOfRounds: ReadonlySet<string>[] = [];
  const refused = new Set<string>();
  let last = start;
  for (;;) {
    const candidates = last.findings
      .filter(({ rule }) => !without.has(rule))
      .flatMap((finding) => candidateOf(finding, last.source, unsafe, refused) ?? []);
    const step = applyMost(last, candidates, analyse, refused);
    if (step === undefined) return { last, applied };
    last = step.after;
    applied.push(...step.fixes.map(({ rule, title }) => ({ rule, title })));
    rulesOfRounds.push(new Set(step.fixes.map(({ rule }) => rule)));
    const before = texts.indexOf(last.source.text);
    if (before !== -1 || texts.length > MOST_ROUNDS) {
      const circle = rulesOfRounds.slice(before === -1 ? -2 : before);
      return { circle: new Set(circle.flatMap((rules) => [...rules])) };
    }
    texts.push(last.source.text);
  }
}

function candidateOf(
  { rule, fixes }: ReportedFinding,
  source: SourceText,
  unsafe: boolean,
  refused: ReadonlySet<string>,
): Candidate | undefined {
  const wanted = fixes.find(({ safe }) => safe) ?? (unsafe ? fixes[0] : undefined);
  if (wanted === undefined) return undefined;
  const candidate = { rule, title: wanted.title, edits: wanted.edits };
  return refused.has(keyOf(candidate, source)) || source.edited(wanted.edits) === undefined
    ? undefined
    : candidate;
}

/** All at once, as nearly always is well; else one by one, without those that break the text. */
function applyMost(
  { source }: Analysed,
  candidates: readonly Candidate[],
  analyse: (source: SourceText) => Analysed,
  refused: Set<string>,
): { readonly after: Analysed; readonly fixes: readonly Candidate[] } | undefined {
  for (let left = candidates; left.length > 0;) {
    const { fixes, edits } = mergeFixes(left);
    const after = attempt(source, edits, analyse);
    if (after !== undefined) return { after, fixes };
    const breaking = fixes.filter((fix) => attempt(source, fix.edits, analyse) === undefined);
    // Each is well alone and they are not together: the first one goes first.
    const out = new Set(breaking.length > 0 ? breaking : fixes.slice(1));
    if (breaking.length > 0) for (const fix of breaking) refused.add(keyOf(fix, source));
    left = left.filter((fix) => !out.has(fix));
  }
  return undefined;
}

/** Undefined where nothing changes, or what comes out does not parse. */
function attempt(
  source: SourceText,
  edits: readonly ReportedEdit[],
  analyse: (source: SourceText) => Analysed,
): Analysed | undefined {
  const edited = source.edited(edits);
  if (edited === undefined || edited.text === source.text) return undefined;
  const after = analyse(edited);
  return after.parses ? after : undefined;
}

function keyOf({ rule, edits }: Candidate, { text }: SourceText): string {
  return JSON.stringify([rule, edits.map(({ start, end, newText }) => [text.slice(start, end), newText])]);
}
