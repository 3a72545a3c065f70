/** What a standard-normal input becomes, from the propagation core; for functions of one's own, from their samples. */
import { outputDensity, type OutputDensity } from '../../core/propagation/density';
import { gaussianFacts, type GaussianFacts } from '../../core/propagation/gaussian';
import type { Subject } from './subject';

export interface Distribution {
  readonly facts: GaussianFacts;
  readonly density: OutputDensity;
}

const known = new WeakMap<Subject['extent'], Distribution>();

/** Undefined while the extension is still computing. */
export function distributionOf(subject: Subject): Distribution | undefined {
  const curve = subject.curve();
  if (!curve) return undefined;
  const before = known.get(curve);
  if (before) return before;
  const made = { facts: gaussianFacts(curve), density: outputDensity(curve, 80) };
  known.set(curve, made);
  return made;
}

/** Rows of the table of figures; `share` rows are shown in per cent. */
export const figures = [
  { name: 'mean', label: 'mean', share: false },
  { name: 'variance', label: 'variance', share: false },
  { name: 'shareOfZeros', label: 'zeroShare', share: true },
  { name: 'shareOfVanishingSlope', label: 'vanishingShare', share: true },
  { name: 'forwardGain', label: 'gain', share: false },
  { name: 'backwardGain', label: 'gainBackward', share: false },
] as const satisfies readonly {
  readonly name: keyof GaussianFacts;
  readonly label: string;
  readonly share: boolean;
}[];

/** The y interval with all bins and atoms that matter, of one or several outputs. */
export function outputRange(densities: readonly OutputDensity[]): {
  readonly from: number;
  readonly to: number;
} {
  const ends = densities.flatMap(({ bins, atoms }) => [
    ...bins.filter((bin) => bin.density * (bin.to - bin.from) > 1e-4).flatMap((bin) => [bin.from, bin.to]),
    ...atoms.map((atom) => atom.y),
  ]);
  if (ends.length === 0) return { from: -1, to: 1 };
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const margin = 0.04 * (to - from || 1);
  return { from: from - margin, to: to + margin };
}
