/** Initialisers of TensorFlow outside Keras as a fix writes them. */
import { canonicalName } from '../../frameworks';
import type { Bindings } from '../../python/names';
import { placeOf } from '../../python/place';
import type { CallExpression } from '../../python/syntax';
import { boundCall } from '../analysis/bound-call';
import { spell } from './imports';
import type { Exchange } from '../analysis/initializer-target';
import { NEGLIGIBLE_SLOPE } from '../analysis/initializer-target';
import { distributionOf, varianceScale } from './keras-initializer';
import type { Edit } from '../rule';
import { quoteOf, sourceOf } from '../../python/source-text';

/**
 * TensorFlow 1 has variance scaling, which with 2 over the fan-in is He. What TensorFlow 2 has, too (`tf.zeros_initializer`), becomes Keras',
 * by the lower-case name that both generations know.
 */
export function exchangeTensorflow(
  call: CallExpression,
  qualifiedName: string,
  exchange: Exchange,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const { callee, unit } = call;
  const bound = boundCall({ call, qualifiedName }, bindings);
  if (callee.kind !== 'Attribute' || bound === undefined || bound.arguments.incomplete) return undefined;
  const kept = ['seed', 'dtype'].flatMap((name) => {
    const expression = bound.arguments.byName.get(name)?.expression;
    return expression === undefined ? [] : [`${name}=${sourceOf(expression)}`];
  });
  const beside = (name: string, settings: readonly string[]): readonly Edit[] => [
    {
      kind: 'replace',
      place: { unit, start: callee.nameStart, end: call.end },
      newText: `${name}(${settings.join(', ')})`,
    },
  ];
  const { target, shape } = exchange;
  if (target.family === 'zeros') return beside('zeros_initializer', []);
  if (callee.name === 'xavier_initializer') {
    // `tf.contrib.layers` has a variance scaling of its own, with a factor where the others have a scale.
    if (target.family !== 'he') return undefined;
    const uniform = bound.arguments.byName.get('uniform')?.expression;
    const factor = target.slope === 0 ? 'factor=2.0' : `factor=${varianceScale(target.slope)}`;
    const settings = [factor, `uniform=${uniform === undefined ? 'True' : sourceOf(uniform)}`];
    return beside('variance_scaling_initializer', [...settings, ...kept]);
  }
  if (target.family === 'identity' || target.family === 'orthogonal') return undefined;
  if (isOnlyInFirst(qualifiedName)) {
    if (!/_initializer$/.test(qualifiedName)) return undefined;
    if (target.family === 'xavier') return beside(`glorot_${shape}_initializer`, kept);
    const quote = quoteOf(unit.text, bindings.module.text);
    const scale = target.family === 'he' ? varianceScale(target.slope) : 1;
    const settings = [
      `scale=${scale}`,
      `mode=${quote}fan_in${quote}`,
      `distribution=${quote}${distributionOf(shape)}${quote}`,
    ];
    return beside('variance_scaling_initializer', [...settings, ...kept]);
  }
  if (target.family === 'he' && target.slope > NEGLIGIBLE_SLOPE) return undefined;
  const family = { he: 'he', xavier: 'glorot', lecun: 'lecun' }[target.family];
  const seed = kept.filter((argument) => argument.startsWith('seed='));
  const spelling = spell(bindings, `tensorflow.keras.initializers.${family}_${shape}`, call);
  const place = placeOf(call);
  return [{ kind: 'replace', place, newText: `${spelling.text}(${seed.join(', ')})` }, ...spelling.edits];
}

function isOnlyInFirst(qualifiedName: string): boolean {
  return (
    canonicalName(qualifiedName).startsWith('tf.compat.v1.') ||
    qualifiedName.startsWith('tensorflow.compat.v1.')
  );
}
