/** From what a rule wants changed to text edits: absolute offsets, imports in the document's own style, fixes that can be applied together. */
import type { Bindings } from '../../python/names';
import { absoluteRange } from '../../python/offsets';
import type { ReportedEdit, ReportedFix } from '../reported';
import type { Edit, Fix } from '../rule';
import { importInsertion } from './imports';

/** A fix in absolute offsets of this version, edits in order; undefined when it reaches into another document or contradicts itself. */
export function materialize(fix: Fix, title: string, bindings: Bindings): ReportedFix | undefined {
  const edits: ReportedEdit[] = [];
  for (const edit of fix.edits) {
    const reported = materializeEdit(edit, bindings);
    if (reported === undefined) return undefined;
    edits.push(reported);
  }
  const ordered = inOrder(withoutDuplicates(edits));
  if (ordered.some((edit, index) => overlaps(ordered[index - 1], edit))) return undefined;
  return { title, safe: fix.safe, edits: ordered };
}

function materializeEdit(edit: Edit, bindings: Bindings): ReportedEdit | undefined {
  if (edit.kind === 'import') return importInsertion(bindings.module, edit);
  const base = absoluteRange(edit.place, bindings.module);
  return base && { ...base, newText: edit.newText };
}

/** The edits of as many of these fixes as can be made at once: a fix that overlaps an earlier one waits for the next run. Safe ones only. */
export function mergeSafeFixes(fixes: readonly ReportedFix[]): readonly ReportedEdit[] {
  return mergeFixes(fixes.filter(({ safe }) => safe)).edits;
}

/** As many fixes as can be made at once, earlier ones first, and their edits in order. */
export function mergeFixes<Fix extends Pick<ReportedFix, 'edits'>>(
  fixes: readonly Fix[],
): { readonly fixes: readonly Fix[]; readonly edits: readonly ReportedEdit[] } {
  const accepted = new Map<string, ReportedEdit>();
  const made: Fix[] = [];
  for (const fix of fixes) {
    const fresh = fix.edits.filter((edit) => !accepted.has(keyOf(edit)));
    const others = [...accepted.values()];
    const clash = fresh.some((edit) => others.some((other) => collide(edit, other)));
    if (clash) continue;
    made.push(fix);
    for (const edit of fresh) accepted.set(keyOf(edit), edit);
  }
  return { fixes: made, edits: inOrder([...accepted.values()]) };
}

/** The text after edits that do not overlap. */
export function applyEdits(text: string, edits: readonly ReportedEdit[]): string {
  let result = '';
  let position = 0;
  for (const { start, end, newText } of inOrder(edits)) {
    result += text.slice(position, start) + newText;
    position = end;
  }
  return result + text.slice(position);
}

function inOrder(edits: readonly ReportedEdit[]): readonly ReportedEdit[] {
  return [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
}
const keyOf = ({ start, end, newText }: ReportedEdit): string => `${start} ${end} ${newText}`;

function withoutDuplicates(edits: readonly ReportedEdit[]): readonly ReportedEdit[] {
  return [...new Map(edits.map((edit) => [keyOf(edit), edit])).values()];
}
function overlaps(earlier: ReportedEdit | undefined, later: ReportedEdit): boolean {
  return earlier !== undefined && later.start < earlier.end;
}
/** Stricter than overlapping: two different texts at one point have no order of their own, unless both are import lines. */
function collide(one: ReportedEdit, other: ReportedEdit): boolean {
  return one.start < other.end && other.start < one.end
    ? true
    : one.start === other.start && one.end === other.end;
}
