// node scripts/draw-truth.mjs: docs/truth.svg, each layer of the programs of test/reference/signal as PyTorch measured it and as it is predicted.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { projectRoot } from './lib/steps.mjs';

const folder = join(projectRoot, 'test', 'reference', 'signal');
const measured = JSON.parse(readFileSync(join(folder, 'measured.json'), 'utf8'));
const programs = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => join(folder, name));
const command = [join(projectRoot, 'dist', 'cli.js'), 'trace', '--signal', '--format', 'json', ...programs];
const traced = JSON.parse(execFileSync('node', command, { encoding: 'utf8', maxBuffer: 2 ** 30 }));

/** A signal below this share of the size is the rounding of 32 bits. */
const ROUNDING = 1e-5;

/** Pairs of what PyTorch has and what is predicted, for each module of a program that has both. */
function pairsOf(figure) {
  return traced.flatMap(({ path, models = [] }) => {
    const truth = measured[basename(path, '.py')] ?? {};
    const [largest] = [...models].sort((a, b) => b.steps.length - a.steps.length);
    // A module that runs several times counts with its last call.
    const last = new Map((largest?.steps ?? []).map((step) => [step.module, step]));
    return [...last].flatMap(([module, step]) => {
      const real = truth[module];
      const [x, y] = [real?.[figure], step[figure]];
      const isRounding = figure === 'signal' && x < ROUNDING * real?.rms;
      return x > 0 && y > 0 && !isRounding ? [[x, y]] : [];
    });
  });
}

const SIDE = 300;
const MARGIN = { left: 48, top: 34, right: 12, bottom: 40 };
/** Decades that are drawn. */
const [LOW, HIGH] = [-6, 4];
const BAND = Math.log10(1.5);

const at = (value) => ((value - LOW) / (HIGH - LOW)) * SIDE;
const rounded = (value) => Math.round(value * 10) / 10;
const halves = (value) => Math.round(value * 2) / 2;

function panel(figure, title, left) {
  const pairs = pairsOf(figure);
  const shown = pairs.filter(([x, y]) =>
    [x, y].every((one) => Math.log10(one) > LOW && Math.log10(one) < HIGH),
  );
  const within = pairs.filter(([x, y]) => Math.abs(Math.log10(y / x)) <= BAND).length;
  const ticks = Array.from({ length: (HIGH - LOW) / 2 + 1 }, (_, index) => LOW + 2 * index);
  const label = (power) => `10<tspan dy="-4" font-size="8">${String(power).replace('-', '−')}</tspan>`;
  const grid = ticks.map((power) => {
    const place = rounded(at(power));
    return [
      `<path class="grid" d="M${place} 0V${SIDE}M0 ${SIDE - place}H${SIDE}"/>`,
      `<text x="${place}" y="${SIDE + 16}" text-anchor="middle">${label(power)}</text>`,
      `<text x="-6" y="${SIDE - place + 4}" text-anchor="end">${label(power)}</text>`,
    ].join('');
  });
  // Layers that fall on one dot are drawn once.
  const dots = new Set(
    shown.map(
      ([x, y]) =>
        `<circle cx="${halves(at(Math.log10(x)))}" cy="${halves(SIDE - at(Math.log10(y)))}" r="1.6"/>`,
    ),
  );
  const shift = rounded(at(LOW + BAND));
  const band = `<path class="band" d="M0 ${SIDE - shift}L${SIDE - shift} 0H${SIDE}V${shift}L${shift} ${SIDE}H0Z"/>`;
  const share = Math.floor((1000 * within) / pairs.length) / 10;
  return `<g transform="translate(${left} ${MARGIN.top})">
<text class="title" x="0" y="-12">${title}: ${share} % of ${pairs.length} within a factor of 1.5</text>
${grid.join('\n')}
${band}<path class="line" d="M0 ${SIDE}L${SIDE} 0"/>
<g class="dots">${[...dots].join('')}</g>
<text x="${SIDE / 2}" y="${SIDE + 34}" text-anchor="middle">measured by PyTorch</text>
<text transform="translate(-36 ${SIDE / 2}) rotate(-90)" text-anchor="middle">predicted</text>
</g>`;
}

const width = 2 * (MARGIN.left + SIDE + MARGIN.right);
const height = MARGIN.top + SIDE + MARGIN.bottom;
const style = `
text { font: 11px system-ui, sans-serif; fill: #444 } .title { font-weight: 600; fill: #111 }
.grid { stroke: #8884; fill: none } .line { stroke: #666 } .band { fill: #8882 } .dots { fill: #b85000; fill-opacity: 0.55 }
@media (prefers-color-scheme: dark) { text { fill: #bbb } .title { fill: #eee } .line { stroke: #999 } .dots { fill: #ffb86b } }`;
const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Signal and gradient of every layer, predicted over measured, near the diagonal">
<style>${style}</style>
${panel('signal', 'Signal', MARGIN.left)}
${panel('gradient', 'Gradient', 2 * MARGIN.left + SIDE + MARGIN.right)}
</svg>
`;
writeFileSync(join(projectRoot, 'docs', 'truth.svg'), picture);
console.log(`docs/truth.svg, ${picture.length} bytes`);
