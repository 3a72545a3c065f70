import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { english } from '../../src/webview/strings';

const read = (path: string): string => readFileSync(path, 'utf8');
const table = (path: string): Readonly<Record<string, string>> =>
  JSON.parse(read(path)) as Record<string, string>;

/** The first argument of every call of `l10n.t` in the host. */
function hostStrings(): ReadonlySet<string> {
  const found = new Set<string>();
  const folder = 'src/extension';
  for (const file of readdirSync(folder)) {
    const source = ts.createSourceFile(file, read(join(folder, file)), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText().endsWith('l10n.t')) {
        const [first] = node.arguments;
        if (first === undefined || !ts.isStringLiteralLike(first))
          throw new Error(`${file}: ${node.getText()} cannot be translated`);
        found.add(first.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

const placeholders = (text: string): readonly string[] => (text.match(/\{\d+\}/g) ?? []).sort();

describe('Simplified Chinese', () => {
  const bundle = table('l10n/bundle.l10n.zh-cn.json');

  it('has every sentence of the host', () => {
    const strings = hostStrings();
    expect(strings.size).toBeGreaterThan(30);
    expect([...strings].filter((sentence) => !Object.hasOwn(bundle, sentence))).toEqual([]);
  });

  it('has every sentence of the panel', () => {
    expect(Object.values(english).filter((sentence) => !Object.hasOwn(bundle, sentence))).toEqual([]);
  });

  it('fills in the same values as English', () => {
    for (const [sentence, translated] of Object.entries(bundle))
      expect([translated, placeholders(translated)]).toEqual([translated, placeholders(sentence)]);
  });

  it('has every string of the manifest', () => {
    const manifest = table('package.nls.json');
    expect(Object.keys(table('package.nls.zh-cn.json'))).toEqual(Object.keys(manifest));
    const used = [...read('package.json').matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key ?? '');
    expect(used.filter((key) => !Object.hasOwn(manifest, key))).toEqual([]);
    expect(Object.keys(manifest).filter((key) => !used.includes(key))).toEqual([]);
  });
});
