/** Every English text that a reader can meet in the editor, found in the source by TypeScript's own parser and in the tables of the core. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { allActivations } from '../../src/core/activations/catalogue';
import { listedNames, symbolOf } from '../../src/core/frameworks';
import { defaultDifferences } from '../../src/core/hover/default-differences';
import { allInitializerFacts } from '../../src/core/hover/initializer-facts';
import { lossWords } from '../../src/core/hover/loss-hover';
import { rangePhrase } from '../../src/core/hover/range-text';
import { ruleMetas } from '../../src/core/lint/registry';
import { phrase } from '../../src/core/phrase';
import { english } from '../../src/webview/strings';

/** Hands the phrases' templates on, so it has none of its own. */
const speaker = join('server', 'worker.ts');

/** What holds no words of ours (`{0}: {1}`) needs no translation, but may have one. */
export const hasWords = (template: string): boolean => /\p{L}/u.test(template.replace(/\{\d+\}/g, ''));

/** Templates of phrase`…` and first arguments of `l10n.t(…)`, by the file that they stand in. */
export function stringsInSource(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts') && name !== speaker)) {
    const source = ts.createSourceFile(
      file,
      readFileSync(`src/${file}`, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'phrase')
        found.set(templateOf(node.template), file);
      if (ts.isCallExpression(node) && node.expression.getText().endsWith('l10n.t'))
        found.set(literalOf(node, file), file);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** What the product itself makes of the template. */
function templateOf(node: ts.TemplateLiteral): string {
  const texts = ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
    : [node.text];
  return phrase(Object.assign(texts, { raw: texts }), ...texts.slice(1)).template;
}

function literalOf(call: ts.CallExpression, file: string): string {
  const [first] = call.arguments;
  if (first === undefined || !ts.isStringLiteralLike(first))
    throw new Error(`${file}: ${call.getText()} cannot be translated`);
  return first.text;
}

/** Texts that are data: what the catalogue and the rules say, and the panel's table. */
export function stringsInTables(): ReadonlySet<string> {
  const texts = [
    ...Object.values(english),
    ...ruleMetas.map(({ summary }) => summary),
    ...lossWords(
      listedNames()
        .map(symbolOf)
        .filter((symbol) => symbol?.role === 'loss'),
    ),
    ...allInitializerFacts().flatMap(({ name, madeFor, variance }) => [name, madeFor ?? '', variance ?? '']),
    ...allActivations.flatMap((activation) => [
      ...activation.watchFor,
      ...(activation.elementwise ? [] : [activation.section.note]),
      rangePhrase(activation, {}).template,
      ...defaultDifferences(activation.id).flat(),
    ]),
  ];
  return new Set(texts.filter(hasWords));
}
