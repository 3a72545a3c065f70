import { svg } from '../svg';

/** Two sheets, one over the other. */
export function copyIcon(): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'icon' },
    svg('path', { d: 'M5 5h8v9H5zM3 11V2h8' }),
  );
}
