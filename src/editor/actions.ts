/** What can be done about findings, as plans: the host makes its own actions of them. */
import { mergeSafeFixes } from '../core/lint/fixes/fixes';
import {
  ignoreInFile,
  ignoreOnLine,
  type LineInsertion,
} from '../core/lint/suppressions/suppression-comments';
import { phrase, type Say } from '../core/phrase';
import type { ReportedEdit, ReportedFinding } from '../core/service';
import { adoptedDefaults } from '../core/service/adopt-defaults';
import { touches, type EditorView, type Lines, type Span } from './view';

/** A change of one document. */
export interface PlacedEdit<Document> {
  readonly document: Document;
  readonly range: Span;
  readonly newText: string;
}

export interface PlannedFix<Document> {
  readonly title: string;
  readonly edits: readonly PlacedEdit<Document>[];
  readonly finding: ReportedFinding;
  /** Where the finding stands. */
  readonly range: Span;
  /** The first safe one at this place. */
  readonly preferred: boolean;
}

export interface PlannedEdit<Document> {
  readonly title: string;
  readonly edits: readonly PlacedEdit<Document>[];
}

/** Rules whose findings the Signal tab explains. */
const ABOUT_SIGNAL =
  /-init$|^saturating-deep-stack$|^deep-narrow-relu$|^kaiming-slope-mismatch$|^unscaled-input$/;

export const isAboutSignal = (rule: string): boolean => ABOUT_SIGNAL.test(rule);

/** A comment about a file goes below what stands in so many first lines. */
const LINES_AT_THE_TOP = 20;

/** The findings that a range of a document touches, with their fixes. */
export function fixesAt<Document>(
  view: EditorView<Document>,
  findings: readonly ReportedFinding[],
  document: Document,
  range: Span,
  lines: Lines<Document>,
  say: Say,
): { readonly fixes: readonly PlannedFix<Document>[]; readonly rules: ReadonlyMap<string, Span> } {
  const here = findings.flatMap((finding) => {
    const place = view.locate(finding);
    return place?.document === document && touches(place.range, range)
      ? [{ finding, range: place.range }]
      : [];
  });
  let preferred = false;
  const fixes = here.flatMap(({ finding, range: at }) =>
    finding.fixes.flatMap((fix): readonly PlannedFix<Document>[] => {
      const edits = placed(view, fix.edits, lines);
      if (edits === undefined) return [];
      const first = fix.safe && !preferred;
      preferred ||= fix.safe;
      return [{ title: titleOf(fix, say), edits, finding, range: at, preferred: first }];
    }),
  );
  return { fixes, rules: new Map(here.map(({ finding, range: at }) => [finding.rule, at])) };
}

/** Some rules say themselves, in words that fit, that a fix changes training. */
function titleOf(fix: { readonly title: string; readonly safe: boolean }, say: Say): string {
  const said = fix.safe || fix.title.endsWith(say(phrase`(changes training)`));
  return said ? fix.title : say(phrase`${fix.title} (changes training)`);
}

/** Comments that silence a rule where a finding stands, and in the whole file. */
export function suppressions<Document>(
  view: EditorView<Document>,
  rule: string,
  document: Document,
  range: Span,
  lines: Lines<Document>,
  say: Say,
): readonly PlannedEdit<Document>[] {
  const insertion = (title: string, into: Document, { line, character, text }: LineInsertion) => {
    const at = { line, character };
    return { title, edits: [{ document: into, range: { start: at, end: at }, newText: text }] };
  };
  const actions: PlannedEdit<Document>[] = [];
  // A comment on a line that a backslash continues would break it; the other end of the finding may do.
  const onLine = [range.start.line, range.end.line]
    .map((line) => ignoreOnLine(lines.text(document, line), line, rule))
    .find((found) => found !== undefined);
  if (onLine !== undefined)
    actions.push(insertion(say(phrase`Ignore ${rule} on this line`), document, onLine));
  const top = view.documents[0];
  if (top !== undefined) {
    const first = Array.from({ length: Math.min(lines.count(top), LINES_AT_THE_TOP) }, (_, line) =>
      lines.text(top, line),
    );
    const title = say(phrase`Ignore ${rule} in this file`);
    actions.push(insertion(title, top, ignoreInFile(first, rule, lines.lineEnd(top))));
  }
  return actions;
}

/** All safe fixes that do not stand in each other's way; undefined where there are none. */
export function fixAll<Document>(
  view: EditorView<Document>,
  findings: readonly ReportedFinding[],
  lines: Lines<Document>,
  say: Say,
): PlannedEdit<Document> | undefined {
  const merged = mergeSafeFixes(findings.flatMap(({ fixes }) => fixes.slice(0, 1)));
  const edits = merged.length === 0 ? undefined : placed(view, merged, lines);
  return edits && { title: say(phrase`Apply all safe fixes of Activation Lens`), edits };
}

/** The activation at an offset with another framework's default. */
export function adoptions<Document>(
  view: EditorView<Document>,
  offset: number,
  lines: Lines<Document>,
  say: Say,
): readonly PlannedEdit<Document>[] {
  const use = view.lens.activationAt(offset);
  if (use === undefined || use.traced !== undefined) return [];
  return adoptedDefaults(use).flatMap(({ api, argument, edit }) => {
    const edits = placed(view, [edit], lines);
    if (edits === undefined) return [];
    return [{ title: say(phrase`Take ${argument}, the default of ${api} (changes training)`), edits }];
  });
}

/** Undefined when one of the edits does not lie within one document. */
function placed<Document>(
  view: EditorView<Document>,
  edits: readonly ReportedEdit[],
  lines: Lines<Document>,
): readonly PlacedEdit<Document>[] | undefined {
  const result: PlacedEdit<Document>[] = [];
  for (const edit of edits) {
    const place = view.locate(edit);
    if (place === undefined) return undefined;
    const newText =
      lines.lineEnd(place.document) === '\r\n' ? edit.newText.replaceAll(/\r?\n/g, '\r\n') : edit.newText;
    result.push({ ...place, newText });
  }
  return result;
}
