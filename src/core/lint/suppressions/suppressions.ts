/** Comments that silence rules: `# activation-lens: ignore[rule, …]` and `# activation-lens: ignore-file[rule, …]`. */
import { phrase, type Say } from '../../phrase';
import type { SourceModule } from '../../python/syntax';
import type { ReportedFinding } from '../reported';
import { absoluteRange } from '../../python/offsets';
import type { RuleMeta } from '../rule';
import { currentName } from '../configuration/rule-aliases';

export const unusedSuppression: RuleMeta = {
  name: 'unused-suppression',
  frameworks: ['torch', 'keras', 'tensorflow', 'jax', 'transformers'],
  category: 'suppression',
  defaultSeverity: 'information',
  fixable: 'safe',
  summary: 'A suppression comment silences nothing, or names a rule that does not exist.',
};

/** One rule named in one comment. Offsets are absolute, lines 1-based. */
interface Suppression {
  readonly comment: AbsoluteComment;
  /** Undefined where the comment names no rule at all. */
  readonly rule: string | undefined;
  /** Where the rule's name stands; the whole comment where there is none. */
  readonly start: number;
  readonly end: number;
  /** The line that it speaks for; undefined for the whole file. */
  readonly line: number | undefined;
}

interface AbsoluteComment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Nothing but white space before it on its line. */
  readonly alone: boolean;
}

const DIRECTIVE = /#[ \t]*activation-lens:[ \t]*(ignore-file|ignore)(?![\w-])[ \t]*(?:\[([^\]#]*)\])?/;

/** Cheap test, so that documents without a directive cost nothing. */
export function mentionsSuppression(text: string): boolean {
  return text.includes('activation-lens:');
}

export interface SuppressionResult {
  readonly kept: readonly ReportedFinding[];
  readonly unused: readonly ReportedFinding[];
}

/**
 * Takes away the findings that comments silence, and says which comments silenced nothing. Only rules in `enabled` can be found unused:
 * of a rule that did not run nobody knows. `known` are all rule names there are.
 */
export function applySuppressions(
  module: SourceModule,
  findings: readonly ReportedFinding[],
  enabled: ReadonlySet<string>,
  known: ReadonlySet<string>,
  say: Say,
): SuppressionResult {
  const suppressions = mentionsSuppression(module.text) ? readSuppressions(module) : [];
  if (suppressions.length === 0) return { kept: findings, unused: [] };
  const used = new Set<Suppression>();
  const byLine = groupedBy(suppressions, ({ rule, line }) => `${line ?? ''} ${rule ?? ''}`);
  const kept = findings.filter((finding) => {
    const first = module.positionAt(finding.start).line;
    const last = module.positionAt(finding.end).line;
    let silenced = false;
    for (const line of new Set([first, last, '']))
      for (const suppression of byLine.get(`${line} ${finding.rule}`) ?? []) {
        used.add(suppression);
        silenced = true;
      }
    return !silenced;
  });
  const silent = byLine.has(` ${unusedSuppression.name}`);
  const byComment = groupedBy(suppressions, ({ comment }) => comment);
  const unused = suppressions
    .filter((suppression) => !used.has(suppression) && suppression.rule !== unusedSuppression.name)
    .filter(({ rule }) => rule === undefined || enabled.has(rule) || !known.has(rule))
    .filter(({ line }) => !silent && !byLine.has(`${line ?? ''} ${unusedSuppression.name}`))
    .map((suppression) => {
      const spares = byComment.get(suppression.comment)?.some((other) => used.has(other)) === true;
      return describeUnused(module.text, suppression, spares, known, say);
    });
  return { kept, unused };
}

function groupedBy<Key, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function readSuppressions(module: SourceModule): readonly Suppression[] {
  const comments = allComments(module);
  // The line below each block of comments, from the last one up: thousands of comments may stand below each other.
  const below = new Map<number, number>();
  for (const { alone, start } of [...comments].reverse()) {
    if (!alone) continue;
    const { line } = module.positionAt(start);
    below.set(line, below.get(line + 1) ?? line + 1);
  }
  return comments.flatMap((comment): readonly Suppression[] => {
    const match = DIRECTIVE.exec(comment.text);
    if (match === null) return [];
    const line = match[1] === 'ignore-file' ? undefined : targetLine(module, comment, below);
    const names = namedRules(comment, match);
    if (names.length > 0) return names.map((name) => ({ comment, line, ...name }));
    return [{ comment, line, rule: undefined, start: comment.start, end: comment.end }];
  });
}

