/** What the drawn curves say at an abscissa. */
import type { Order, Point, Scene } from './scene';
import type { Samples, Subject } from './subject';

export interface Reading {
  readonly subject: string;
  readonly order: Order;
  readonly color: number;
  readonly ofCode?: true;
  /** NaN in a gap. */
  readonly y: number;
}

/** Exact for functions of the catalogue, read off the drawn line for others. */
export function readings(scene: Scene, subjects: readonly Subject[], x: number): readonly Reading[] {
  const exact = new Map(
    subjects.map((subject) => [subject.label, subject.activation && subject.at([x], 'table')]),
  );
  return scene.curves.map((curve) => ({
    subject: curve.subject,
    order: curve.order,
    color: curve.color,
    ...(curve.ofCode ? { ofCode: true } : {}),
    y:
      (curve.ofCode ? undefined : valueOf(exact.get(curve.subject), curve.order)) ??
      ordinate(curve.points, x),
  }));
}

function valueOf(samples: Samples | undefined, order: Order): number | undefined {
  const values = order === 0 ? samples?.f : order === 1 ? samples?.slope : samples?.curvature;
  return values?.[0];
}

/** Linear between neighbours; points are in order of x. */
function ordinate(points: readonly Point[], x: number): number {
  let [low, high] = [0, points.length - 1];
  if (high < 0) return NaN;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.x ?? NaN) <= x) low = middle;
    else high = middle;
  }
  const [left, right] = [points[low], points[high]];
  if (!left || !right || x < left.x || x > right.x) return NaN;
  if (x === left.x) return left.y;
  if (x === right.x) return right.y;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}
