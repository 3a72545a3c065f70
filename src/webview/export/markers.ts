/** Marker shapes as SVG paths, like those that the chart draws. */
import type { markerShapes } from '../model/scene';

export function markerPath(
  shape: (typeof markerShapes)[number],
  x: number,
  y: number,
  radius: number,
): string {
  const at = (dx: number, dy: number): string => `${round(x + dx * radius)} ${round(y + dy * radius)}`;
  switch (shape) {
    case 'circle':
      return `M${at(-1, 0)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
    case 'triangle':
      return `M${at(0, -1)}L${at(0.87, 0.5)}L${at(-0.87, 0.5)}Z`;
    case 'rect':
      return `M${at(-0.71, -0.71)}L${at(0.71, -0.71)}L${at(0.71, 0.71)}L${at(-0.71, 0.71)}Z`;
    case 'rectRot':
      return `M${at(0, -1)}L${at(1, 0)}L${at(0, 1)}L${at(-1, 0)}Z`;
    case 'star':
      return `M${at(0, -1)}L${at(0, 1)}M${at(-1, 0)}L${at(1, 0)}M${at(-0.71, -0.71)}L${at(0.71, 0.71)}M${at(-0.71, 0.71)}L${at(0.71, -0.71)}`;
    case 'crossRot':
      return `M${at(-0.71, -0.71)}L${at(0.71, 0.71)}M${at(-0.71, 0.71)}L${at(0.71, -0.71)}`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
