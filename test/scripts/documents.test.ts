import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { activationPages } from '../../scripts/lib/activation-pages.mjs';
import { anchorsOf, documents, linksOf, sitePages, targetOf } from '../../scripts/lib/site.mjs';

const root = join(import.meta.dirname, '../..');

describe('the documents', () => {
  it('link to what there is', () => {
    const dead: string[] = [];
    for (const path of documents())
      for (const link of linksOf(path)) {
        const target = targetOf(path, link);
        if (target === undefined) continue;
        const { path: file, anchor } = target;
        const leads =
          existsSync(join(root, file)) &&
          (anchor === undefined || !file.endsWith('.md') || anchorsOf(file).has(anchor));
        if (!leads) dead.push(`${path}: ${link}`);
      }
    expect(dead).toEqual([]);
  });

  it('have a page for every activation, as the catalogue is (node scripts/build-activation-pages.mjs)', async () => {
    const pages = await activationPages();
    const folder = join(root, 'docs/activations');
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages)
      expect([name, readFileSync(join(folder, name), 'utf8')]).toEqual([name, text]);
  });

  it('say the moments that the reference has', async () => {
    const relu = (await activationPages()).get('relu.md') ?? '';
    // E max(0, z) = 1/√(2π), E max(0, z)² = E 1[z > 0] = 1/2.
    expect(relu).toContain(
      `| ${String(Number((1 / Math.sqrt(2 * Math.PI)).toPrecision(4)))} | 0.5 | 0.5 | 1.414 |`,
    );
  });
});

describe('settings to copy', () => {
  const read = (language: string, code: string): unknown =>
    language === 'json' ? JSON.parse(code) : parse(code);

  it.each(documents().filter((path) => /```(?:json|toml)\n/.test(readFileSync(join(root, path), 'utf8'))))(
    'of %s are valid',
    (path) => {
      const text = readFileSync(join(root, path), 'utf8');
      for (const [, language = '', code = ''] of text.matchAll(/^```(json|toml)\n([^]*?)^```$/gm))
        expect(() => read(language, code), code).not.toThrow();
    },
  );
});

describe('the site', () => {
  it('leads from page to page, and its pictures are there', () => {
    const assets = new Set<string>();
    const pages = sitePages((path) => assets.add(path));
    expect(pages.size).toBeGreaterThan(100);
    for (const asset of assets) expect([asset, existsSync(join(root, asset))]).toEqual([asset, true]);
    for (const [path, html] of pages)
      for (const [, href = ''] of html.matchAll(/ href="([^"#]+)(?:#[^"]*)?"/g)) {
        if (/^[a-z]+:/.test(href)) continue;
        const target = posix.normalize(posix.join(dirname(path), decodeURIComponent(href)));
        expect([path, href, pages.has(target)]).toEqual([path, href, true]);
      }
  });
});
