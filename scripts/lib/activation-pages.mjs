// A page for every activation of the catalogue, as Markdown with its curve as SVG.
import { build } from 'esbuild';
import { projectRoot } from './steps.mjs';

const entry = `
export { allActivations, evaluate } from './src/core/activations/catalogue';
export { listedNames, symbolOf } from './src/core/frameworks';
export { shapePhrases, formulaText } from './src/core/hover';
export { advicePhrases } from './src/core/hover/activation-facts';
export { defaultDifferences } from './src/core/hover/default-differences';
export { gaussianExpectations } from './src/core/numerics/quadrature';
export { drawCurve } from './src/core/plot/curve-svg';
export { english } from './src/core/phrase';
`;

async function core() {
  const bundle = await build({
    stdin: { contents: entry, resolveDir: projectRoot, loader: 'ts' },
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'error' },
  });
  const source = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}

const frameworks = {
  torch: 'PyTorch',
  keras: 'Keras',
  tensorflow: 'TensorFlow',
  jax: 'JAX and Flax',
  transformers: 'transformers',
};
const figure = (value) => String(Number(value.toPrecision(4))).replaceAll('-', '−');
const cell = (text) => text.replaceAll('|', '\\|');

/** Files below docs/activations with their text. */
export async function activationPages() {
  const {
    allActivations,
    evaluate,
    listedNames,
    symbolOf,
    shapePhrases,
    formulaText,
    advicePhrases,
    defaultDifferences,
    gaussianExpectations,
    drawCurve,
    english,
  } = await core();
  const names = new Map();
  for (const name of listedNames()) {
    const symbol = symbolOf(name);
    if (symbol?.role !== 'activation' || symbol.activation === undefined) continue;
    const own = names.get(symbol.activation) ?? new Map();
    names.set(symbol.activation, own);
    own.set(symbol.framework, [...(own.get(symbol.framework) ?? []), name]);
  }
  const pages = new Map();
  for (const activation of allActivations) {
    const { id, name, aliases, formula, derivative, parameters, citations, watchFor, elementwise } =
      activation;
    const curve = evaluate(activation, {});
    pages.set(`${id}.svg`, `${drawCurve({ ...curve, name }, { theme: 'light', background: true })}\n`);
    const facts = shapePhrases(activation, curve, english).map(english);
    const moments = elementwise ? momentsOf(curve, gaussianExpectations) : undefined;
    const advice = ['torch', 'keras', 'jax'].flatMap((framework) => {
      const said = advicePhrases(activation, curve.parameters, framework, (code) => `\`${code}\``).map(
        english,
      );
      return said.length === 0 ? [] : [`| ${frameworks[framework]} | ${cell(said.join('; '))} |`];
    });
    const differences = defaultDifferences(id);
    const own = names.get(id) ?? new Map();
    const written = Object.entries(frameworks).flatMap(([framework, title]) => {
      const list = own.get(framework);
      return list === undefined
        ? []
        : [
            `| ${title} | ${[...list]
              .sort()
              .map((each) => `\`${each}\``)
              .join(', ')} |`,
          ];
    });
    const sections = [
      `# ${name}`,
      aliases.length === 0 ? undefined : `Also called ${aliases.join(', ')}.`,
      `![The curve of ${name}](${id}.svg)`,
      ['```text', formulaText(formula), formulaText(derivative), '```'].join('\n'),
      `${facts.join(' · ')}.`,
      parameters.length === 0
        ? undefined
        : [
            '| parameter | default | |',
            '|---|---|---|',
            ...parameters.map(
              (parameter) =>
                `| \`${parameter.name}\` | ${String(parameter.default ?? 'None')} | ${parameter.learned === true ? 'learned' : ''} |`,
            ),
          ].join('\n'),
      moments === undefined
        ? undefined
        : [
            '## For inputs N(0, 1)',
            '',
            '| E f | E f² | E f′² | gain 1/√(E f²) |',
            '|---|---|---|---|',
            `| ${moments.join(' | ')} |`,
          ].join('\n'),
      advice.length === 0 ? undefined : ['## Initialisation', '', '| | |', '|---|---|', ...advice].join('\n'),
      written.length === 0 ? undefined : ['## Names', '', '| | |', '|---|---|', ...written].join('\n'),
      differences.length === 0
        ? undefined
        : [
            '## Defaults that differ',
            '',
            '| | |',
            '|---|---|',
            ...differences.map(([apis, value]) => `| ${cell(apis)} | ${cell(value)} |`),
          ].join('\n'),
      watchFor.length === 0
        ? undefined
        : ['## What to watch for', '', ...watchFor.map((text) => `- ${text}`)].join('\n'),
      citations.length === 0
        ? undefined
        : [
            '## Sources',
            '',
            ...citations.map(
              ({ authors, title, year, arxiv }) =>
                `- ${authors}, ${arxiv === null ? title : `[${title}](https://arxiv.org/abs/${arxiv})`}, ${year}`,
            ),
          ].join('\n'),
      '[All activations](index.md)',
    ];
    pages.set(`${id}.md`, `${sections.filter((section) => section !== undefined).join('\n\n')}\n`);
  }
  const rows = [...allActivations]
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
    .map((activation) => {
      const { id, name, formula } = activation;
      const own = Object.entries(frameworks)
        .filter(([framework]) => names.get(id)?.has(framework))
        .map(([, title]) => title);
      return `| [${name}](${id}.md) | ${cell(formulaText(formula).replaceAll('\n', ' ')).replaceAll(/[*_<>]/g, (sign) => `\\${sign}`)} | ${own.join(', ')} |`;
    });
  pages.set(
    'index.md',
    `# Activations\n\nMade from the catalogue by \`node scripts/build-activation-pages.mjs\`.\n\n| | f(x) | frameworks |\n|---|---|---|\n${rows.join('\n')}\n`,
  );
  return pages;
}

function momentsOf(curve, gaussianExpectations) {
  const breaks = curve.kinks.map(({ x }) => x);
  const [mean, square, slope] = gaussianExpectations(
    [(x) => curve.value(x), (x) => curve.value(x) ** 2, (x) => curve.slope(x) ** 2],
    1,
    breaks,
  );
  return Number.isFinite(square) ? [mean, square, slope, 1 / Math.sqrt(square)].map(figure) : undefined;
}
