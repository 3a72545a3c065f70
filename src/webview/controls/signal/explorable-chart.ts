/** A chart over layers, blocks or steps that is read point by point: with the mouse, with the arrow keys; a click or Enter goes to the code. */
import { signalChart, type SignalChart, type SignalPicture } from '../../chart/signal';
import { element } from '../../dom';
import { text } from '../../strings';
import type { Theme } from '../../theme';
import type { Context } from '../part';

export interface ExplorableChart {
  readonly element: HTMLElement;
  /** @param label what it shows, for those who hear it */
  draw(picture: SignalPicture, theme: Theme, label: string): void;
  /** Forgets which point is read: another model is shown. */
  forget(): void;
}

export interface Points {
  /** What is said of a point; the first line is its name. */
  readonly reading: (index: number) => readonly string[];
  /** Goes to the code of a point; absent where points have none. */
  readonly jump?: (index: number) => void;
}

/** Points that a key moves by. */
const steps: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -1],
  ['ArrowRight', 1],
  ['PageUp', 10],
  ['PageDown', -10],
]);

/** @param helpId of the element that says what the keys do */
export function explorableChart({ announce }: Context, helpId: string, points: Points): ExplorableChart {
  const canvas = element('canvas');
  const tip = element('div', { class: 'tip' });
  tip.hidden = true;
  const frame = element(
    'div',
    {
      class: points.jump === undefined ? 'chart small' : 'chart small jumps',
      attributes: { tabindex: '0', role: 'application', 'aria-describedby': helpId },
    },
    canvas,
    tip,
  );
  let chart: SignalChart | undefined;
  let count = 0;
  let at: number | undefined;

  const show = (index: number | undefined, speak: boolean): void => {
    at = index;
    const place = index === undefined ? undefined : chart?.placeOf(index);
    chart?.point(place === undefined ? undefined : index);
    tip.hidden = place === undefined;
    if (place === undefined || index === undefined) return;
    const lines = points.reading(index);
    tip.replaceChildren(
      ...lines.map((line, row) => element('p', { class: row === 0 ? 'tip-title' : '', text: line })),
    );
    // Beside the point and away from it, on the sides where there is room.
    const isRight = place.x > frame.clientWidth / 2;
    tip.style.left = isRight ? '' : `${place.x + 12}px`;
    tip.style.right = isRight ? `${frame.clientWidth - place.x + 12}px` : '';
    const isLow = place.y > frame.clientHeight / 2;
    tip.style.top = isLow ? '4px' : '';
    tip.style.bottom = isLow ? '' : '44px';
    if (speak) announce(lines.join(', '));
  };
  canvas.addEventListener('pointermove', (event) => {
    show(chart?.pointAt(event.offsetX), false);
  });
  canvas.addEventListener('pointerleave', () => {
    show(undefined, false);
  });
  canvas.addEventListener('click', (event) => {
    const index = chart?.pointAt(event.offsetX);
    if (index !== undefined) points.jump?.(index);
  });
  frame.addEventListener('blur', () => {
    show(undefined, false);
  });
  frame.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return;
    const last = count - 1;
    const from = at ?? (event.key === 'ArrowLeft' ? count : -1);
    const step = steps.get(event.key);
    if (event.key === 'Enter' && at !== undefined) points.jump?.(at);
    else if (event.key === 'Escape') show(undefined, false);
    else if (event.key === 'Home') show(0, true);
    else if (event.key === 'End') show(last, true);
    else if (step !== undefined) show(Math.max(0, Math.min(last, from + step)), true);
    else return;
    event.preventDefault();
  });
  return {
    element: frame,
    draw(picture, theme, label) {
      count = picture.names.length;
      frame.setAttribute('aria-label', label);
      frame.setAttribute('aria-roledescription', text('chartRole'));
      chart ??= signalChart(canvas);
      chart.draw(picture, theme);
      if (at !== undefined) show(at < count ? at : undefined, false);
    },
    forget() {
      show(undefined, false);
    },
  };
}
