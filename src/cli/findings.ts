/** A finding as the command line prints it: 1-based cells, lines and columns (UTF-16 units), paths as the user sees them. */
import nodePath, { type PlatformPath } from 'node:path';
import type { Severity } from '../core/lint/rule';
import type { ReportedFinding } from '../core/service';
import { pathOf } from './file-uri';
import { fileSource, type PrintedRange, type SourceText } from './source-text';

export type { PrintedRange } from './source-text';

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

/** Undefined for what stands in no cell of its notebook. */
export function printFinding(
  finding: ReportedFinding,
  file: { readonly uri: string; readonly shown: string; readonly source: SourceText },
  others: OtherFiles,
): PrintedFinding | undefined {
  const range = file.source.print(finding);
  if (range === undefined) return undefined;
  const sources = new Map([[file.uri, file.source]]);
  const sourceOf = (uri: string) => {
    let source = sources.get(uri);
    if (source === undefined) sources.set(uri, (source = fileSource(others.text(uri) ?? '')));
    return source;
  };
  return {
    path: file.shown,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    range,
    related: finding.related.flatMap((related) => {
      const path = related.uri === file.uri ? file.shown : shownLike(file.shown, related.uri);
      const there = sourceOf(related.uri).print(related);
      return there === undefined ? [] : [{ path, range: there, message: related.message }];
    }),
    fixes: finding.fixes.flatMap(({ title, safe, edits }) => {
      const printed = edits.flatMap((edit) => {
        const there = file.source.print(edit);
        return there === undefined ? [] : [{ range: there, newText: edit.newText }];
      });
      return printed.length < edits.length ? [] : [{ title, safe, edits: printed }];
    }),
  };
}

/** What is wrong with a whole file: it cannot be read, its analysis failed or took too long, or it does not parse. */
export type FileProblem = 'unreadable-file' | 'unfinished-file' | 'syntax-error';

/** A problem of a whole file, at its beginning unless a range is given. */
export function fileProblem(
  path: string,
  rule: FileProblem,
  message: string,
  range: PrintedRange = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
): PrintedFinding {
  return { path, rule, severity: 'error', message, range, related: [], fixes: [] };
}

/** A place as compilers write it: `model.py:3:7`, in a notebook `study.ipynb:cell 4:3:7`. */
export function placeName(path: string, { cell, start }: PrintedRange): string {
  return `${inCell(path, { cell })}:${start.line}:${start.column}`;
}

/** A notebook's path with the cell, as far as there is one. */
export function inCell(path: string, { cell }: { readonly cell?: number | undefined }): string {
  return cell === undefined ? path : `${path}:cell ${cell}`;
}

/** Another file's path: absolute beside an absolute one, else relative to the working directory. Separated by `/`. */
export function shownLike(
  shown: string,
  uri: string,
  paths: PlatformPath = nodePath,
  workingDirectory = process.cwd(),
): string {
  const path = pathOf(uri, paths) ?? uri;
  const wanted = paths.isAbsolute(shown) ? path : paths.relative(workingDirectory, path);
  return paths.sep === '\\' ? wanted.replaceAll('\\', '/') : wanted;
}

/** By path, then position. */
export function sortFindings(findings: readonly PrintedFinding[]): readonly PrintedFinding[] {
  const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return [...findings].sort(
    (one, other) =>
      compare(one.path, other.path) ||
      (one.range.cell ?? 0) - (other.range.cell ?? 0) ||
      one.range.start.line - other.range.start.line ||
      one.range.start.column - other.range.start.column ||
      compare(one.rule, other.rule),
  );
}
