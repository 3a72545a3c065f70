/** Findings for people: place, message, the line of source underlined, the other places, what can be done. */
import pc from 'picocolors';
import type { Severity } from '../../core/lint/rule';
import { placeName, type PrintedFinding, type PrintedRange } from '../findings';
import { SourceLines } from '../source-lines';
import { visible, visibleExcerpt } from '../visible';
import { paint, type Colours } from './paint';
import type { ReportInput, ReportFormat } from './report';
import { summary } from './summary';

export const fullFormat: ReportFormat = { name: 'full', isForPeople: true, write: fullReport };
/** What `full` was called at first. */
export const textFormat: ReportFormat = { name: 'text', isForPeople: true, write: fullReport };

/** Longer lines are cut around the finding. */
const WIDEST_EXCERPT = 120;

function fullReport(input: ReportInput): string {
  const { findings, colour, disk } = input;
  const colours = pc.createColors(colour);
  const lines = new SourceLines(disk);
  return [
    ...findings.map((finding) => block(finding, lines.around(finding), colours)),
    ...summary(input),
    '',
  ].join('\n');
}

function block(finding: PrintedFinding, lines: readonly string[], colours: Colours): string {
  const { path, range, rule, severity, message, related, fixes } = finding;
  const place = colours.bold(visible(path)) + placeName('', range);
  return [
    `${place}: ${paint(severity, colours)}[${rule}] ${visible(message)}`,
    ...excerpt(range, lines, severity, colours),
    ...related.map(
      (one) => `  ${colours.dim('see')} ${placeName(visible(one.path), one.range)}: ${visible(one.message)}`,
    ),
    ...fixes.map(({ title, safe }) => `  ${colours.dim(safe ? 'fix' : 'suggestion')} ${visible(title)}`),
    '',
  ].join('\n');
}

function excerpt(
  { start, end }: PrintedRange,
  lines: readonly string[],
  severity: Severity,
  colours: Colours,
): readonly string[] {
  const line = lines[start.line - 1];
  if (line === undefined) return [];
  const number = String(start.line);
  const lastColumn = end.line === start.line ? end.column : line.trimEnd().length + 1;
  const cut = Math.max(0, Math.min(start.column - 21, line.length - WIDEST_EXCERPT));
  const shown = line.slice(cut, cut + WIDEST_EXCERPT).trimEnd();
  const before = shown.slice(0, start.column - 1 - cut).replaceAll(/[^\t]/g, ' ');
  const width = Math.max(1, Math.min(lastColumn - start.column, shown.length - (start.column - 1 - cut)));
  const marker = '^'.repeat(width);
  const painted = severity === 'error' ? colours.red(marker) : colours.yellow(marker);
  return [
    `  ${colours.dim(`${number} |`)} ${visibleExcerpt(shown)}`,
    `  ${' '.repeat(number.length)} ${colours.dim('|')} ${before}${painted}`,
  ];
}