/** The comment's own line, or for one that stands alone the first line below that is not another comment. */
function targetLine(
  module: SourceModule,
  comment: AbsoluteComment,
  below: ReadonlyMap<number, number>,
): number {
  const { line } = module.positionAt(comment.start);
  return comment.alone ? (below.get(line) ?? line) : line;
}

function namedRules(comment: AbsoluteComment, match: RegExpExecArray) {
  const list = match[2];
  if (list === undefined) return [];
  let offset = comment.start + match.index + match[0].length - 1 - list.length;
  const names: { readonly rule: string; readonly start: number; readonly end: number }[] = [];
  for (const part of list.split(',')) {
    const rule = part.trim();
    const start = offset + (part.length - part.trimStart().length);
    if (rule !== '') names.push({ rule: currentName(rule), start, end: start + rule.length });
    offset += part.length + 1;
  }
  return names;
}

function allComments(module: SourceModule): readonly AbsoluteComment[] {
  const absolute = (text: string, start: number, end: number): AbsoluteComment => {
    const lineStart = module.text.lastIndexOf('\n', start - 1) + 1;
    const alone = module.text.slice(lineStart, start).trim() === '';
    return { start, end, text, alone };
  };
  const inside = module.units.flatMap((unit) =>
    unit.comments.flatMap((comment) => {
      const range = absoluteRange({ unit, start: comment.start, end: comment.end }, module);
      return range === undefined ? [] : [absolute(comment.text, range.start, range.end)];
    }),
  );
  const outside = module.comments.map(({ text, start, end }) => absolute(text, start, end));
  return outside.concat(inside).sort((one, other) => one.start - other.start);
}

/** Where another name in the same comment silences something, only this one goes. */
function describeUnused(
  text: string,
  suppression: Suppression,
  spares: boolean,
  known: ReadonlySet<string>,
  say: Say,
): ReportedFinding {
  const { comment, rule, start, end, line } = suppression;
  const message =
    rule === undefined
      ? phrase`This comment names no rule: write ignore[rule-name].`
      : known.has(rule)
        ? line === undefined
          ? phrase`${rule} reports nothing in this file: the comment can go.`
          : phrase`${rule} reports nothing here: the comment can go.`
        : phrase`There is no rule called ${rule}.`;
  const deletion = spares ? removeName(text, suppression) : removeComment(text, comment);
  return {
    rule: unusedSuppression.name,
    severity: unusedSuppression.defaultSeverity === 'off' ? 'hint' : unusedSuppression.defaultSeverity,
    message: say(message),
    start,
    end,
    related: [],
    fixes: [
      {
        title: say(phrase`Remove the unused suppression`),
        safe: true,
        edits: [{ ...deletion, newText: '' }],
      },
    ],
    unnecessary: true,
    deprecated: false,
  };
}

/** The name with the comma that goes with it. */
function removeName(text: string, { start, end }: Suppression) {
  const after = /^[ \t]*,[ \t]*/.exec(text.slice(end, end + 80));
  if (after !== null) return { start, end: end + after[0].length };
  let from = start;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === ',')) from--;
  return { start: from, end };
}

/** The directive with the space before it; the whole line where nothing else is on it. */
function removeComment(text: string, comment: AbsoluteComment) {
  const match = DIRECTIVE.exec(comment.text);
  const directiveStart = comment.start + (match?.index ?? 0);
  const directiveEnd = match === null ? comment.end : directiveStart + match[0].length;
  const rest = text.slice(directiveEnd, comment.end);
  if (rest.trim() !== '') return { start: directiveStart, end: directiveEnd };
  let start = directiveStart;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const wholeLine = comment.alone && directiveStart === comment.start;
  if (!wholeLine) return { start, end: comment.end };
  const newline = text.indexOf('\n', comment.end);
  return { start, end: newline === -1 ? text.length : newline + 1 };
}
