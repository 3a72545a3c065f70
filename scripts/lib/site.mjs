// The documents as HTML, and the links in them.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import MarkdownIt from 'markdown-it';
import { projectRoot } from './steps.mjs';

const markdown = new MarkdownIt({ html: false });
const repository = 'https://github.com/activation-lens/activation-lens/blob/main/';

/** Paths of the documents, relative to the project and separated by `/`. */
export function documents() {
  const below = readdirSync(join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `docs/${name.split(sep).join('/')}`,
  );
  return [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...below.filter((name) => name.endsWith('.md')).sort(),
  ];
}

/** As GitHub makes them. */
const slug = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

function tokensOf(path) {
  return markdown.parse(readFileSync(join(projectRoot, path), 'utf8'), {});
}

/** Every link and picture of a document, as it is written. */
export function linksOf(path) {
  const inline = tokensOf(path).flatMap(({ children }) => children ?? []);
  return inline.flatMap((token) => {
    const target =
      token.type === 'link_open'
        ? token.attrGet('href')
        : token.type === 'image'
          ? token.attrGet('src')
          : null;
    return target === null ? [] : [target];
  });
}

/** The names of a document's headings. */
export function anchorsOf(path) {
  const tokens = tokensOf(path);
  return new Set(
    tokens.flatMap((token, index) =>
      token.type === 'heading_open' ? [slug(tokens[index + 1]?.content ?? '')] : [],
    ),
  );
}

/** Where a link within the project leads; undefined for one that leaves it. */
export function targetOf(path, link) {
  if (/^[a-z]+:/i.test(link)) return undefined;
  const [file = '', anchor] = decodeURIComponent(link).split('#');
  const target =
    file === ''
      ? path
      : normalize(join(dirname(path), file))
          .split(sep)
          .join('/');
  return { path: target.replace(/\/$/, ''), anchor };
}

const page = (title, body, home) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${markdown.utils.escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; --text: #1d2733; --page: #fff; --line: #d5dce4; --code: #f3f6f9; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --text: #d6dde5; --page: #15191e; --line: #38424d; --code: #1f262d; --link: #7cb7f2; } }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: var(--text); background: var(--page); }
table { border-collapse: collapse; display: block; overflow-x: auto; } td, th { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; }
td, th { min-width: 4rem; } td:last-child { min-width: 12rem; } thead:not(:has(th:not(:empty))) { display: none; }
pre { overflow-x: auto; background: var(--code); padding: .8rem; } code { font-size: .9em; overflow-wrap: anywhere; } pre code { overflow-wrap: normal; }
img { max-width: 100%; } a { color: var(--link); }
</style>
<nav><a href="${home}README.html">Activation Lens</a> · <a href="${home}docs/rules/index.html">Rules</a> · <a href="${home}docs/activations/index.html">Activations</a> · <a href="${home}docs/configuration.html">Configuration</a> · <a href="${home}docs/editors.html">Editors</a></nav>
<main>
${body}</main>
</html>
`;

/** The site's pages by their paths. `assets` hears of every file that a page shows. */
export function sitePages(assets) {
  const all = new Set(documents());
  const pages = new Map();
  for (const path of all) {
    const tokens = tokensOf(path);
    for (const [index, token] of tokens.entries()) {
      if (token.type === 'heading_open') token.attrSet('id', slug(tokens[index + 1]?.content ?? ''));
      for (const child of token.children ?? []) {
        const name = child.type === 'link_open' ? 'href' : child.type === 'image' ? 'src' : undefined;
        const target = name === undefined ? undefined : targetOf(path, child.attrGet(name));
        if (target === undefined) continue;
        const anchor = target.anchor === undefined ? '' : `#${target.anchor}`;
        const from = dirname(path);
        if (name === 'src') assets(target.path);
        else if (all.has(target.path))
          child.attrSet(
            'href',
            `${relative(from, target.path).split(sep).join('/').replace(/\.md$/, '.html')}${anchor}`,
          );
        else child.attrSet('href', `${repository}${target.path}`);
      }
    }
    const title = tokens.find(({ type }) => type === 'inline')?.content ?? path;
    const home = '../'.repeat(path.split('/').length - 1);
    pages.set(
      path.replace(/\.md$/, '.html'),
      page(title, markdown.renderer.render(tokens, markdown.options, {}), home),
    );
  }
  return pages;
}
