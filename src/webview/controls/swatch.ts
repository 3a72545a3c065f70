/** A short piece of a curve as it is drawn: colour, dash and, where several functions are drawn, marker. */
import { dashes, markerShapes } from '../model/scene';
import { markerPath } from '../export/markers';

const namespace = 'http://www.w3.org/2000/svg';

/** @param color index in the palette; undefined draws in the text's colour */
export function swatch(
  color: number | undefined,
  dash: readonly number[] = dashes[0] ?? [],
  marker?: number,
): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 28 12');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('swatch');
  if (color !== undefined) svg.classList.add(`series-${color}`);
  const line = document.createElementNS(namespace, 'path');
  line.setAttribute('d', 'M1 6H27');
  line.setAttribute('stroke-dasharray', dash.join(' '));
  svg.append(line);
  if (marker !== undefined) {
    const shape = document.createElementNS(namespace, 'path');
    shape.setAttribute('d', markerPath(markerShapes[marker % markerShapes.length] ?? 'circle', 14, 6, 4));
    shape.classList.add('marker');
    svg.append(shape);
  }
  return svg;
}
