/** A short piece of a curve as it is drawn: colour, dash and, where several functions are drawn, marker. */
import { markerShapes } from '../model/scene';
import { markerPath } from '../export/markers';
import { svg } from '../svg';

/** @param color index in the palette; undefined draws in the text's colour */
export function swatch(
  color: number | undefined,
  dash: readonly number[] = [],
  marker?: number,
): SVGSVGElement {
  const shape = marker === undefined ? undefined : markerShapes[marker % markerShapes.length];
  return svg(
    'svg',
    {
      viewBox: '0 0 28 12',
      'aria-hidden': 'true',
      class: color === undefined ? 'swatch' : `swatch series-${color}`,
    },
    svg('path', { d: 'M1 6H27', 'stroke-dasharray': dash.join(' ') }),
    ...(shape ? [svg('path', { class: 'marker', d: markerPath(shape, 14, 6, 4) })] : []),
  );
}
