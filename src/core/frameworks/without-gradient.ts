/** Where code says that no gradient is taken. */
import type { Expression, Place } from '../python/syntax';
import { nodesAround } from '../python/walk';

/** `torch.no_grad()`, `@torch.inference_mode()` */
export const endsGradient = ({ unit, start, end }: Expression): boolean =>
  /no_grad|inference_mode|stop_gradient/u.test(unit.text.slice(start, end));

/** Whether no gradient is taken of what stands here: `with torch.no_grad():`, `@torch.inference_mode()`. */
export const isWithoutGradient = (place: Place): boolean =>
  nodesAround(place).some(
    (around) =>
      (around.kind === 'With' && around.items.some(({ value }) => endsGradient(value))) ||
      (around.kind === 'Function' && around.decorators.some(endsGradient)),
  );
