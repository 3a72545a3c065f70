/** How sums and products of tensors start that are drawn apart: `self.mu + self.sigma * torch.randn(64, 64)`. */
import { weightMean, weightVariance } from '../../frameworks/variance';
import type { Distribution } from './distributions';

/** The one tensor of that mean and mean square; undefined where those of a part are not known, or for other operators. */
export function combinedDistribution(
  operator: string,
  left: Distribution,
  right: Distribution,
): Distribution | undefined {
  const [one, other] = [momentsOf(left), momentsOf(right)];
  if (one === undefined || other === undefined) return undefined;
  switch (operator) {
    case '+':
      return drawn(one.mean + other.mean, one.variance + other.variance);
    case '-':
      return drawn(one.mean - other.mean, one.variance + other.variance);
    case '*': {
      const mean = one.mean * other.mean;
      const square = (one.variance + one.mean ** 2) * (other.variance + other.mean ** 2);
      return drawn(mean, square - mean ** 2);
    }
    case '/':
      // By what hardly differs from its mean.
      return other.mean !== 0 && other.variance <= MOST_VARIED * other.mean ** 2
        ? drawn(one.mean / other.mean, one.variance / other.mean ** 2)
        : undefined;
    default:
      return undefined;
  }
}

const MOST_VARIED = 0.05;

/** What a mean, a sum, a deviation or a length over so many elements of a tensor comes to. */
export function reducedDistribution(
  name: string,
  whole: Distribution,
  count: number,
): Distribution | undefined {
  const own = momentsOf(whole);
  if (own === undefined || count < 1) return undefined;
  const { mean, variance } = own;
  const square = variance + mean ** 2;
  switch (name) {
    case 'mean':
      return drawn(mean, variance / count);
    case 'sum':
      return drawn(count * mean, count * variance);
    case 'std':
      return drawn(Math.sqrt(variance), variance / (2 * count));
    case 'norm':
      return drawn(Math.sqrt(count * square), square / 2);
    default:
      return undefined;
  }
}

function momentsOf({ initializer, arguments: given }: Distribution) {
  if (initializer === undefined) return undefined;
  const mean = weightMean(initializer, given);
  const variance = weightVariance(initializer, given, { fanIn: undefined, fanOut: undefined });
  return mean === undefined || variance === undefined ? undefined : { mean, variance };
}

function drawn(mean: number, variance: number): Distribution {
  if (variance > 0) return { initializer: 'normal', arguments: { mean, std: Math.sqrt(variance) } };
  return mean === 0
    ? { initializer: 'zeros', arguments: {} }
    : { initializer: 'constant', arguments: { value: mean } };
}
