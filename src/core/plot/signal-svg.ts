/** Signal and gradient of models behind every step as a picture of its own: readable on light and dark paper, without a script. */
import { openSvg } from './curve-svg';
import { escapeXml, pixel } from './plot-area';
import { plotColours } from './theme';
import { formatNumber } from './ticks';

export interface DrawnSignal {
  readonly name: string;
  /** One line below the name. */
  readonly subtitle: string;
  readonly steps: readonly DrawnStep[];
}
export interface DrawnStep {
  readonly label: string;
  readonly signal: number | null;
  readonly gradient: number | null;
}

const WIDTH = 720;
const BOX = { left: 64, right: 16, top: 56, height: 190, below: 96 };
const MODEL_HEIGHT = BOX.top + BOX.height + BOX.below;
/** More steps have no room for a name each. */
const MOST_LABELS = 36;
const LONGEST_LABEL = 16;

const kinds = [
  { figure: 'signal', colour: 'value', dashes: '' },
  { figure: 'gradient', colour: 'slope', dashes: ' stroke-dasharray="5 3"' },
] as const;

/** @param rest a line below the last one, where not all are drawn */
export function drawSignals(models: readonly DrawnSignal[], rest = ''): string {
  const height = Math.max(1, models.length) * MODEL_HEIGHT + (rest === '' ? 0 : 28);
  const title = models.map(({ name }) => name).join(', ');
  const description = models.map(({ name, subtitle }) => `${name}: ${subtitle}`).join(' ');
  return [
    openSvg(title === '' ? 'No models' : title, description, WIDTH, height),
    `<style>${styles}</style>`,
    '<rect class="paper" width="100%" height="100%"/>',
    ...models.map(
      (model, index) => `<g transform="translate(0 ${index * MODEL_HEIGHT})">${drawn(model)}</g>`,
    ),
    rest === '' ? '' : `<text class="ink" x="${BOX.left}" y="${height - 10}">${escapeXml(rest)}</text>`,
    '</svg>\n',
  ].join('');
}

/** A picture in a page has the page's reader's preference, and no script to ask. */
const styles = [
  classes(plotColours.light),
  `@media (prefers-color-scheme:dark){${classes(plotColours.dark)}}`,
].join('');

function classes({ value, slope, ink, axis, grid, paper }: (typeof plotColours)['light']): string {
  return (
    `.paper{fill:${paper}}.ink{fill:${ink}}.grid{stroke:${grid}}.axis{stroke:${axis}}` +
    `.value{stroke:${value}}.slope{stroke:${slope}}.value-dot{fill:${value}}.slope-dot{fill:${slope}}`
  );
}

function drawn({ name, subtitle, steps }: DrawnSignal): string {
  const figures = steps.flatMap(({ signal, gradient }) => [signal, gradient]);
  const positive = figures.filter((figure): figure is number => figure !== null && figure > 0);
  const heading =
    `<text class="ink" x="${BOX.left}" y="20" font-size="14" font-weight="600">${escapeXml(name)}</text>` +
    `<text class="ink" x="${BOX.left}" y="38">${escapeXml(subtitle)}</text>`;
  if (positive.length === 0)
    return `${heading}<text class="ink" x="${BOX.left}" y="${BOX.top + 40}">No figure is known.</text>`;
  const low = Math.min(0, Math.floor(Math.log10(Math.min(...positive)) - 1e-9));
  const high = Math.max(0, Math.ceil(Math.log10(Math.max(...positive)) + 1e-9));
  const from = low === high ? low - 1 : low;
  const width = WIDTH - BOX.left - BOX.right;
  const x = (index: number): number =>
    BOX.left + (steps.length < 2 ? width / 2 : (index / (steps.length - 1)) * width);
  const y = (value: number): number => BOX.top + ((high - Math.log10(value)) / (high - from)) * BOX.height;
  return [
    heading,
    legend(),
    grid(from, high, y),
    ...kinds.map(({ figure, colour, dashes }) => {
      const points = steps.map((step, index) => {
        const value = step[figure];
        return value === null || !(value > 0) ? undefined : { x: x(index), y: y(value), step, value };
      });
      const dots = points.flatMap((point) =>
        point === undefined
          ? []
          : [
              `<circle class="${colour}-dot" cx="${pixel(point.x)}" cy="${pixel(point.y)}" r="2.6">` +
                `<title>${escapeXml(`${point.step.label}: ${figure} ${formatNumber(point.value, 3)}`)}</title></circle>`,
            ],
      );
      return `<path class="${colour}" stroke-width="2"${dashes} d="${lines(points)}"/>${dots.join('')}`;
    }),
    labels(steps, x),
  ].join('');
}

/** A figure that is not known leaves a gap. */
function lines(points: readonly ({ readonly x: number; readonly y: number } | undefined)[]): string {
  return points
    .map((point, index) =>
      point === undefined
        ? ''
        : `${points[index - 1] === undefined ? 'M' : 'L'}${pixel(point.x)} ${pixel(point.y)}`,
    )
    .join('');
}

function legend(): string {
  return kinds
    .map(({ figure, colour, dashes }, index) => {
      const x = WIDTH - BOX.right - 190 + index * 95;
      return (
        `<path class="${colour}" stroke-width="2"${dashes} d="M${x} 16h22"/>` +
        `<text class="ink" x="${x + 28}" y="20">${figure}</text>`
      );
    })
    .join('');
}

function grid(from: number, to: number, y: (value: number) => number): string {
  const every = Math.max(1, Math.ceil((to - from) / 8));
  const rows: string[] = [];
  for (let power = from; power <= to; power += 1) {
    if ((to - power) % every !== 0 && power !== 0) continue;
    const value = 10 ** power;
    const at = pixel(y(value));
    const text = Math.abs(power) > 3 ? `1e${power}` : String(Number(value.toPrecision(1)));
    rows.push(
      `<path class="${power === 0 ? 'axis' : 'grid'}" d="M${BOX.left} ${at}H${WIDTH - BOX.right}"/>` +
        `<text class="ink" text-anchor="end" x="${BOX.left - 8}" y="${pixel(y(value) + 3.5)}">${text}</text>`,
    );
  }
  return rows.join('');
}

function labels(steps: readonly DrawnStep[], x: (index: number) => number): string {
  const every = Math.ceil(steps.length / MOST_LABELS);
  const at = BOX.top + BOX.height + 14;
  return steps
    .flatMap(({ label }, index) => {
      if (index % every !== 0) return [];
      const short = label.length > LONGEST_LABEL ? `…${label.slice(1 - LONGEST_LABEL)}` : label;
      return [
        `<text class="ink" text-anchor="end" transform="translate(${pixel(x(index) + 4)} ${at}) rotate(-50)">${escapeXml(short)}</text>`,
      ];
    })
    .join('');
}
