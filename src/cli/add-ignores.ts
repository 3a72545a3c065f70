/** Silences what is found by comments in the code. */
import { compareWithBaseline, type KnownFinding } from '../core/lint/suppressions/baseline';
import { ignoreOnLine } from '../core/lint/suppressions/suppression-comments';
import { unusedSuppression } from '../core/lint/suppressions/suppressions';
import { LineTable } from '../core/python/lines';
import type { ReportedEdit, ReportedFinding } from '../core/service';
import type { Analysed, AppliedFix, Mended } from './mend';
import type { SourceText } from './source-text';

const TITLE = 'Ignore it on this line';

/** A comment at the end of each line with findings, or above it where its end cannot bear one. What no comment silences stays. */
export function addIgnores(
  start: Analysed,
  analyse: (source: SourceText) => Analysed,
  known: readonly KnownFinding[],
): Mended {
  if (!start.parses) return { last: start, applied: [] };
  const wanted = silenceable(start, known);
  const together = commented(start.source, wanted, atEnd('start'), analyse);
  if (
    together !== undefined &&
    together.parses &&
    together.findings.length === start.findings.length - wanted.length
  ) {
    // A comment changes its line: what the baseline knew there it knows no more.
    const rest = oneByOne(together, analyse, known);
    return {
      last: rest.last,
      applied: [...wanted.map(({ rule }) => ({ rule, title: TITLE })), ...rest.applied],
    };
  }
  return oneByOne(start, analyse, known);
}

function oneByOne(
  start: Analysed,
  analyse: (source: SourceText) => Analysed,
  known: readonly KnownFinding[],
): Mended {
  const applied: AppliedFix[] = [];
  let last = start;
  // Findings before this one, in the order of the file, can be silenced by nothing.
  for (let stuck = 0; ;) {
    const finding = silenceable(last, known)[stuck];
    if (finding === undefined) return { last, applied };
    const places = [atEnd('start'), atEnd('end'), above];
    const before = last.findings.length;
    let after: Analysed | undefined;
    for (const place of places) {
      const one = after === undefined ? commented(last.source, [finding], place, analyse) : undefined;
      if (one?.parses === true && one.findings.length < before) after = one;
    }
    if (after === undefined) stuck += 1;
    else {
      last = after;
      applied.push({ rule: finding.rule, title: TITLE });
    }
  }
}

function silenceable(
  { findings, source }: Analysed,
  known: readonly KnownFinding[],
): readonly ReportedFinding[] {
  const candidates = findings.filter(({ rule }) => rule !== unusedSuppression.name);
  if (known.length === 0) return candidates;
  const lines = new LineTable(source.text);
  return compareWithBaseline(candidates, { known }, ({ rule, severity, start }) => {
    const { line } = lines.positionAt(start);
    const text = source.text.slice(lines.offsetAt(line, 1), lines.offsetAt(line, Number.MAX_SAFE_INTEGER));
    return { path: '', rule, severity, text: text.trim() };
  }).fresh;
}

/** Where a comment for a finding goes: the line that it changes, and what that line becomes. */
type Place = (
  finding: ReportedFinding,
  lines: LineTable,
  lineText: (line: number) => string,
) => { readonly line: number; readonly become: (text: string) => string | undefined };

function atEnd(side: 'start' | 'end'): Place {
  return (finding, lines) => ({
    line: lines.positionAt(finding[side]).line,
    become(text) {
      const insertion = ignoreOnLine(text, 0, finding.rule);
      if (insertion === undefined) return undefined;
      return text.slice(0, insertion.character) + insertion.text + text.slice(insertion.character);
    },
  });
}

const above: Place = (finding, lines) => ({
  line: lines.positionAt(finding.start).line,
  become(text) {
    const indentation = /^[ \t]*/.exec(text)?.[0] ?? '';
    return `${indentation}# activation-lens: ignore[${finding.rule}]\n${text}`;
  },
});

function commented(
  source: SourceText,
  findings: readonly ReportedFinding[],
  place: Place,
  analyse: (source: SourceText) => Analysed,
): Analysed | undefined {
  const { text } = source;
  const lines = new LineTable(text);
  const original = (line: number): string =>
    text.slice(lines.offsetAt(line, 1), lines.offsetAt(line, Number.MAX_SAFE_INTEGER));
  const changed = new Map<number, string>();
  for (const finding of findings) {
    const { line, become } = place(finding, lines, original);
    const now = become(changed.get(line) ?? original(line));
    if (now === undefined) return undefined;
    changed.set(line, now);
  }
  const edits = [...changed].map(([line, now]) => difference(original(line), now, lines.offsetAt(line, 1)));
  const edited = source.edited(edits);
  return edited && analyse(edited);
}

/** The one edit that turns a line into another: what both begin and end with stays. */
function difference(before: string, after: string, at: number): ReportedEdit {
  const most = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < most && before[prefix] === after[prefix]) prefix += 1;
  let suffix = 0;
  while (suffix < most - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix += 1;
  return {
    start: at + prefix,
    end: at + before.length - suffix,
    newText: after.slice(prefix, after.length - suffix),
  };
}
