import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasWords, stringsInSource, stringsInTables } from './english-strings';

const read = (path: string): string => readFileSync(path, 'utf8');
const table = (path: string): Readonly<Record<string, string>> =>
  JSON.parse(read(path)) as Record<string, string>;

const placeholders = (text: string): readonly string[] => (text.match(/\{\d+\}/g) ?? []).sort();

describe('Simplified Chinese', () => {
  const bundle = table('l10n/bundle.l10n.zh-cn.json');
  const inSource = stringsInSource();
  const inTables = stringsInTables();

  it('has every sentence of the source', () => {
    expect(inSource.size).toBeGreaterThan(80);
    const lacking = [...inSource].filter(
      ([sentence]) => hasWords(sentence) && !Object.hasOwn(bundle, sentence),
    );
    expect(lacking.map((entry) => entry.join(' in '))).toEqual([]);
  });

  it('has every sentence of the tables', () => {
    expect(inTables.size).toBeGreaterThan(200);
    expect([...inTables].filter((sentence) => !Object.hasOwn(bundle, sentence))).toEqual([]);
  });

  it('has nothing that is said no more', () => {
    expect(
      Object.keys(bundle).filter((sentence) => !inSource.has(sentence) && !inTables.has(sentence)),
    ).toEqual([]);
  });

  it('fills in the same values as English', () => {
    for (const [sentence, translated] of Object.entries(bundle))
      expect([translated, placeholders(translated)]).toEqual([translated, placeholders(sentence)]);
  });

  it('marks code where English does', () => {
    const spans = (text: string): readonly string[] => (text.match(/`[^`]*`/g) ?? []).sort();
    for (const [sentence, translated] of Object.entries(bundle))
      expect([translated, spans(translated)]).toEqual([translated, spans(sentence)]);
  });

  it('ends what changes training the same way, so that the host can tell', () => {
    const ending = '(changes training)';
    for (const [sentence, translated] of Object.entries(bundle))
      expect([translated, translated.endsWith(bundle[ending] ?? '')]).toEqual([
        translated,
        sentence.endsWith(ending),
      ]);
  });

  it('has every string of the manifest', () => {
    const manifest = table('package.nls.json');
    expect(Object.keys(table('package.nls.zh-cn.json'))).toEqual(Object.keys(manifest));
    const used = [...read('package.json').matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key ?? '');
    expect(used.filter((key) => !Object.hasOwn(manifest, key))).toEqual([]);
    expect(Object.keys(manifest).filter((key) => !used.includes(key))).toEqual([]);
  });
});
