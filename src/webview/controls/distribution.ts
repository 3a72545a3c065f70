/** What the functions do to a standard-normal pre-activation: density of the output, moments, gains. */
import { niceTicks } from '../../core/plot/ticks';
import { button, element } from '../dom';
import { distributionOf, figures, outputRange, type Distribution } from '../model/distribution';
import { exact, percent, short } from '../model/numbers';
import { svg } from '../svg';
import { text } from '../strings';
import { foldable } from './foldable';
import type { Context, Part, View } from './part';

export function distribution(context: Context): Part {
  const fold = foldable(context, 'distribution', 'distribution');
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      // Integrals are computed only for those who look.
      if (!view.state.open.includes('distribution')) return;
      const known = view.subjects.map((subject) => ({ subject, made: distributionOf(subject) }));
      const drawn = known.flatMap(({ subject, made }, color) =>
        made ? [{ label: subject.label, made, color }] : [],
      );
      if (drawn.length === 0) {
        fold.body.replaceChildren(element('p', { class: 'quiet', text: text('valuesPending') }));
        return;
      }
      fold.body.replaceChildren(
        element(
          'div',
          { class: 'distribution' },
          densityPicture(drawn),
          element(
            'div',
            { class: 'figures' },
            element(
              'div',
              {
                class: 'scroll',
                attributes: { tabindex: '0', role: 'region', 'aria-labelledby': fold.headingId },
              },
              figuresTable(drawn, view),
            ),
            button(
              text('copyFigures'),
              () => {
                context.host.send({ type: 'copy', text: figuresText(drawn), what: 'text' });
              },
              { class: 'link small', attributes: { id: 'copy-figures', title: text('gainNote') } },
            ),
          ),
        ),
      );
    },
  };
}

/** Figures of each function at full precision, a line each, as a table to paste. */
function figuresText(drawn: readonly Drawn[]): string {
  const heading = ['', ...figures.map(({ label }) => text(label))];
  const rows = drawn.map(({ label, made }) => [label, ...figures.map(({ name }) => exact(made.facts[name]))]);
  return [heading, ...rows].map((row) => row.join('\t')).join('\n');
}

interface Drawn {
  readonly label: string;
  readonly made: Distribution;
  readonly color: number;
}

function figuresTable(drawn: readonly Drawn[], view: View): HTMLTableElement {
  const several = view.subjects.length > 1;
  return element(
    'table',
    { attributes: { id: 'distribution-table' } },
    ...(several
      ? [
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              element('td'),
              ...drawn.map(({ label }) => element('th', { text: label, attributes: { scope: 'col' } })),
            ),
          ),
        ]
      : []),
    element(
      'tbody',
      {},
      ...figures.map(({ name, label, share }) =>
        element(
          'tr',
          { attributes: { 'data-figure': name } },
          element('th', { class: 'text', text: text(label), attributes: { scope: 'row' } }),
          ...drawn.map(({ made }) => {
            const value = made.facts[name];
            return element('td', {
              text: share && Number.isFinite(value) ? percent(value) : short(settled(value)),
              attributes: { 'data-value': exact(value) },
            });
          }),
        ),
      ),
    ),
  );
}

const size = { width: 480, height: 130, bottom: 18, top: 16 };

/** Steps for the continuous part, stems with a share for values taken with a probability of their own. */
function densityPicture(drawn: readonly Drawn[]): SVGSVGElement {
  const { from, to } = outputRange(drawn.map(({ made }) => made.density));
  const x = (y: number): number => ((y - from) / (to - from)) * size.width;
  const floor = size.height - size.bottom;
  const highest = Math.max(...drawn.map(({ made }) => tallest(made)));
  const height = (density: number): number => Math.min(1, density / highest) * (floor - size.top);
  const ticks = niceTicks(from, to, 6);
  const picture = svg(
    'svg',
    {
      class: 'density',
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-label': drawn
        .map(
          ({ label, made }) =>
            `${label}: ${text('density', short(made.facts.mean), short(made.facts.variance))}`,
        )
        .join('; '),
    },
    svg('path', { class: 'axis', d: `M0 ${floor}H${size.width}` }),
    ...ticks.map((tick) => svg('path', { class: 'axis', d: `M${x(tick)} ${floor}v4` })),
    ...ticks.map((tick) =>
      svg('text', { class: 'tick', x: x(tick), y: size.height - 3, 'text-anchor': 'middle' }, short(tick)),
    ),
  );
  for (const { made, color } of drawn) {
    const { bins, atoms } = made.density;
    if (bins.length > 0) {
      const steps = bins
        .map(
          ({ from: left, to: right, density }) =>
            `L${round(x(left))} ${round(floor - height(density))}H${round(x(right))}`,
        )
        .join('');
      const path = `M${round(x(bins[0]?.from ?? 0))} ${floor}${steps}V${floor}`;
      picture.append(svg('path', { class: `series-${color} area`, d: path }));
    }
    for (const atom of atoms.filter(({ probability }) => probability > 0.001)) {
      picture.append(
        svg('path', { class: `series-${color} stem`, d: `M${round(x(atom.y))} ${floor}V${size.top + 4}` }),
        svg(
          'text',
          {
            class: 'tick',
            x: Math.min(size.width - 24, Math.max(24, x(atom.y))),
            y: size.top - 4,
            'text-anchor': 'middle',
          },
          percent(atom.probability),
        ),
      );
    }
  }
  return picture;
}

/** An integrable spike at an end (GELU's minimum, say) is cut, so that it does not flatten the rest. */
function tallest({ density: { bins } }: Distribution): number {
  const rising = bins.map((bin) => bin.density).sort((a, b) => a - b);
  const usual = rising[Math.floor(rising.length * 0.95)] ?? 1;
  return Math.min(rising.at(-1) ?? 1, 2.5 * usual) || 1;
}

/** What is only the rounding of an integral reads as 0. */
function settled(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : value;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
