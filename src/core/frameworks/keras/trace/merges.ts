/** Keras' layers without weights that the tables do not have: merging, reshaping, augmenting. */
import type { OperationNode } from '../../../network/graph';

interface Step {
  readonly kind: OperationNode['kind'];
  readonly name: string;
}

const rows: readonly (readonly [names: string, kind: Step['kind'], name: string])[] = [
  ['Add add Subtract subtract Average average', 'add', 'add'],
  ['Multiply multiply', 'multiply', 'mul'],
  ['Maximum maximum Minimum minimum', 'elementwise', 'maximum'],
  ['Concatenate concatenate', 'concat', 'cat'],
  ['Dot dot', 'matmul', 'matmul'],
  [
    'Reshape RepeatVector ZeroPadding1D ZeroPadding2D ZeroPadding3D UpSampling1D UpSampling2D UpSampling3D Resizing CenterCrop',
    'reshape',
    'reshape',
  ],
  ['Permute', 'reshape', 'permute'],
  ['Cropping1D Cropping2D Cropping3D', 'split', 'slice'],
  ['Rescaling Normalization', 'elementwise', 'rescale'],
];
const steps = new Map<string, Step>(
  rows.flatMap(([names, kind, name]) => names.split(' ').map((own) => [own, { kind, name }] as const)),
);
const augmentation: Step = { kind: 'elementwise', name: 'augment' };

export function mergeStep(name: string): Step | undefined {
  return steps.get(name) ?? (/^Random\w+$/.test(name) ? augmentation : undefined);
}
