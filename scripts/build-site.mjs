// Writes the documents as HTML to site/: npm run site
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sitePages } from './lib/site.mjs';
import { projectRoot } from './lib/steps.mjs';

const folder = join(projectRoot, 'site');
rmSync(folder, { recursive: true, force: true });
const assets = new Set();
const pages = sitePages((path) => assets.add(path));
pages.set(
  'index.html',
  '<!doctype html><meta charset="utf-8"><title>Activation Lens</title><meta http-equiv="refresh" content="0; url=README.html">\n',
);
for (const [path, html] of pages) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), html);
}
for (const path of assets) cpSync(join(projectRoot, path), join(folder, path), { recursive: true });
console.log(`${pages.size} pages and ${assets.size} pictures in site/`);
