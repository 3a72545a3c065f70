/** Moves a parameter back and forth between its bounds by itself. */
import { button } from '../dom';
import type { Adjuster } from '../model/sliders';
import { swung } from '../model/swing';
import { text } from '../strings';
import type { Context, Part, View } from './part';
import { own } from '../../core/own';

/** From one bound to the other and back. */
const periodMilliseconds = 6_000;
/** For people who asked for less motion: a still picture every so often instead of a film. */
const stepMilliseconds = 600;

export function playButton(
  { store }: Context,
  name: string,
  { min, max, step }: Extract<Adjuster, { kind: 'number' }>,
  set: (value: number) => void,
): Part {
  let view: View | undefined;
  let frame: number | undefined;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const run = (from: number): void => {
    let drawn = performance.now();
    const begin = drawn;
    const move = (now: number): void => {
      if (store.get().playing !== name || !made.isConnected || made.checkVisibility?.() === false) {
        frame = undefined;
        return;
      }
      if (!calm.matches || now - drawn >= stepMilliseconds) {
        drawn = now;
        set(swung({ min, max, step }, from, (now - begin) / periodMilliseconds));
      }
      frame = requestAnimationFrame(move);
    };
    frame = requestAnimationFrame(move);
  };
  const made = button(
    '▶',
    () => {
      if (store.get().playing === name) {
        store.patch({ playing: undefined });
        return;
      }
      // The axes stand still while the curve moves.
      const { x, y } = view?.scene ?? store.get();
      store.patch({ playing: name, x, y });
      if (frame === undefined) run(currentOf(view, name) ?? min);
    },
    { class: 'square', attributes: { 'data-control': `play-${name}` } },
  );
  return {
    element: made,
    update(next) {
      view = next;
      const plays = next.state.playing === name;
      const label = text(plays ? 'pause' : 'play', name);
      made.textContent = plays ? '⏸' : '▶';
      made.setAttribute('aria-label', label);
      made.title = label;
    },
  };
}

function currentOf(view: View | undefined, name: string): number | undefined {
  const value = own(view?.subjects[0]?.parameters, name);
  return typeof value === 'number' ? value : undefined;
}
