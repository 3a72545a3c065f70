/** Keras' layers without weights that the tables do not have: merging, reshaping, augmenting. */
import type { OperationNode } from '../graph';

const rows: readonly (readonly [RegExp, OperationNode['kind'], string])[] = [
  [/^(?:Add|add|Subtract|subtract|Average|average)$/, 'add', 'add'],
  [/^(?:Multiply|multiply)$/, 'multiply', 'mul'],
  [/^(?:Maximum|maximum|Minimum|minimum)$/, 'elementwise', 'maximum'],
  [/^(?:Concatenate|concatenate)$/, 'concat', 'cat'],
  [/^(?:Dot|dot)$/, 'matmul', 'matmul'],
  [/^(?:Reshape|RepeatVector|ZeroPadding[123]D|UpSampling[123]D|Resizing|CenterCrop)$/, 'reshape', 'reshape'],
  [/^Permute$/, 'reshape', 'permute'],
  [/^Cropping[123]D$/, 'split', 'slice'],
  [/^(?:Rescaling|Normalization)$/, 'elementwise', 'rescale'],
  [/^Random\w+$/, 'elementwise', 'augment'],
];

export function mergeStep(
  name: string,
): { readonly kind: OperationNode['kind']; readonly name: string } | undefined {
  const row = rows.find(([pattern]) => pattern.test(name));
  return row === undefined ? undefined : { kind: row[1], name: row[2] };
}
