/** How a fix names what it needs: through the document's own imports, or through one that it adds in the way people write it. */
import { customaryImports } from '../../frameworks';
import type { Bindings } from '../../python/names';
import type { Expression, Place, SourceModule, Unit } from '../../python/syntax';
import type { ReportedEdit } from '../reported';
import type { Edit } from '../rule';
import { sourceOf } from '../../python/source-text';
import { spellingOf } from './spelling';

type ImportEdit = Extract<Edit, { readonly kind: 'import' }>;

/** A name as a fix writes it, and the import that it needs, if any. */
export interface Spelling {
  readonly text: string;
  readonly edits: readonly Edit[];
}

/**
 * How to write a qualified name (`torch.nn.functional.relu`) at a place: as the document already can, else with a customary import whose
 * local name is still free (`F.relu` and `import torch.nn.functional as F`), else in full.
 */
export function spell(bindings: Bindings, qualifiedName: string, at: Place): Spelling {
  const known = spellingOf(bindings, qualifiedName, at);
  if (known !== undefined) return { text: known, edits: [] };
  for (const { gives, module, name, alias } of customaryImports) {
    const local = alias ?? name ?? module;
    if (!qualifiedName.startsWith(`${gives}.`) || mentions(bindings.module.text, local)) continue;
    const edit: ImportEdit = { kind: 'import', module, name, alias };
    return { text: local + qualifiedName.slice(gives.length), edits: [edit] };
  }
  const module = qualifiedName.slice(0, qualifiedName.lastIndexOf('.'));
  return { text: qualifiedName, edits: [{ kind: 'import', module, name: undefined, alias: undefined }] };
}

/**
 * How to write what stands beside a qualified name that the document uses at a place (`keras.initializers.HeNormal` beside
 * `keras.initializers.Constant`): after the same dots, else imported by its name as that one was.
 */
export function spellBeside(
  bindings: Bindings,
  used: Expression,
  qualifiedName: string,
  name: string,
): Spelling {
  if (used.kind === 'Attribute') return { text: `${sourceOf(used.object)}.${name}`, edits: [] };
  const module = qualifiedName.slice(0, qualifiedName.lastIndexOf('.'));
  const known = spellingOf(bindings, `${module}.${name}`, used);
  if (known !== undefined) return { text: known, edits: [] };
  return mentions(bindings.module.text, name)
    ? spell(bindings, `${module}.${name}`, used)
    : { text: name, edits: [{ kind: 'import', module, name, alias: undefined }] };
}

/** Whether a dotless name occurs at all: then it may mean something else, and a fix stays clear of it. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}(?!\\w)`).test(text);
}

/** The edit that adds an import line after the document's others. */
export function importInsertion(module: SourceModule, edit: ImportEdit): ReportedEdit {
  const line = importLine(edit);
  const newline = module.text.includes('\r\n') ? '\r\n' : '\n';
  const anchor = lastOfPreamble(module.units);
  const end = anchor && module.offsetOf(anchor, anchor.text.length);
  if (end === undefined) {
    const start = afterLeadingComments(module.text);
    return { start, end: start, newText: line + newline };
  }
  const lineEnd = /\r?\n|$/g;
  lineEnd.lastIndex = end;
  const start = lineEnd.exec(module.text)?.index ?? module.text.length;
  return { start, end: start, newText: newline + line };
}

function importLine({ module, name, alias }: ImportEdit): string {
  const suffix = alias === undefined ? '' : ` as ${alias}`;
  return name === undefined ? `import ${module}${suffix}` : `from ${module} import ${name}${suffix}`;
}

/** The last import before anything is defined; else the docstring. */
function lastOfPreamble(units: readonly Unit[]): Unit | undefined {
  let last: Unit | undefined;
  for (const [index, unit] of units.entries()) {
    const statement = unit.body[0];
    if (statement?.kind === 'Function' || statement?.kind === 'Class') break;
    const isImport = unit.body.some(({ kind }) => kind === 'Import' || kind === 'ImportFrom');
    const isDocstring =
      index === 0 && statement?.kind === 'ExpressionStatement' && statement.value.kind === 'String';
    if (isImport || isDocstring) last = unit;
  }
  return last;
}

function afterLeadingComments(text: string): number {
  const match = /^(?:#[^\n]*\n)*/.exec(text);
  return match?.[0].length ?? 0;
}
