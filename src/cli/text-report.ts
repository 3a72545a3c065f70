/** Findings for people: place, message, the line of source underlined, the other places, what can be done. */
import pc from 'picocolors';
import type { Severity } from '../core/lint/rule';
import { readNotebook } from '../core/notebook/read-notebook';
import { inCell, placeName, type PrintedFinding, type PrintedRange } from './findings';
import { isProblem } from './disk';
import { readContent } from './source-text';
import { visible, visibleExcerpt } from './visible';

type Colours = ReturnType<typeof pc.createColors>;

/** Longer lines are cut around the finding. */
const WIDEST_EXCERPT = 120;

export function textReport(findings: readonly PrintedFinding[], fileCount: number, colour: boolean): string {
  const colours = pc.createColors(colour);
  const texts = new Map<string, readonly string[]>();
  const linesOf = ({ path, range }: PrintedFinding) => {
    const key = inCell(path, range);
    let lines = texts.get(key);
    if (lines === undefined) texts.set(key, (lines = readLines(path, range)));
    return lines;
  };
  const blocks = findings.map((finding) => block(finding, linesOf(finding), colours));
  return [...blocks, summary(findings, fileCount)].join('\n') + '\n';
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

function paint(severity: Severity, colours: Colours): string {
  if (severity === 'error') return colours.red(severity);
  if (severity === 'warning') return colours.yellow(severity);
  return severity === 'information' ? colours.cyan(severity) : colours.dim(severity);
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

function summary(findings: readonly PrintedFinding[], fileCount: number): string {
  if (fileCount === 0) return 'Nothing to lint: every path given is excluded.';
  const files = `${fileCount} ${fileCount === 1 ? 'file' : 'files'}`;
  if (findings.length === 0) return `No findings in ${files}.`;
  const counts = (['error', 'warning', 'information', 'hint'] as const)
    .map(
      (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`);
  return `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} in ${files}: ${counts.join(', ')}.`;
}

function readLines(path: string, { cell }: PrintedRange): readonly string[] {
  const read = readContent(path);
  if (isProblem(read)) return [];
  const text = cell === undefined ? read.text : cellText(read.text, cell);
  return text.split(/\r\n|\n|\r/);
}

function cellText(content: string, cell: number): string {
  const notebook = readNotebook(content);
  return notebook.kind === 'problem'
    ? ''
    : (notebook.cells.find(({ number }) => number === cell)?.text ?? '');
}
