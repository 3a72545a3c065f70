/** The catalogue: every activation that the project knows, in one table. Adding one is adding an exported record to its family's file. */
import type { Activation } from './activation';
import { generatedActivations } from './generated/activations';

export { evaluate, type ActivationCurve } from './evaluate';

/** Families in the order in which a person is shown them; a file that is not named here comes last. */
const families = [
  'rectifiers',
  'hard',
  'saturating',
  'softplus',
  'exponential',
  'self-gated',
  'normalizing',
  'gates',
  'maxima',
];
const rank = (family: string): number =>
  families.includes(family) ? families.indexOf(family) : families.length;

export const allActivations: readonly Activation[] = [...generatedActivations]
  .sort(([a], [b]) => rank(a) - rank(b))
  .flatMap(([, activations]) => activations);

const byId: ReadonlyMap<string, Activation> = new Map(
  allActivations.map((activation) => [activation.id, activation]),
);

/** The catalogue's entry of that id (`leaky_relu`); undefined for a name it does not have. */
export function activationById(id: string): Activation | undefined {
  return byId.get(id);
}
