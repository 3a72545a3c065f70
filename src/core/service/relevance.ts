/** Cheap questions to a document's text that spare most documents every further work. */
import { packageNames } from '../frameworks';
import { mentionsSuppression } from '../lint/suppressions/suppressions';
import type { ModuleSource } from '../api';

const FRAMEWORK_WORD = new RegExp(`\\b(?:${[...packageNames].join('|')})`);

/** Longer texts (UTF-16 units; some 75,000 lines) are data, not a program that somebody wrote: reading them would hold up every other answer. */
export const longestText = 3_000_000;

/** Whether a document can use a framework at all. False is certain; true is a reason to parse. */
export function mayUseFramework(text: string): boolean {
  return text.length <= longestText && FRAMEWORK_WORD.test(text);
}

/** Whether linting a document can find anything. */
export function mayHaveFindings(text: string): boolean {
  return text.length <= longestText && (mayUseFramework(text) || mentionsSuppression(text));
}

const IMPORT = /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w.]+))/gm;
/** Imports of one file that are looked at, and files one after another. */
const MOST_IMPORTS = 40;
const FARTHEST = 3;

/**
 * Whether a document that names no framework imports a file that does: a script that makes a model here and hands it to a trainer there.
 * Modules that hand on what they import are looked through.
 */
export function importsFramework(source: ModuleSource, uri: string, text: string): boolean {
  if (text.length > longestText) return false;
  const seen = new Set([uri]);
  let files = [{ uri, text }];
  for (let step = 0; step < FARTHEST && files.length > 0; step += 1) {
    const next: typeof files = [];
    for (const file of files)
      for (const other of importedBy(source, file.uri, file.text)) {
        if (seen.has(other) || seen.size > MOST_IMPORTS) continue;
        seen.add(other);
        const imported = source.read(other);
        if (imported === undefined) continue;
        if (mayUseFramework(imported)) return true;
        next.push({ uri: other, text: imported });
      }
    files = next;
  }
  return false;
}

function importedBy(source: ModuleSource, uri: string, text: string): readonly string[] {
  const found: string[] = [];
  let imports = 0;
  for (const [, from, plain] of text.matchAll(IMPORT)) {
    imports += 1;
    if (imports > MOST_IMPORTS) break;
    const name = (from ?? plain ?? '').replace(/^\.+/, '');
    const module = source.resolve(name, from === undefined ? 0 : from.length - name.length, uri);
    if (module !== undefined) found.push(module);
  }
  return found;
}
