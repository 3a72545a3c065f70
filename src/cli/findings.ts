/** A finding as the command line prints it: 1-based lines and columns (UTF-16 units), paths as the user sees them. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Severity } from '../core/lint/rule';
import { LineTable } from '../core/python/lines';
import type { OffsetRange, ReportedFinding } from '../core/service';

export interface PrintedPosition {
  readonly line: number;
  readonly column: number;
}
export interface PrintedRange {
  readonly start: PrintedPosition;
  readonly end: PrintedPosition;
}
export interface PrintedFinding {
  readonly path: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: PrintedRange;
  readonly related: readonly {
    readonly path: string;
    readonly range: PrintedRange;
    readonly message: string;
  }[];
  readonly fixes: readonly {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly { readonly range: PrintedRange; readonly newText: string }[];
  }[];
}

/** What a file's printed findings need to know of other files: their text, and how they are shown. */
export interface OtherFiles {
  text(uri: string): string | undefined;
}

export function printFinding(
  finding: ReportedFinding,
  file: { readonly uri: string; readonly shown: string; readonly lines: LineTable },
  others: OtherFiles,
): PrintedFinding {
  const tables = new Map([[file.uri, file.lines]]);
  const tableOf = (uri: string) => {
    let table = tables.get(uri);
    if (table === undefined) tables.set(uri, (table = new LineTable(others.text(uri) ?? '')));
    return table;
  };
  return {
    path: file.shown,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: printRange(finding, file.lines),
    related: finding.related.map((related) => ({
      path: related.uri === file.uri ? file.shown : shownLike(file.shown, related.uri),
      range: printRange(related, tableOf(related.uri)),
      message: related.message,
    })),
    fixes: finding.fixes.map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map((edit) => ({ range: printRange(edit, file.lines), newText: edit.newText })),
    })),
  };
}

/** A problem of a whole file, at its beginning: it cannot be read, or does not parse. */
export function fileProblem(
  path: string,
  rule: 'unreadable-file' | 'syntax-error',
  message: string,
  range: PrintedRange = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
): PrintedFinding {
  return { path, rule, severity: 'error', message, range, related: [], fixes: [] };
}

export function printRange({ start, end }: OffsetRange, lines: LineTable): PrintedRange {
  const { line, column } = lines.positionAt(start);
  const last = lines.positionAt(end);
  return { start: { line, column }, end: { line: last.line, column: last.column } };
}

/** Another file's path: absolute beside an absolute one, else relative to the working directory. */
export function shownLike(shown: string, uri: string): string {
  const path = fileURLToPath(uri);
  return shown.startsWith('/') || /^[A-Za-z]:[\\/]/.test(shown) ? path : relative(process.cwd(), path);
}

/** By path, then position. */
export function sortFindings(findings: readonly PrintedFinding[]): readonly PrintedFinding[] {
  const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return [...findings].sort(
    (one, other) =>
      compare(one.path, other.path) ||
      one.range.start.line - other.range.start.line ||
      one.range.start.column - other.range.start.column ||
      compare(one.rule, other.rule),
  );
}
