/** Which corner of the plotting area the legend hides least in. */
import type { Scene } from './scene';

/** In the order of preference. */
const corners = ['top-left', 'bottom-right', 'top-right', 'bottom-left'] as const;
export type Corner = (typeof corners)[number];

/** Share of the legend's box that may be crossed by a curve before it moves away: less than a peak takes. */
const tolerated = 0.08;

/**
 * The corner whose box of this size (fractions of the plotting area) curves cross least. The one it is in now is kept while little of it is
 * covered, so that a slider does not chase the legend about.
 */
export function freestCorner(scene: Scene, width: number, height: number, now: Corner): Corner {
  const covered = new Map(corners.map((corner) => [corner, coverage(scene, width, height, corner)]));
  const of = (corner: Corner): number => covered.get(corner) ?? 1;
  if (of(now) <= tolerated) return now;
  return corners.reduce((best, corner) => (of(corner) < of(best) ? corner : best), corners[0]);
}

const columns = 24;

/** Share of the box's columns through which a curve passes. */
function coverage({ x, y, curves }: Scene, width: number, height: number, corner: Corner): number {
  const left = corner.endsWith('left');
  const top = corner.startsWith('top');
  const crossed = new Set<number>();
  for (const { points } of curves)
    for (const point of points) {
      const across = (point.x - x.min) / (x.max - x.min);
      const up = (point.y - y.min) / (y.max - y.min);
      const inside = left ? across / width : (1 - across) / width;
      const within = top ? 1 - up : up;
      if (inside < 0 || inside >= 1 || !(within >= 0 && within <= height)) continue;
      crossed.add(Math.floor(inside * columns));
    }
  return crossed.size / columns;
}
