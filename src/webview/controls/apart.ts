/** How far the functions that are compared are from the first, in the range in view. */
import { largestDifference } from '../../core/numerics/difference';
import { element } from '../dom';
import { exact, short } from '../model/numbers';
import { text } from '../strings';
import type { Part } from './part';

export function apart(): Part {
  const list = element('ul', { class: 'landmarks apart', attributes: { id: 'apart' } });
  return {
    element: list,
    update({ subjects, scene }) {
      const [first, ...others] = subjects;
      list.hidden = others.length === 0;
      if (!first || others.length === 0) return;
      const f = first.curve()?.value;
      list.replaceChildren(
        ...others.flatMap((other) => {
          const g = other.curve()?.value;
          if (!f || !g) return [];
          const { distance, at } = largestDifference(f, g, scene.x.min, scene.x.max);
          return [
            element('li', {
              text: text('apart', first.label, other.label, short(distance, 3), short(at, 3)),
              attributes: { 'data-value': exact(distance), 'data-x': exact(at) },
            }),
          ];
        }),
      );
    },
  };
}
