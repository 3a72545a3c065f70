/** Models that are compiled and then trained only as a part of another one: the generator of a GAN. */
import type { LossUse } from '../../network/graph';
import { enclosing, expressionAt } from '../../python/walk';
import { sourceOf } from '../../python/source-text';

const trainings = ['fit', 'fit_generator', 'train_on_batch', 'evaluate', 'test_on_batch'];

/**
 * Whether the loss that a model is compiled with is never computed: the class around calls the model as a part of another one, and neither
 * trains nor evaluates it by itself. What other statements of the document do is not asked, since a model's findings are kept while they change.
 */
export function isCompiledInVain(loss: LossUse): boolean {
  const { text } = loss.place.unit;
  const given = expressionAt(loss.place);
  const compile =
    given &&
    [given, ...enclosing(given)].find(
      (node) => node.kind === 'Call' && node.callee.kind === 'Attribute' && node.callee.name === 'compile',
    );
  if (compile?.kind !== 'Call' || compile.callee.kind !== 'Attribute') return false;
  const model = sourceOf(compile.callee.object);
  return (
    /^[\w.]+$/u.test(model) &&
    isCalledIn(text, model) &&
    !trainings.some((method) => isCalledIn(text, `${model}.${method}`))
  );
}

/** Whether a text calls this name itself, and not only one that ends like it: `add(` calls no `d`. */
function isCalledIn(text: string, name: string): boolean {
  const call = `${name}(`;
  for (let at = text.indexOf(call); at >= 0; at = text.indexOf(call, at + 1))
    if (!/[\w.]/u.test(text[at - 1] ?? ' ')) return true;
  return false;
}
