/** Builds the scene: which curves, over which ranges, with which marks. */
import type { Framework } from '../../core/frameworks/symbol';
import type { PanelState } from '../state';
import type { Subject } from './subject';
import { landmarks } from '../../core/numerics/landmarks';
import { defaultRange } from '../../core/plot/range';
import { fittingRange, type Range } from './range';
import { markerFractions, type DrawnCurve, type KinkMark, type Order, type Point, type Scene } from './scene';
import { vanishingZones } from './zones';

/** The orders of derivative that are on, f first. */
export function ordersOf(state: Pick<PanelState, 'slope' | 'curvature'>): readonly Order[] {
  return [0, ...(state.slope ? [1 as const] : []), ...(state.curvature ? [2 as const] : [])];
}

/** One function alone has a colour for each derivative; several have a colour each. */
function colorIndex(subject: number, order: Order, subjects: number): number {
  return subjects === 1 ? order : subject;
}

export function buildScene(state: PanelState, subjects: readonly Subject[]): Scene {
  const x = state.x ?? wholeRange(subjects);
  const drawn = subjects.flatMap((subject, index) =>
    ordersOf(state).map((order): DrawnCurve => {
      const points = subject.line(order, x);
      return {
        subject: subject.label,
        order,
        color: colorIndex(index, order, subjects.length),
        marker: subjects.length === 1 ? undefined : index,
        points,
        markers: subjects.length === 1 ? [] : markersOn(points, x, order),
      };
    }),
  );
  const first = subjects[0];
  const curves = [
    ...drawn,
    ...(state.slope && first?.codeLine ? [codeCurve(first, x, subjects.length)] : []),
  ];
  const y =
    state.y ??
    fittingRange(
      curves.flatMap(({ points }) => points.map((point) => point.y)),
      x,
    );
  return {
    title: subjects.map(({ label }) => label).join(', '),
    x,
    y,
    curves,
    zones: state.zones && first ? zonesOf(first, x) : [],
    kinks: first ? kinkMarks(first, state, x, subjects.length) : [],
    landmarks: state.landmarks && first ? landmarksOf(first, x) : [],
  };
}

function codeCurve(subject: Subject, x: Range, subjects: number): DrawnCurve {
  return {
    subject: subject.label,
    order: 1,
    ofCode: true,
    color: subjects === 1 ? 3 : 0,
    marker: undefined,
    points: subject.codeLine?.(x) ?? [],
    markers: [],
  };
}

/** None while a function of one's own is still computed, and beyond the range for which it is. */
function landmarksOf(subject: Subject, x: Range): Scene['landmarks'] {
  const curve = subject.curve();
  return curve ? landmarks(curve, { from: x.min, to: x.max }) : [];
}

/** Where what is particular about each of the functions shows. */
function wholeRange(subjects: readonly Subject[]): Range {
  const ranges = subjects.map((subject) => defaultRange(subject.extent));
  return {
    min: Math.min(...(ranges.length > 0 ? ranges.map(({ from }) => from) : [-5])),
    max: Math.max(...(ranges.length > 0 ? ranges.map(({ to }) => to) : [5])),
  };
}

/** Markers at the same fractions of the range on every curve, shifted a little per order so that f and f′ do not hide each other. */
function markersOn(points: readonly Point[], x: Range, order: Order): readonly Point[] {
  return markerFractions.flatMap((fraction) => {
    const at = x.min + (x.max - x.min) * (fraction + 0.03 * order);
    const point = points.find((candidate) => candidate.x >= at);
    return point && Number.isFinite(point.y) ? [point] : [];
  });
}

const zoneSteps = 600;
/** As a fraction of the x range. */
const narrowestZone = 0.015;

/** Where the first function's gradient vanishes within the x range. */
function zonesOf(subject: Subject, x: Range): readonly Range[] {
  const curve = subject.curve();
  if (!curve) return [];
  const xs = Array.from(
    { length: zoneSteps + 1 },
    (_, index) => x.min + ((x.max - x.min) * index) / zoneSteps,
  );
  const zones = vanishingZones(xs, xs.map(curve.slope), curve.slope);
  // Around an extremum f′ is small, too; that hair's breadth is no zone.
  return zones.filter((zone) => zone.max - zone.min > narrowestZone * (x.max - x.min));
}

function kinkMarks(subject: Subject, state: PanelState, x: Range, subjects: number): readonly KinkMark[] {
  if (!state.slope) return [];
  const framework = state.plot?.framework;
  const color = colorIndex(0, 1, subjects);
  const samples = subject.activation
    ? subject.at(
        subject.kinks.map((kink) => kink.x),
        'table',
      )
    : undefined;
  return subject.kinks.flatMap((kink, index) => {
    if (kink.x < x.min || kink.x > x.max) return [];
    const taken = conventionOf(kink.conventions, framework) ?? samples?.slope[index] ?? NaN;
    const limits = [kink.leftDerivative, kink.rightDerivative].filter((slope) => slope !== taken);
    return [
      ...limits.map((y) => ({ x: kink.x, y, color, filled: false })),
      { x: kink.x, y: taken, color, filled: true },
    ];
  });
}

function conventionOf(
  conventions: Subject['kinks'][number]['conventions'],
  framework: Framework | null | undefined,
): number | undefined {
  return framework && framework !== 'transformers' ? conventions[framework] : undefined;
}
