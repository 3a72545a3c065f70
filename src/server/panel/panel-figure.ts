import type { Figure } from '../../protocol';

/** A figure as it goes to the page, which JSON's numbers cannot say in full. */
export function panelFigure(value: number | undefined): Figure {
  if (value === undefined) return 'unknown';
  return Number.isFinite(value) ? value : 'not-finite';
}
